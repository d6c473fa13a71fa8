"""Whoever promised something hears of it in time, at most four times, and never once they have answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import HOST, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from workers.follow import FOLLOW_CRASH_POINTS

# Dana's budget is due on Friday 27 November; the notes come on Tuesday 24 November at 10:00 in Berlin.
IN_TWO_WEEKS = datetime(2026, 12, 11, 12, 0, tzinfo=UTC)
LATER_NOTES = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by 4 December 2026.
- Dana will book the room by 4 December 2026.
"""


def kinds(road, reader: str, kind: str) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == kind]


def moments(road, reader: str = OWNER, kind: str = "reminder") -> list[str]:
    zone_berlin = timedelta(hours=1)
    sent = (read_letter(raw)["Date"].datetime for raw in kinds(road, reader, kind))
    return [f"{moment.astimezone(UTC) + zone_berlin:%a %d %b %H:%M}" for moment in sent]


@pytest.fixture
def promised(road):
    """Dana owns two things that are due on Friday 4 December."""
    road.deliver(a_mail(LATER_NOTES))
    road.run()
    return road


def test_an_owner_is_reminded_before_on_and_twice_after_the_day(promised):
    promised.run_until(datetime(2027, 1, 31, tzinfo=UTC))
    # Two working days before; on the day; three days after is a Monday; seven days after.
    assert moments(promised) == ["Wed 02 Dec 09:00", "Fri 04 Dec 09:00", "Mon 07 Dec 09:00", "Fri 11 Dec 09:00"]


def test_things_of_one_meeting_come_in_one_letter(promised):
    promised.run_until(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    (letter,) = kinds(promised, OWNER, "reminder")
    assert "Send the budget to the bank" in plain_text(letter)
    assert "Book the room" in plain_text(letter)


def test_nobody_else_is_reminded(promised):
    promised.run_until(IN_TWO_WEEKS)
    assert kinds(promised, HOST, "reminder") == []
    assert kinds(promised, OTHER, "reminder") == []


def test_a_reminder_is_a_letter_of_the_conversation_that_can_be_answered_and_stopped(promised):
    promised.run_until(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    letter = read_letter(kinds(promised, OWNER, "reminder")[0])
    recap = read_letter(kinds(promised, OWNER, "recap")[0])
    assert letter["In-Reply-To"] == recap["Message-ID"]
    assert letter["Reply-To"] == recap["Reply-To"]
    assert letter["Subject"] == recap["Subject"]
    assert letter["List-Unsubscribe"].startswith("<mailto:notes%2Br.")
    assert letter["Auto-Submitted"] == "auto-generated"


def test_done_ends_the_reminders(promised):
    promised.deliver(a_reply(kinds(promised, OWNER, "recap")[0], "A1 and A2 are done"))
    promised.run_until(IN_TWO_WEEKS)
    assert moments(promised) == []


def test_an_early_yes_does_not_cost_the_reminder(promised):
    promised.deliver(a_reply(kinds(promised, OWNER, "recap")[0], "ok"))
    promised.run_until(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    assert moments(promised) == ["Wed 02 Dec 09:00"]


def test_an_answer_to_a_reminder_ends_the_reminders(promised):
    promised.run_until(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    promised.deliver(a_reply(kinds(promised, OWNER, "reminder")[0], "ok"))
    promised.run_until(IN_TWO_WEEKS)
    assert moments(promised) == ["Wed 02 Dec 09:00"]


def test_another_day_begins_the_reminders_anew(promised):
    promised.run_until(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))
    promised.deliver(a_reply(kinds(promised, OWNER, "reminder")[0], "A1: by 2026-12-10\nA2: done"))
    promised.run_until(datetime(2026, 12, 11, tzinfo=UTC))
    assert moments(promised) == ["Wed 02 Dec 09:00", "Tue 08 Dec 09:00", "Thu 10 Dec 09:00"]


def test_who_takes_it_over_is_reminded_instead(promised):
    promised.deliver(a_reply(kinds(promised, OWNER, "recap")[0], "A1: give it to Sam\nA2: done"))
    promised.run()
    promised.deliver(a_reply(kinds(promised, OTHER, "ask")[0], "ok", sender=OTHER))
    promised.run_until(datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert moments(promised, OTHER) == ["Wed 02 Dec 09:00", "Fri 04 Dec 09:00"]
    assert moments(promised, OWNER) == []


def test_a_yes_to_a_hand_over_is_not_met_with_a_reminder(promised):
    promised.run_until(datetime(2026, 12, 1, 12, tzinfo=UTC))
    promised.deliver(a_reply(kinds(promised, OWNER, "recap")[0], "A1: give it to Sam\nA2: done"))
    promised.run_until(datetime(2026, 12, 2, 12, tzinfo=UTC))
    promised.deliver(a_reply(kinds(promised, OTHER, "ask")[0], "ok", sender=OTHER))
    promised.run_until(datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert moments(promised, OTHER) == ["Fri 04 Dec 09:00"]


def test_a_day_that_is_near_already_is_not_reminded_of_at_once(road):
    road.deliver(a_mail())
    road.run_until(datetime(2026, 11, 28, tzinfo=UTC))
    assert moments(road) == ["Wed 25 Nov 09:00", "Fri 27 Nov 09:00"]


def test_a_machine_that_was_off_for_days_sends_one_letter_not_three(promised):
    promised.clock.moment = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)
    promised.run()
    assert moments(promised) == ["Tue 08 Dec 14:00"]


def test_a_machine_that_wakes_at_night_waits_for_the_morning(promised):
    promised.clock.moment = datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
    promised.run_until(datetime(2026, 12, 7, 12, 0, tzinfo=UTC))
    assert moments(promised) == ["Mon 07 Dec 09:00"]


@pytest.mark.parametrize("point", FOLLOW_CRASH_POINTS)
def test_a_crash_sends_each_reminder_once(promised, point):
    promised.clock.moment = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
    promised.crash_at(point)
    assert promised.run_until_crash(), f"the road never passes {point}"
    promised.restart()
    promised.run_until(datetime(2026, 12, 2, 20, 0, tzinfo=UTC))
    assert len(kinds(promised, OWNER, "reminder")) == 1


def test_what_a_later_meeting_takes_up_again_is_reminded_of_there_and_once(promised):
    promised.deliver(a_mail(LATER_NOTES, subject="Weekly sync, again"))
    promised.run_until(datetime(2026, 12, 2, 12, tzinfo=UTC))
    (letter,) = kinds(promised, OWNER, "reminder")
    assert read_letter(letter)["Subject"] == read_letter(kinds(promised, OWNER, "recap")[1])["Subject"]


def test_whoever_stopped_gets_none(promised):
    promised.deliver(a_reply(kinds(promised, OWNER, "recap")[0], "stop"))
    promised.run_until(IN_TWO_WEEKS)
    assert moments(promised) == []


def test_what_is_put_off_comes_back_when_it_should(promised):
    promised.run_until(datetime(2026, 12, 2, 12, tzinfo=UTC))
    letter = kinds(promised, OWNER, "reminder")[0]
    promised.deliver(a_reply(letter, "A1: remind me on 2026-12-10\nA2: done", sent_at=promised.clock.now()))
    promised.run_until(datetime(2027, 1, 31, tzinfo=UTC))
    # The reminder of seven days after comes the day after that.
    assert moments(promised) == ["Wed 02 Dec 09:00", "Thu 10 Dec 09:00", "Fri 11 Dec 09:00"]
