"""Whoever runs this hears of the day before, once, in the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import HOST, a_mail, a_policy, plain_text, read_letter

from workers.daily import Daily

OPERATOR = "ops@acme.example"


@pytest.fixture
def watched(road):
    road.use(a_policy(operator=OPERATOR))
    return road


def a_daily(road, **options) -> Daily:
    rung = options.pop("rung", [])
    return Daily(store=road.store, clock=road.clock, policy=road.policy, ring=rung.append, **options)


def letters(road) -> list[bytes]:
    road.run()
    return road.letters(OPERATOR)


def morning(road, days: int = 1) -> None:
    """The next day at half past eight in Berlin."""
    road.clock.moment = datetime(2026, 11, 24, 7, 30, tzinfo=UTC) + timedelta(days=days)


def test_the_letter_counts_what_came_and_what_went(watched):
    watched.deliver(a_mail())
    watched.deliver(a_mail("We talked about nothing at all.", subject="Chatter"))
    watched.deliver(a_mail(sender="eve@elsewhere.example"))
    watched.run()
    morning(watched)
    a_daily(watched, free=lambda: 12_000_000_000).look()
    (letter,) = letters(watched)
    said = " ".join(plain_text(letter).split())
    assert "Mails that came in: 3. Recaps: 1." in said
    assert "In quarantine since yesterday: 1." in said
    assert "Free on the disk: 12 GB." in said
    assert "Chatter" not in said
    assert HOST not in said


def test_a_day_is_told_once_however_many_look_and_however_often(watched):
    morning(watched)
    for _ in range(2):
        daily = a_daily(watched)
        daily.look()
        daily.look()
    assert len(letters(watched)) == 1


def test_every_day_has_its_letter(watched):
    daily = a_daily(watched)
    for day in (1, 2, 3):
        morning(watched, day)
        daily.look()
    assert len({str(read_letter(one)["Subject"]) for one in letters(watched)}) == 3


def test_nobody_is_written_to_at_night_or_unnamed(road):
    road.clock.moment = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    a_daily(road).look()
    road.use(a_policy(operator=OPERATOR))
    a_daily(road).look()
    assert letters(road) == []


def test_a_day_on_which_all_is_well_is_told_on_mondays_where_that_is_wanted(watched):
    daily = a_daily(watched, quiet=True)
    morning(watched, 5)  # a Sunday
    daily.look()
    assert letters(watched) == []
    morning(watched, 6)
    daily.look()
    assert len(letters(watched)) == 1


def test_a_day_with_a_stranger_is_told_at_once(watched):
    watched.deliver(a_mail(sender="eve@elsewhere.example"))
    watched.run()
    morning(watched)
    a_daily(watched, quiet=True).look()
    assert len(letters(watched)) == 1


def test_a_database_that_is_away_stops_nothing(watched):
    class Away:
        def begin(self):
            raise OSError("away")

    morning(watched)
    replace(a_daily(watched), store=Away()).look()
    assert letters(watched) == []
