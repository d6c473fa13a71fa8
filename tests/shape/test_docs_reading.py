"""The guide to reading notes: every example in it is read by the program as the guide says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.knowledge import Knowledge
from pipeline.model import Item, Notes, Person
from pipeline.notes.read import read_notes

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "READING.md").read_text(encoding="utf-8")
PEOPLE = (Person(name="Dana Wolff", address="dana@acme.example"), Person(name="Sam Holt", address="sam@acme.example"))
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
CERTAIN, SURE = 0.9, 0.75
CELLS = re.compile(r"(?<!\\)\|")


def _read_rows() -> list[tuple[str, list[str]]]:
    """What stands in the notes, and the other three cells, of each example."""
    lines = [CELLS.split(line)[1:-1] for line in PAGE.splitlines() if line.startswith("| `")]
    return [(cells[0], [cell.strip() for cell in cells[1:]]) for cells in lines]


def describe(knowledge: Knowledge, lines: Sequence[str]) -> list[str]:
    """What is found in these lines, how sure it is and by which rule, as the guide writes it."""
    notes = Notes(text="\n".join(lines) + "\n", people=PEOPLE, sent_at=TUESDAY)
    items = read_notes(notes, knowledge=knowledge, timezone="Europe/Berlin").items
    if not items:
        return ["nothing", "", ""]
    (item,) = items
    return [_say(item), _say_sure(item), f"`{item.evidence.rules[0]}`"]


def _say(item: Item) -> str:
    who = item.owner.name if item.owner else item.owner_as_written
    who = " with ".join((who, *(person.name for person in item.helpers)))
    said = f"{item.kind}{f' of {who}' if who else ''}: {item.text}"
    if item.due is None:
        return said
    return f"{said}, due {item.due.day}" if item.due.day else f"{said}, due “{item.due.phrase}”: no day"


def _say_sure(item: Item) -> str:
    if not item.firm:
        return "asked"
    return "certain" if item.evidence.score >= CERTAIN else "sure" if item.evidence.score >= SURE else "fairly sure"


@pytest.mark.parametrize(("said", "cells"), _read_rows())
def test_an_example_is_read_as_the_guide_says(knowledge, said, cells):
    lines = [one.replace("\\|", "|") for one in re.findall(r"`([^`]+)`", said)]
    assert describe(knowledge, lines) == cells


def test_the_guide_shows_every_step_of_being_sure_and_nothing_at_all():
    assert {cells[1] for _, cells in _read_rows()} == {"certain", "sure", "fairly sure", "asked", ""}
