"""One sentence as the phrases of feedback see it: a row of folded words, and the beginnings of those words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

MAX_SENTENCE = 1_500
# Stands for a name, with its number behind.
PERSON = "\ue000"
WORD = re.compile(r"\ue000\d{1,3}|[^\W_]+|[,;:(–—?]")
_MARKS = frozenset(",;:(–—")
# Long enough to tell most words apart, short enough for most beginnings that a pack leaves open ("arrogan*").
_HINT = 3
_NO_LETTERS = MappingProxyType({code: None for code in range(128) if not chr(code).isalnum() and chr(code) != " "})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One sentence as phrases see it: where its words begin in `row` (`starts`), and stand in `text` (`spans`)."""

    text: str
    row: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def hints(self) -> frozenset[str]:
        """How its words begin (see `hint`): a phrase none of whose words begins so cannot stand in it."""
        return frozenset(hint(word) for word in self.row.split())

    def cut(self, start: int, end: int) -> str:
        """The words of the text that stand at this place of the row."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.text[self.spans[first][0] : self.spans[last][1]].rstrip(" ,;:–—") if self.spans else ""


def read_row(text: str) -> Row:
    """The words of one sentence; what is longer than any sentence is cut."""
    text = text[:MAX_SENTENCE]
    words = [(_as_word(match.group()), match.span()) for match in WORD.finditer(text)]
    words = [(word, span) for word, span in words if word]
    starts, at = [], 1
    for word, _ in words:
        starts.append(at)
        at += len(word) + 1
    row = " " + "".join(f"{word} " for word, _ in words)
    return Row(text=text, row=row, starts=tuple(starts), spans=tuple(span for _, span in words))


def hint(word: str) -> str:
    """The beginning of a folded word; every name has the same."""
    return PERSON if word.startswith(PERSON) else word[:_HINT]


def open_hint(beginning: str) -> str:
    """The hint of every word with this beginning; empty where it is too short to tell."""
    return beginning[:_HINT] if len(beginning) >= _HINT else ""


def _as_word(said: str) -> str:
    return "," if said in _MARKS else said if said == "?" or said.startswith(PERSON) else fold(said)


def fold(text: str) -> str:
    """Small letters without accents, as people type on a phone."""
    if text.isascii():
        return text.lower().translate(_NO_LETTERS)  # the same, ten times faster, and so is most of what people write
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        letter for letter in plain if not unicodedata.combining(letter) and (letter.isalnum() or letter == " ")
    )
