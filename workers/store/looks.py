"""When to look next at what one person should hear of: one row a person.

A claim moves the moment forward, so a crash needs no clean-up. Whatever
changes for a person moves it to now and ends every claim, so that nothing is
decided on what was known before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from workers.store.errors import PAUSES
from workers.store.store import Transaction
from workers.store.tables import LOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """A claimed look. `lease` is the number of this claim; `memory` is what the core asked us to keep."""

    id: int
    address: str
    memory: Mapping[str, str]
    lease: int
    attempts: int


def look_now(tx: Transaction, addresses: Iterable[str], *, now: datetime) -> None:
    """Something changed for these people: look at them at once."""
    # In one order everywhere, so that two transactions never wait for each other.
    keys = sorted({one.casefold() for one in addresses if one})
    if not keys:
        return
    statement = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(LOOKS)
    again = {"at": statement.excluded.at, "lease": LOOKS.c.lease + 1}
    soon = statement.on_conflict_do_update(index_elements=["address"], set_=again)
    tx.execute(soon, [{"address": key, "at": now, "memory": {}} for key in keys])


def claim(tx: Transaction, look_id: int, *, now: datetime, lease: timedelta) -> LookRow | None:
    """Take a look that is due for so long; None when it is not, or somebody else is on it."""
    due = (LOOKS.c.id == look_id, LOOKS.c.at <= now)
    found = tx.execute(select(LOOKS).where(*due).with_for_update(skip_locked=True)).mappings().first()
    if found is None:
        return None
    number = found["lease"] + 1
    tx.execute(update(LOOKS).where(LOOKS.c.id == look_id).values(at=now + lease, lease=number))
    return LookRow(
        id=look_id,
        address=found["address"],
        memory=found["memory"],
        lease=number,
        attempts=found["attempts"],
    )


def still_ours(tx: Transaction, row: LookRow) -> bool:
    """Whether nobody has claimed the look since, and nothing changed; holds it until the end of the block."""
    ours = (LOOKS.c.id == row.id, LOOKS.c.lease == row.lease)
    return tx.execute(select(LOOKS.c.id).where(*ours).with_for_update()).first() is not None


def settle(tx: Transaction, row: LookRow, *, at: datetime | None, memory: Mapping[str, str]) -> None:
    """Looked: the next moment, none where nothing is in sight, and what to remember until then."""
    values = {"at": at, "memory": dict(memory), "attempts": 0}
    tx.execute(update(LOOKS).where(LOOKS.c.id == row.id).values(**values))


def fail(tx: Transaction, row: LookRow, *, now: datetime) -> None:
    """A try failed: later again, ever more rarely, but never given up."""
    pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
    ours = (LOOKS.c.id == row.id, LOOKS.c.lease == row.lease)
    tx.execute(update(LOOKS).where(*ours).values(at=now + pause, attempts=row.attempts + 1))


def find_due(tx: Transaction, *, now: datetime, limit: int) -> list[int]:
    """Looks to ring for, the longest waiting first."""
    return list(tx.execute(select(LOOKS.c.id).where(LOOKS.c.at <= now).order_by(LOOKS.c.at).limit(limit)).scalars())


def find_next(tx: Transaction) -> datetime | None:
    """The earliest moment at which a look is due; None where nobody is waited for."""
    return tx.execute(select(LOOKS.c.at).where(LOOKS.c.at.is_not(None)).order_by(LOOKS.c.at).limit(1)).scalar()
