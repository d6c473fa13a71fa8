"""A draft, cut into the sentences and clauses that say something; greeting and signature are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.feedback.rows import Row, read_row
from pipeline.feedback.words import FeedbackWords

MAX_DRAFT = 20_000
# A stop ends a sentence before a blank and no small letter; "Mr. Osei" and "3. Mai" go on. A line break ends one too.
_SENTENCE = re.compile(r"[^\n.!?…]{1,2000}(?:\.(?!\s|$)[^\n.!?…]{0,500})*[.!?…]{0,4}[»\"”')]{0,2}|[.!?…]{1,4}")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|sr|sra|srta|m|mme|hr|fr|nr|dhr|mevr|ca|z\.B|bzw)|\b\d{1,2})\.$", re.IGNORECASE
)
_LAST_LINES, _SHORT = 3, 5
_COUNTED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a sentence with one thing to say. `row` has its words."""

    row: Row

    @property
    def quote(self) -> str:
        """As it was written, without the marks that join it to its neighbours."""
        return self.row.text.strip(" ,;:.–—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the draft. `asks` where it ends with a question mark."""

    row: Row
    clauses: tuple[Clause, ...]
    asks: bool

    @property
    def text(self) -> str:
        """As it was written."""
        return self.row.text


def count_words(text: str) -> int:
    """Tokens between white space that hold a letter or a digit."""
    return sum(any(letter.isalnum() for letter in token) for token in _COUNTED.findall(text))


def read_draft(text: str, words: FeedbackWords) -> tuple[Sentence, ...]:
    """Its sentences in order. Text of any shape is read."""
    body = _without_signature(text[:MAX_DRAFT], words)
    sentences = []
    for number, written in enumerate(_cut(body)):
        said = _without_greeting(written, words) if number == 0 else written
        row = read_row(said)
        if row.row.strip(" ,"):
            sentences.append(Sentence(row=row, clauses=tuple(_clauses(row, words)), asks="?" in said[-4:]))
    return tuple(sentences)


def _cut(text: str) -> Iterator[str]:
    held = ""
    for line in text.splitlines():
        for match in _SENTENCE.finditer(line):
            piece = match.group()
            if _ABBREVIATED.search(piece.rstrip()) and match.end() < len(line):
                held += piece
                continue
            if held or piece.strip():
                yield (held + piece).strip()
            held = ""
        if held.strip():
            yield held.strip()
        held = ""


def _without_signature(text: str, words: FeedbackWords) -> str:
    """The draft without its last short lines from a farewell on, and without a name behind the last sentence."""
    lines = text.rstrip().splitlines()
    for number in range(max(len(lines) - _LAST_LINES, 1), len(lines)):
        if words.shapes["signature"].stand_in(read_row(lines[number])) and count_words(lines[number]) <= _SHORT:
            return "\n".join(lines[:number])
    whole = "\n".join(lines)
    tail = re.search(r"(?<=[.!?])\s+([^.!?]{1,40})$", whole)
    if (
        tail
        and count_words(tail[1]) <= _SHORT
        and (
            words.shapes["signature"].stand_in(read_row(tail[1]))
            or (count_words(tail[1]) <= 2 and tail[1][0].isupper())
        )
    ):
        return whole[: tail.start()]
    return whole


def _without_greeting(sentence: str, words: FeedbackWords) -> str:
    """Without "Hi Dee," or "Dear Mr Whitlock,": a name is no subject."""
    row = read_row(sentence)
    match = words.shapes["greeting"].pattern.match(row.row, 1)
    if match is None:
        return sentence
    behind = re.match(r"[^,:!\n]{0,40}[,:!]\s*", sentence)
    if behind is not None:
        return sentence[behind.end() :]
    return "" if count_words(sentence) <= _SHORT else sentence


def _clauses(row: Row, words: FeedbackWords) -> Iterator[Clause]:
    """Cut before joints ("so", "because", "and") and at commas; a single word stays with its neighbour."""
    cuts = [match.start() for match in words.shapes["joint"].pattern.finditer(row.row)]
    cuts += [match.end() for match in re.finditer(" ,(?= )", row.row)]
    cuts = sorted({0, *cuts, len(row.row)})
    begin = cuts[0]
    for end in cuts[1:]:
        piece = row.row[begin:end].replace(",", " ").split()
        if len(piece) < 2 and end != len(row.row):
            continue
        said = row.cut(begin + 1 if begin == 0 else begin, end)
        clause = read_row(said)
        if clause.row.strip(" ,"):
            yield Clause(row=clause)
        begin = end
