"""The words of `language.toml`: how people of one language write days, names, meetings and vague wishes.

Behaviour stands in `dates.py`, `people.py`, `meeting.py` and `clarity.py`;
here the tables are only read and checked. Every fault is a ValueError that
names the file, the key and the cure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from pipeline.notes.tokens import Phrases, Value, build_phrases

# In a frame of the tables: here stands what we do not know.
GAP = "…"


class WordsError(ValueError):
    """A table of a language file is wrong. The text says where, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in the language files a value stands, for the error."""

    file: str
    key: str

    def error(self, cure: str) -> WordsError:
        return WordsError(f"{self.file}: {self.key}: {cure}")


def _phrases(value: Any, place: _Place) -> Phrases[bool]:
    """`["by", "no later than"]`: a set of phrases."""
    return build_phrases((text, True) for text in _texts(value, place))


def _small(value: Any, place: _Place) -> frozenset[str]:
    """`["the", "of"]`: words that are counted one by one."""
    return frozenset(text.casefold() for text in _texts(value, place))


def _frames(value: Any, place: _Place) -> tuple[re.Pattern[str], ...]:
    """`["summary of … is ready"]`: what a program writes around a title; the gap is the title."""
    texts = _texts(value, place)
    if not all(text.count(GAP) == 1 for text in texts):
        raise place.error(f"write one {GAP} in each, where the title stands")
    parts = ([re.escape(part.strip()) for part in text.split(GAP)] for text in texts)
    return tuple(
        re.compile(rf"(?:^|[:：]\s{{0,3}}){before}\s{{0,3}}(.{{1,200}}?)\s{{0,3}}{after or '$'}", re.IGNORECASE)
        for before, after in parts
    )


def _ranked(size: int) -> Callable[[Any, _Place], Phrases[int]]:
    """`[["monday", "mon"], …]`: a list for each weekday or month, in the order of the calendar."""

    def read(value: Any, place: _Place) -> Phrases[int]:
        if not isinstance(value, list) or len(value) != size:
            raise place.error(f"write {size} lists of words, in the order of the calendar")
        return _without_doubles(
            ((text, rank) for rank, texts in enumerate(value) for text in _texts(texts, place)), place
        )

    return read


def _counts(value: Any, place: _Place) -> Phrases[int]:
    """`one = 1`: words for numbers."""
    if not isinstance(value, dict) or not all(type(number) is int and number > 0 for number in value.values()):
        raise place.error("write a table of words and whole numbers above 0, such as two = 2")
    return build_phrases(value.items())


def _named(*names: str) -> Callable[[Any, _Place], Phrases[str]]:
    """`tomorrow = ["tomorrow", "tmrw"]`: phrases under the names the program knows."""

    def read(value: Any, place: _Place) -> Phrases[str]:
        if not isinstance(value, dict):
            raise place.error("write a table of lists of phrases")
        _check_names(value, names, place)
        return _without_doubles(((text, name) for name in names for text in _texts(value[name], place)), place)

    return read


# What each name means is said in days.py; the names are those of a calendar, in no language.
DAY_NAMES = (
    "today",
    "tomorrow",
    "after-tomorrow",
    "week-end",
    "next-week-end",
    "month-end",
    "next-month-end",
    "quarter-end",
    "next-quarter-end",
    "year-end",
    "next-year-end",
)
UNIT_NAMES = ("hour", "day", "workday", "week", "fortnight", "month", "year")


class _Words:
    """What the tables share: they are read the same way, field by field."""

    __slots__ = ()
    table_name: ClassVar[str]

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> Self:
        """The words of one table of `language.toml`."""
        readers = {item.name: item.metadata.get("read", _phrases) for item in fields(cls)}  # type: ignore[arg-type]
        optional: dict[str, Any] = {item.name: [] for item in fields(cls) if item.metadata.get("optional")}  # type: ignore[arg-type]
        table = {**optional, **table}
        _check_names(table, tuple(readers), _Place(file=file, key=f"[{cls.table_name}]"))
        return cls(
            **{
                name: read(table[name], _Place(file=file, key=f"[{cls.table_name}] {name}"))
                for name, read in readers.items()
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords(_Words):
    """How people write days. What each list is for stands above it in `language.toml`."""

    table_name: ClassVar[str] = "dates"

    weekdays: Phrases[int] = field(metadata={"read": _ranked(7)})
    months: Phrases[int] = field(metadata={"read": _ranked(12)})
    capital: Phrases[bool]
    numbers: Phrases[int] = field(metadata={"read": _counts})
    ordinals: Phrases[int] = field(metadata={"read": _counts})
    ordinal_marks: Phrases[bool]
    day_leads: Phrases[bool]
    day_first: Phrases[bool]
    units: Phrases[str] = field(metadata={"read": _named(*UNIT_NAMES)})
    days: Phrases[str] = field(metadata={"read": _named(*DAY_NAMES)})
    deadline: Phrases[bool]
    on: Phrases[bool]
    towards: Phrases[bool]
    inside: Phrases[bool]
    away: Phrases[bool]
    counted_from: Phrases[bool]
    counted_before: Phrases[bool]
    few: Phrases[bool]
    article: Phrases[bool]
    of: Phrases[bool]
    between: Phrases[bool]
    stretch: Phrases[bool]
    choice: Phrases[bool]
    also: Phrases[bool]
    this: Phrases[bool]
    next: Phrases[bool]
    last: Phrases[bool]
    after_next: Phrases[bool]
    this_week: Phrases[bool]
    next_week: Phrases[bool]
    week_later: Phrases[bool]
    this_month: Phrases[bool]
    next_month: Phrases[bool]
    end_of: Phrases[bool]
    roughly: Phrases[bool]
    times: Phrases[bool]
    time_marks: Phrases[bool]
    at: Phrases[bool]
    latest: Phrases[bool]
    blocked: Phrases[bool]
    may_follow: Phrases[bool]
    quarters: Phrases[bool]
    iso_weeks: Phrases[bool]
    event_prepositions: Phrases[bool]
    event_nouns: Phrases[bool]
    periods: Phrases[bool]
    vague: Phrases[bool]
    next_meeting: Phrases[bool]
    more: Phrases[bool]
    later: Phrases[bool]
    earlier: Phrases[bool]
    by: Phrases[bool]
    shift: Phrases[bool]
    instead_of: Phrases[bool]
    correction: Phrases[bool]
    ruled_out: Phrases[bool]
    fits: Phrases[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWords(_Words):
    """How people write names: who is a group, an office, nobody, the speaker; what joins two names."""

    table_name: ClassVar[str] = "people"

    group: Phrases[bool]
    speaker: Phrases[bool]
    nobody: Phrases[bool]
    titles: Phrases[bool]
    joiners: Phrases[bool]
    helpers: Phrases[bool]
    offices: Phrases[bool]
    bodies: Phrases[bool]
    leads: Phrases[bool]
    takes_over: Phrases[bool]
    helping: Phrases[bool]
    reports: Phrases[bool]
    owning: Phrases[bool]
    asking: Phrases[bool]
    names: frozenset[str] = field(metadata={"read": _small})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingWords(_Words):
    """The labels under which notes tell title, day, people, purpose and the outcome that was wanted."""

    table_name: ClassVar[str] = "meeting"

    title: Phrases[bool]
    date: Phrases[bool]
    attendees: Phrases[bool]
    more_attendees: Phrases[bool]
    absent: Phrases[bool]
    roles: Phrases[bool]
    name_columns: Phrases[bool]
    presence_columns: Phrases[bool]
    present: Phrases[bool]
    purpose: Phrases[bool]
    outcome: Phrases[bool]
    sections: Phrases[bool]
    next_meeting: Phrases[bool]
    nobody: Phrases[bool]
    prefixes: Phrases[bool]
    frames: tuple[re.Pattern[str], ...] = field(metadata={"read": _frames, "optional": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarityWords(_Words):
    """Words that promise work without saying what will be there at its end."""

    table_name: ClassVar[str] = "clarity"

    searching: Phrases[bool]
    contacting: Phrases[bool]
    improving: Phrases[bool]
    vague_verbs: Phrases[bool]
    endings: frozenset[str] = field(metadata={"read": _small})
    outcome: Phrases[bool]
    urgency: Phrases[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class TongueWords(_Words):
    """The small words by which the language of a text is told."""

    table_name: ClassVar[str] = "tongue"

    words: frozenset[str] = field(metadata={"read": _small})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesWords(_Words):
    """`instead` stands before what holds no longer ("instead of MySQL"); `never` turns a decision round."""

    table_name: ClassVar[str] = "series"

    instead: Phrases[bool]
    never: Phrases[bool]


def _texts(value: Any, place: _Place) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise place.error('write a list of words, such as ["by", "until"]; it may be empty')
    return value


def _without_doubles(rows: Iterable[tuple[str, Value]], place: _Place) -> Phrases[Value]:
    seen: dict[str, Value] = {}
    for text, value in rows:
        if text in seen and seen[text] != value:
            raise place.error(f"{text!r} stands there twice with two meanings; keep one")
        seen[text] = value
    return build_phrases(seen.items())


def _check_names(table: Mapping[str, Any], names: tuple[str, ...], place: _Place) -> None:
    for name in table:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            raise place.error(f"unknown key {name!r}" + (f"; did you mean {near[0]!r}?" if near else "; remove it"))
    for name in names:
        if name not in table:
            raise place.error(f"{name} is missing; copy it from en/language.toml and translate it")
