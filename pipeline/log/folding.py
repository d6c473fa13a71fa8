"""Words as the log keeps and compares them: no case, no accents, no marks."""

from __future__ import annotations

import re
import unicodedata

# A longer run of letters is no word that anybody looks for.
_WORD = re.compile(r"[^\W_]{1,40}")
_MAX_TEXT = 4_000


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a text in order."""
    kept = text[:_MAX_TEXT]
    if not kept.isascii():
        kept = "".join(sign for sign in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(sign))
    return tuple(_WORD.findall(kept.casefold()))


def cut_ending(word: str, endings: tuple[str, ...], *, least: int = 4) -> str:
    """The beginning by which other forms of the word are found too; the whole word where little would be left."""
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
