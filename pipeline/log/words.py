"""The words of `[questions]` in `replies.toml`: how people of one language ask for what was said.

Heads are written as the phrases of replies are (`replies/patterns.py`) and
stand at the beginning of a question; accents never matter. Every fault is a
ValueError that names the file, the key and the cure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.log.folding import fold_words
from pipeline.model import Form
from pipeline.notes.tokens import Phrases, build_phrases
from pipeline.replies.patterns import Phrase, build_phrase

# What a question can begin with; what each of them asks for is said in question.py.
HEADS = (
    "help",
    "mine",
    "log",
    "why",
    "decisions",
    "actions",
    "questions",
    "risks",
    "assumptions",
    "experiments",
    "export",
    "digest",
    "map",
    "update",
)
# Stretches of days that are over, or not yet; what they mean is said in stretches.py.
STRETCHES = (
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-month",
    "last-month",
    "this-year",
    "last-year",
)
FORMS = tuple(form.value for form in Form if form is not Form.LETTER)
LISTS = ("lead", "since", "until", "within", "with", "about", "small", "endings")


class QuestionWordsError(ValueError):
    """The table of questions is wrong. The text says where, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """Everything a language says in questions to the log.

    `lead` may stand before a head, `since`, `until` and `within` before days,
    `whom` before a person, `about` before what is looked for. `small` words
    are looked for by nobody; without its `endings` a word is found in its
    other forms too.
    """

    heads: tuple[tuple[str, Phrase], ...]
    lead: Phrases[bool]
    since: Phrases[bool]
    until: Phrases[bool]
    within: Phrases[bool]
    whom: Phrases[bool]
    about: Phrases[bool]
    stretches: Phrases[str]
    forms: Phrases[str]
    small: frozenset[str]
    endings: tuple[str, ...]

    @classmethod
    def from_table(cls, table: Any, *, file: str, small: Iterable[str]) -> QuestionWords:
        """The words of one file, checked; `small` are those that every text of the language is full of."""
        place = f"{file}: [questions]"
        if not isinstance(table, dict):
            raise QuestionWordsError(f"{place} is missing; copy it from en/replies.toml and translate it")
        heads = _named(table, "heads", HEADS, place=place)
        lists = {name: _texts(table.get(name), place=f"{place} {name}") for name in LISTS}
        phrases = {name: build_phrases((flatten(text), True) for text in lists[name]) for name in LISTS[:6]}
        return cls(
            heads=tuple(
                (name, _build_head(text, place=f"{place} heads.{name}")) for name in HEADS for text in heads[name]
            ),
            lead=phrases["lead"],
            since=phrases["since"],
            until=phrases["until"],
            within=phrases["within"],
            whom=phrases["with"],
            about=phrases["about"],
            stretches=_by_text(_named(table, "stretches", STRETCHES, place=place)),
            forms=_by_text(_named(table, "forms", FORMS, place=place)),
            small=frozenset(word for text in (*small, *lists["small"]) for word in fold_words(text)),
            endings=tuple(word for text in lists["endings"] for word in fold_words(text)),
        )


def flatten(text: str) -> str:
    """The text without accents, every letter at its place."""
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    parts = unicodedata.normalize("NFD", sign)
    return parts[0] if len(parts) > 1 and parts[0].isalpha() else sign


def _build_head(text: str, *, place: str) -> Phrase:
    try:
        return build_phrase(f"^ {flatten(text)}", pronouns="")
    except ValueError as error:
        raise QuestionWordsError(f"{place}: {error}; see replies/patterns.py") from error


def _by_text(table: Mapping[str, list[str]]) -> Phrases[str]:
    return build_phrases((flatten(text), name) for name, texts in table.items() for text in texts)


def _named(table: Mapping[str, Any], key: str, names: tuple[str, ...], *, place: str) -> dict[str, list[str]]:
    """A table in which each of the names, and nothing else, has a list."""
    value = table.get(key)
    if not isinstance(value, dict):
        raise QuestionWordsError(f"{place}: write a table {key} of lists of phrases")
    for name in value:
        if name not in names:
            known = ", ".join(names)
            raise QuestionWordsError(f"{place} {key}: words for {name!r}, which there is not; known are {known}")
    return {name: _texts(value.get(name), place=f"{place} {key}.{name}") for name in names}


def _texts(value: Any, *, place: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) and text.strip() for text in value):
        raise QuestionWordsError(f'{place}: write a list of phrases, such as ["since", "from"]')
    return value
