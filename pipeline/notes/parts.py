"""Whose part of the notes a block stands in: a heading, a line below it or the start of a bullet names somebody.

"Ana's action items", "Tasks for Bo", "Notes from Ana", "- Bo working on the
plan. Discuss it in June." What stands there without a name is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind
from pipeline.notes.frames import Frame
from pipeline.notes.names import ASIDE
from pipeline.notes.naming import find_opening
from pipeline.notes.owners import WHOLE_NAME, Owners
from pipeline.notes.people import Found
from pipeline.notes.pieces import is_first_name
from pipeline.notes.sections import find_meaning
from pipeline.notes.tokens import read_tokens
from pipeline.rules.book import RuleBook

_POSSESSIVE = re.compile(r"(?P<name>[^\W\d_][\w'’.-]{0,24}(?:\s[^\W\d_][\w'’.-]{0,24}){0,2})['’]s?\s")
_MAX_LINE = 200


def find_parts(blocks: Sequence[Block], frames: Sequence[Frame], *, owners: Owners, book: RuleBook) -> Iterator[str]:
    """For each block the name that heads it, empty where none does."""
    titled: dict[tuple[str, ...], str] = {}
    told: dict[tuple[str, ...], str] = {}
    opening = ""
    for number, (block, frame) in enumerate(zip(blocks, frames, strict=True)):
        if block.sections not in titled:
            titled[block.sections] = _of_titles(block.sections, owners, book)
        leads_in = block.kind is BlockKind.SENTENCE and number and blocks[number - 1].kind is BlockKind.HEADING
        if leads_in and (name := _of_report(block.text, owners)):
            told[block.sections] = name
        if frame.first:
            opening = find_opening(block.text, owners) if block.kind is BlockKind.BULLET else ""
        yield frame.whose or (opening if not frame.first else "") or titled[block.sections] or _below(told, block)


def _below(told: dict[tuple[str, ...], str], block: Block) -> str:
    """Who tells the section, or the one it lies in, in a line below its heading."""
    sections = block.sections
    return next((told[sections[:size]] for size in range(len(sections), 0, -1) if sections[:size] in told), "")


def _of_titles(titles: tuple[str, ...], owners: Owners, book: RuleBook) -> str:
    return next((name for title in reversed(titles) if (name := _of_title(title.strip(" :"), owners, book))), "")


def _of_title(title: str, owners: Owners, book: RuleBook) -> str:
    bare = ASIDE.sub(" ", title).strip()
    if is_first_name(bare, owners.words.names):
        return bare
    if name := _of_report(title, owners):
        return name
    if find_meaning(title, book) not in KINDS:
        return ""
    found = _POSSESSIVE.match(title)
    if found and _is_person(found.group("name"), owners):
        return found.group("name")
    tokens = read_tokens(title[:_MAX_LINE])
    for at in range(len(tokens)):
        lead = owners.words.owning.find_at(tokens, at)
        name = title[tokens[lead[1]].start :] if lead and lead[1] < len(tokens) else ""
        if name and _is_person(name, owners):
            return name
    return ""


def _of_report(text: str, owners: Owners) -> str:
    """The name behind "notes from" and the like."""
    said = text[:_MAX_LINE]
    tokens = read_tokens(said)
    for at in range(len(tokens)):
        lead = owners.words.reports.find_at(tokens, at)
        if lead is None or lead[1] >= len(tokens):
            continue
        words = said[tokens[lead[1]].start :].split()
        runs = (" ".join(words[:size]).strip(" .,;:()") for size in (2, 1) if len(words) >= size)
        if name := next((run for run in runs if _is_handle(run) or _is_person(run, owners)), ""):
            return name
    return ""


def _is_handle(name: str) -> bool:
    return name.startswith("@") and " " not in name


def _is_person(name: str, owners: Owners) -> bool:
    """Whether it is somebody we know, or a name by its first word."""
    if isinstance(owners.match(name), Found):
        return True
    return bool(WHOLE_NAME.fullmatch(name)) and is_first_name(name, owners.words.names)
