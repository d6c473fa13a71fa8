"""Days written with numbers: 2026-12-04, 12/5, 12 May, May 12th, the 20th, KW 12.

Each function reads at one token and returns None where its shape does not
begin there. A day that cannot be is no day: nothing is rounded to fit.
"""

from __future__ import annotations

from datetime import date

from pipeline.notes.days import add_months, end_of_iso_week, full_year, make_day, next_date, next_day_of_month
from pipeline.notes.saying import Said, Saying, Shape, is_year, unique

_MAX_COUNT = 999
_MAX_COUNTED = 12  # "the second" is the second thing of a list; "the twentieth" is a day
# What may stand right before a number that begins a date; in "#12/5", "v1.2" and "pull/12/5" it is something else.
_BEFORE = "([{:,;=>*_→–—\"'“|"


def read_iso(saying: Saying, at: int) -> Said | None:
    """ISO 8601 and its cousins with the year first: 2026-12-04, 2026/12/04, 2026.12.04."""
    year, month, day = saying.number(at), saying.number(at + 2), saying.number(at + 4)
    mark = saying.word(at + 1)
    if (
        not year
        or not is_year(year)
        or not month
        or not day
        or mark not in ("-", "/", ".")
        or saying.word(at + 3) != mark
    ):
        return None
    found = make_day(year, month, day) if _is_one_word(saying, at, at + 5) else None
    return Said(end=at + 5, shape=Shape.DATE, days=(found,), dated=True) if found else None


def read_numbers(saying: Saying, at: int) -> Said | None:
    """Day and month as numbers, in both orders where both can be: 12/5, 12/5/26, 12.12."""
    if parted := _read_parted(saying, at):
        return parted
    first, second, mark = saying.number(at), saying.number(at + 2), saying.word(at + 1)
    if first is None or second is None or mark not in ("/", ".", "-") or not _stands_alone(saying, at):
        return None
    year = saying.number(at + 4) if saying.word(at + 3) == mark else None
    if year is not None and not (year < 100 or is_year(year)):
        return None
    end = at + (5 if year is not None else 3)
    if year is None:
        # "4.2" is a version, "5.6." a day; "5-6" is one only where people write days so, and nothing is counted by it.
        led = saying.words.deadline.ends_before(saying.tokens, at)
        if mark == "-" and (mark not in saying.words.day_first or not (led or _is_over(saying, end))):
            return None
        if mark == "." and not (saying.word(end) == "." and saying.joined(end)):
            return None
        end += mark == "."
    if not _is_one_word(saying, at, end):
        return None
    settled = mark in saying.words.day_first and not (mark == "/" and saying.answer)
    orders = [(second, first)] if settled else [(second, first), (first, second)]
    days = unique(*(_in_year(saying, month, day, year) for month, day in orders))
    if not days:
        return None
    return Said(end=end, shape=Shape.NUMBERS if year is None else Shape.DATE, days=days, dated=year is not None)


def _read_parted(saying: Saying, at: int) -> Said | None:
    """Day and month with a blank between them, each with its stop: "20. 3."."""
    day, month = saying.number(at), saying.number(at + 2)
    stops = saying.word(at + 1) == saying.word(at + 3) == "." and "." in saying.words.day_first
    if not (day and month and stops) or not _stands_alone(saying, at) or saying.joined(at + 2):
        return None
    if not (saying.joined(at + 1) and saying.joined(at + 3)) or saying.joined(at + 4):
        return None
    found = _in_year(saying, month, day, None) if month <= 12 else None
    return Said(end=at + 4, shape=Shape.NUMBERS, days=(found,)) if found else None


def read_month_day(saying: Saying, at: int) -> Said | None:
    """A day and a month by its name, in either order: 12 May, 12th of May 2026, May 12th."""
    return _day_first(saying, at) or _month_first(saying, at)


def read_ordinal(saying: Saying, at: int) -> Said | None:
    """A day of a month that is not named: the 20th, 20th of next month; "el 20" where a word before it is enough."""
    found = _ordinal_at(saying, at)
    if found is None:
        return None
    day, behind = found
    end = saying.skip(behind, saying.words.next_month)
    if end > behind:
        month = add_months(saying.today.replace(day=1), 1)
        return _one(end, Shape.ORDINAL, month and make_day(month.year, month.month, day))
    end = saying.skip(behind, saying.words.this_month)
    if end > behind:
        return _one(end, Shape.DATE, make_day(saying.today.year, saying.today.month, day))
    return _one(end, Shape.ORDINAL, next_day_of_month(saying.today, day))


