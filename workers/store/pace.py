"""How much may go out and come in at once. What is over waits in its table; nothing is lost by it.

Going out, the tries of the last minute or day are counted, as providers do.
Coming in, every mail of a sender takes a turn, and turns stand one behind
the other: a thousand mails of one sender come due one by one over hours, and
hold up nobody else's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text, update

from workers.limits import Limit, Limits
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import OUTBOX, PACES

# Any number that nobody else locks: who counts goes one after the other.
LOCK = 7_225_001
# A letter this old is no longer counted for its reader; the index begins with the reader and the day it was written.
OLDEST = timedelta(days=8)


def has_room(tx: Transaction, limits: Limits, *, now: datetime) -> bool:
    """Whether one more letter may go out now."""
    if limits.together and tx.dialect.name == "postgresql":
        # On SQLite every block is a writer, so they queue by themselves.
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    return all(_find_nth(tx, limit, now=now) is None for limit in limits.together)


def find_turn(tx: Transaction, limits: Limits, reader: str, *, now: datetime) -> datetime | None:
    """When this reader may be written to again; None when that is now."""
    found = ((limit, _find_nth(tx, limit, now=now, reader=reader)) for limit in limits.to_one)
    turns = [nth + limit.within for limit, nth in found if nth is not None]
    return max(turns, default=None)


def take_turn(tx: Transaction, name: str, limit: Limit, *, now: datetime) -> datetime | None:
    """The moment of this mail's turn; None when that is now. Each call takes one turn, so ask once for each mail."""
    step = limit.within / limit.most
    # Senders whose turns are over leave nothing behind.
    tx.execute(delete(PACES).where(PACES.c.until < now))
    # Locked, so that two mails never have one turn; who comes first makes the row.
    tx.execute(
        build_inserts(PACES)[tx.dialect.name]
        .values(name=name, until=now)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    until = tx.execute(select(PACES.c.until).where(PACES.c.name == name).with_for_update()).scalar_one()
    after = max(until, now) + step
    tx.execute(update(PACES).where(PACES.c.name == name).values(until=after))
    turn = after - limit.within
    return turn if turn > now else None


def _find_nth(tx: Transaction, limit: Limit, *, now: datetime, reader: str | None = None) -> datetime | None:
    """When the letter went out that has to be out of the window before the next; None while there are fewer."""
    recent = [OUTBOX.c.tried_at > now - limit.within]
    if reader is not None:
        recent += [func.lower(OUTBOX.c.recipient) == reader.lower(), OUTBOX.c.created_at > now - OLDEST]
    query = select(OUTBOX.c.tried_at).where(*recent).order_by(OUTBOX.c.tried_at.desc())
    return tx.execute(query.offset(limit.most - 1).limit(1)).scalar()
