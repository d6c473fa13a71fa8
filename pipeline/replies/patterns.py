"""How a pack writes what people answer, and what it is held against.

A reply is compared as a row of folded words without punctuation, in which
each code of the recap and each address is one word. A phrase of the pack is a
row of pieces:

    will do            these words
    do|take it|this    one of several; a blank inside one is written "_"
    [please] drop      words in brackets may be missing
    waiting … for      up to four words may stand between
    ^ ok $             only at the beginning, only at the end
    {code} {item}      a code; a code, a word such as "it" (the pack's `pronouns`), or the item's own words
    {who} {to}         the words of a name; an address

Every phrase becomes one pattern whose repetitions are all bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.notes.names import ADDRESS
from pipeline.notes.tokens import Phrases, Token, read_tokens

CODE, ADDRESSED = "\ue000", "\ue001"
# Stands for the words that name an item, where they are read as one.
ITEM = "\ue003"
_CODED = re.compile(r"(?<![\w@.#-])#?([A-Za-z]) ?(\d{1,3})(?![\w@]|[.,/]\d)")
_ARROW = re.compile(r"(?:-{1,3}|={1,2})>")
_GAP = r"(?:[^ ]+ ){0,4}?"
_WHO = f"(?P<who>(?:[^ {CODE}{ITEM}]+ ){{1,3}}?)"
_KEPT = "=→+"
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words as they are compared. `row` holds each of `tokens` once, a blank before and behind it."""

    text: str
    tokens: tuple[Token, ...]
    row: str

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words in order."""
        return tuple(token.word for token in self.tokens)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that stand in it, each once."""
        return tuple(dict.fromkeys(token.text for token in self.tokens if token.word == CODE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of a pack. `size` counts its pieces: the longer of two phrases knows better what is meant."""

    written: str
    pattern: re.Pattern[str]
    size: int

    @property
    def points(self) -> bool:
        """Whether an item may stand in it."""
        return "{item}" in self.written or "{code}" in self.written

    def find_in(self, spoken: Spoken) -> Iterator[Hit]:
        """Every place where it stands, from left to right."""
        at = 0
        while match := self.pattern.search(spoken.row, at):
            named = "who" in match.re.groupindex
            start, end = _places(spoken, match.span())
            size = self.size if "…" in self.written else max(self.size, end - start)
            yield Hit(start=start, end=end, size=size, who=_places(spoken, match.span("who")) if named else None)
            # A name may begin at any of the words before it, so the next word is tried too.
            at = spoken.row.index(" ", match.start() + 1) if named else match.end() - 1
            if at >= len(spoken.row) - 1:
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a phrase stands: tokens `start:end`. `who` is where a name stands in it, None where it holds none."""

    start: int
    end: int
    size: int
    who: tuple[int, int] | None = None


def read_spoken(text: str, codes: Collection[str] = (), same: Phrases[str] | None = None) -> Spoken:
    """The words of a text. Only the codes of the recap are codes: there is paper of size A4 in the world."""
    text = text[:_MAX_TEXT].replace(CODE, " ").replace(ADDRESSED, " ").replace(ITEM, " ")
    plain = _ARROW.sub(lambda match: "→".ljust(len(match.group())), text)
    special = [(match.start(), match.end(), ADDRESSED, match.group()) for match in ADDRESS.finditer(plain)]
    taken = [(start, end) for start, end, _, _ in special]
    for match in _CODED.finditer(plain):
        code = f"{match[1].upper()}{int(match[2])}"
        free = all(match.end() <= start or match.start() >= end for start, end in taken)
        if code in codes and free and _is_code(match, plain):
            special.append((match.start(), match.end(), CODE, code))
    tokens = tuple(token for token in _tokens(plain, sorted(special)) if _is_said(token))
    if same is not None:
        tokens = tuple(_unify(tokens, same))
    return respeak(text, tokens)


def respeak(text: str, tokens: Sequence[Token]) -> Spoken:
    """The same text in these words."""
    return Spoken(text=text, tokens=tuple(tokens), row=" " + "".join(f"{token.word} " for token in tokens))


def build_phrase(written: str, *, pronouns: str, joints: str = "") -> Phrase:
    """A phrase of a pack, compiled. A phrase of nothing but gaps is a ValueError."""
    parts, size, anchors = [], 0, 0
    start = end = ""
    for piece in written.split():
        if piece in ("^", "$"):
            start, end = (f"^ (?:{joints})?" if joints else "^ ", end) if piece == "^" else (start, "$")
            anchors += 1
        else:
            parts.append(_build_piece(piece, pronouns=pronouns))
            size += piece != "…" and not piece.startswith("[")
    if written.count("{who}") > 1:
        raise ValueError(f"{written!r} names two people; one is all that is read")
    if not size:
        raise ValueError(f"{written!r} holds no word")
    return Phrase(written=written, pattern=re.compile((start or "(?<= )") + "".join(parts) + end), size=size + anchors)


def build_choice(words: Collection[str]) -> str:
    """The pattern of one of several words."""
    choices = {re.escape(_said(word)) for word in words} - {""}
    return f"(?:{'|'.join(sorted(choices, key=lambda choice: (-len(choice), choice)))})"


def _unify(tokens: Sequence[Token], same: Phrases[str]) -> Iterator[Token]:
    """The words by which phrases are written, each at the place of them all: "I'll" as "I will", "dont" as "do not"."""
    at = 0
    while at < len(tokens):
        found = same.find_at(tokens, at)
        if found is None:
            yield tokens[at]
            at += 1
            continue
        words, end = found
        for word in words.split():
            yield Token(text=tokens[at].text, word=word, start=tokens[at].start, end=tokens[end - 1].end)
        at = end


def _places(spoken: Spoken, span: tuple[int, int]) -> tuple[int, int]:
    """Tokens instead of letters: as many blanks stand before a token as its number, and one."""
    start, end = (max(0, spoken.row.count(" ", 0, place) - 1) for place in span)
    return start, end


def _build_piece(piece: str, *, pronouns: str) -> str:
    if piece == "…":
        return _GAP
    if piece == "{who}":
        return _WHO
    optional = piece.startswith("[") and piece.endswith("]")
    choices = (piece[1:-1] if optional else piece).split("|")
    slots = {
        "{code}": f"{CODE} ",
        "{to}": f"{ADDRESSED} ",
        "{item}": f"[{CODE}{ITEM}] |{pronouns}" if pronouns else f"[{CODE}{ITEM}] ",
    }
    named = [slots[choice] for choice in choices if choice in slots]
    words = [choice.replace("_", " ") for choice in choices if choice not in slots]
    if any("{" in word or "[" in word or not _said(word) for word in words):
        raise ValueError(f"{piece!r} is no piece of a phrase")
    found = "|".join((*named, *([build_choice(words)] if words else [])))
    return f"(?:{found})" + ("?" if optional else "")


def _said(words: str) -> str:
    """Words as they stand in a row; empty where nothing of them is ever compared."""
    return "".join(f"{token.word} " for token in read_tokens(words) if _is_said(token))


def _is_code(match: re.Match[str], text: str) -> bool:
    """With a blank inside it needs its capital, and no small word is one: "I have a 2 hour call"."""
    return " " not in match.group() or match[1].isupper() or not text[: match.start()].strip()


def _tokens(text: str, special: list[tuple[int, int, str, str]]) -> Iterator[Token]:
    at = 0
    for start, end, word, said in (*special, (len(text), len(text), "", "")):
        for token in read_tokens(text[at:start]):
            yield Token(text=token.text, word=token.word, start=at + token.start, end=at + token.end)
        if word:
            yield Token(text=said, word=word, start=start, end=end)
        at = end


def _is_said(token: Token) -> bool:
    if len(token.word) > 1 or token.word in (CODE, ADDRESSED) or token.word in _KEPT:
        return True
    category = unicodedata.category(token.word)
    return category[0] in "LN" or category == "So"
