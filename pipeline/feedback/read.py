"""Drafts and notes of any language, read for feedback: the one place where packs and readers meet."""

from __future__ import annotations

from pipeline.feedback.coach import check_draft
from pipeline.feedback.moments import find_moments
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language, load_feedback
from pipeline.model import Notes
from pipeline.model.feedback import DraftCheck, Moment
from pipeline.notes.blocks import read_blocks
from pipeline.notes.meeting import read_meeting
from pipeline.notes.people import build_people


def read_feedback(text: str, *, knowledge: Knowledge, language: str = "") -> DraftCheck:
    """What the coach says about a draft; without a `language` the text tells it."""
    pack = _pack(text, knowledge=knowledge, language=language)
    return check_draft(text, words=load_feedback(pack.code), language=pack.code)


def read_moments(
    notes: Notes, *, knowledge: Knowledge, timezone: str = "UTC", language: str = ""
) -> tuple[Moment, ...]:
    """The moments of some notes; lines are those of `notes.text`."""
    pack = _pack(notes.text, knowledge=knowledge, language=language)
    blocks = read_blocks(notes, words=pack.rules)
    meeting = read_meeting(notes, blocks, timezone=timezone, words=pack.meeting, dates=pack.dates, people=pack.people)
    people = build_people(notes, meeting.attendees, ())
    return find_moments(
        notes.text,
        words=load_feedback(pack.code),
        people=[person.name for person in people if person.name],
        title=meeting.title,
    )


def _pack(text: str, *, knowledge: Knowledge, language: str) -> Language:
    return knowledge.language(language) if language else knowledge.language_of(text, default=DEFAULT_LANGUAGE)
