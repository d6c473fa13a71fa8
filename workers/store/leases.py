"""A right that one process holds for a while, by name: who polls a mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from workers.store.store import Transaction
from workers.store.tables import LEASES

# Clocks of machines that work together differ by less than a right lasts.
_MOST = 2


def claim_lease(tx: Transaction, name: str, *, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Take or renew the right. False while somebody else holds it.

    One that would last far longer than rights do was taken by a clock that was wrong, and keeps nobody out.
    """
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    mine = {"owner": owner, "until": now + ttl}
    statement = dialect.insert(LEASES).values(name=name, **mine)
    free = or_(LEASES.c.owner == owner, LEASES.c.until <= now, LEASES.c.until > now + _MOST * ttl)
    taken = statement.on_conflict_do_update(index_elements=["name"], set_=mine, where=free)
    return tx.execute(taken.returning(LEASES.c.name)).first() is not None


def release(tx: Transaction, name: str, *, owner: str) -> None:
    """Give it back; does nothing when somebody else has it."""
    tx.execute(delete(LEASES).where(LEASES.c.name == name, LEASES.c.owner == owner))
