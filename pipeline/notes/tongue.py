"""Which language a text is written in, told from the small words that every sentence is made of.

Counted, not guessed: a word that several languages share counts a part for
each of them. Where the words do not tell, nothing is told, and who asks keeps
what they took for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# "A3" and "D1" are codes, and no small word of any language.
_WORD = re.compile(r"(?<!\w)[^\W\d_]{1,40}(?!\w)")
_APOSTROPHES = ("'", "’")
_MAX_TEXT = 40_000  # the language of what is longer is told by its beginning
# The best language has to stand out: by so many words, and by so many times the words of any other.
_LEAST = 1.0
_CLEAR = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongues:
    """The small words of several languages; `weights` says what a word counts for each that has it."""

    weights: Mapping[str, Mapping[str, float]]

    def tell(self, text: str, *, least: float = _LEAST, clear: float = _CLEAR) -> str:
        """The code of the language; empty where the words do not tell."""
        scores: dict[str, float] = {"": 0.0}
        text = text[:_MAX_TEXT].casefold()
        for match in _WORD.finditer(text):
            word = match.group()
            if len(word) == 1 and text[match.start() - 1 : match.start()] in _APOSTROPHES:
                # "Kim's", "cc'd": a letter behind an apostrophe is no small word, as that of "d'accord" before one is.
                continue
            for code, weight in self.weights.get(word, {}).items():
                scores[code] = scores.get(code, 0.0) + weight
        best, *others = sorted(scores, key=lambda code: -scores[code])
        most, next_most = scores[best], scores[others[0]] if others else 0.0
        return best if most >= least and most >= clear * next_most else ""


def build_tongues(words: Mapping[str, Iterable[str]]) -> Tongues:
    """What the words of each language tell, by the code of the language."""
    owners: dict[str, list[str]] = {}
    for code, small in words.items():
        for word in small:
            owners.setdefault(word, []).append(code)
    return Tongues(weights={word: dict.fromkeys(codes, 1 / len(codes)) for word, codes in owners.items()})
