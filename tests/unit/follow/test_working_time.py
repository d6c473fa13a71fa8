"""When a letter may reach a person: their days, their hours, their holidays, whatever anybody wrote into them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.follow.working_time import WorkingTime, working_time
from pipeline.model import Preferences

FRIDAY, SATURDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 7)


def time_of(**values) -> WorkingTime:
    person = Preferences(address="dana@acme.example", **values)
    return working_time(person, timezone="Europe/Berlin")


def test_a_weekend_is_left_for_monday():
    assert time_of().on_or_after(SATURDAY) == MONDAY


def test_a_working_week_may_begin_on_sunday():
    assert time_of(workdays=frozenset({7, 1, 2, 3, 4})).on_or_after(FRIDAY) == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("place", "day", "is_working"),
    [
        ("DE", date(2026, 12, 25), False),
        ("GB", date(2026, 12, 28), False),  # Boxing Day of 2026 is kept on Monday
        ("DE-BY", date(2027, 1, 6), False),  # Epiphany is kept in Bavaria
        ("DE-BE", date(2027, 1, 6), True),
        ("US", date(2026, 11, 26), False),
        ("US", date(2026, 12, 4), True),
        ("", date(2026, 12, 25), True),
        ("XX", date(2026, 12, 25), True),
        ("DE-QQ", date(2026, 12, 25), False),
    ],
)
def test_holidays_are_those_of_the_persons_place(place, day, is_working):
    assert time_of(place=place).is_working(day) is is_working


def test_an_absence_lasts_to_the_end_of_its_last_day():
    away = time_of(away_until=date(2026, 12, 9))
    assert away.on_or_after(FRIDAY) == date(2026, 12, 10)
    assert away.on_or_before(FRIDAY) == FRIDAY


def test_two_working_days_before_a_monday_are_a_thursday():
    assert time_of().before(MONDAY, days=2) == date(2026, 12, 3)


def test_holidays_are_no_working_days_before():
    assert time_of(place="DE").before(date(2026, 12, 28), days=2) == date(2026, 12, 23)


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        ("Asia/Tokyo", datetime(2026, 12, 4, 0, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 12, 4, 14, 0, tzinfo=UTC)),
        ("", datetime(2026, 12, 4, 8, 0, tzinfo=UTC)),
        ("Mars/Olympus", datetime(2026, 12, 4, 8, 0, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_where_the_person_is(zone, there):
    assert time_of(timezone=zone).morning(FRIDAY) == there


def test_nine_stays_nine_when_clocks_change():
    time = time_of()
    before, after = time.morning(date(2026, 10, 23)), time.morning(date(2026, 10, 26))
    assert (before.hour, after.hour) == (7, 8)


def test_what_is_late_in_the_evening_waits_for_the_morning():
    late = datetime(2026, 12, 4, 19, 0, tzinfo=UTC)
    assert time_of().next_open(late, hour=9, until=18) == datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


def test_what_is_early_in_the_morning_waits_for_the_hour():
    early = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    assert time_of().next_open(early, hour=9, until=18) == datetime(2026, 12, 4, 8, 0, tzinfo=UTC)


def test_an_open_hour_is_now():
    now = datetime(2026, 12, 4, 11, 13, tzinfo=UTC)
    assert time_of().next_open(now, hour=9, until=18) == now


def test_somebody_who_wants_letters_late_still_gets_them():
    assert time_of(hour=21).evening == 23
    assert time_of(hour=23).evening == 24


@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 12, 20)])
def test_no_day_that_anybody_writes_is_an_error(day):
    time = time_of(place="DE")
    for found in (time.on_or_after(day), time.on_or_before(day), time.before(day, days=2)):
        assert isinstance(time.morning(found), datetime)


def test_nobody_is_away_for_ever():
    assert time_of(away_until=date.max).on_or_after(FRIDAY) - FRIDAY <= timedelta(days=400)


@pytest.mark.parametrize("values", [{"workdays": frozenset({0})}, {"workdays": frozenset({8})}, {"hour": 24}])
def test_a_day_or_hour_that_does_not_exist_cannot_be_preferred(values):
    with pytest.raises(ValueError, match=r"weekdays|hour"):
        Preferences(address="dana@acme.example", **values)
