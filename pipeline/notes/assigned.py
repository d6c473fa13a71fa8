"""Tasks that nothing names but their owner: "Order cake -> Ana", "Flyer (Ana, by Friday)", "… Action: Ana"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipeline.model import Block, BlockKind, Match
from pipeline.notes.dates import find_due
from pipeline.notes.frames import Frame
from pipeline.notes.naming import NAMES, are_names, is_first_name, split_parts
from pipeline.notes.owners import Owners
from pipeline.notes.people import Found
from pipeline.notes.words import DateWords
from pipeline.rules.book import STRENGTHS, Role
from pipeline.rules.wording import bare_words

# A nick is written small; whether it is somebody is asked afterwards.
NICK = r"[^\W\d_A-Z][\w-]{1,24}"
ARROW = re.compile(rf"\s?(?:->|=>|→|⇒)\s?(?P<names>{NAMES}|{NICK})(?:,\s?(?P<due>[^,()\[\]]{{2,40}}))?[\s.]{{0,3}}$")
BOXED = re.compile(rf"\s[(\[](?P<names>{NAMES})\s?[,;:–-]\s?(?P<due>[^()\[\]]{{2,40}})[)\]][\s.]{{0,3}}$")
ANY_DAY = date(2000, 1, 3)
MIN_WORDS = 2
MAX_DAY = 40
MAX_CELLS = 6
QUIET = frozenset({Role.PEOPLE, Role.REFERENCE, Role.FINISHED, Role.AGENDA})


def find_assigned(
    blocks: Sequence[Block], frames: Sequence[Frame], *, owners: Owners, dates: DateWords, only: Container[int]
) -> Iterator[Match]:
    """The lines that end with an arrow to somebody or a name and a day in brackets, and rows that bars alone make."""
    for number, (block, frame) in enumerate(zip(blocks, frames, strict=True)):
        if number not in only or frame.finished or frame.means in QUIET or block.kind is BlockKind.HEADING:
            continue
        if slots := _read_cells(block, owners, dates):
            yield _match(number, block, slots)
            continue
        tail = max(0, len(block.text) - 160)
        found = ARROW.search(block.text, tail) or BOXED.search(block.text, tail)
        if found is None or not _are_people(found.group("names"), owners):
            continue
        slots = {"task": block.text[: found.start()], "owner": found.group("names")}
        if due := found.groupdict().get("due"):
            if find_due(due, today=ANY_DAY, words=dates) is None:
                continue
            slots["due"] = due
        if len(slots["task"].split()) >= MIN_WORDS:
            yield _match(number, block, slots)


def _read_cells(block: Block, owners: Owners, dates: DateWords) -> dict[str, str]:
    """A table of which only the bars are left: "Offer for the safe | Ana | 24 Nov"; empty where it is none."""
    cells = [cell.strip() for cell in block.text.split(" | ")]
    if block.kind is BlockKind.ROW or not 1 < len(cells) <= MAX_CELLS:
        return {}
    rest = cells[1:]
    owner = next((cell for cell in rest if cell and len(cell) <= MAX_DAY and _are_people(cell, owners)), "")
    due = next((cell for cell in rest if cell != owner and _holds_a_day(cell, dates)), "")
    slots = {"task": cells[0], "owner": owner, "due": due}
    return {name: cell for name, cell in slots.items() if cell} if owner and cells[0] else {}


def _holds_a_day(text: str, dates: DateWords) -> bool:
    return len(text) <= MAX_DAY and find_due(text, today=ANY_DAY, words=dates) is not None


def _are_people(names: str, owners: Owners) -> bool:
    if are_names(names, owners) or isinstance(owners.match(names), Found):
        return True
    # A first name that is written large is a person's, listed or not.
    return all(name[0].isupper() and is_first_name(name, owners) for name in split_parts(names, owners))


def without_days(matches: Sequence[Match], *, dates: DateWords) -> list[Match]:
    """The matches that hold more than a day: "Next: 28 January" says when, and leaves nothing to do."""
    return [match for match in matches if not _is_a_day(match.slots.get("task", ""), dates)]


def _is_a_day(text: str, dates: DateWords) -> bool:
    due = find_due(text, today=ANY_DAY, words=dates) if len(text) <= MAX_DAY else None
    return due is not None and bare_words(due.phrase) == bare_words(text)


def shift_named(matches: Sequence[Match], blocks: Sequence[Block], *, owners: Owners) -> list[Match]:
    """A mark that holds nothing but names ("Action: Ana") marks the sentence before it."""
    return [_shift(match, blocks, owners) for match in matches]


def _shift(match: Match, blocks: Sequence[Block], owners: Owners) -> Match:
    names = match.slots.get("task", "").strip(" .")
    before = blocks[match.block - 1] if match.block else None
    if match.rule != "mark" or match.kind != "action" or before is None or before.kind is BlockKind.HEADING:
        return match
    if not are_names(names, owners):
        return match
    slots = {"task": before.text, "owner": names}
    return replace(match, block=match.block - 1, start=0, end=len(before.text), slots=slots)


def _match(number: int, block: Block, slots: dict[str, str]) -> Match:
    return Match(
        rule="assigned",
        kind="action",
        block=number,
        start=0,
        end=len(block.text),
        score=STRENGTHS["strong"],
        slots=slots,
        explicit=True,
    )
