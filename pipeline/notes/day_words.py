"""Days written with words, and every shape of day together: Friday week, in ten days, EOD Tuesday, around the 20th.

"Friday" is the first one after the day it is said on. "Next Friday" is a day
only where the coming one and the one of next week are the same (replies are
asked, never guessed). Weeks begin on Monday.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from pipeline.notes.day_numbers import (
    read_amount,
    read_iso,
    read_iso_week,
    read_month,
    read_month_day,
    read_numbers,
    read_ordinal,
    read_plain_day,
    read_quarter,
)
from pipeline.notes.day_times import skip_tail, skip_time
from pipeline.notes.days import (
    count_on,
    last_of_month,
    name_day,
    nearest_weekday,
    next_day_of_month,
    next_weekday,
    read_next_weekday,
    weekday_in_week,
)
from pipeline.notes.saying import Said, Saying, Shape, is_year, unique

_Reader = Callable[[Saying, int], Said | None]

# "In two months" is a season and no day: whoever promises it is asked for one.
_ROUND = frozenset({"month", "year"})


def read_day_at(saying: Saying, at: int) -> Said | None:
    """The longest day that begins at token `at`, with its time of day and its alternatives."""
    said = _read_longest(saying, at, _SHAPES)
    if said is None:
        return None
    said = _with_weekday(saying, said)
    said = _with_choice(saying, at, said)
    return replace(said, end=skip_tail(saying, said.end)) if said.days else said


def _read_longest(saying: Saying, at: int, shapes: Sequence[_Reader]) -> Said | None:
    """The longest of the shapes; of two that are equally long the first in the table."""
    return max((said for read in shapes if (said := read(saying, at))), key=lambda said: said.end, default=None)


def _read_weekday(saying: Saying, at: int) -> Said | None:
    """Friday, this Friday, next Friday, Friday week, Friday next week, Friday 12 May."""
    words = saying.words
    following = words.next.find_at(saying.tokens, at)
    start = following[1] if following else saying.skip(at, words.this)
    name = saying.name_at(start, words.weekdays)
    if name is None:
        return None
    weekday, end = name
    dated = _read_date_behind(saying, end)
    if dated:
        return replace(dated, days=_fit(dated.days, weekday), shape=Shape.DATE)
    if following:
        after = words.after_next.find_at(saying.tokens, end)
        days = read_next_weekday(saying.today, weekday)
        return Said(end=after[1], shape=Shape.VAGUE) if after else Said(end=end, shape=Shape.WEEKDAY, days=days)
    return _weekday_of_week(saying, weekday, end)


def _weekday_of_week(saying: Saying, weekday: int, end: int) -> Said | None:
    """A weekday with or without the week it lies in behind it; None where it is over."""
    words, today = saying.words, saying.today
    place = saying.skip_marks(end, ",")
    plain = Said(end=end, shape=Shape.WEEKDAY, days=(next_weekday(today, weekday),))
    if words.latest.find_at(saying.tokens, place):
        return plain
    if words.last.find_at(saying.tokens, place):
        return None
    for table, days in (
        (words.week_later, ()),
        (words.after_next, ()),
        (words.next_week, (weekday_in_week(today, weekday, weeks=1),)),
        (words.this_week, _not_before(today, weekday_in_week(today, weekday, weeks=0))),
        (words.next, read_next_weekday(today, weekday)),
    ):
        if found := table.find_at(saying.tokens, place):
            return Said(end=found[1], shape=Shape.WEEKDAY if days else Shape.VAGUE, days=days)
    counted = _read_count(saying, place) if words.inside.find_at(saying.tokens, place) else None
    if counted:
        return Said(end=counted.end, shape=Shape.VAGUE)  # "Tuesday in two weeks": which week is meant is not said
    return plain


def _read_week_first(saying: Saying, at: int) -> Said | None:
    """The week before the weekday: next week Tuesday, next week on Tuesday."""
    words = saying.words
    for table, weeks in ((words.next_week, 1), (words.this_week, 0)):
        week = table.find_at(saying.tokens, at)
        place = saying.skip(saying.skip_marks(week[1], ",'s"), words.on) if week else at
        name = saying.name_at(place, words.weekdays)
        # One word such as "week" is the tail of "Friday week", no week of its own.
        if week and name and week[1] - at > 1:
            days = _not_before(saying.today, weekday_in_week(saying.today, name[0], weeks=weeks))
            return Said(end=name[1], shape=Shape.WEEKDAY if days else Shape.VAGUE, days=days)
    return None


def _read_date_behind(saying: Saying, at: int) -> Said | None:
    """A date that says a weekday again: "Friday, the 12th", "Wed 2/22"."""
    place = saying.skip(saying.skip_marks(at, ",("), saying.words.article)
    for read in (read_iso, read_month_day, read_numbers, read_ordinal):
        said = read(saying, place)
        if said and said.days:
            return replace(said, end=saying.skip_marks(said.end, ")"))
    # "viernes 12": where a day of the month goes without a mark, it does so behind a weekday too.
    plain = read_plain_day(saying, place) if saying.words.day_leads.table else None
    day = next_day_of_month(saying.today, plain[0]) if plain else None
    return Said(end=saying.skip_marks(plain[1], ")"), shape=Shape.ORDINAL, days=(day,)) if plain and day else None


def _with_weekday(saying: Saying, said: Said) -> Said:
    """A date with its weekday behind it: "12 May (Friday)"."""
    if said.shape not in (Shape.DATE, Shape.NUMBERS) or not said.days:
        return said
    place = saying.skip_marks(said.end, ",(")
    name = saying.name_at(place, saying.words.weekdays)
    days = _fit(said.days, name[0]) if name else ()
    # Behind a comma a weekday that does not fit is another day: "the 26th, Monday is a holiday".
    if name is None or (saying.word(said.end) != "(" and not set(days) <= set(said.days)):
        return said
    return replace(said, end=saying.skip_marks(name[1], ")"), days=days, shape=Shape.DATE)


def _fit(days: tuple[date, ...], weekday: int) -> tuple[date, ...]:
    """The days that are that weekday; where none is, what the writer may have meant, for a question."""
    fitting = tuple(day for day in days if day.weekday() == weekday)
    return fitting or unique(*days, *(nearest_weekday(day, weekday) for day in days))


def _with_choice(saying: Saying, at: int, said: Said) -> Said:
    """Two days are a question ("Thursday or Friday", "Mon/Tue"), a stretch of days is none ("Mon to Wed")."""
    if not said.days or said.shape not in (Shape.WEEKDAY, Shape.DATE, Shape.NAMED):
        return said
    words = saying.words
    for table, is_stretch in ((words.choice, False), (words.also, False), (words.between, True)):
        join = table.find_at(saying.tokens, said.end)
        other = _read_longest(saying, saying.skip(join[1], saying.words.article), _PLAIN) if join else None
        # "from Monday to Wednesday" is a move where "from" rules a day out, so its end is read on its own.
        if is_stretch and words.instead_of.ends_before(saying.tokens, at):
            continue
        if other and other.days and other.shape is said.shape:
            days = () if is_stretch else unique(*said.days, *other.days)
            return Said(end=other.end, shape=said.shape if days else Shape.VAGUE, days=days)
    return said


def _read_named(saying: Saying, at: int) -> Said | None:
    """Tomorrow, EOD, end of the month; "a week tomorrow" is a count."""
    found = saying.words.days.find_at(saying.tokens, at)
    day = name_day(found[0], saying.today) if found else None
    if found is None or day is None:
        return None
    said = Said(end=found[1], shape=Shape.NAMED, days=(day,))
    # "morgen in einer Woche": a week on.
    inside = saying.words.inside.find_at(saying.tokens, found[1])
    amount = read_amount(saying, inside[1]) if inside else None
    return replace(_count_from(said, count=amount[0], unit=amount[1]), end=amount[2]) if amount else said


def _read_stretch(saying: Saying, at: int) -> Said | None:
    """Between two days: no single one."""
    lead = saying.words.stretch.find_at(saying.tokens, at)
    if lead is None:
        return None
    place = saying.skip(lead[1], saying.words.article)
    first = _read_longest(saying, place, _PLAIN)
    if first and not first.days:
        return first
    number = saying.number(place)
    end = first.end if first else place + 1 if number and number <= 31 else None
    join = saying.words.also.find_at(saying.tokens, end) if end else None
    second = _read_longest(saying, saying.skip(join[1], saying.words.article), _PLAIN) if join else None
    return Said(end=second.end, shape=Shape.VAGUE) if second else None


def _read_count(saying: Saying, at: int) -> Said | None:
    """In two weeks, ten days from now, a week on Friday, two days before 12 May."""
    words = saying.words
    inside = words.inside.find_at(saying.tokens, at)
    amount = read_amount(saying, inside[1] if inside else at)
    if amount is None:
        return None
    count, unit, end = amount
    for table, sign in ((words.counted_from, 1), (words.counted_before, -1)):
        join = table.find_at(saying.tokens, end)
        base = _read_longest(saying, saying.skip(join[1], words.article), _PLAIN) if join and not inside else None
        if base:
            return _count_from(base, count=sign * count if count else None, unit=unit)
    if not inside and (base := _read_named(saying, end)):
        return _count_from(base, count=count, unit=unit)
    away = words.away.find_at(saying.tokens, end)
    if not inside and not away:
        return None
    end = away[1] if away else end
    day = count_on(saying.today, count, unit) if count and unit not in _ROUND else None
    return Said(end=end, shape=Shape.COUNT, days=(day,)) if day else Said(end=end, shape=Shape.VAGUE)


def _count_from(base: Said, *, count: int | None, unit: str) -> Said:
    days = unique(*(count_on(day, count, unit) for day in base.days)) if count else ()
    return Said(end=base.end, shape=Shape.COUNT if days else Shape.VAGUE, days=days)


def _read_end_of(saying: Saying, at: int) -> Said | None:
    """The end of May, of Friday, of 2026; of a quarter by number it is not known."""
    lead = saying.words.end_of.find_at(saying.tokens, at)
    if lead is None:
        return None
    place = saying.skip(lead[1], saying.words.of)
    month = saying.name_at(place, saying.words.months)
    if month:
        year, end = saying.year_at(month[1])
        return Said(end=end, shape=Shape.DATE, days=last_of_month(saying.today, month[0] + 1, year), dated=bool(year))
    year = saying.number(place)
    if year and is_year(year):
        return Said(end=place + 1, shape=Shape.DATE, days=(date(year, 12, 31),), dated=True)
    return _read_longest(saying, place, (*_PLAIN, read_quarter))


def _read_roughly(saying: Saying, at: int) -> Said | None:
    """A hint, no day: around the 20th, early next week, mid-May, after Friday."""
    lead = saying.words.roughly.find_at(saying.tokens, at)
    if lead is None:
        return None
    place = saying.skip_marks(saying.skip(lead[1], saying.words.on), "-")
    inner = _read_longest(saying, saying.skip(place, saying.words.article), _NAMES) or _read_longest(
        saying, place, _NAMES
    )
    return Said(end=inner.end, shape=Shape.VAGUE) if inner else None


def _read_time_first(saying: Saying, at: int) -> Said | None:
    """The time before the day: EOD Friday, noon on Friday, 5pm tomorrow."""
    end = skip_time(saying, at)
    if end == at:
        return None
    place = saying.skip(saying.skip_marks(end, ",-–"), saying.words.on)
    place = saying.skip(saying.skip(place, saying.words.of), saying.words.article)
    inner = _read_longest(saying, place, _PLAIN)
    return inner if inner and inner.days else None


def _read_vague(saying: Saying, at: int) -> Said | None:
    found = saying.words.vague.find_at(saying.tokens, at)
    return Said(end=found[1], shape=Shape.VAGUE) if found else None


def _read_period(saying: Saying, at: int) -> Said | None:
    """A time of the year: like a month it counts only behind a preposition ("fall back" is no autumn)."""
    found = saying.words.periods.find_at(saying.tokens, at)
    return Said(end=saying.year_at(found[1])[1], shape=Shape.MONTH) if found else None


def _not_before(today: date, day: date) -> tuple[date, ...]:
    return (day,) if day >= today else ()


# Days that hold no other day, so that none of these reads itself again. Words without end are read once, not for ever.
_PLAIN: Sequence[_Reader] = (
    read_iso,
    read_month_day,
    read_numbers,
    read_ordinal,
    read_iso_week,
    _read_weekday,
    _read_week_first,
    _read_named,
)
_NAMELESS: Sequence[_Reader] = (read_quarter, _read_vague, read_month, _read_period)
_NAMES: Sequence[_Reader] = (*_PLAIN, *_NAMELESS)
_SHAPES: Sequence[_Reader] = (
    *_PLAIN,
    _read_count,
    _read_end_of,
    _read_time_first,
    _read_roughly,
    _read_stretch,
    *_NAMELESS,
)
