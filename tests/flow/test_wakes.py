"""What was believed or tried out comes back on its day, once, to whoever owns it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import HOST, OWNER, a_mail, a_reply, plain_text, read_letter

NOTES = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

Actions
- Dana: send the budget by 20 January 2027

Assumptions
- Most people pay by card. Owner: Dana. Check by 4 December 2026.

Experiments
- A short stand-up for two weeks, until 10 December 2026.
"""


def kinds(road, reader: str, kind: str) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == kind]


def days(letters: list[bytes]) -> list[str]:
    return [f"{read_letter(raw)['Date'].datetime:%Y-%m-%d %H:%M}" for raw in letters]


@pytest.fixture
def asleep(road):
    road.deliver(a_mail(NOTES))
    road.run()
    return road


def test_what_nobody_owns_wakes_for_the_host_on_its_day(asleep):
    asleep.run_until(datetime(2027, 1, 4, tzinfo=UTC))
    (letter,) = [raw for raw in kinds(asleep, HOST, "wake") if "stand-up" in plain_text(raw)]
    assert days([letter]) == ["2026-12-10 08:00"]
    assert "Keep it, stop it, or give it more time." in plain_text(letter)


def test_another_day_wakes_it_again_then(asleep):
    asleep.run_until(datetime(2026, 12, 10, 12, tzinfo=UTC))
    letter = kinds(asleep, HOST, "wake")[-1]
    asleep.deliver(a_reply(letter, "E1: by 2026-12-17", sender=HOST))
    asleep.run_until(datetime(2027, 1, 4, tzinfo=UTC))
    assert days(kinds(asleep, HOST, "wake"))[-1] == "2026-12-17 08:00"


def test_what_was_stopped_stays_asleep(asleep):
    asleep.deliver(a_reply(kinds(asleep, HOST, "recap")[0], "E1: done, we stop it", sender=HOST))
    asleep.run_until(datetime(2027, 1, 4, tzinfo=UTC))
    assert [raw for raw in kinds(asleep, HOST, "wake") if "stand-up" in plain_text(raw)] == []


def test_an_assumption_is_no_promise_that_one_is_reminded_of(asleep):
    asleep.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    assert kinds(asleep, OWNER, "reminder") == []
