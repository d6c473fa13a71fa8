"""A house that has met for years: as many meetings as wanted, written in bulk, one team like the other.

Every team says the same two thousand things, so whatever is looked for stands
in the log as often as the house has teams, and nobody but its own team may
find it. One person, the keeper, sits in every fifth meeting of the house.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module

from builders import MONDAY
from recap_builders import an_item
from sqlalchemy import insert, text

from pipeline.model import Address, Due, Meeting, Person, Recap, State
from workers.store import log
from workers.store.payload import dump
from workers.store.store import Store
from workers.store.tables import ENTRIES, INBOX, PEOPLE, RECAPS

KEEPER = "keeper@acme.example"
ITEMS_A_MEETING, MEETINGS_A_TEAM, PEOPLE_A_TEAM = 10, 200, 6
ITEMS_A_TEAM = ITEMS_A_MEETING * MEETINGS_A_TEAM
FIRST_DAY = date(2024, 1, 8)
STEP = import_module("workers.store.migrations.versions.0003_the_log")
# The index of words is built at the end, which takes a fraction of the time.
WORDS_IN_ONE_GO = {
    "sqlite": (
        "DROP TRIGGER entries_written",
        ("INSERT INTO entries_words(entries_words) VALUES ('rebuild')", STEP.SQLITE[1]),
    ),
    "postgresql": ("DROP INDEX ix_entries_words", (STEP.POSTGRES,)),
}
KINDS = ("action", "action", "action", "action", "decision", "decision", "question", "risk", "assumption", "action")
WORDS = [
    f"{a}{b}{c}" for a in ("pri", "bud", "ser", "con", "ta", "mo") for b in ("ca", "ge", "to") for c in ("l", "ns")
]
FIRST = ("Mara", "Dana", "Sam", "Priya", "Ben", "Nora")
PARTS = ("ba", "dro", "fel", "gim", "hu", "jar", "kes", "lo", "mun", "nir", "pol", "qua", "ri", "sten", "tov", "wex")
COMMON = ("pricing", "budget", "release", "customer", "contract")


def member(team: int, number: int) -> Person:
    return Person(name=f"{FIRST[number]} {_family(team)}", address=f"m{number}.t{team}@acme.example")


def _family(team: int) -> str:
    """Everybody of a team has one, and nobody of another."""
    return "Zu" + "".join(PARTS[team // size % len(PARTS)] for size in (len(PARTS) ** 2, len(PARTS), 1))


def a_quarter(_day: date) -> float:
    """How many promises of that day nobody kept: of every day alike."""
    return 0.25


def fill(store: Store, *, items: int, forgotten: Callable[[date], float] = a_quarter) -> None:
    """Write so many items, and everybody who said them. `forgotten` is the share of a day's promises still open."""
    house = list(first_team(items, forgotten))
    with store.begin() as tx:
        mail = insert(INBOX).values(content_key="house", raw=b"", size=0, arrived_at=MONDAY, errors=[])
        inbox_id = tx.execute(mail.returning(INBOX.c.id)).scalar_one()
        before, after = WORDS_IN_ONE_GO[tx.dialect.name]
        tx.exec_driver_sql(before)
        for team in range(max(1, items // ITEMS_A_TEAM)):
            _write_team(tx, team, house, inbox_id)
        for statement in after:
            tx.exec_driver_sql(statement)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def first_team(items: int, forgotten: Callable[[date], float] = a_quarter) -> Iterator[tuple[Recap, list[str]]]:
    """Each meeting of the first team, as many as hold so many items, and what the log holds of its items."""
    dice = random.Random(7)
    people = tuple(member(0, number) for number in range(PEOPLE_A_TEAM))
    for number in range(min(MEETINGS_A_TEAM, max(1, items // ITEMS_A_MEETING))):
        readers = [Address(address=one.address, name=one.name) for one in people]
        if number % 5 == 0:
            readers.append(Address(address=KEEPER, name="Keeper"))
        day = FIRST_DAY + timedelta(days=5 * number)
        recap = Recap(
            tag=f"T0M{number}",
            meeting=Meeting(title="Weekly sync", held_on=day, attendees=people),
            host=readers[0],
            items=tuple(_item(dice, place, people, forgotten(day)) for place in range(ITEMS_A_MEETING)),
            people=people,
            audience=tuple(readers),
            subject="Weekly sync",
        )
        yield recap, [" ".join(log.index(recap, item, day=day)) for item in recap.items]


def _item(dice: random.Random, place: int, people: tuple[Person, ...], forgotten: float):
    kind = KINDS[place]
    words = dice.sample(WORDS, 7) + ([dice.choice(COMMON)] if dice.random() < 0.25 else [])
    text = " ".join(dice.sample(words, len(words)))
    item = an_item(f"{kind[0].upper()}{place + 1}", kind, text, reason="it was said" if kind == "decision" else "")
    if kind != "action":
        return item
    state = State.ACCEPTED if dice.random() < forgotten else State.DONE
    return replace(item, owner=dice.choice(people), state=state, due=Due(phrase="Friday", day=FIRST_DAY))


def _write_team(tx, team: int, house: list[tuple[Recap, list[str]]], inbox_id: int) -> None:
    people = [(member(0, number), member(team, number)) for number in range(PEOPLE_A_TEAM)]
    marks = [(_family(0).lower(), _family(team).lower())] + [
        (old, new)
        for ours, theirs in people
        for old, new in zip(_marks(ours.address), _marks(theirs.address), strict=True)
    ]
    recaps, entries = [], []
    for number, (recap, index) in enumerate(house):
        recap_id = team * MEETINGS_A_TEAM + number + 1
        payload = json.dumps(dump(recap)).replace(".t0@", f".t{team}@").replace('"T0M', f'"T{team}M')
        payload = payload.replace(_family(0), _family(team))
        day = recap.meeting.held_on
        said_at = datetime.combine(day, time(10), tzinfo=UTC)
        values = {
            "id": recap_id,
            "tag": f"T{team}M{number}",
            "inbox_id": inbox_id,
            "version": 1,
            "host": people[0][1].address,
        }
        recaps.append(
            values | {"title": "Weekly sync", "held_on": day, "created_at": said_at, "payload": json.loads(payload)}
        )
        first = day.toordinal() * log.PER_DAY + recap_id * log.PER_RECAP
        for place, (item, words) in enumerate(zip(recap.items, index, strict=True)):
            for old, new in marks if team else ():
                words = words.replace(old, new)  # noqa: PLW2901
            entries.append({"id": first + place, "recap_id": recap_id, "code": item.code, "words": words})
    tx.execute(insert(RECAPS), recaps)
    tx.execute(insert(ENTRIES), entries)
    known = [{"address": one.address, "name": one.name, "aliases": [], "learned_at": MONDAY} for _, one in people]
    tx.execute(insert(PEOPLE), known)


def _marks(address: str) -> tuple[str, ...]:
    return tuple(log._mark(what, address) for what in ("reader", "owner", "part"))