def _ordinal_at(saying: Saying, at: int) -> tuple[int, int] | None:
    """A day of the month with its mark behind it, or its word before it, and the token behind it."""
    day = saying.number(at)
    if day and day <= 31 and _has_mark(saying, at + 1):
        # "2.000" and "3.2" are amounts and places.
        is_part = saying.joined(at + 2) and saying.number(at + 2) is not None
        return None if is_part else (day, at + 2)
    named = saying.words.ordinals.find_at(saying.tokens, at)
    if named and named[0] > _MAX_COUNTED:
        return named
    leads = saying.words.day_leads
    lead = leads.find_at(saying.tokens, at)
    place = lead[1] if lead else at
    found = read_plain_day(saying, place) if lead or leads.ends_before(saying.tokens, at) else None
    return found if found and read_month_day(saying, found[1] - 1) is None else None


def read_plain_day(saying: Saying, at: int) -> tuple[int, int] | None:
    """A number that can be a day of a month and is no time, part or amount: neither "9:30" nor "20 %"."""
    day = saying.number(at)
    if not day or day > 31:
        return None
    follower, close = saying.word(at + 1), saying.joined(at + 1)
    joined = close and (follower.isalnum() or follower in "/-+_:" or (follower == "." and saying.joined(at + 2)))
    words = saying.words
    is_more = (
        follower in "%€$"
        or words.units.find_at(saying.tokens, at + 1)
        or words.time_marks.find_at(saying.tokens, at + 1)
    )
    return None if follower and (joined or is_more) else (day, at + 1)


def read_iso_week(saying: Saying, at: int) -> Said | None:
    """An ISO week, whose end is its Friday: KW 12, W12, 2026-W12."""
    year = saying.number(at)
    start = at + 2 if year and is_year(year) and saying.word(at + 1) == "-" else at
    mark = saying.words.iso_weeks.find_at(saying.tokens, start)
    if mark is None:
        return None
    week = saying.number(mark[1])
    close = saying.joined(mark[1])
    # A single letter is a week only right before its number.
    if not week or not (close or len(saying.word(start)) > 1):
        return None
    return _one(
        mark[1] + 1,
        Shape.DATE,
        end_of_iso_week(saying.today, week, year=year if start > at else None),
        dated=start > at,
    )


def read_quarter(saying: Saying, at: int) -> Said | None:
    """Q3 names no day: whose third quarter ends when differs from house to house."""
    mark = saying.words.quarters.find_at(saying.tokens, at)
    number = saying.number(mark[1]) if mark else None
    if mark is None or number not in (1, 2, 3, 4) or not saying.joined(mark[1]):
        return None
    return Said(end=saying.year_at(mark[1] + 1)[1], shape=Shape.VAGUE)


def read_month(saying: Saying, at: int) -> Said | None:
    """A month alone, or several: June, June/July 2026."""
    month = saying.name_at(at, saying.words.months)
    if month is None:
        return None
    end = month[1]
    if saying.word(end) in ("/", "-", "–"):
        other = saying.name_at(end + 1, saying.words.months)
        end = other[1] if other else end
    return Said(end=saying.year_at(end)[1], shape=Shape.MONTH)


def read_amount(saying: Saying, at: int) -> tuple[int | None, str, int] | None:
    """A number of units and the token behind it; the number is None where it is left open ("a few weeks")."""
    words = saying.words
    few = words.few.find_at(saying.tokens, at)
    counted = _count_at(saying, at)
    if few and (unit := words.units.find_at(saying.tokens, few[1])):
        return None, *unit
    if counted is None:
        return None
    count: int | None = counted[0]
    place = counted[1]
    # "2-3 weeks", "two or three weeks", "a week or two": open.
    for tokens in (words.between, words.choice):
        join = tokens.find_at(saying.tokens, place)
        other = _count_at(saying, join[1]) if join else None
        if other:
            count, place = None, other[1]
    place = saying.skip_marks(place, "-")
    unit = words.units.find_at(saying.tokens, place)
    if unit is None:
        return None
    join = words.choice.find_at(saying.tokens, unit[1])
    other = _count_at(saying, join[1]) if join else None
    return (None, unit[0], other[1]) if other else (count, *unit)


