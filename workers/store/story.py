"""What one mail brought about: the meeting it began, what it changed, and who answered the letters it sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workers.store.store import Transaction
from workers.store.tables import AUDIT, EVENTS, INBOX, RECAPS

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Rows as they are, oldest first. `began` is the tag of the recap that the mail became, empty where it did not.

    `did` are the lines of the audit that this mail caused, `answers` what other mails did to the recap it began.
    """

    began: str
    did: Sequence[Any]
    answers: Sequence[Any]


def find(tx: Transaction, inbox_id: int) -> Story:
    """Verbs, codes and numbers; nothing of what anybody wrote."""
    recap = tx.execute(select(RECAPS.c.id, RECAPS.c.tag).where(RECAPS.c.inbox_id == inbox_id)).first()
    answers: Sequence[Any] = ()
    if recap is not None:
        columns = (EVENTS.c.at, EVENTS.c.by, EVENTS.c.verb, EVENTS.c.code, EVENTS.c.inbox_id)
        others = (EVENTS.c.recap_id == recap.id, EVENTS.c.inbox_id != inbox_id)
        answers = tx.execute(select(*columns).where(*others).order_by(EVENTS.c.id).limit(MOST)).all()
    lines = select(AUDIT).where(AUDIT.c.inbox_id == inbox_id).order_by(AUDIT.c.id).limit(MOST)
    return Story(began=recap.tag if recap is not None else "", did=tx.execute(lines).all(), answers=answers)


def find_raw(tx: Transaction, inbox_id: int) -> bytes:
    """The mail itself; empty where its days are over."""
    return tx.execute(select(INBOX.c.raw).where(INBOX.c.id == inbox_id)).scalar() or b""
