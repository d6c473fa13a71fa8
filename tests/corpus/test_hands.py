"""Notes of our own in eighteen hands: council minutes, chat, scribbles, a retro, an interview that promises little.

Written before the rules that read them, so no single line is asked for: the
floors stand just under what was reached, and only go up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Item, Notes
from pipeline.notes.read import read_notes

HANDS = Path(__file__).parent / "hands"
HELD = tomllib.loads((HANDS / "held.toml").read_text(encoding="utf-8"))["item"]
FILES = sorted({item["file"] for item in HELD})
# kind: (precision, recall)
FLOORS = {
    "action": (0.93, 0.86),
    "decision": (0.9, 0.72),
    "question": (0.92, 0.87),
    "risk": (0.84, 0.75),
    "parking": (0.99, 0.66),
    "kudos": (0.99, 0.89),
}


@pytest.fixture(scope="module")
def found(knowledge) -> dict[str, tuple[Item, ...]]:
    return {name: _read(name, knowledge) for name in FILES}


@pytest.mark.parametrize("kind", FLOORS)
def test_what_is_told_as_sure_is_held_by_the_notes(found, kind):
    told = [(name, item) for name in FILES for item in found[name] if item.firm and item.kind == kind]
    assert _pairs(found, kind) / len(told) >= FLOORS[kind][0]


@pytest.mark.parametrize("kind", FLOORS)
def test_what_the_notes_hold_is_found(found, kind):
    held = [item for item in HELD if item["kind"] == kind]
    assert _pairs(found, kind) / len(held) >= FLOORS[kind][1]


def test_no_day_is_told_that_is_not_held(found):
    days = {(item["file"], item["day"]) for item in HELD if "day" in item}
    told = {
        (name, item.due.day.isoformat())
        for name in FILES
        for item in found[name]
        if item.firm and item.due is not None and item.due.day is not None
    }
    assert told <= days


def _read(name: str, knowledge) -> tuple[Item, ...]:
    text = (HANDS / name).read_text(encoding="utf-8")
    notes = Notes(text=text, form=name.rpartition(".")[2])
    return read_notes(notes, knowledge=knowledge, timezone="Europe/Berlin").items


def _pairs(found: dict[str, tuple[Item, ...]], kind: str) -> int:
    """How many items are found on a line of theirs, each by an item of its own."""
    return sum(
        _pair(
            [item for item in HELD if item["file"] == name and item["kind"] == kind],
            [item for item in found[name] if item.firm and item.kind == kind],
        )
        for name in FILES
    )


def _pair(held: Sequence[dict[str, Any]], told: Sequence[Item]) -> int:
    left = list(told)
    for item in held:
        twin = next((one for one in left if set(one.evidence.lines) & set(item["lines"])), None)
        if twin is not None:
            left.remove(twin)
    return len(told) - len(left)
