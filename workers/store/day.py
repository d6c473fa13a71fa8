"""One day in figures, for the letter to whoever runs this. Asked once a day, so it may read more than an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from workers.store.store import Transaction
from workers.store.tables import AUDIT, INBOX, OUTBOX, PEOPLE, RECAPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the tables say of one day."""

    mails: int
    recaps: int
    answers: int
    refused: Mapping[str, int]
    quarantined: int
    given_up: int
    unreachable: int


def count(tx: Transaction, *, since: datetime, until: datetime) -> Counted:
    """The figures of this span; who cannot be reached is told as of now."""
    came = (INBOX.c.arrived_at >= since, INBOX.c.arrived_at < until)
    rows = tx.execute(
        select(INBOX.c.state, INBOX.c.reason, func.count()).where(*came).group_by("state", "reason")
    ).all()
    written = (OUTBOX.c.created_at >= since, OUTBOX.c.created_at < until)
    lost = select(func.count()).select_from(OUTBOX).where(*written, OUTBOX.c.state.in_(("failed", "quarantined")))
    made = select(func.count()).select_from(RECAPS).where(RECAPS.c.created_at >= since, RECAPS.c.created_at < until)
    said = (AUDIT.c.at >= since, AUDIT.c.at < until, AUDIT.c.verb != "recap", AUDIT.c.inbox_id.is_not(None))
    unreachable = select(func.count()).select_from(PEOPLE).where(PEOPLE.c.undeliverable_at.is_not(None))
    return Counted(
        mails=sum(row[2] for row in rows),
        recaps=tx.execute(made).scalar_one(),
        answers=tx.execute(select(func.count(AUDIT.c.inbox_id.distinct())).where(*said)).scalar_one(),
        refused={row.reason or "": row[2] for row in rows if row.state == "refused"},
        quarantined=sum(row[2] for row in rows if row.state == "quarantined"),
        given_up=tx.execute(lost).scalar_one(),
        unreachable=tx.execute(unreachable).scalar_one(),
    )
