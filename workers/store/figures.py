"""Figures for whoever watches: counted along an index, never by reading mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from workers.store.store import Transaction
from workers.store.tables import INBOX, ITEMS, LOOKS, OUTBOX

# A backlog this long is told as this long: more would only take longer to count.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is due now of one table, and for how many seconds the oldest has been."""

    name: str
    size: int
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The queues, and how many items are in each state."""

    queues: tuple[Queue, ...]
    items: Mapping[str, int]


def find(tx: Transaction, *, now: datetime) -> Figures:
    """The figures of this moment."""
    queues = (
        _find_queue(tx, "inbox", INBOX.c.due_at, INBOX.c.state == "due", now=now),
        _find_queue(tx, "outbox", OUTBOX.c.due_at, OUTBOX.c.state == "due", now=now),
        _find_queue(tx, "looks", LOOKS.c.at, LOOKS.c.at.is_not(None), now=now),
    )
    counted = tx.execute(select(ITEMS.c.state, func.count()).group_by(ITEMS.c.state)).all()
    return Figures(queues=queues, items={row.state: row[1] for row in counted})


def _find_queue(
    tx: Transaction, name: str, at: ColumnElement[datetime], due: ColumnElement[bool], *, now: datetime
) -> Queue:
    waiting = select(at.label("at")).where(due, at <= now).order_by(at).limit(MOST_COUNTED).subquery()
    size, oldest = tx.execute(select(func.count(), func.min(waiting.c.at)).select_from(waiting)).one()
    return Queue(name=name, size=size, age=(now - oldest).total_seconds() if oldest is not None else 0.0)
