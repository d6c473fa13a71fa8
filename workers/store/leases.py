"""A right that one process holds for a while, by name: who polls a mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from workers.store.store import Transaction
from workers.store.tables import LEASES


def claim_lease(tx: Transaction, name: str, *, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Take or renew the right. False while somebody else holds it."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    mine = {"owner": owner, "until": now + ttl}
    statement = dialect.insert(LEASES).values(name=name, **mine)
    taken = statement.on_conflict_do_update(
        index_elements=["name"], set_=mine, where=or_(LEASES.c.owner == owner, LEASES.c.until <= now)
    )
    return tx.execute(taken.returning(LEASES.c.name)).first() is not None


def release(tx: Transaction, name: str, *, owner: str) -> None:
    """Give it back; does nothing when somebody else has it."""
    tx.execute(delete(LEASES).where(LEASES.c.name == name, LEASES.c.owner == owner))
