"""What stands around a line decides what it is: a numbered topic, an outcome, whose letterhead it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.model import Notes
from pipeline.notes.read import NotesReading, read_notes

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def read(knowledge):
    def read(text: str) -> NotesReading:
        return read_notes(
            Notes(text=text, form="md", sent_at=MONDAY), knowledge=knowledge, timezone="UTC", language="en"
        )

    return read


def test_a_numbered_line_right_above_its_notes_is_their_heading(read):
    blocks = read("\n4. Roof repairs\nThe roofer came in May.\n").blocks
    assert blocks[-1].sections == ("Roof repairs",)


def test_numbered_lines_of_a_list_are_no_headings(read):
    blocks = read("\n1. Roof repairs\n2. New boiler\n").blocks
    assert [block.sections for block in blocks] == [(), ()]


def test_how_a_vote_went_is_a_part_of_what_was_voted_on(read):
    decisions = [
        item
        for item in read("Motion by Ana, seconded by Bo, to approve the budget. Motion carried 4-0.\n").items
        if item.kind == "decision"
    ]
    assert len(decisions) == 1


def test_how_a_vote_went_belongs_to_the_marked_decision_before_it(read):
    decisions = [item for item in read("Decision: the budget stands. Passed 5-0.\n").items if item.kind == "decision"]
    assert len(decisions) == 1


def test_an_arrow_may_have_a_nick_behind_it(read):
    item = read("Present: kim_b, Ana Ruiz, Bo Lind\n\n- Order the cake -> kim_b\n").items[0]
    assert item.owner.name == "kim_b"


def test_an_arrow_may_have_a_name_and_a_day_behind_it(read):
    item = read("Present: Ana Ruiz, Bo Lind\n\n- Order the cake -> Ana, 27 November\n").items[0]
    assert (item.owner.name, item.due.day) == ("Ana Ruiz", date(2026, 11, 27))


def test_a_yes_before_i_is_no_second_owner(read):
    talk = "Ana: Who writes it down?\nBo: Yeah , I'll put that in the wiki.\nAna: Fine.\n"
    assert [item.helpers for item in read(talk).items if item.kind == "action"] == [()]


def test_the_title_stands_below_a_letterhead(read):
    text = (
        "TOWN OF ASHBY\nLibrary Board\nMinutes of the regular meeting\nMay 4, 2026\n\nThe chair opened the meeting.\n"
    )
    assert read(text).meeting.title == "Minutes of the regular meeting"


def test_a_date_under_a_later_topic_is_not_that_of_the_meeting(read):
    filler = "The pump was replaced and works again.\n\n" * 8
    text = f"# Parks meeting\n\nNovember 4, 2026\n\n## Works\n{filler}\n## Volunteer day\n- Date: April 26, 2026\n"
    assert read(text).meeting.held_on == date(2026, 11, 4)


def test_a_bot_attends_no_meeting(read):
    talk = "16:00:02 <ana> hello there\n16:00:03 <meetbot> Meeting started.\n16:00:09 <bo> hi, I am here\n"
    assert [person.name for person in read(talk).meeting.attendees] == ["ana", "bo"]
