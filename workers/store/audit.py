"""Who caused which change, and when: verbs, tags and codes, never anything that somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from workers.store.store import Transaction
from workers.store.tables import AUDIT

# Built once: to build a statement costs more than to run it.
_ADD = insert(AUDIT)


def write(tx: Transaction, verbs: Iterable[str], *, by: str, what: str, inbox_id: int | None, now: datetime) -> None:
    """A line for each verb. `what` names a recap and a code, a person's address, or nothing."""
    rows = [{"at": now, "by": by.casefold(), "verb": verb, "what": what, "inbox_id": inbox_id} for verb in verbs]
    if rows:
        tx.execute(_ADD, rows)


def list_rows(tx: Transaction, *, limit: int = 100) -> Sequence[Any]:
    """The newest lines."""
    return tx.execute(select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)).all()
