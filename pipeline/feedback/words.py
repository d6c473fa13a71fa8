"""What a pack's `feedback.toml` holds: the words by which a draft is checked and moments are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipeline.feedback.aside import Aside
from pipeline.feedback.phrases import Phrases, Told, build_phrases, build_told
from pipeline.feedback.rows import PERSON, Row, fold

JUDGEMENTS = ("trait", "mind-reading", "absolute", "hearsay")
PLACES = ("situation", "behaviour", "impact", "praise", "suggestion")
SUBJECTS = ("you", "me", "people")
SHAPES = ("greeting", "signature", "joint", "aside")
REQUESTS = ("verbs", "opener", "joint", "otherwise", "light")
MOMENTS = ("unblocked", "reviewed", "explained", "owned-mistake", "credit", "left-waiting", "unclear", "interrupted")
CALLS = ("unfinished",)
DOUBT = ("good", "bad", "irony", "ask")
ASKS = ("subject",)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """Phrases that say it, and phrases of the same sentence that take it back."""

    yes: Phrases
    no: Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Phrases that say who did it, and phrases of the same sentence that take it back."""

    yes: Told
    no: Phrases

    def find_people(self, row: Row, people: Mapping[int, str]) -> Iterator[str]:
        """Who did it, by name; `people` maps the numbers in the row to names, -1 to whoever speaks."""
        for word in self.yes.find_people(row):
            number = int(word[1:]) if word.startswith(PERSON) else -1
            if number in people:
                yield people[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """How a name shows in a language in which every noun has a capital; all empty where capitals tell already.

    A name stands at the beginning, right before one of `behind`, or right
    behind one of `before`, and does not end like a noun (`endings`).
    """

    before: frozenset[str]
    behind: frozenset[str]
    endings: tuple[str, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Introduced:
        """The lists of `[names]`; none of them has to be there."""
        return cls(
            before=frozenset(fold(word) for word in table.get("before", ())),
            behind=frozenset(fold(word) for word in table.get("behind", ())),
            endings=tuple(fold(word) for word in table.get("endings", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackWords:
    """The tables of one pack, by name.

    `capitals`: a capital inside a sentence marks a name in this language.
    `first`: the words by which a speaker means themselves.
    """

    marks: Mapping[str, YesNo]
    subjects: Mapping[str, Phrases]
    shapes: Mapping[str, Phrases]
    requests: Mapping[str, Phrases]
    moments: Mapping[str, Deed]
    calls: Mapping[str, Phrases]
    doubt: Mapping[str, Phrases]
    asks: Mapping[str, Phrases]
    sensitive: Phrases
    aside: Aside
    titles: tuple[str, ...]
    common: tuple[str, ...]
    first: Phrases
    capitals: bool
    introduced: Introduced

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> FeedbackWords:
        """The tables of a `feedback.toml`; a missing or unreadable one is a ValueError that names it."""
        known = {
            "sets",
            "marks",
            "subjects",
            "shapes",
            "requests",
            "moments",
            "calls",
            "sensitive",
            "names",
            "asks",
            "doubt",
            "aside",
        }
        if unknown := sorted(set(table) - known):
            raise ValueError(f"{file}: unknown table {unknown[0]!r}; known are {', '.join(sorted(known))}")
        sets = {name: tuple(words) for name, words in table.get("sets", {}).items()}
        read = _Reader(table=table, sets=sets, file=file)
        return cls(
            marks=read.yes_and_no("marks", (*JUDGEMENTS, *PLACES)),
            subjects=read.lists("subjects", SUBJECTS),
            shapes=read.lists("shapes", SHAPES),
            requests=read.lists("requests", REQUESTS),
            moments=read.deeds(),
            calls=read.lists("calls", CALLS),
            doubt=read.lists("doubt", DOUBT),
            asks=read.lists("asks", ASKS),
            sensitive=read.phrases(table.get("sensitive", {}).get("words", ()), "sensitive"),
            aside=read.aside(),
            titles=tuple(table.get("names", {}).get("titles", ())),
            common=tuple(table.get("names", {}).get("common", ())),
            first=read.phrases(["|".join(sets["me"])], "sets.me"),
            capitals=bool(table.get("names", {}).get("capitals", True)),
            introduced=Introduced.from_table(table.get("names", {})),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    table: Mapping[str, Any]
    sets: Mapping[str, Sequence[str]]
    file: str

    def yes_and_no(self, name: str, rows: Sequence[str]) -> Mapping[str, YesNo]:
        found = {
            row: YesNo(
                yes=self.phrases(self._row(name, row).get("yes", ()), f"{name}.{row}.yes"),
                no=self.phrases(self._row(name, row).get("no", ()), f"{name}.{row}.no"),
            )
            for row in rows
        }
        return MappingProxyType(found)

    def deeds(self) -> Mapping[str, Deed]:
        common = tuple(self.table.get("moments", {}).get("no", ()))
        found = {}
        for row in MOMENTS:
            written = self._row("moments", row)
            place = f"moments.{row}"
            try:
                yes = build_told(written.get("yes", ()), sets=self.sets)
            except ValueError as wrong:
                raise ValueError(f"{self.file}: {place}.yes: {wrong}") from wrong
            found[row] = Deed(yes=yes, no=self.phrases((*common, *written.get("no", ())), f"{place}.no"))
        return MappingProxyType(found)

    def aside(self) -> Aside:
        try:
            return Aside.from_table(self.table.get("aside", {}))
        except ValueError as wrong:
            raise ValueError(f"{self.file}: aside: {wrong}") from wrong

    def lists(self, name: str, rows: Sequence[str]) -> Mapping[str, Phrases]:
        return MappingProxyType({row: self.phrases(self._row(name, row), f"{name}.{row}") for row in rows})

    def phrases(self, written: Sequence[str], place: str) -> Phrases:
        try:
            return build_phrases(written, sets=self.sets)
        except ValueError as wrong:
            raise ValueError(f"{self.file}: {place}: {wrong}") from wrong

    def _row(self, name: str, row: str) -> Any:
        try:
            return self.table[name][row]
        except KeyError:
            raise ValueError(f"{self.file}: {name}.{row} is missing; copy it from en and translate it") from None
