"""Whose a task is: one row of a table, notes as people write them and the owner of each task in them."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.model import Item, Notes, Person
from pipeline.notes.read import read_notes

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = (
    Person(name="Mara Lindt", address="mara@acme.example"),
    Person(name="Dana Wolff", address="dana@acme.example"),
    Person(name="Sam Holt", address="sam@acme.example"),
)
ROWS = [
    (path.stem, row["notes"], row["owners"])
    for path in sorted(Path(__file__).parent.glob("owners/[a-z]*.toml"))
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["row"]
]


def shown(item: Item) -> str:
    first = item.owner.name if item.owner else item.owner_as_written
    return " + ".join((first, *(helper.name for helper in item.helpers)))


def find_tasks(items: tuple[Item, ...], words: str) -> list[Item]:
    """The tasks that say these words; where none does any more, those whose lines do."""
    tasks = [item for item in items if item.kind == "action"]
    return [item for item in tasks if words in item.text] or [item for item in tasks if words in item.evidence.quote]


@pytest.mark.parametrize(("code", "text", "owners"), ROWS)
def test_a_task_belongs_to_the_one_the_notes_name(knowledge, code, text, owners):
    notes = Notes(text=text, people=PEOPLE, author=PEOPLE[0], sent_at=MONDAY)
    items = read_notes(notes, knowledge=knowledge, timezone="UTC", language=code).items
    found = {words: [shown(item) for item in find_tasks(items, words)] for words in owners}
    assert found == {words: [owner] for words, owner in owners.items()}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dana to draft the budget; Sam to check it by Friday.", None),
        ("Dana will draft the plan; deadline is Friday.", date(2026, 11, 27)),
        ("Dana will draft the plan; the fair is on Friday.", None),
        ("Dana will draft the plan by Friday; it must be short.", date(2026, 11, 27)),
        ("Dana will draft the plan. See you next Tuesday!", None),
    ],
)
def test_a_day_belongs_to_the_task_it_is_said_of(knowledge, text, day):
    notes = Notes(text=text, people=PEOPLE, author=PEOPLE[0], sent_at=MONDAY)
    items = read_notes(notes, knowledge=knowledge, timezone="UTC", language="en").items
    assert [item.due and item.due.day for item in items if item.owner == PEOPLE[1]] == [day]
