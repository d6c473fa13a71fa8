"""The directory: names and addresses learned from mails that were let in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.model import Person
from workers.store.store import Transaction
from workers.store.tables import PEOPLE


def learn(tx: Transaction, people: Iterable[Person], *, now: datetime) -> None:
    """Remember who has which address. A name once learned is kept: only a host may correct it."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    for person in people:
        if not person.address or not person.name:
            continue
        statement = dialect.insert(PEOPLE).values(
            address=person.address.casefold(), name=person.name, aliases=list(person.aliases), learned_at=now
        )
        tx.execute(statement.on_conflict_do_nothing(index_elements=["address"]))


def find_all(tx: Transaction) -> tuple[Person, ...]:
    """Everybody we know, by address."""
    rows = tx.execute(select(PEOPLE).order_by(PEOPLE.c.address)).all()
    return tuple(Person(name=row.name, address=row.address, aliases=tuple(row.aliases)) for row in rows)
