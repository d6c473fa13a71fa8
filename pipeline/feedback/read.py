"""Drafts and notes of any language, read for feedback: the one place where packs and readers meet."""

from __future__ import annotations

from pipeline.feedback.coach import check_draft
from pipeline.feedback.moments import find_moments
from pipeline.feedback.rows import Row, read_row
from pipeline.feedback.words import JUDGEMENTS, FeedbackWords
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language, load_feedback
from pipeline.model import Meeting, Notes
from pipeline.model.feedback import DraftCheck, Moment
from pipeline.notes.blocks import read_blocks
from pipeline.notes.meeting import read_meeting
from pipeline.notes.people import build_people


def read_feedback(text: str, *, knowledge: Knowledge, language: str = "") -> DraftCheck:
    """What the coach says about a draft; without a `language` the text tells it."""
    pack = _pack(text, knowledge=knowledge, language=language)
    return check_draft(text, words=load_feedback(pack.code), language=pack.code)


def read_moments(
    notes: Notes, *, knowledge: Knowledge, timezone: str = "UTC", language: str = "", meeting: Meeting | None = None
) -> tuple[Moment, ...]:
    """The moments of some notes; lines are those of `notes.text`. `meeting` is theirs, where it has been read."""
    pack = _pack(notes.text, knowledge=knowledge, language=language)
    if meeting is None:
        blocks = read_blocks(notes, words=pack.rules)
        meeting = read_meeting(
            notes, blocks, timezone=timezone, words=pack.meeting, dates=pack.dates, people=pack.people
        )
    people = build_people(notes, meeting.attendees, ())
    return find_moments(
        notes.text,
        words=load_feedback(pack.code),
        people=[person.name for person in people if person.name],
        title=meeting.title,
    )


def _pack(text: str, *, knowledge: Knowledge, language: str) -> Language:
    told = language or knowledge.tongues.tell(text) or _told_by_feedback(text, knowledge)
    return knowledge.language(told or DEFAULT_LANGUAGE)


def _told_by_feedback(text: str, knowledge: Knowledge) -> str:
    """The language whose words of feedback stand in a text too short for its small words to tell; else empty."""
    row = read_row(text)
    found = {code: _count(load_feedback(code), row) for code in knowledge.languages}
    best = max(found, key=lambda code: found[code])
    return best if list(found.values()).count(found[best]) == 1 else ""


def _count(words: FeedbackWords, row: Row) -> int:
    """How many of its words say you and me, and how many of its judgements stand there (counted twice)."""
    said = sum(len(list(words.subjects[name].find_in(row))) for name in ("you", "me"))
    return said + 2 * sum(words.marks[flag].yes.stand_in(row) for flag in JUDGEMENTS)
