"""The words we print: one `texts.toml` per language, read once, checked as it is read.

A text is found by its dotted path in the file (`recap.yours.none`). Blanks
in braces are filled by name, and only by name: a pack cannot reach into a
value. A path nobody wrote is an error, never an empty letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from pipeline.kinds import KINDS
from pipeline.model import State, Tie
from pipeline.outcome import Reason

# What every pack says about each row of our own tables. The rest is what templates ask for; tests render them all.
PER_KIND = ("heading", "note", "ask", "nobody", "no_day", "step")
DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The sentences of one language by their dotted path."""

    file: str
    sentences: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> Texts:
        """The texts of one file; a fault names the file, the key and what to write."""
        days = table.get(DAYS)
        if not isinstance(days, dict):
            raise ValueError(f"{file}: the table [{DAYS}] is missing; copy it from en/texts.toml and translate it")  # noqa: TRY004 - a fault of the file
        rest = {key: value for key, value in table.items() if key != DAYS}
        rest[DAYS] = {key: value for key, value in days.items() if key not in {"weekdays", "months"}}
        sentences = dict(_read_sentences(rest, file=file))
        for key in _required():
            if key not in sentences:
                raise ValueError(f'{file}: {key} is missing; write {key} = "…" (empty where there is nothing to say)')
        return cls(
            file=file,
            sentences=sentences,
            weekdays=_read_names(days, "weekdays", 7, file=file),
            months=_read_names(days, "months", 12, file=file),
        )

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of that path with its blanks filled."""
        return self._find(key).format_map(values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The sentence for one or for several: the paths `key.one` and `key.other`."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", number=number, **values)

    def has(self, key: str) -> bool:
        """Whether the pack has a sentence of that path, empty ones not counted."""
        return bool(self.sentences.get(key))

    def day(self, day: date) -> str:
        """A day as people of this language write it, weekday included so that a wrong reading shows."""
        return self(
            f"{DAYS}.pattern",
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            year=day.year,
        )

    def _find(self, key: str) -> str:
        try:
            return self.sentences[key]
        except KeyError:
            raise KeyError(f"{self.file}: no text {key!r}; add it to this file") from None


def _required() -> Iterator[str]:
    yield f"{DAYS}.pattern"
    for name in KINDS:
        yield from (f"kinds.{name}.{part}" for part in PER_KIND)
    for state in State:
        yield f"states.{state}"
    for tie in Tie:
        yield f"item.links.{tie}"
    for reason in Reason:
        yield f"reasons.{reason}.what"
        yield f"reasons.{reason}.instead"


def _read_sentences(table: Mapping[str, Any], *, file: str, path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        place = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _read_sentences(value, file=file, path=place)
        elif isinstance(value, str):
            _check_blanks(value, place=f"{file}: {place}")
            yield place, value
        else:
            raise ValueError(f'{file}: {place} is no text; write {key} = "…"')  # noqa: TRY004 - a fault of the file


def _check_blanks(sentence: str, *, place: str) -> None:
    try:
        blanks = [(name, spec, how) for _, name, spec, how in Formatter().parse(sentence) if name is not None]
    except ValueError as error:
        raise ValueError(f"{place}: {error}; a brace that is meant as a brace is written twice") from error
    for name, spec, how in blanks:
        if not name.isidentifier() or spec or how:
            raise ValueError(f"{place}: {{{name}}} is no plain blank; write a name alone, such as {{code}}")


def _read_names(days: Mapping[str, Any], key: str, number: int, *, file: str) -> tuple[str, ...]:
    names = days.get(key)
    if not isinstance(names, list) or len(names) != number or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{file}: {DAYS}.{key} needs {number} names; write {key} = [ … ]")
    return tuple(names)
