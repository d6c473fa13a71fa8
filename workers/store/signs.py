"""Signs of life: when something was last done, for whoever asks whether the program still runs.

A sign is a lease that nobody holds: it ran out at the moment it tells of.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import LEASES

# The mailbox was read to its end; what is due was looked for.
LOOKED, SWEPT = "looked", "swept"


def give(tx: Transaction, name: str, *, now: datetime) -> None:
    """It was done now."""
    sign = {"owner": "", "until": now}
    statement = build_inserts(LEASES)[tx.dialect.name].values(name=name, **sign)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=sign))


def find(tx: Transaction, name: str) -> datetime | None:
    """When it was last done; None where it never was."""
    return tx.execute(select(LEASES.c.until).where(LEASES.c.name == name)).scalar()
