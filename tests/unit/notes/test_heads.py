"""What the head of notes says about the meeting: title, day, people; one row of a table, one head."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.model import Notes
from pipeline.notes.read import read_notes

ROWS = tomllib.loads(Path(__file__).with_name("heads.toml").read_text(encoding="utf-8"))["row"]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['code']}-{number}" for number, row in enumerate(ROWS)])
def test_the_head_of_notes_tells_title_day_and_people(knowledge, row):
    notes = Notes(text=row["notes"])
    meeting = read_notes(notes, knowledge=knowledge, timezone="UTC", language=row["code"]).meeting
    day = meeting.held_on.isoformat() if meeting.held_on else ""
    told = (meeting.title, day, [person.name for person in meeting.attendees])
    assert told == (row["title"], row["day"], row["people"])
