"""What a person has to put right: one row for each place where it hurts, while it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from workers.ports import Trouble
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import TROUBLES


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """A trouble that lasts. `told_at` is None until the operator was written to."""

    trouble: Trouble
    place: str
    since: datetime
    told_at: datetime | None


def note(tx: Transaction, name: str, trouble: Trouble, *, place: str, now: datetime) -> TroubleRow:
    """It is so now; another trouble in the same place begins anew."""
    new = {"trouble": trouble.value, "place": place, "since": now, "told_at": None}
    statement = build_inserts(TROUBLES)[tx.dialect.name].values(name=name, **new)
    other = TROUBLES.c.trouble != trouble.value
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=new, where=other))
    found = find(tx, name)
    return found or TroubleRow(trouble=trouble, place=place, since=now, told_at=None)


def find(tx: Transaction, name: str) -> TroubleRow | None:
    """What hurts there; None where nothing does."""
    row = tx.execute(select(TROUBLES).where(TROUBLES.c.name == name)).first()
    if row is None:
        return None
    return TroubleRow(trouble=Trouble(row.trouble), place=row.place, since=row.since, told_at=row.told_at)


def tell(tx: Transaction, name: str, *, now: datetime) -> None:
    """The operator is written to."""
    tx.execute(update(TROUBLES).where(TROUBLES.c.name == name).values(told_at=now))


def end(tx: Transaction, name: str) -> TroubleRow | None:
    """It works again: what it was, for the first who says so."""
    found = find(tx, name)
    gone = tx.execute(delete(TROUBLES).where(TROUBLES.c.name == name)).rowcount
    return found if gone else None