def _count_at(saying: Saying, at: int) -> tuple[int, int] | None:
    number = saying.number(at)
    if number is not None:
        return (number, at + 1) if 0 < number <= _MAX_COUNT else None
    return saying.words.numbers.find_at(saying.tokens, at)


def _day_first(saying: Saying, at: int) -> Said | None:
    found = _day_number(saying, at)
    if found is None:
        return None
    day, place = found
    other = _range_end(saying, place)
    place = other or place
    place = saying.skip(saying.skip_marks(place, "."), saying.words.of)
    place = saying.skip_marks(place, "-/") if saying.joined(place) else place
    month = saying.name_at(place, saying.words.months)
    if month is None:
        return None
    place = saying.skip_marks(month[1], "-/") if saying.joined(month[1]) else saying.skip(month[1], saying.words.of)
    year, end = saying.year_at(place)
    if other:
        return Said(end=max(end, month[1]), shape=Shape.VAGUE)
    return _month_day(end if year else month[1], _in_year(saying, month[0] + 1, day, year), dated=year is not None)


def _month_first(saying: Saying, at: int) -> Said | None:
    month = saying.name_at(at, saying.words.months)
    found = _day_number(saying, saying.skip(month[1], saying.words.article)) if month else None
    if month is None or found is None:
        return None
    day, place = found
    if saying.word(place) in (":", "%") and saying.joined(place):
        return None
    other = _range_end(saying, place)
    if other:
        return Said(end=saying.year_at(other)[1], shape=Shape.VAGUE)
    year, end = saying.year_at(place)
    return _month_day(end, _in_year(saying, month[0] + 1, day, year), dated=year is not None)


def _month_day(end: int, day: date | None, *, dated: bool) -> Said:
    """A date; one that no calendar has ("31 November") is kept as words, to be asked."""
    return Said(end=end, shape=Shape.DATE, days=(day,), dated=dated) if day else Said(end=end, shape=Shape.VAGUE)


def _day_number(saying: Saying, at: int) -> tuple[int, int] | None:
    """A day of a month in digits or as a word, and the token behind it."""
    number = saying.number(at)
    if number is None:
        return saying.words.ordinals.find_at(saying.tokens, at)
    if not 1 <= number <= 31 or not _stands_alone(saying, at):
        return None
    return number, at + 2 if _has_mark(saying, at + 1) else at + 1


def _range_end(saying: Saying, at: int) -> int | None:
    """The token behind the second number of "12-14" or "12 to 14"."""
    join = saying.words.between.find_at(saying.tokens, at)
    found = _day_number_after(saying, join[1]) if join else None
    return found[1] if found else None


def _day_number_after(saying: Saying, at: int) -> tuple[int, int] | None:
    number = saying.number(at)
    if number is None or not 1 <= number <= 31 or saying.word(at + 1) in (":", "."):
        return None
    return number, at + 2 if _has_mark(saying, at + 1) else at + 1


def _has_mark(saying: Saying, at: int) -> bool:
    """Whether "th" and the like stand right behind a number."""
    return saying.joined(at) and saying.words.ordinal_marks.find_at(saying.tokens, at) is not None


def _in_year(saying: Saying, month: int, day: int, year: int | None) -> date | None:
    if year is None:
        return next_date(saying.today, month, day)
    return make_day(full_year(year), month, day)


def _is_over(saying: Saying, at: int) -> bool:
    """Whether the words end there, or go on with a mark."""
    return at >= len(saying.tokens) or saying.tokens[at].is_mark


def _stands_alone(saying: Saying, at: int) -> bool:
    return not saying.joined(at) or saying.word(at - 1) in _BEFORE


def _is_one_word(saying: Saying, at: int, end: int) -> bool:
    """Whether the tokens stand together and nothing like a digit or a slash hangs on behind (a "T" of a time may)."""
    if not _stands_alone(saying, at) or not all(saying.joined(place) for place in range(at + 1, end)):
        return False
    follower = saying.word(end)
    if not follower or not saying.joined(end) or follower in ("t", "z"):
        return True
    return not (follower.isalnum() or follower in "/-+%_#" or (follower == "." and saying.joined(end + 1)))


def _one(end: int, shape: Shape, day: date | None, *, dated: bool = False) -> Said | None:
    return Said(end=end, shape=shape, days=(day,), dated=dated) if day else None
