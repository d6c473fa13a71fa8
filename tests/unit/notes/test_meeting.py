"""What notes say about the meeting itself, in the shapes people write it."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from pipeline.model import Block, BlockKind, Meeting, Notes, Person
from pipeline.notes.meeting import find_next_meeting, read_meeting
from pipeline.notes.titles import clean_title
from pipeline.notes.words import DateWords, MeetingWords, PeopleWords

SENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables() -> tuple[MeetingWords, DateWords, PeopleWords]:
    text = files("pipeline.languages").joinpath("en", "language.toml").read_text(encoding="utf-8")
    table, file = tomllib.loads(text), "en/language.toml"
    return (
        MeetingWords.from_table(table["meeting"], file=file),
        DateWords.from_table(table["dates"], file=file),
        PeopleWords.from_table(table["people"], file=file),
    )


@pytest.fixture(scope="module")
def read(tables):
    words, dates, people = tables

    def read(text: str, *, title: str = "", sent_at: datetime | None = SENT, blocks: tuple[Block, ...] = ()) -> Meeting:
        notes = Notes(text=text, title=title, sent_at=sent_at)
        return read_meeting(notes, blocks, timezone="Europe/Berlin", words=words, dates=dates, people=people)

    return read


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Weekly sync\n\nAna was there.", "Weekly sync"),
        ("## Weekly sync, 23 November 2026\n", "Weekly sync, 23 November 2026"),
        ("Weekly sync\n===========\n\nAna", "Weekly sync"),
        ("**Weekly sync**\n\nAna", "Weekly sync"),
        ("Date: 2026-11-23\n\n# Weekly sync\n", "Weekly sync"),
        ("Minutes of the board, 23 November 2026\n\nPresent: Ana\n", "Minutes of the board, 23 November 2026"),
        ("Title: Weekly sync\nPresent: Ana\n# Decisions\n", "Weekly sync"),
        ("---\ntitle: Weekly sync\n---\n# Notes\n", "Weekly sync"),
        ("# [Weekly sync](https://acme.example)\n", "Weekly sync"),
    ],
)
def test_a_title_in_the_notes_wins_over_the_subject(read, text: str, title: str) -> None:
    assert read(text, title="Re: lunch").title == title


@pytest.mark.parametrize(
    "text",
    [
        "Hi all,\n\nhere are the notes.\n",
        "# Attendees\n- Ana\n",
        "### 2026-11-23 Attendees\n- Ana\n",
        "# Notes\n- Ana sends it\n",
        "- Ana sends it\n\n# Later\n",
        "Ana: hello\nBo: hello\n",
        "Ana sends the report by 27 November.\n",
    ],
)
def test_where_the_notes_have_no_title_the_subject_is_it(read, text: str) -> None:
    assert read(text, title="Weekly sync").title == "Weekly sync"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Weekly sync", "Weekly sync"),
        ("Re: Weekly sync", "Weekly sync"),
        ("Fwd: RE: FW: Weekly sync", "Weekly sync"),
        ("[team] Re: [board] Weekly sync", "Weekly sync"),
        ("Minutes: Weekly sync", "Weekly sync"),
        ("Launch: what next", "Launch: what next"),
        ("weekly-sync_notes.md", "Weekly sync notes"),
        ("2026-11-23-weekly-sync.md", "2026-11-23 weekly sync"),
        ("notes/2026/Weekly sync.md", "Weekly sync"),
        ("[team]", "[team]"),
        ("Re:", "Re:"),
        ("", ""),
    ],
)
def test_a_subject_or_file_name_becomes_a_title(tables, subject: str, title: str) -> None:
    assert clean_title(subject, tables[0]) == title


@pytest.mark.parametrize(
    "text",
    [
        "Date: 2026-11-23\n",
        "Date: 23 November 2026\n",
        "**Date:** November 23rd, 2026, 10:00\n",
        "- Meeting date - 2026-11-23\n- Date: Monday, 23 Nov 2026\n",
        "Date & Time: 23.11.2026 10:00\n",
        "When: 23 Nov\n",
        "Date: 2026-11-23T10:00:00Z\n",
        "# Weekly sync 2026-11-23\n",
        "# Weekly sync - Nov 23, 2026\n",
        "# Weekly sync 2026.11.23\n",
        "# Weekly sync\n\n23 November 2026\n",
        "# Summit 23-25 November 2026\n",
        "Date: 11/23/2026\n",
    ],
)
def test_the_day_stands_in_the_notes(read, text: str) -> None:
    assert read(text, sent_at=datetime(2026, 11, 30, tzinfo=UTC)).held_on == date(2026, 11, 23)


def test_without_a_day_in_the_notes_it_is_the_day_of_sending(read) -> None:
    assert read("Ana sends it.").held_on == date(2026, 11, 24)


def test_the_day_of_sending_is_that_of_the_zone(read) -> None:
    assert read("x", sent_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC)).held_on == date(2026, 11, 24)


def test_without_any_day_none_is_made_up(read) -> None:
    assert read("# Weekly sync\n\nDate: 23 November\n", sent_at=None).held_on is None


def test_two_readings_of_a_day_are_told_by_the_day_of_sending(read) -> None:
    assert read("Date: 12/11/2026\n").held_on == date(2026, 11, 12)


def test_two_readings_of_a_day_stay_open_without_a_day_of_sending(read) -> None:
    assert read("Date: 12/11/2026\n", sent_at=None).held_on is None


def test_a_day_deep_in_the_notes_is_not_that_of_the_meeting(read) -> None:
    text = "# Weekly sync\n" + "\nAna\n" * 20 + "## Plan for 2026-12-24\n"
    assert read(text, sent_at=None).held_on is None


def test_a_year_at_the_turn_is_the_one_near_the_day_of_sending(read) -> None:
    assert read("Date: 30 December\n", sent_at=datetime(2027, 1, 4, tzinfo=UTC)).held_on == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Attendees: Ana Ruiz, Bo (notes)\n", ["Ana Ruiz", "Bo"]),
        ("**Attendees:** Ana Ruiz, Bo\n", ["Ana Ruiz", "Bo"]),
        ("Attendees - Ana Ruiz, Bo\n", ["Ana Ruiz", "Bo"]),
        ("Present: Ana Ruiz; Bo Larsen\n", ["Ana Ruiz", "Bo Larsen"]),
        ("Present: Ruiz, Ana; Larsen, Bo\n", ["Ana Ruiz", "Bo Larsen"]),
        ("Present: Ana and Bo\n", ["Ana", "Bo"]),
        ("Present: Ana / Bo / Cy\n", ["Ana", "Bo", "Cy"]),
        ("Present: @ana @bo\n", ["@ana", "@bo"]),
        ("Present: @Ana Ruiz, @Bo Larsen\n", ["Ana Ruiz", "Bo Larsen"]),
        ("Present: Ana Ruiz – Acme, Bo Larsen – Dev\n", ["Ana Ruiz", "Bo Larsen"]),
        ("Participants:\nAna Ruiz\nBo Larsen\n\nWe talked about this and that.\n", ["Ana Ruiz", "Bo Larsen"]),
        ("## Present\n\n* Ana Ruiz\n* Bo Larsen\n\n## Scribe\n\n* Cy\n", ["Ana Ruiz", "Bo Larsen"]),
        ("## Present\n- Ana Ruiz, Acme\n- Bo Larsen (Dev)\n", ["Ana Ruiz", "Bo Larsen"]),
        ("Attendees\n=====\n- [Ana Ruiz](https://a.example) (she/her)\n- _@bo_\n", ["Ana Ruiz", "@bo"]),
        ("- **Chair:** Cy\n- **Attendees:**\n  - Ana\n  - Bo\n- **Recording:** none\n", ["Ana", "Bo"]),
        ("Attendees (2): Ana, Bo\n", ["Ana", "Bo"]),
        ("- Attendance: 11\n\n## Attendees\n- Ana\n- Bo\n", ["Ana", "Bo"]),
        ("Attendees: Ana,\nBo\n\nAgenda:\nthe budget\n", ["Ana", "Bo"]),
        ("Attendees: Ana\nAdditional attendees: Bo (Dev),\nCy\n", ["Ana", "Bo", "Cy"]),
        ("### 2026-11-23 Attendees\nAna Ruiz - Acme (AR)\nBo Larsen - Dev (BL)\n", ["Ana Ruiz", "Bo Larsen"]),
        ("## Attending\n- Team members: ana, bo\n- Others: cy\n", ["ana", "bo", "cy"]),
        ("Attendees:\n[x] Ana\n[ ] Bo\n[x] Cy\n", ["Ana", "Cy"]),
        ("## Attendees\n\n| Name | Role |\n|---|---|\n| Ana Ruiz | chair |\n| Bo | notes |\n", ["Ana Ruiz", "Bo"]),
        ("# Board\n\n| Name | Present |\n|---|---|\n| Ana | x |\n| Bo | |\n| Cy | yes |\n", ["Ana", "Cy"]),
        ("Attendees: Ana, Ana, ana\n", ["Ana"]),
        ("Attendees: Ruben van der Berg, Ngozi bin Ali\n", ["Ruben van der Berg", "Ngozi bin Ali"]),
    ],
)
def test_those_present_are_read_in_many_shapes(read, text: str, names: list[str]) -> None:
    assert [person.name for person in read(text).attendees] == names


@pytest.mark.parametrize(
    "text",
    [
        "Attendees: Ana\nRegrets: Bo\n",
        "Present: Ana; regrets: Bo\n",
        "## Present\n- Ana\n\n## Apologies\n- Bo\n",
        "Attendees: Ana, Bo (regrets)\n",
        "Attendees: Ana, ~~Bo~~\n",
        "Attendees:\n- Ana\n- ~~Bo~~\n",
        "Attendees: Ana\n\n## Last Meeting Attendees\n- Bo\n",
        "Attendees: Ana\nScribe: Bo\n",
        "Attendees: Ana\n\n## Notes\n\nA line.\n\nOthers: Bo\n",
    ],
)
def test_who_was_not_there_is_left_out(read, text: str) -> None:
    assert [person.name for person in read(text).attendees] == ["Ana"]


@pytest.mark.parametrize(
    "text",
    [
        "Attendees: n/a\n",
        "Attendees: everyone\n",
        "Present: quorum was confirmed by the chair\n",
        "Who: Ana\n",
        "Attendees:\n",
    ],
)
def test_a_list_that_names_nobody_has_no_attendees(read, text: str) -> None:
    assert read(text).attendees == ()


def test_addresses_handles_and_initials_beside_a_name_are_kept(read) -> None:
    text = "Attendees: Ana Ruiz <ana@acme.example>, Bo Larsen (@bolar), Cy Young (CY, notes), di@acme.example\n"
    assert read(text).attendees == (
        Person(name="Ana Ruiz", address="ana@acme.example"),
        Person(name="Bo Larsen", aliases=("@bolar",)),
        Person(name="Cy Young", aliases=("CY",)),
        Person(name="", address="di@acme.example"),
    )


def a_turn(speaker: str) -> Block:
    return Block(kind=BlockKind.TURN, text="Hello.", line=1, last_line=1, start=0, end=6, speaker=speaker)


def test_without_a_list_those_who_spoke_were_there(read) -> None:
    blocks = (a_turn("Ana Ruiz"), a_turn("Bo"), a_turn("Ana Ruiz"))
    assert [person.name for person in read("x", blocks=blocks).attendees] == ["Ana Ruiz", "Bo"]


def test_a_list_wins_over_those_who_spoke(read) -> None:
    assert [person.name for person in read("Present: Cy\n", blocks=(a_turn("Ana"),)).attendees] == ["Cy"]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Purpose: pick a venue\n", "pick a venue"),
        ("* **Goal:** pick a venue\n", "pick a venue"),
        ("## Purpose\n\nPick a venue.\n\n## Notes\n", "Pick a venue."),
        ("Objectives:\n- pick a venue\n- set the date\n\nNotes\n", "pick a venue; set the date"),
        ("## Goals for Q4\n- better tests\n", ""),
        ("Purpose:\n\n## Notes\n- x\n", ""),
        ("We spoke about our purpose.\n", ""),
    ],
)
def test_the_purpose_is_what_the_notes_call_it(read, text: str, purpose: str) -> None:
    assert read(text).purpose == purpose


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Purpose: agree on the date\nDesired outcome: a date that all can name\n", "a date that all can name"),
        ("## Desired outcomes\n- a date\n- an owner\n\n## Notes\nWe met.\n", "a date; an owner"),
        ("We spoke about the outcome we desired.\n", ""),
        ("Outcome: we ship on Monday.\n", ""),
    ],
)
def test_the_outcome_that_was_wanted_is_what_the_notes_call_it(read, text: str, outcome: str) -> None:
    assert read(text).outcome == outcome


def a_line(text: str, *sections: str) -> Block:
    return Block(kind=BlockKind.SENTENCE, text=text, line=1, last_line=1, start=0, end=9, sections=sections)


@pytest.mark.parametrize(
    ("block", "day"),
    [
        (a_line("Next meeting: 7 December, 15:00"), date(2026, 12, 7)),
        (a_line("Our next call is on 2026-12-07."), date(2026, 12, 7)),
        (a_line("December 7th, 2pm", "Next meeting"), date(2026, 12, 7)),
        (a_line("Next meeting: 12/5"), None),
        (a_line("Next meeting: to be decided"), None),
        (a_line("The meeting on 7 December was moved"), None),
    ],
)
def test_the_next_meeting_is_found_where_the_notes_tell_it(tables, block: Block, day: date | None) -> None:
    assert find_next_meeting([block], today=date(2026, 11, 23), words=tables[0], dates=tables[1]) == day


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "|" * 5_000, "Attendees: " + "a, " * 9_000, "# " * 9_000, "(" * 20_000, "\0 7\0"]
)
def test_any_text_is_read_without_trouble(read, text: str) -> None:
    read("Attendees: " + text)
    read(text)
