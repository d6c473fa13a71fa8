"""The nouns of a rule file: rules, modifiers, and the words that mark a kind by themselves.

All of it is data that `schema.py` has checked. Nothing here knows spaCy or
any one language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

# How sure a rule is of what it finds. `FIRM` and `ASKED` in `overlap.py` draw the lines.
# A hint is nothing by itself: another speaker has to take it up (`notes/assent.py`).
STRENGTHS: Mapping[str, float] = MappingProxyType(
    {"certain": 0.95, "strong": 0.8, "fair": 0.65, "weak": 0.45, "hint": 0.3}
)


class Role(StrEnum):
    """What a heading can announce besides a kind of item."""

    NOTES = "notes"  # the talk itself: takes an outer heading's meaning away
    AGENDA = "agenda"  # what was to be talked about: nothing there is promised yet
    TOPICS = "topics"  # an agenda where short lines stand below, the talk itself where whole sentences do
    PEOPLE = "people"  # who was there
    FINISHED = "finished"  # what is done already
    REFERENCE = "reference"  # links, templates, standing text


class At(StrEnum):
    """Where in a sentence a rule may begin or end to count."""

    ANYWHERE = "anywhere"
    START = "start"
    END = "end"


class Side(StrEnum):
    """Where the words of a modifier stand, seen from what they modify."""

    BEFORE = "before"
    AFTER = "after"
    AROUND = "around"


class Reach(StrEnum):
    """How far the words of a modifier carry."""

    NEXT = "next"  # three words at most between them and the match
    CLAUSE = "clause"  # as far as the next comma, semicolon, dash or bracket
    SENTENCE = "sentence"
    EDGE = "edge"  # only at the very start (before) or end (after) of the sentence


class Effect(StrEnum):
    """What becomes of a match that is modified."""

    DROP = "drop"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence that a rule must find, and what its slots then hold."""

    text: str
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which people write an item, with its own tests.

    Either `phrases` (for the PhraseMatcher) or `tokens` (for the Matcher) is
    filled. `refine` names functions of `refiners.py` that all have to agree.
    """

    id: str
    kind: str
    strength: str
    at: At = At.ANYWHERE
    phrases: tuple[str, ...] = ()
    tokens: tuple[Mapping[str, Any], ...] = ()
    refine: tuple[str, ...] = ()
    examples: tuple[Example, ...]
    counterexamples: tuple[str, ...]

    @property
    def score(self) -> float:
        """The strength as a number between 0 and 1."""
        return STRENGTHS[self.strength]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """Words that take the force out of a match: negation, doubt, past, a mere idea, hearsay, done.

    `kinds` are the kinds it touches. `doubt` is the question to ask, a key of
    the pack's texts, empty where the match is dropped. An explicit item is
    touched only by modifiers that say so (`explicit`): under "Action items"
    a "maybe" is the writer's politeness, a "done" is not.
    """

    id: str
    sense: str
    effect: Effect
    kinds: frozenset[str]
    phrases: tuple[str, ...]
    side: Side
    reach: Reach
    doubt: str = ""
    explicit: bool = False
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Headings that say what stands below them: `means` is the name of a kind or a `Role`.

    A `whole` phrase must be the whole heading; others may stand among up to
    four more words ("Action items from today").
    """

    means: str
    phrases: tuple[tuple[str, ...], ...]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Words that, written as a mark ("ACTION: …", "#action …", "TODO(ana) …"), name the kind of what follows."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Column headings of a table.

    `role` is task, owner, due, status, the name of a kind, or "kind" for cells that name it.
    """

    role: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleBook:
    """Everything one `rules.toml` says.

    `reasons` introduce the why of a decision. `abbreviations` end in a full
    stop that ends no sentence. `openers` may stand before a sentence without
    changing it ("Also, …"). `dones` in a status cell or behind an item say
    that it is finished; `nothings` fill a section that has nothing in it.
    `labels` are words before a colon that name no speaker, `answers` those
    before the answer to a question; `selves` are those who talk ("I", "you").
    In a talk `accepts` begin the answer of one who will do what was asked,
    `agrees` of one who is for it; `takings` say that somebody does it, `limits`
    right behind them that they do not ("Yes, but …"), `unknowns` that nobody
    knows. `pointers` stand for what was named before ("it").
    `headings` are the phrases of all sections.
    """

    language: str
    rules: tuple[Rule, ...]
    modifiers: tuple[Modifier, ...] = ()
    sections: tuple[Section, ...] = ()
    markers: tuple[Marker, ...] = ()
    columns: tuple[Column, ...] = ()
    reasons: tuple[str, ...] = ()
    abbreviations: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    dones: frozenset[str] = frozenset()
    nothings: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    selves: frozenset[str] = frozenset()
    accepts: frozenset[str] = frozenset()
    agrees: frozenset[str] = frozenset()
    takings: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    unknowns: frozenset[str] = frozenset()
    pointers: frozenset[str] = frozenset()
    headings: frozenset[tuple[str, ...]] = frozenset()

    @property
    def never_names(self) -> frozenset[str]:
        """Words before a colon that name nobody: labels and marks."""
        return self.labels | {word for marker in self.markers for word in marker.words}
