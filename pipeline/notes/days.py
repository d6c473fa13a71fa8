"""The arithmetic of days, in no language: counting, ends of periods, the next such day.

Weekdays count from Monday = 0, as in `datetime`; weeks are those of ISO 8601.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

FRIDAY = 4
_LAST_YEAR = 9_000  # far from the end of `date`, so that counting on from a day cannot fail


def add_days(day: date, count: int) -> date | None:
    """The day so many days on; None outside the calendar."""
    try:
        found = day + timedelta(days=count)
    except OverflowError:
        return None
    return found if found.year < _LAST_YEAR else None


def next_weekday(day: date, weekday: int) -> date:
    """The first such weekday after the day: on a Friday, "Friday" is a week off."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def weekday_in_week(day: date, weekday: int, *, weeks: int) -> date:
    """That weekday in the calendar week so many weeks after the day's own."""
    return day + timedelta(days=weekday - day.weekday() + 7 * weeks)


def read_next_weekday(day: date, weekday: int) -> tuple[date, ...]:
    """What "next Friday" can mean: the coming one, and the one in the next calendar week. One day where they agree."""
    return tuple(sorted({next_weekday(day, weekday), weekday_in_week(day, weekday, weeks=1)}))


def nearest_weekday(day: date, weekday: int) -> date:
    """That weekday at most three days away, where a weekday and a date do not fit."""
    return day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day) if year < _LAST_YEAR else None
    except ValueError:
        return None


def next_date(today: date, month: int, day: int) -> date | None:
    """The next such day, today included. 29 February waits for its year."""
    for year in range(today.year, today.year + 9):
        found = make_day(year, month, day)
        if found and found >= today:
            return found
    return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next "20th", today included; a month without that day is passed over."""
    for count in range(13):
        first = add_months(today.replace(day=1), count)
        found = first and make_day(first.year, first.month, day)
        if found and found >= today:
            return found
    return None


def full_year(year: int) -> int:
    """Two digits stand for this century, as people who write minutes mean them."""
    return year + 2000 if year < 100 else year


def add_months(day: date, count: int) -> date | None:
    """The same day so many months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return end_of_month_at(year, month + 1, at_most=day.day) if 0 < year < _LAST_YEAR else None


def end_of_month_at(year: int, month: int, *, at_most: int = 31) -> date:
    """The last day of a month, or an earlier one."""
    return date(year, month, min(at_most, calendar.monthrange(year, month)[1]))


def last_of_month(today: date, month: int, year: int | None) -> tuple[date, ...]:
    """The last day of that month, in its year or the next time it comes."""
    last = end_of_month_at(year or today.year, month)
    return (last if year or last >= today else end_of_month_at(today.year + 1, month),)


def end_of_iso_week(today: date, week: int, *, year: int | None = None) -> date | None:
    """The Friday of an ISO week; without a year the next one that is not over."""
    for candidate in (year,) if year else (today.year, today.year + 1):
        try:
            friday = date.fromisocalendar(candidate, week, FRIDAY + 1)
        except ValueError:
            continue
        if year or friday >= today:
            return friday
    return None


def count_on(day: date, count: int, unit: str) -> date | None:
    """So many units on (or back, where the count is below 0)."""
    return _UNITS[unit](day, count)


def name_day(name: str, today: date) -> date | None:
    """The day that a name of `DAY_NAMES` stands for."""
    return _NAMED[name](today)


def _add_hours(day: date, count: int) -> date | None:
    """Notes tell no hour, so only whole days can be counted; less than a day is today."""
    if abs(count) < 24:
        return day
    return add_days(day, count // 24) if count % 24 == 0 else None


def _add_workdays(day: date, count: int) -> date | None:
    """Monday to Friday. Public holidays are not known here; the recap shows the day as read."""
    step, left, found = (1 if count > 0 else -1), abs(count), day
    while left and left <= 1_000:
        found += timedelta(days=step)
        left -= found.weekday() <= FRIDAY
    return None if left else found


def _end_of_week(today: date, weeks: int) -> date:
    """The Friday; on a weekend the week to come is meant."""
    weeks += today.weekday() > FRIDAY
    return weekday_in_week(today, FRIDAY, weeks=weeks)


def _end_of_next_week(today: date) -> date:
    """The Friday of the next calendar week, on a weekend too."""
    return weekday_in_week(today, FRIDAY, weeks=1)


def _end_of_month(today: date, months: int) -> date | None:
    month = add_months(today.replace(day=1), months)
    return month and end_of_month_at(month.year, month.month)


def _end_of_quarter(today: date, quarters: int) -> date | None:
    first = add_months(today.replace(day=1), -((today.month - 1) % 3))
    return first and _end_of_month(first, 2 + 3 * quarters)


_UNITS: Mapping[str, Callable[[date, int], date | None]] = {
    "hour": _add_hours,
    "day": add_days,
    "workday": _add_workdays,
    "week": lambda day, count: add_days(day, 7 * count),
    "fortnight": lambda day, count: add_days(day, 14 * count),
    "month": add_months,
    "year": lambda day, count: add_months(day, 12 * count),
}

_NAMED: Mapping[str, Callable[[date], date | None]] = {
    "today": lambda today: today,
    "tomorrow": lambda today: add_days(today, 1),
    "after-tomorrow": lambda today: add_days(today, 2),
    "week-end": lambda today: _end_of_week(today, 0),
    "next-week-end": _end_of_next_week,
    "month-end": lambda today: _end_of_month(today, 0),
    "next-month-end": lambda today: _end_of_month(today, 1),
    "quarter-end": lambda today: _end_of_quarter(today, 0),
    "next-quarter-end": lambda today: _end_of_quarter(today, 1),
    "year-end": lambda today: date(today.year, 12, 31),
    "next-year-end": lambda today: date(today.year + 1, 12, 31),
}
