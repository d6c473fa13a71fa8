"""What a run of words says about a day, and small steps over words that every shape of day needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from pipeline.notes.tokens import Phrases, Token
from pipeline.notes.words import DateWords


class Shape(Enum):
    """How a day is written. What may stand around it depends on that."""

    DATE = auto()  # a day and a month, a weekday with its date, ISO 8601
    NUMBERS = auto()  # 12/5 without a year: also a fraction, a version, a score
    ORDINAL = auto()  # the 20th
    WEEKDAY = auto()
    NAMED = auto()  # tomorrow, end of the month
    COUNT = auto()  # in two weeks
    MONTH = auto()  # a month alone names no day
    VAGUE = auto()  # soon, next week, around the 20th


_LONGEST_MONTH = 31  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A day as said: the token behind it, and the days it can mean (none where it names no day).

    `dated` holds where a year was written, so that the day is not the next of its kind.
    """

    end: int
    shape: Shape
    days: tuple[date, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The words under a reading finger, the day they are said on, and the language.

    In an `answer` 5/6 is asked about in every language: people answer across borders, minutes are written at home.
    """

    tokens: Sequence[Token]
    today: date
    words: DateWords
    answer: bool = False

    def word(self, at: int) -> str:
        """The folded word there, empty behind the end."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def number(self, at: int) -> int | None:
        """The number in digits there."""
        return self.tokens[at].number if 0 <= at < len(self.tokens) else None

    def skip(self, at: int, phrases: Phrases[bool]) -> int:
        """The token behind a phrase of the table, or the same token where none stands."""
        found = phrases.find_at(self.tokens, at)
        return found[1] if found else at

    def skip_marks(self, at: int, marks: str) -> int:
        """The token behind one of these marks, or the same token."""
        return at + 1 if self.word(at) and self.word(at) in marks else at

    def joined(self, at: int) -> bool:
        """Whether no blank stands before token `at`."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end == self.tokens[at].start

    def name_at(self, at: int, names: Phrases[int]) -> tuple[int, int] | None:
        """A weekday or month there and the token behind it; words that mean something else too need their capital."""
        found = names.find_at(self.tokens, at)
        if found is None:
            return None
        first = self.tokens[at]
        named = first.text[0].isupper() or self._is_dated(at, found[1])
        if self.words.capital.find_at(self.tokens, at) and not named:
            return None
        dot = self.word(found[1]) == "." and self.joined(found[1]) and len(first.text) <= 5
        return found[0], found[1] + dot

    def _is_dated(self, at: int, end: int) -> bool:
        """Whether a day of the month stands before and no word behind: "27 march", but not "step 2 may fail"."""
        number = self.number(at - 1)
        return number is not None and 1 <= number <= _LONGEST_MONTH and not self.word(end)[:1].isalpha()

    def year_at(self, at: int) -> tuple[int | None, int]:
        """A year there, with or without a comma before it, and the token behind it."""
        place = self.skip_marks(at, ",")
        number = self.number(place)
        if number and is_year(number) and not (self.word(place + 1) == ":" and self.joined(place + 1)):
            return number, place + 1
        return None, at


def is_year(number: int) -> bool:
    """Years that minutes are written in."""
    return 1990 <= number <= 2100


def unique(*days: date | None) -> tuple[date, ...]:
    """The days that exist, each once, in order."""
    return tuple(sorted({day for day in days if day}))
