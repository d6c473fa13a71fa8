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

Every phrase becomes one pattern whose repetitions are all bounded. A phrase is
only tried where one of its words may stand at all, by how the words begin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from types import MappingProxyType

from pipeline.feedback.rows import PERSON, WORD, Row, fold, hint, open_hint

_END = "[^ ,?]{0,14}"
_GAP = "(?:[^ ,?]{1,40} ){0,4}?"
_FAR = "(?:[^ ?]{1,40} ){0,30}?"
_GAPS = MappingProxyType({"…": _GAP, "……": _FAR})
_STARTS = MappingProxyType({"^": "^ ", "^?": r"^ (?=[^?]{0,1500}\? $)"})
_COMMA = "(?:, )?"
_ANY = "[^ ,?]{1,28}"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One phrase: its pattern as text, and the hints of the words of which one has to stand there (empty: unknown)."""

    source: str
    hints: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is tried first: most phrases of most packs never are."""
        return re.compile(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Which of many phrases could stand in a row: their places `by_hint`, and of those that may stand `anywhere`."""

    phrases: tuple[Phrase, ...]
    by_hint: Mapping[str, tuple[int, ...]]
    anywhere: tuple[int, ...]

    def find_near(self, row: Row) -> Iterator[Phrase]:
        """Those worth a try, in the order of the pack."""
        places = set(self.anywhere)
        for said in row.hints & self.by_hint.keys():
            places.update(self.by_hint[said])
        return (self.phrases[place] for place in sorted(places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Phrases that say of a person what they did, each with the place of that person."""

    index: Index

    def find_people(self, row: Row) -> Iterator[str]:
        """The word in the place of the person, as it stands in the row."""
        for phrase in self.index.find_near(row):
            for match in phrase.pattern.finditer(row.row):
                yield match["who"].strip(" ,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Several phrases as one pattern, and one by one; without any, nothing is ever found."""

    pattern: re.Pattern[str]
    index: Index

    def find_in(self, row: Row) -> Iterator[str]:
        """What stands in the sentence, as it was written, from left to right."""
        for match in self.pattern.finditer(row.row):
            yield row.cut(match.start(), match.end())

    def find(self, row: Row) -> str:
        """The first of them; empty where there is none."""
        return next(self.find_in(row), "")

    def stand_in(self, row: Row) -> bool:
        """Whether any of them does."""
        return any(phrase.pattern.search(row.row) for phrase in self.index.find_near(row))


def build_phrases(written: Iterable[str], *, sets: Mapping[str, Sequence[str]]) -> Phrases:
    """The phrases of a pack, compiled; a piece that cannot be read is a ValueError."""
    phrases = [_build(phrase, sets) for phrase in written]
    union = "|".join(phrase.source for phrase in phrases)
    return Phrases(pattern=re.compile(union or r"(?!)"), index=_build_index(phrases))


def build_told(written: Iterable[str], *, sets: Mapping[str, Sequence[str]]) -> Told:
    """The phrases of moments; one without the place of a person is a ValueError."""
    phrases = tuple(written)
    for phrase in phrases:
        if "{who}" not in phrase and "{me}" not in phrase:
            raise ValueError(f"{phrase!r} names nobody; write {{who}} or {{me}} where the person stands")
    return Told(index=_build_index([_build(phrase, sets) for phrase in phrases]))


def _build_index(phrases: Sequence[Phrase]) -> Index:
    by_hint: dict[str, list[int]] = defaultdict(list)
    for place, phrase in enumerate(phrases):
        for said in phrase.hints:
            by_hint[said].append(place)
    return Index(
        phrases=tuple(phrases),
        by_hint=MappingProxyType({said: tuple(places) for said, places in by_hint.items()}),
        anywhere=tuple(place for place, phrase in enumerate(phrases) if not phrase.hints),
    )


def _build(phrase: str, sets: Mapping[str, Sequence[str]]) -> Phrase:
    parts: list[str] = []
    hints: list[frozenset[str]] = []
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
            hints += [] if optional else [_hints_of(piece, sets)]
    if not parts or all(part.startswith((_GAP, _FAR)) for part in parts):
        raise ValueError(f"{phrase!r} holds no word")
    if sum(part.count(_FAR) for part in parts) > 1:
        raise ValueError(f"{phrase!r} looks far ahead more than once")
    # The words that fewest rows hold tell most; nearly every row holds a name.
    best = min(filter(None, hints), key=lambda one: (PERSON in one, len(one)), default=frozenset[str]())
    return Phrase(source=f"{start}{''.join(parts)}{end}", hints=best)


def _hints_of(piece: str, sets: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The hints of every word that can stand for this piece; empty where one of them can begin anyhow."""
    if piece in ("{who}", "{me}"):
        words = (PERSON,) if piece == "{who}" else tuple(sets["me"])
    else:
        words = tuple(_choices(piece, sets))
    hints = frozenset(_hint_of(word) for word in words)
    return frozenset() if "" in hints else hints


def _hint_of(word: str) -> str:
    if word in (",", "?", PERSON):
        return word
    if word.startswith(("*", "#")):
        return ""
    first, *rest = [match.group() for match in WORD.finditer(word.replace("_", " "))]
    is_open = word.endswith("*") and not rest
    return open_hint(fold(first)) if is_open else hint(fold(first))


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
    inner = " ".join(match.group() for match in WORD.finditer(word.replace("_", " ")))
    return beginning + re.escape(fold(inner)).replace("\\ ", " ") + ending
