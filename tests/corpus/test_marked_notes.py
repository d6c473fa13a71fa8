"""Whole notes in five languages, written by us, with what they hold marked at the end of each line.

`⟦a Ana; 2026-12-01⟧` marks an action, its owner and its day; the letters stand in `KINDS`. A capital letter
says that the line stands under a heading or label of its kind; `#1` joins the lines of one item. The marks were set
before any rule was tried on them, and not all of it is found: the floors say how much has to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.model import Item, Notes
from pipeline.notes.read import read_notes

FOLDER = Path(__file__).parent / "marked"
KINDS = {
    "a": "action",
    "d": "decision",
    "q": "question",
    "r": "risk",
    "s": "assumption",
    "p": "parking",
    "k": "kudos",
    "e": "experiment",
}
MARK = re.compile(r" ?⟦([adqrspkeADQRSPKE])(?:#(\d))?(?: ([^;⟧]+))?(?:; ([\d-]+))?⟧")
# F1 of actions, of decisions, of all kinds; owners that are right on the actions that are found.
FLOORS = {
    "de": (0.91, 0.91, 0.90, 0.85),
    "es": (0.94, 0.88, 0.92, 0.95),
    "fr": (0.95, 0.84, 0.93, 0.92),
    "nl": (0.89, 0.84, 0.88, 0.89),
    "pt": (0.92, 0.91, 0.92, 0.88),
}


@dataclass(frozen=True, kw_only=True)
class Meant:
    kind: str
    lines: frozenset[int]
    owners: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    language: str
    meant: tuple[Meant, ...]
    found: tuple[Item, ...]

    def pairs(self, kinds: Iterable[str]) -> list[tuple[Meant, Item]]:
        """What is meant beside what is found: of one kind, on a shared line, each once."""
        left = [item for item in self.found if item.kind in kinds]
        paired = []
        for one in (one for one in self.meant if one.kind in kinds):
            twin = next((i for i in left if i.kind == one.kind and one.lines & set(i.evidence.lines)), None)
            if twin:
                left.remove(twin)
                paired.append((one, twin))
        return paired


def read_marks(marked: str) -> tuple[str, tuple[Meant, ...]]:
    """The notes as people would write them, and what the marks say."""
    meant: dict[str, Meant] = {}
    for number, line in enumerate(marked.split("\n"), start=1):
        for place, (letter, join, owners, day) in enumerate(MARK.findall(line)):
            key = f"#{join}" if join else f"{number}.{place}"
            before = meant[key].lines if key in meant else frozenset()
            meant[key] = Meant(
                kind=KINDS[letter.lower()],
                lines=before | {number},
                owners=tuple(owners.split(", ")) if owners else (),
                day=date.fromisoformat(day) if day else None,
            )
    return MARK.sub("", marked), tuple(meant.values())


@pytest.fixture(scope="module")
def readings(knowledge) -> list[Reading]:
    read = []
    for path in sorted(FOLDER.iterdir()):
        text, meant = read_marks(path.read_text(encoding="utf-8"))
        notes = Notes(text=text, form=path.suffix[1:])
        result = read_notes(notes, knowledge=knowledge, timezone="Europe/Berlin")
        firm = tuple(item for item in result.items if item.firm)
        read.append(Reading(language=result.meeting.language, meant=meant, found=firm))
    return read


def f1(readings: Iterable[Reading], kinds: Iterable[str]) -> float:
    right = both = 0
    for reading in readings:
        right += len(reading.pairs(kinds))
        both += sum(one.kind in kinds for one in (*reading.meant, *reading.found))
    return 2 * right / both


def named(item: Item) -> tuple[str, ...]:
    owner = item.owner.name if item.owner else item.owner_as_written
    return tuple(name.lstrip("@") for name in (owner, *(person.name for person in item.helpers)) if name)


def test_every_mark_is_read():
    texts = [read_marks(path.read_text(encoding="utf-8"))[0] for path in FOLDER.iterdir()]
    assert texts
    assert [text for text in texts if "⟦" in text or "⟧" in text] == []


def test_the_language_of_each_is_told(readings):
    told = [reading.language for reading in readings]
    assert told == [path.name[:2] for path in sorted(FOLDER.iterdir())]


@pytest.mark.parametrize("language", FLOORS)
def test_as_much_is_found_as_was(readings, language):
    ours = [reading for reading in readings if reading.language == language]
    actions, decisions, every, owners = FLOORS[language]
    pairs = [pair for reading in ours for pair in reading.pairs(["action"])]
    assert f1(ours, ["action"]) >= actions
    assert f1(ours, ["decision"]) >= decisions
    assert f1(ours, KINDS.values()) >= every
    assert sum(set(one.owners) == set(named(item)) for one, item in pairs) >= owners * len(pairs)


def test_no_day_is_wrong(readings):
    pairs = [pair for reading in readings for pair in reading.pairs(["action"])]
    wrong = [
        (item.evidence.quote, item.due.day)
        for one, item in pairs
        if one.day and item.due and item.due.day and item.due.day != one.day
    ]
    assert pairs
    assert wrong == []
