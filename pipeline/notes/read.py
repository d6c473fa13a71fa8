"""Hops 6 to 8: notes become a meeting, its people and its items.

The one place where the parts of reading meet, for mails and for files alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from pipeline.kinds import KINDS
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.model import Block, BlockKind, Item, Meeting, Notes, Person
from pipeline.notes.blocks import read_blocks
from pipeline.notes.extract import extract_items, number_items
from pipeline.notes.meeting import read_meeting
from pipeline.notes.offices import read_parts
from pipeline.notes.people import build_people
from pipeline.notes.sections import find_meaning

# A block is of another language than its notes only where so many of its words say so, and so many times more of them.
OTHER_LEAST, OTHER_CLEAR = 2.5, 2.5
# Of two languages in one text the one that has so many times the words of the other is that of the notes.
MORE = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesReading:
    """What one meeting's notes hold."""

    meeting: Meeting
    people: tuple[Person, ...]
    items: tuple[Item, ...]
    blocks: tuple[Block, ...]


def read_notes(
    notes: Notes,
    *,
    knowledge: Knowledge,
    timezone: str,
    known_people: Sequence[Person] = (),
    language: str = "",
) -> NotesReading:
    """Everything the notes say. Text of any shape is read; where nothing is found, nothing is returned.

    Without a `language` the text tells it, as a whole and sentence by sentence where it changes.
    """
    pack = knowledge.language(language or _tell_whole(notes.text, knowledge) or DEFAULT_LANGUAGE)
    blocks = read_blocks(notes, words=pack.rules, given=pack.people.names)
    zone = notes.timezone or timezone
    meeting = read_meeting(notes, blocks, timezone=zone, words=pack.meeting, dates=pack.dates, people=pack.people)
    people = build_people(notes, meeting.attendees, known_people)
    parts = read_parts(notes.text, people=people, labels=pack.meeting.roles, words=pack.people)
    meeting = replace(meeting, language=pack.code, parts=parts)
    items: list[Item] = []
    for code, numbers in _by_language(blocks, pack.code, knowledge=knowledge, mixed=not language):
        items += extract_items(
            notes,
            blocks,
            rules=knowledge.rule_set(code),
            language=knowledge.language(code),
            meeting=meeting,
            people=people,
            only=numbers,
        )
    items.sort(key=lambda item: item.evidence.start)
    return NotesReading(meeting=meeting, people=people, items=number_items(items), blocks=blocks)


def _tell_whole(text: str, knowledge: Knowledge) -> str:
    """The language of the notes. Where two share them, the one with a little more."""
    return knowledge.tongues.tell(text) or knowledge.tongues.tell(text, least=OTHER_LEAST, clear=MORE)


def _by_language(
    blocks: Sequence[Block], code: str, *, knowledge: Knowledge, mixed: bool
) -> Iterator[tuple[str, frozenset[int]]]:
    """The blocks of each language, that of the notes first. A block that does not tell belongs to that one."""
    told: dict[str, set[int]] = {code: set()}
    for numbers in _find_runs(blocks):
        run = _tell(" ".join(blocks[number].text for number in numbers), knowledge) if mixed else code
        for number in numbers:
            other = (_tell(blocks[number].text, knowledge) if mixed else "") or run or code
            if other != code and not _knows_place(blocks[number], code, other, knowledge=knowledge):
                other = code
            told.setdefault(other, set()).add(number)
    return ((name, frozenset(numbers)) for name, numbers in told.items())


def _tell(text: str, knowledge: Knowledge) -> str:
    return knowledge.tongues.tell(text, least=OTHER_LEAST, clear=OTHER_CLEAR)


def _find_runs(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Lists, and turns of one speaker, by the numbers of their blocks: a short line has too few words of its own."""
    alone = {BlockKind.SENTENCE, BlockKind.HEADING}
    place = ((block.kind, block.sections, block.speaker, block.start * (block.kind in alone)) for block in blocks)
    for _, run in groupby(enumerate(place), key=itemgetter(1)):
        yield [number for number, _ in run]


def _knows_place(block: Block, code: str, other: str, *, knowledge: Knowledge) -> bool:
    """Whether the other language reads the heading above as that of the notes does, so that nothing below is lost."""
    if not block.sections:
        return True
    title = block.sections[-1]
    meaning = find_meaning(title, knowledge.language(code).rules)
    return meaning not in KINDS or meaning == find_meaning(title, knowledge.language(other).rules)


def join_notes(parts: Sequence[Notes]) -> Notes:
    """The notes of one mail as one text. The first part that has a title, author or date gives it.

    Each part but the first stands under its title, so that no heading of the part above reaches into it.
    """
    if len(parts) == 1:
        return parts[0]
    below = (f"# {' '.join(part.title.split()) or part.form}\n\n{part.text}" for part in parts[1:])
    return Notes(
        text="\n\n".join((parts[0].text, *below)),
        form=parts[0].form,
        title=next((part.title for part in parts if part.title), ""),
        author=next((part.author for part in parts if part.author), None),
        people=tuple({person.key: person for part in parts for person in part.people}.values()),
        sent_at=next((part.sent_at for part in parts if part.sent_at), None),
        held_on=next((part.held_on for part in parts if part.held_on), None),
        timezone=next((part.timezone for part in parts if part.timezone), ""),
        invited=next((part.invited for part in parts if part.invited), ()),
    )
