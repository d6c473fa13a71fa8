"""An invitation tells title, day, zone and people, whatever program wrote it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.mail.invite import MOST_BYTES, Invite, read_invite
from pipeline.mail.reasons import BROKEN, NO_TEXT, ONLY_AN_ANSWER, TOO_LARGE
from pipeline.model import Person

BERLIN = "Europe/Berlin"
SENT = datetime(2026, 11, 24, 15, tzinfo=ZoneInfo(BERLIN))
AUCKLAND_RULES = (
    *("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
    *("TZOFFSETFROM:+1300", "TZOFFSETTO:+1300", "END:STANDARD", "END:VTIMEZONE"),
)


def an_invite(*event: str, calendar: tuple[str, ...] = ()) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *calendar,
        "BEGIN:VEVENT",
        "UID:1",
        *event,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def read(*event: str, near: datetime | None = SENT, calendar: tuple[str, ...] = ()) -> Invite:
    found = read_invite(an_invite(*event, calendar=calendar), near=near, timezone=BERLIN)
    assert isinstance(found, Invite), found
    return found


def test_the_title_is_unescaped_and_in_one_line():
    assert read("SUMMARY:Budget\\, again\\nand again").title == "Budget, again and again"


@pytest.mark.parametrize(
    ("start", "day", "zone"),
    [
        ("DTSTART;TZID=America/New_York:20261123T210000", "2026-11-23", "America/New_York"),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T090000", "2026-11-24", BERLIN),
        ("DTSTART;TZID=Tokyo Standard Time:20261124T003000", "2026-11-24", "Asia/Tokyo"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20261124T090000", "2026-11-24", "Europe/Paris"),
        ('DTSTART;TZID="/mozilla.org/20070129_1/America/Chicago":20261124T090000', "2026-11-24", "America/Chicago"),
        ("DTSTART:20261123T233000Z", "2026-11-24", ""),
        ("DTSTART;TZID=UTC:20261123T233000", "2026-11-24", ""),
        ("DTSTART:20261124T090000", "2026-11-24", ""),
        ("DTSTART;VALUE=DATE:20261124", "2026-11-24", ""),
        ("DTSTART;TZID=Nowhere/Land:20261124T090000", "2026-11-24", ""),
    ],
)
def test_the_day_is_that_of_the_zone(start, day, zone):
    found = read(start)
    assert (str(found.held_on), found.timezone) == (day, zone)


def test_the_zone_of_the_calendar_stands_in_for_one_of_the_event():
    found = read("DTSTART:20261123T233000Z", calendar=("X-WR-TIMEZONE:America/New_York",))
    assert (str(found.held_on), found.timezone) == ("2026-11-23", "America/New_York")


def test_rules_of_a_zone_without_a_name_are_good_for_counting():
    found = read("DTSTART;TZID=Customized Time Zone:20261125T060000", calendar=AUCKLAND_RULES)
    assert (str(found.held_on), found.timezone) == ("2026-11-24", "")


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", "2026-11-24"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-17"),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU", "2026-11-03"),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261005T000000Z", "2026-09-29"),
        ("RRULE:FREQ=WEEKLY;COUNT=3", "2026-09-22"),
    ],
)
def test_of_a_series_it_is_the_last_one_before_the_mail(rule, day):
    assert str(read(f"DTSTART;TZID={BERLIN}:20260908T090000", rule).held_on) == day


def test_a_meeting_that_was_called_off_is_not_the_one():
    event = (f"DTSTART;TZID={BERLIN}:20260908T090000", "RRULE:FREQ=WEEKLY", f"EXDATE;TZID={BERLIN}:20261124T090000")
    assert read(*event).held_on == date(2026, 11, 17)


def test_a_series_that_is_still_to_come_is_its_first_meeting():
    assert read(f"DTSTART;TZID={BERLIN}:20261208T090000", "RRULE:FREQ=WEEKLY").held_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=DAILY;BYSECOND=1,2,3,4,5",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
    ],
)
def test_a_series_without_end_or_without_days_is_its_first_meeting(rule):
    assert read(f"DTSTART;TZID={BERLIN}:20260908T090000", rule).held_on == date(2026, 9, 8)


def test_people_are_the_organiser_and_the_asked_who_did_not_say_no():
    found = read(
        "ORGANIZER;CN=Ana Ruiz:mailto:ana@acme.example",
        "ATTENDEE;CN=Ana Ruiz;PARTSTAT=ACCEPTED:mailto:ana@acme.example",
        'ATTENDEE;CN="Lind, Bo":MAILTO:bo@acme.example',
        "ATTENDEE;CN=cy@acme.example:mailto:cy@acme.example",
        "ATTENDEE;CN=Di;PARTSTAT=DECLINED:mailto:di@acme.example",
        "ATTENDEE;CN=Room 1;CUTYPE=ROOM:mailto:room@acme.example",
        "ATTENDEE;CN=Eli:invalid:nomail",
    )
    assert found.people == (
        Person(name="Ana Ruiz", address="ana@acme.example"),
        Person(name="Lind, Bo", address="bo@acme.example"),
        Person(name="cy", address="cy@acme.example"),
        Person(name="Eli"),
    )


def test_notes_in_the_description_keep_their_list():
    assert read("DESCRIPTION:<p>Agenda</p><ul><li>Ana sends it.</li></ul>").text.split() == [
        "Agenda",
        "*",
        "Ana",
        "sends",
        "it.",
    ]


def test_an_answer_to_an_invitation_is_none():
    answer = an_invite("SUMMARY:Accepted", calendar=("METHOD:REPLY",))
    assert read_invite(answer, near=None, timezone=BERLIN) == ONLY_AN_ANSWER


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", BROKEN),
        (b"not a calendar", BROKEN),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", BROKEN),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", NO_TEXT),
        (b"BEGIN:VCALENDAR\r\n" + b"x" * MOST_BYTES, TOO_LARGE),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 9_000, BROKEN),
    ],
)
def test_what_is_no_invitation_says_why(payload, reason):
    assert read_invite(payload, near=SENT, timezone=BERLIN) == reason


@pytest.mark.parametrize(
    "start", ["DTSTART:99999999T999999", "DTSTART;VALUE=DATE:00010101", "DTSTART:00010101T000000Z", "DTSTART:"]
)
def test_a_day_that_cannot_be_is_no_day_or_damage(start):
    found = read_invite(an_invite("SUMMARY:x", start), near=SENT, timezone=BERLIN)
    assert isinstance(found, Invite) or found == BROKEN


def test_a_calendar_of_two_hundred_meetings_tells_the_last_one_before_the_mail():
    events = [
        f"DTSTART:202601{day:02}T090000Z\r\nSUMMARY:{day}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:{day}"
        for day in range(1, 29)
    ]
    assert read(*events, f"DTSTART;TZID={BERLIN}:20270101T090000").title == "28"
