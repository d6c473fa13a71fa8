"""When to look next at what one person should hear of: one row a person.

A claim moves the moment forward, so a crash needs no clean-up. Whatever
changes for a person moves it to now and ends every claim, so that nothing is
decided on what was known before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from workers.store.errors import PAUSES
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import LOOKS

# Built once: to build a statement costs more than to run it.
_DUE = (
    select(LOOKS)
    .where(LOOKS.c.id.in_(bindparam("ids", expanding=True)), LOOKS.c.at <= bindparam("now"))
    .order_by(LOOKS.c.address)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(LOOKS)
    .where(LOOKS.c.id.in_(bindparam("ids", expanding=True)))
    .values(at=bindparam("until"), lease=LOOKS.c.lease + 1)
)
_SETTLE = (
    update(LOOKS)
    .where(LOOKS.c.id == bindparam("look"), LOOKS.c.lease == bindparam("ours"))
    .values(at=bindparam("next"), attempts=0, memory=bindparam("kept"))
)

_ADD = build_inserts(LOOKS)
_LOOK_NOW = {
    name: add.on_conflict_do_update(
        index_elements=["address"], set_={"at": add.excluded.at, "lease": LOOKS.c.lease + 1}
    )
    for name, add in _ADD.items()
}


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
    tx.execute(_LOOK_NOW[tx.dialect.name], [{"address": key, "at": now, "memory": {}} for key in keys])


def remember(tx: Transaction, address: str, name: str, kept: str, *, now: datetime) -> None:
    """Look at this person at once, with this in their memory."""
    look_now(tx, [address], now=now)
    theirs = LOOKS.c.address == address.casefold()
    memory = tx.execute(select(LOOKS.c.memory).where(theirs)).scalar_one()
    tx.execute(update(LOOKS).where(theirs).values(memory={**memory, name: kept}))


def claim(tx: Transaction, look_ids: Sequence[int], *, now: datetime, lease: timedelta) -> tuple[LookRow, ...]:
    """Take those of these looks for so long that are due and that nobody else is on; always in one order."""
    found = tx.execute(_DUE, {"ids": list(look_ids), "now": now}).mappings().all()
    if not found:
        return ()
    tx.execute(_CLAIM, {"ids": [row["id"] for row in found], "until": now + lease})
    return tuple(
        LookRow(
            id=row["id"],
            address=row["address"],
            memory=row["memory"],
            lease=row["lease"] + 1,
            attempts=row["attempts"],
        )
        for row in found
    )


def still_ours(tx: Transaction, row: LookRow) -> bool:
    """Whether nobody has claimed the look since, and nothing changed; holds it until the end of the block."""
    ours = (LOOKS.c.id == row.id, LOOKS.c.lease == row.lease)
    return tx.execute(select(LOOKS.c.id).where(*ours).with_for_update()).first() is not None


def settle(tx: Transaction, looked: Iterable[tuple[LookRow, datetime | None, Mapping[str, str]]]) -> None:
    """Looked: the next moment, none where nothing is in sight, and what to remember until then.

    Of a look that is not ours any more nothing is written.
    """
    # In one order everywhere, so that two transactions never wait for each other.
    ordered = sorted(looked, key=lambda one: one[0].address)
    tx.execute(
        _SETTLE,
        [{"look": row.id, "ours": row.lease, "next": at, "kept": dict(memory)} for row, at, memory in ordered],
    )


def fail(tx: Transaction, row: LookRow, *, now: datetime) -> None:
    """A try failed: later again, ever more rarely, but never given up."""
    pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
    ours = (LOOKS.c.id == row.id, LOOKS.c.lease == row.lease)
    tx.execute(update(LOOKS).where(*ours).values(at=now + pause, attempts=row.attempts + 1))


def find_due(tx: Transaction, *, now: datetime, limit: int) -> list[int]:
    """Looks to ring for, the longest waiting first."""
    return list(tx.execute(select(LOOKS.c.id).where(LOOKS.c.at <= now).order_by(LOOKS.c.at).limit(limit)).scalars())


def find_first_due(tx: Transaction) -> tuple[datetime, int] | None:
    """When the next look is due, and which; None where nobody is waited for."""
    query = select(LOOKS.c.at, LOOKS.c.id).where(LOOKS.c.at.is_not(None)).order_by(LOOKS.c.at, LOOKS.c.id)
    row = tx.execute(query.limit(1)).first()
    return None if row is None else (row.at, row.id)


def find_next(tx: Transaction) -> datetime | None:
    """The earliest moment at which a look is due; None where nobody is waited for."""
    return tx.execute(select(LOOKS.c.at).where(LOOKS.c.at.is_not(None)).order_by(LOOKS.c.at).limit(1)).scalar()
