"""The directory: names and addresses learned from mails that were let in, and which of them take no letters.

An address that we only wrote to has no name here, and is nobody we know.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from typing import Any

from sqlalchemy import Text, bindparam, cast, or_, select, update

from pipeline.model import Person, Preferences
from pipeline.model.preferences import MONDAY_TO_FRIDAY, NINE, Rhythm
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import ADDRESSES, PEOPLE

# Who told us of somebody.
SELF, HOST, OPERATOR = "self", "host", "operator"

# The directory is read with every mail, and most of it is as it was: what rows become is kept for so many of them.
MOST_MADE = 20_000
# What people told, in the order in which `_make_preferences` takes it.
_WORDS = ("timezone", "language", "heard_language", "place", "workdays", "prompts")
_WISHES = ("address", "name", *_WORDS, "hour", "away_until")

# Built once: to build a statement costs more than to run it.
_ALL = (
    select(PEOPLE.c.name, PEOPLE.c.address, cast(PEOPLE.c.aliases, Text))
    .where(PEOPLE.c.name != "")
    .order_by(PEOPLE.c.address)
)
_ALL_TOLD = select(*(PEOPLE.c[name] for name in _WISHES), PEOPLE.c.stopped_at.is_not(None)).where(
    or_(*(PEOPLE.c[name] != "" for name in _WORDS), PEOPLE.c.away_until.is_not(None), PEOPLE.c.stopped_at.is_not(None))
)
_PERSONS = select(ADDRESSES.c.address, ADDRESSES.c.person).where(
    ADDRESSES.c.address.in_(bindparam("keys", expanding=True))
)
_PEOPLE = select(PEOPLE).where(PEOPLE.c.address.in_(bindparam("keys", expanding=True)))
_UNDELIVERABLE = select(PEOPLE.c.undeliverable_at).where(PEOPLE.c.address == bindparam("key"))
_DELIVERABLE = (
    update(PEOPLE)
    .where(PEOPLE.c.address == bindparam("key"), PEOPLE.c.undeliverable_at.is_not(None))
    .values(undeliverable_at=None)
)
_ADD = build_inserts(PEOPLE)
_LEARN = {
    name: add.on_conflict_do_update(
        index_elements=["address"],
        set_={"name": add.excluded.name, "aliases": add.excluded.aliases},
        where=PEOPLE.c.name == "",
    )
    for name, add in _ADD.items()
}


def learn(tx: Transaction, people: Iterable[Person], *, now: datetime) -> None:
    """Remember who has which address. A name once learned is kept: only a host may correct it."""
    rows = [
        {"address": one.address.casefold(), "name": one.name, "aliases": list(one.aliases), "learned_at": now}
        for one in people
        if one.address and one.name
    ]
    if not rows:
        return
    tx.execute(_LEARN[tx.dialect.name], rows)


def find_all(tx: Transaction) -> tuple[Person, ...]:
    """Everybody we know, by address."""
    return tuple(starmap(_make_person, tx.execute(_ALL).all()))


@lru_cache(maxsize=MOST_MADE)
def _make_person(name: str, address: str, aliases: str) -> Person:
    return Person(name=name, address=address, aliases=tuple(json.loads(aliases)))


def mark_undeliverable(tx: Transaction, address: str, *, now: datetime) -> None:
    """No letter to this address arrives any more."""
    row = {"address": address.casefold(), "name": "", "aliases": [], "learned_at": now, "undeliverable_at": now}
    statement = _ADD[tx.dialect.name].values(**row)
    tx.execute(statement.on_conflict_do_update(index_elements=["address"], set_={"undeliverable_at": now}))


def mark_deliverable(tx: Transaction, address: str) -> None:
    """Letters to this address may arrive again."""
    tx.execute(_DELIVERABLE, {"key": address.casefold()})


def find_undeliverable_since(tx: Transaction, address: str) -> datetime | None:
    """Since when no letter to this address arrives; None while they do."""
    return tx.execute(_UNDELIVERABLE, {"key": address.casefold()}).scalar()


def find_person(tx: Transaction, address: str) -> str:
    """The address by which the person of this address is known: mostly the same."""
    key = address.casefold()
    return tx.execute(select(ADDRESSES.c.person).where(ADDRESSES.c.address == key)).scalar() or key


def find_same(tx: Transaction, address: str) -> frozenset[str]:
    """Every proven address of the person of this address; empty where they have but one."""
    person = find_person(tx, address)
    others = tx.execute(select(ADDRESSES.c.address).where(ADDRESSES.c.person == person)).scalars().all()
    return frozenset({person, *others}) if others else frozenset()


def join_addresses(tx: Transaction, person: str, address: str, *, learned_from: str, now: datetime) -> None:
    """This address is another one of that person; whatever was an address of the first is one of theirs, too."""
    person, address = find_person(tx, person), address.casefold()
    if person == address:
        return
    told = {"person": person, "learned_from": learned_from, "learned_at": now}
    statement = build_inserts(ADDRESSES)[tx.dialect.name].values(address=address, **told)
    tx.execute(statement.on_conflict_do_update(index_elements=["address"], set_=told))
    tx.execute(update(ADDRESSES).where(ADDRESSES.c.person == address).values(person=person))


def find_preferences(tx: Transaction, address: str) -> Preferences:
    """How this person wants to be written to; what most want where they never said."""
    return find_preferences_of(tx, [address])[address]


def find_preferences_of(tx: Transaction, addresses: Collection[str]) -> Mapping[str, Preferences]:
    """How each of these people wants to be written to, by the addresses as they were given."""
    keys = {address: address.casefold() for address in addresses}
    persons = {row.address: row.person for row in tx.execute(_PERSONS, {"keys": sorted(keys.values())})}
    known = {persons.get(key, key) for key in keys.values()}
    rows = {row.address: row for row in tx.execute(_PEOPLE, {"keys": sorted(known)})}
    found = {address: rows.get(persons.get(key, key)) for address, key in keys.items()}
    return {
        address: Preferences(address=address) if row is None else _read_preferences(row, address)
        for address, row in found.items()
    }


def find_told(tx: Transaction) -> Mapping[str, Preferences]:
    """Everybody who told us how they want to be written to, or whose language we heard, by each of their addresses."""
    found = {row.address: _make_preferences(tuple(row)) for row in tx.execute(_ALL_TOLD).all()}
    for row in tx.execute(select(ADDRESSES)):
        if row.person in found:
            found[row.address] = replace(found[row.person], address=row.address)
    return found


def write_preferences(tx: Transaction, preferences: Preferences, *, now: datetime) -> None:
    """What somebody told us of themselves. A name is learned elsewhere."""
    person = find_person(tx, preferences.address)
    _ensure(tx, person, now=now)
    usual = preferences.workdays == MONDAY_TO_FRIDAY
    values = {
        "timezone": preferences.timezone,
        "language": preferences.language,
        "place": preferences.place,
        "workdays": "" if usual else "".join(map(str, sorted(preferences.workdays))),
        "hour": preferences.hour,
        "away_until": preferences.away_until,
        "prompts": "" if preferences.prompts is Rhythm.WEEKLY else preferences.prompts.value,
    }
    tx.execute(update(PEOPLE).where(PEOPLE.c.address == person).values(**values))
    stopping = update(PEOPLE).where(PEOPLE.c.address == person)
    if not preferences.stopped:
        tx.execute(stopping.values(stopped_at=None))
    else:
        tx.execute(stopping.where(PEOPLE.c.stopped_at.is_(None)).values(stopped_at=now))


def hear_language(tx: Transaction, address: str, language: str, *, now: datetime) -> None:
    """The language somebody wrote to us in; what they told us themselves counts more."""
    person = find_person(tx, address)
    _ensure(tx, person, now=now)
    tx.execute(update(PEOPLE).where(PEOPLE.c.address == person).values(heard_language=language))


def correct(tx: Transaction, people: Iterable[Person], *, now: datetime) -> None:
    """Names and addresses that a host told: they take the place of what was learned by itself."""
    for person in people:
        if not person.address:
            continue
        _ensure(tx, person.address.casefold(), now=now)
        values = {"name": person.name, "aliases": list(person.aliases), "learned_from": HOST}
        tx.execute(update(PEOPLE).where(PEOPLE.c.address == person.address.casefold()).values(**values))


def list_rows(tx: Transaction) -> Sequence[Any]:
    """Everybody, with what they told us, by address."""
    return tx.execute(select(PEOPLE).order_by(PEOPLE.c.address)).all()


def find_addresses(tx: Transaction, person: str) -> Sequence[Any]:
    """The further addresses of one person."""
    return tx.execute(select(ADDRESSES).where(ADDRESSES.c.person == person).order_by(ADDRESSES.c.address)).all()


def _ensure(tx: Transaction, address: str, *, now: datetime) -> None:
    statement = _ADD[tx.dialect.name].values(address=address, name="", aliases=[], learned_at=now)
    tx.execute(statement.on_conflict_do_nothing(index_elements=["address"]))


def _read_preferences(row: Any, address: str) -> Preferences:
    told = (*(getattr(row, name) for name in _WISHES), row.stopped_at is not None)
    return replace(_make_preferences(told), address=address)


@lru_cache(maxsize=MOST_MADE)
def _make_preferences(told: tuple[Any, ...]) -> Preferences:
    """What the columns of `_WISHES` say, and whether this person stopped."""
    address, name, timezone, language, heard, place, workdays, prompts, hour, away_until, stopped = told
    return Preferences(
        address=address,
        name=name,
        timezone=timezone,
        language=language or heard,
        place=place,
        workdays=frozenset(map(int, workdays)) if workdays else MONDAY_TO_FRIDAY,
        hour=NINE if hour is None else hour,
        away_until=away_until,
        stopped=stopped,
        prompts=Rhythm(prompts or Rhythm.WEEKLY),
    )
