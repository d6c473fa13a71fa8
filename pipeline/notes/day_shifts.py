"""Days a reply counts from the one that stands: another week, two days later, push it by a week."""

from __future__ import annotations

from datetime import date

from pipeline.notes.day_numbers import read_amount
from pipeline.notes.days import count_on
from pipeline.notes.saying import Said, Saying, Shape, unique
from pipeline.notes.tokens import Phrases

_MAX_OBJECT = 4  # words between "push" and the number of days


def read_shift(saying: Saying, at: int, *, base: date) -> Said | None:
    """More time, counted from `base`."""
    words = saying.words
    if lead := words.more.find_at(saying.tokens, at):
        return _shifted(saying, lead[1], base=base) or _one_unit(saying, lead[1], base=base)
    if found := _amount_with_more_inside(saying, at, base=base):
        return found
    amount = _shifted(saying, at, base=base)
    if amount and (behind := words.later.find_at(saying.tokens, amount.end)):
        return Said(end=behind[1], shape=amount.shape, days=amount.days)
    if amount and (behind := words.earlier.find_at(saying.tokens, amount.end)):
        return _shifted(saying, at, base=base, end=behind[1], sign=-1)
    if amount and (_moves_before(saying, at, words.shift) or words.shift.find_at(saying.tokens, amount.end)):
        return amount
    lead = words.by.find_at(saying.tokens, at)
    moved = _shifted(saying, lead[1], base=base) if lead else None
    if moved and (_moves_before(saying, at, words.shift) or words.shift.find_at(saying.tokens, moved.end)):
        return moved
    return None


def read_bare_amount(saying: Saying, *, due: date | None) -> Said | None:
    """Nothing but a number of days: "a week". From the day of the reply, or a question where another day stands."""
    amount = read_amount(saying, 0)
    if amount is None or any(not token.is_mark for token in saying.tokens[amount[2] :]):
        return None
    count, unit, end = amount
    bases = [saying.today, *([due] if due else [])]
    days = unique(*(count_on(base, count, unit) for base in bases)) if count else ()
    return Said(end=end, shape=Shape.COUNT if days else Shape.VAGUE, days=days)


def _shifted(saying: Saying, at: int, *, base: date, end: int | None = None, sign: int = 1) -> Said | None:
    amount = read_amount(saying, at)
    if amount is None:
        return None
    count, unit, behind = amount
    return _said(count_on(base, sign * count, unit) if count else None, end or behind)


def _one_unit(saying: Saying, at: int, *, base: date) -> Said | None:
    """The number is in the word before: "another week"."""
    unit = saying.words.units.find_at(saying.tokens, at)
    return _said(count_on(base, 1, unit[0]), unit[1]) if unit else None


def _amount_with_more_inside(saying: Saying, at: int, *, base: date) -> Said | None:
    """The word for more inside the amount: "two more weeks"."""
    number = saying.number(at)
    counted = (number, at + 1) if number and number < 1000 else saying.words.numbers.find_at(saying.tokens, at)
    inner = saying.words.later.find_at(saying.tokens, counted[1]) if counted else None
    unit = saying.words.units.find_at(saying.tokens, inner[1]) if inner else None
    return _said(count_on(base, counted[0], unit[0]), unit[1]) if counted and unit else None


def _moves_before(saying: Saying, at: int, verbs: Phrases[bool]) -> bool:
    """Whether a verb of moving stands a few words before, in the same clause."""
    for place in range(at - 1, max(-1, at - 1 - _MAX_OBJECT), -1):
        if verbs.find_at(saying.tokens, place):
            return True
        if saying.tokens[place].is_mark:
            return False
    return False


def _said(day: date | None, end: int) -> Said:
    return Said(end=end, shape=Shape.COUNT if day else Shape.VAGUE, days=(day,) if day else ())
