"""A right that one process holds for a while, by name: who polls a mailbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_

from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import LEASES

# Clocks of machines that work together differ by less than a right lasts.
_MOST = 2

# Built once: to build a statement costs more than to run it.
_ADD = build_inserts(LEASES)
_CLAIM = {
    name: add.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": add.excluded.owner, "until": add.excluded.until},
        where=or_(
            LEASES.c.owner == add.excluded.owner,
            LEASES.c.until <= bindparam("now"),
            LEASES.c.until > bindparam("latest"),
        ),
    ).returning(LEASES.c.name)
    for name, add in _ADD.items()
}


def claim_lease(tx: Transaction, name: str, *, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Take or renew the right. False while somebody else holds it.

    One that would last far longer than rights do was taken by a clock that was wrong, and keeps nobody out.
    """
    wanted = {"name": name, "owner": owner, "until": now + ttl, "now": now, "latest": now + _MOST * ttl}
    return tx.execute(_CLAIM[tx.dialect.name], wanted).first() is not None


def release(tx: Transaction, name: str, *, owner: str) -> None:
    """Give it back; does nothing when somebody else has it."""
    tx.execute(delete(LEASES).where(LEASES.c.name == name, LEASES.c.owner == owner))
