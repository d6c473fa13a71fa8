"""Meeting fields."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Block, Meeting, Notes
from pipeline.notes.words import DateWords, MeetingWords, PeopleWords


def read_meeting(
    notes: Notes, blocks: Sequence[Block], *, timezone: str, words: MeetingWords, dates: DateWords, people: PeopleWords
) -> Meeting:
    """What the notes say about the meeting. Under way: engineer C."""
    del blocks, words, dates, people
    return Meeting(title=notes.title, held_on=notes.sent_at.date() if notes.sent_at else None, timezone=timezone)
