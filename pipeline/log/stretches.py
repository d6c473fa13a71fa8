"""Stretches of days in a question: since May, last week, in 2025, since Monday.

A question looks back, where a promise looks ahead: "since Friday" is the last
one, "May" the last that has begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.log.words import QuestionWords
from pipeline.notes.day_words import read_day_at
from pipeline.notes.saying import Saying, is_year
from pipeline.notes.tokens import Token
from pipeline.notes.words import DateWords

# A weekday is one of the last seven days; a date without a year lies in the last twelve months.
_LOOK_BACK = (timedelta(days=7), timedelta(days=366))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days from the first to the last, both included, and the token behind their words."""

    first: date
    last: date
    end: int


def read_stretch(
    tokens: Sequence[Token], at: int, *, today: date, words: QuestionWords, dates: DateWords
) -> Stretch | None:
    """The stretch that begins at token `at`; None where none does."""
    named = words.stretches.find_at(tokens, at)
    if named is not None:
        first, last = _named_days(named[0], today)
        return Stretch(first=first, last=last, end=named[1])
    saying = Saying(tokens=tokens, today=today, words=dates)
    return _read_day(saying, at) or _read_month(saying, at) or _read_year(saying, at)


def _named_days(name: str, today: date) -> tuple[date, date]:
    this_week, this_month = today - timedelta(days=today.weekday()), today.replace(day=1)
    before_this_week, before_this_month = this_week - timedelta(days=1), this_month - timedelta(days=1)
    return {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1),) * 2,
        "this-week": (this_week, today),
        "last-week": (this_week - timedelta(days=7), before_this_week),
        "this-month": (this_month, today),
        "last-month": (before_this_month.replace(day=1), before_this_month),
        "this-year": (date(today.year, 1, 1), today),
        "last-year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }[name]


def _read_day(saying: Saying, at: int) -> Stretch | None:
    for back in _LOOK_BACK:
        said = read_day_at(replace(saying, today=saying.today - back), at)
        if said is not None and len(said.days) == 1 and said.days[0] <= saying.today:
            return Stretch(first=said.days[0], last=said.days[0], end=said.end)
    return None


def _read_month(saying: Saying, at: int) -> Stretch | None:
    month = saying.words.months.find_at(saying.tokens, at)
    if month is None:
        return None
    year, end = saying.year_at(month[1])
    number = month[0] + 1
    first = date(year or saying.today.year, number, 1)
    if year is None and first > saying.today:
        first = first.replace(year=first.year - 1)
    return Stretch(first=first, last=_end_of_month(first), end=end)


def _read_year(saying: Saying, at: int) -> Stretch | None:
    number = saying.number(at)
    if number is None or not is_year(number):
        return None
    return Stretch(first=date(number, 1, 1), last=date(number, 12, 31), end=at + 1)


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
