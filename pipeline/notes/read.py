"""Hops 6 to 8: notes become a meeting, its people and its items.

The one place where the parts of reading meet, for mails and for files alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.model import Block, Item, Meeting, Notes, Person
from pipeline.notes.blocks import read_blocks
from pipeline.notes.extract import extract_items
from pipeline.notes.meeting import read_meeting
from pipeline.notes.people import build_people


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
    language: str = DEFAULT_LANGUAGE,
) -> NotesReading:
    """Everything the notes say. Text of any shape is read; where nothing is found, nothing is returned."""
    pack = knowledge.language(language)
    rules = knowledge.rule_set(pack.code)
    blocks = read_blocks(notes, words=pack.rules)
    meeting = read_meeting(notes, blocks, timezone=timezone, words=pack.meeting, dates=pack.dates, people=pack.people)
    people = build_people(notes, meeting.attendees, known_people)
    items = extract_items(notes, blocks, rules=rules, language=pack, meeting=meeting, people=people)
    return NotesReading(meeting=meeting, people=people, items=items, blocks=blocks)


def join_notes(parts: Sequence[Notes]) -> Notes:
    """The notes of one mail as one text. The first part that has a title, author or date gives it."""
    if len(parts) == 1:
        return parts[0]
    return Notes(
        text="\n\n".join(part.text for part in parts),
        form=parts[0].form,
        title=next((part.title for part in parts if part.title), ""),
        author=next((part.author for part in parts if part.author), None),
        people=tuple({person.key: person for part in parts for person in part.people}.values()),
        sent_at=next((part.sent_at for part in parts if part.sent_at), None),
    )
