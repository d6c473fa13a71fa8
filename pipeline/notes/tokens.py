"""Words as the day and name rules see them, and tables of phrases to look them up in.

Language packs are written for people, so a phrase is one string there
("end of the week"); it is cut here by the same pattern as the notes are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

Value = TypeVar("Value")

# A possessive stays one word, so that "Friday's" can be told from "Friday"; digits and letters part ("20th", "Q3").
_WORD = re.compile(r"['’]s\b|\d+|[^\W\d_]+(?:['’](?:t|m|ll|re|ve|d)\b)?|[^\s\w]|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, number or mark. `word` is its folded form; `start:end` its place in the text."""

    text: str
    word: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        """Its value where it is written in at most four ASCII digits; None for anything else."""
        return int(self.text) if self.text.isascii() and self.text.isdigit() and len(self.text) <= 4 else None

    @property
    def is_mark(self) -> bool:
        """Punctuation, which ends a phrase."""
        return not self.text[-1].isalnum()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases(Generic[Value]):
    """Phrases and what each of them means. The longest phrase at a place wins."""

    table: Mapping[tuple[str, ...], Value]
    longest: int
    # How many words the phrases have that begin with a word, longest first: most words begin none.
    sizes: Mapping[str, tuple[int, ...]]

    def find_at(self, tokens: Sequence[Token], at: int) -> tuple[Value, int] | None:
        """The meaning of the longest phrase that begins at token `at`, and the token behind it."""
        if not 0 <= at < len(tokens):
            return None
        for size in self.sizes.get(tokens[at].word, ()):
            value = self.table.get(tuple(token.word for token in tokens[at : at + size]))
            if value is not None and at + size <= len(tokens):
                return value, at + size
        return None

    def ends_before(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a phrase of the table stands right before token `at`."""
        return any(
            tuple(token.word for token in tokens[at - size : at]) in self.table
            for size in range(1, min(self.longest, at) + 1)
        )

    def __contains__(self, text: str) -> bool:
        """Whether the whole text is one of the phrases."""
        return tuple(token.word for token in read_tokens(text)) in self.table


@lru_cache(maxsize=256)
def read_tokens(text: str) -> tuple[Token, ...]:
    """Every word and mark of the text in order."""
    return tuple(
        Token(text=match.group(), word=_fold(match.group()), start=match.start(), end=match.end())
        for match in _WORD.finditer(text)
    )


def build_phrases(rows: Iterable[tuple[str, Value]]) -> Phrases[Value]:
    """A table from phrases as people write them."""
    table = {tuple(token.word for token in read_tokens(text)): value for text, value in rows}
    sizes: dict[str, set[int]] = {}
    for phrase in table:
        sizes.setdefault(phrase[0] if phrase else "", set()).add(len(phrase))
    return Phrases(
        table=table,
        longest=max((len(phrase) for phrase in table), default=0),
        sizes={word: tuple(sorted(found, reverse=True)) for word, found in sizes.items()},
    )


def _fold(text: str) -> str:
    return text.casefold().replace("’", "'")
