"""How a pack writes the phrases of feedback, and what they are held against.

A sentence is compared as a row of folded words: small letters, no accents,
parted at apostrophes and hyphens ("you're" is "you re"), commas kept. A
phrase of the pack is a row of pieces:

    could you          these words
    did|was … wrong    one of several; up to four words may stand between, but no comma
    fixed …… so        up to thirty words, commas too; once in a phrase
    on_purpose         a blank inside a choice is written "_"
    [really] good      words in brackets may be missing
    arrogan* *st       any ending, any beginning
    #                  a number, with its ending ("12th")
    {you}              one of the words of that set of the pack
    {who} {me}         a name; the word for whoever speaks, from the pack's set `me` (in moments only);
                       a name at the beginning is not right behind a word of the set `besides` ("from")
    {other}            a name, or a word for people, that is not the one who is meant
    ^ keep $           only at the beginning, only at the end of the sentence
    ^? will            only at the beginning of a question
    <you               not right behind one of these words

Every phrase becomes one pattern whose repetitions are all bounded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

MAX_SENTENCE = 1_500
# Stands for a name, with its number behind.
PERSON = "\ue000"
_WORD = re.compile(r"\ue000\d{1,3}|[^\W_]+|[,;:(–—?]")
_MARKS = frozenset(",;:(–—")
_END = "[^ ,?]{0,14}"
_GAP = "(?:[^ ,?]{1,40} ){0,4}?"
_FAR = "(?:[^ ?]{1,40} ){0,30}?"
_GAPS = MappingProxyType({"…": _GAP, "……": _FAR})
_STARTS = MappingProxyType({"^": "^ ", "^?": r"^ (?=[^?]{0,1500}\? $)"})
_COMMA = "(?:, )?"
_ANY = "[^ ,?]{1,28}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence as phrases see it: where its words begin in `row` (`starts`), and stand in `text` (`spans`)."""

    text: str
    row: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def cut(self, start: int, end: int) -> str:
        """The words of the text that stand at this place of the row."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        return self.text[self.spans[first][0] : self.spans[last][1]].rstrip(" ,;:–—") if self.spans else ""


def read_row(text: str) -> Row:
    """The words of one sentence; what is longer than any sentence is cut."""
    text = text[:MAX_SENTENCE]
    words = [(_as_word(match.group()), match.span()) for match in _WORD.finditer(text)]
    words = [(word, span) for word, span in words if word]
    starts, at = [], 1
    for word, _ in words:
        starts.append(at)
        at += len(word) + 1
    row = " " + "".join(f"{word} " for word, _ in words)
    return Row(text=text, row=row, starts=tuple(starts), spans=tuple(span for _, span in words))


def _as_word(said: str) -> str:
    return "," if said in _MARKS else said if said == "?" or said.startswith(PERSON) else fold(said)


def fold(text: str) -> str:
    """Small letters without accents, as people type on a phone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        letter for letter in plain if not unicodedata.combining(letter) and (letter.isalnum() or letter == " ")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Phrases that say of a person what they did, each with the place of that person."""

    patterns: tuple[re.Pattern[str], ...]

    def find_people(self, row: Row) -> Iterator[str]:
        """The word in the place of the person, as it stands in the row."""
        for pattern in self.patterns:
            for match in pattern.finditer(row.row):
                yield match["who"].strip(" ,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Several phrases as one pattern; without any, nothing is ever found."""

    pattern: re.Pattern[str]

    def find_in(self, row: Row) -> Iterator[str]:
        """What stands in the sentence, as it was written, from left to right."""
        for match in self.pattern.finditer(row.row):
            yield row.cut(match.start(), match.end())

    def find(self, row: Row) -> str:
        """The first of them; empty where there is none."""
        return next(self.find_in(row), "")

    def stand_in(self, row: Row) -> bool:
        """Whether any of them does."""
        return self.pattern.search(row.row) is not None


