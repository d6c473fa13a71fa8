"""Text that remembers where each of its characters stood in the notes.

Markup comes off, wrapped lines are joined, paragraphs are cut into
sentences; whatever is left still knows its verbatim place, so that a quote
is never searched for and never made up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

# Markdown and pasted HTML inside a line. Every repetition is bounded, so that no line can make it slow.
MARKUP = re.compile(
    r"""
      <!--.{0,2000}?-->
    | ~~[^~\n]{1,500}~~                                              # struck out: gone
    | </?(?:a|b|i|u|p|em|br|strong|span|div|sup|sub|code|del|ins)\b[^<>\n]{0,300}>
    | !?\[\[(?:[^\[\]|\n]{0,200}\|)?(?P<wiki>[^\[\]|\n]{1,200})\]\]
    | !?\[(?P<link>[^\[\]\n]{1,300})\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s"[^"\n]{0,200}")?\)
    | (?<!\w)[*_]{1,3}(?=[^\s*_]) | (?<=[^\s*_])[*_]{1,3}(?!\w)       # emphasis
    | `{1,3}
    | \\(?=[^\w\s])                                                   # an escape
    | (?<=\s)\s+                                                      # all but the first of several blanks
    """,
    re.VERBOSE | re.DOTALL,
)

# What all of these begin with or have in them: most lines hold nothing of it, and finding that out is cheaper.
MAY_BE_MARKUP = re.compile(r"[<~\[*_`\\]|\s\s")

# A full stop, question or exclamation mark, what may close behind it, a blank, and something that can begin a sentence;
# of somebody who writes all in small letters, a small word.
END_OF_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,2}[^\W_a-z]|@\w)")
END_BEFORE_ANY = re.compile(r"(?<!\.)[.!?][\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,2}[^\W_]|@\w)")
SMALL_ENDS = 2
# "insurance? ask the agent" is one thought, and what ends like a sentence there is shorter than one.
MIN_WORDS = 4
# A bracket that ends the text says something about what stands before it: "Call the bank. (Ana)".
LAST_ASIDE = re.compile(r"[(\[][^()\[\]]{1,60}[)\]]\.?\s{0,9}$")
# The numbers of a list are smaller than this: "1. Roof 2. Rent".
LIST_NUMBERS = 10
# Where a pack has this among its abbreviations, a number with a stop counts ("am 3. Juni").
ORDINAL = "1."
# The word in front of that mark: one letter is an initial ("Jeff L. will"), a number counts ("3. June"),
# unless it is a year or tells a time ("in 2026.", "at 18 h 30.").
LAST_WORD = re.compile(r"(\S+)$")
YEAR_OR_TIME = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2} h \d{2})$")


@dataclass(frozen=True, slots=True)
class Strand:
    """A text, and for each of its characters the offset in the notes."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, notes: str, start: int, end: int) -> Strand:
        """The notes from `start` to `end`, as they stand."""
        return cls(notes[start:end], tuple(range(start, end)))

    @property
    def start(self) -> int:
        """Where the first character stands in the notes."""
        return self.places[0]

    @property
    def end(self) -> int:
        """Behind the last character in the notes."""
        return self.places[-1] + 1

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int | None = None) -> Strand:
        """A part of it, without blanks around."""
        part = self.text[start:end]
        left = start + len(part) - len(part.lstrip())
        right = left + len(part.strip())
        return Strand(self.text[left:right], self.places[left:right])

    def keep(self, spans: Iterable[tuple[int, int]]) -> Strand:
        """Those spans of it, one after the other."""
        parts = list(spans)
        return Strand(
            "".join(self.text[start:end] for start, end in parts),
            tuple(place for start, end in parts for place in self.places[start:end]),
        )


def join(strands: Iterable[Strand]) -> Strand:
    """Several strands as one, with one blank between them."""
    parts = [strand for strand in strands if strand]
    if len(parts) == 1:
        return parts[0]
    places: list[int] = []
    for part in parts:
        if places:
            places.append(places[-1])
        places.extend(part.places)
    return Strand(" ".join(part.text for part in parts), tuple(places))


def clean(strand: Strand) -> Strand:
    """What a person would read aloud: without emphasis, link targets, tags, comments and doubled blanks."""
    if MAY_BE_MARKUP.search(strand.text):
        strand = strand.keep(_kept(strand.text))
    return strand.cut(0)


def _kept(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for mark in MARKUP.finditer(text):
        yield place, mark.start()
        name = "wiki" if mark.group("wiki") else "link"
        if mark.group(name):
            yield mark.span(name)
        place = mark.end()
    yield place, len(text)


def cut_sentences(strand: Strand, *, abbreviations: Collection[str]) -> list[Strand]:
    """Its sentences. `abbreviations` end in a stop that ends nothing."""
    ends = _find_ends(strand.text, END_OF_SENTENCE, abbreviations)
    low = _find_ends(strand.text, END_BEFORE_ANY, abbreviations)
    low = [end for start, end in pairwise([0, *low]) if len(strand.text[start:end].split()) >= MIN_WORDS]
    small = len(low) - len(ends)
    if small > len(ends) and (small >= SMALL_ENDS or strand.text[:1].islower()):
        ends = low
    cuts = pairwise([0, *ends, len(strand.text)])
    return [part for start, end in cuts if (part := strand.cut(start, end))]


def _find_ends(text: str, pattern: re.Pattern[str], abbreviations: Collection[str]) -> list[int]:
    return [mark.end() for mark in pattern.finditer(text) if _ends(text, mark, abbreviations)]


def _ends(text: str, mark: re.Match[str], abbreviations: Collection[str]) -> bool:
    if text[mark.end()] in "([" and LAST_ASIDE.match(text, mark.end()):
        return False
    if text[mark.start()] != ".":
        return True
    before = LAST_WORD.search(text, max(0, mark.start() - 30), mark.start())
    word = before.group(1).lstrip("(\"'“").casefold() if before else ""
    if YEAR_OR_TIME.search(text, max(0, mark.start() - 8), mark.start()):
        return True
    if word.isdigit():
        return ORDINAL not in abbreviations and int(word) >= LIST_NUMBERS and before is not None and before.start() > 0
    return not ((len(word) == 1 and word.isalpha()) or f"{word}." in abbreviations)
