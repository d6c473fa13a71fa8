"""The directory: names and addresses learned from mails that were let in, and which of them take no letters.

An address that we only wrote to has no name here, and is nobody we know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.model import Person, Preferences
from pipeline.model.preferences import MONDAY_TO_FRIDAY, NINE
from workers.store.store import Transaction
from workers.store.tables import ADDRESSES, PEOPLE


def learn(tx: Transaction, people: Iterable[Person], *, now: datetime) -> None:
    """Remember who has which address. A name once learned is kept: only a host may correct it."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    for person in people:
        if not person.address or not person.name:
            continue
        statement = dialect.insert(PEOPLE).values(
            address=person.address.casefold(), name=person.name, aliases=list(person.aliases), learned_at=now
        )
        nameless = {"set_": {"name": person.name, "aliases": list(person.aliases)}, "where": PEOPLE.c.name == ""}
        tx.execute(statement.on_conflict_do_update(index_elements=["address"], **nameless))


def find_all(tx: Transaction) -> tuple[Person, ...]:
    """Everybody we know, by address."""
    rows = tx.execute(select(PEOPLE).where(PEOPLE.c.name != "").order_by(PEOPLE.c.address)).all()
    return tuple(Person(name=row.name, address=row.address, aliases=tuple(row.aliases)) for row in rows)


def mark_undeliverable(tx: Transaction, address: str, *, now: datetime) -> None:
    """No letter to this address arrives any more."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    row = {"address": address.casefold(), "name": "", "aliases": [], "learned_at": now, "undeliverable_at": now}
    statement = dialect.insert(PEOPLE).values(**row)
    tx.execute(statement.on_conflict_do_update(index_elements=["address"], set_={"undeliverable_at": now}))


def mark_deliverable(tx: Transaction, address: str) -> None:
    """Letters to this address may arrive again."""
    marked = (PEOPLE.c.address == address.casefold(), PEOPLE.c.undeliverable_at.is_not(None))
    tx.execute(update(PEOPLE).where(*marked).values(undeliverable_at=None))


def find_undeliverable_since(tx: Transaction, address: str) -> datetime | None:
    """Since when no letter to this address arrives; None while they do."""
    return tx.execute(select(PEOPLE.c.undeliverable_at).where(PEOPLE.c.address == address.casefold())).scalar()


def find_preferences(tx: Transaction, address: str) -> Preferences:
    """How whoever has this address wants to be written to there; what most want where they never said."""
    key = address.casefold()
    known_as = tx.execute(select(ADDRESSES.c.person).where(ADDRESSES.c.address == key)).scalar() or key
    row = tx.execute(select(PEOPLE).where(PEOPLE.c.address == known_as)).first()
    if row is None:
        return Preferences(address=address)
    return Preferences(
        address=address,
        name=row.name,
        timezone=row.timezone,
        language=row.language or row.heard_language,
        place=row.place,
        workdays=frozenset(int(day) for day in row.workdays) or MONDAY_TO_FRIDAY,
        hour=NINE if row.hour is None else row.hour,
        away_until=row.away_until,
        stopped=row.stopped_at is not None,
    )