def build_phrases(written: Iterable[str], *, sets: Mapping[str, Sequence[str]]) -> Phrases:
    """The phrases of a pack, compiled; a piece that cannot be read is a ValueError."""
    return Phrases(pattern=re.compile("|".join(_build(phrase, sets) for phrase in written) or r"(?!)"))


def build_told(written: Iterable[str], *, sets: Mapping[str, Sequence[str]]) -> Told:
    """The phrases of moments; one without the place of a person is a ValueError."""
    phrases = tuple(written)
    for phrase in phrases:
        if "{who}" not in phrase and "{me}" not in phrase:
            raise ValueError(f"{phrase!r} names nobody; write {{who}} or {{me}} where the person stands")
    return Told(patterns=tuple(re.compile(_build(phrase, sets)) for phrase in phrases))


def _build(phrase: str, sets: Mapping[str, Sequence[str]]) -> str:
    parts: list[str] = []
    start, end = "(?<= )" + _not_behind(sets.get("besides", ()) if phrase.startswith("{who}") else ()), ""
    for piece, times in _runs(phrase.split()):
        if piece in _STARTS:
            start = _STARTS[piece]
        elif piece in _GAPS:
            parts.append(_GAPS[piece] * times)
        elif piece == "$":
            end = "$"
        elif piece.startswith("<"):
            start = "(?<= )" + _not_behind(_choices(piece[1:], sets))
        else:
            optional = piece.startswith("[") and piece.endswith("]")
            written = _build_piece(piece[1:-1] if optional else piece, sets)
            parts.append(f"(?:{written}){{0,{times}}}" if optional else written * times)
    if not parts or all(part.startswith((_GAP, _FAR)) for part in parts):
        raise ValueError(f"{phrase!r} holds no word")
    if sum(part.count(_FAR) for part in parts) > 1:
        raise ValueError(f"{phrase!r} looks far ahead more than once")
    return f"{start}{''.join(parts)}{end}"


def _not_behind(words: Iterable[str]) -> str:
    return "".join(f"(?<! {fold(word)} )" for word in words)


def _runs(pieces: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each piece, and how often it stands in a row: three words that may be missing are one row of up to three."""
    for piece, run in groupby(pieces):
        yield piece, len(list(run))


def _build_piece(piece: str, sets: Mapping[str, Sequence[str]]) -> str:
    if piece == "{me}":
        return f"(?P<who>(?:{'|'.join(_word(word) for word in sets['me'])}) {_COMMA})"
    if piece == "{who}":
        # "Kim: I fixed it" says the same of Kim as "Kim fixed it".
        speaks = "".join(f"(?:{_word(word)} )?" for word in sets["me"][:1])
        return f"(?P<who>{PERSON}[0-9]{{1,3}} {_COMMA}){speaks}"
    choices = sorted({_word(word) for word in _choices(piece, sets)}, key=lambda word: (-len(word), word))
    if not all(choices):
        raise ValueError(f"{piece!r} holds an empty word")
    return f"(?:(?:{'|'.join(choices)}) {_COMMA})"


def _choices(piece: str, sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for choice in piece.split("|"):
        if choice == "{other}":
            yield from (PERSON, *sets.get("others", ()))
        elif choice.startswith("{") and choice.endswith("}"):
            if choice[1:-1] not in sets:
                raise ValueError(f"{choice} is no set of the pack; its sets are {', '.join(sorted(sets))}")
            yield from sets[choice[1:-1]]
        else:
            yield choice


def _word(word: str) -> str:
    if word == "#":
        return "[0-9]{1,4}[a-z]{0,3}"
    if word in (",", "?"):
        return re.escape(word)
    if word == PERSON:
        return f"{PERSON}[0-9]{{1,3}}"
    if word == "*":
        return _ANY
    beginning, ending = (_END if word.startswith("*") else ""), (_END if word.endswith("*") else "")
    inner = " ".join(match.group() for match in _WORD.finditer(word.replace("_", " ")))
    return beginning + re.escape(fold(inner)).replace("\\ ", " ") + ending
