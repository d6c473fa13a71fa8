"""Lines become pieces: a heading, a bullet with its wrapped lines, a paragraph, a table row.

The form is told by marks and shape; only what a short line announces ("Next
steps") is looked up in the language's words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from pipeline.model import BlockKind, Notes
from pipeline.notes.lines import Line, LineKind
from pipeline.notes.marks import find_mark
from pipeline.notes.sections import find_meaning, is_announced
from pipeline.notes.speakers import find_label
from pipeline.notes.strand import Strand, clean, join
from pipeline.notes.tables import read_rows
from pipeline.rules.book import RuleBook

# Levels below the six of Markdown: a numbered line alone, a name over headings, a bold, short or capital line, a name,
# a bullet.
NUMBERED, PERSON, SHORT, NAMED, BULLETED = 7, 8, 9, 10, 11

# A line at least this long was probably wrapped by a program, not ended by a person.
WRAPPED = 60
# No program wraps a line this early; so many short lines before small letters are how somebody writes in a hurry.
UNWRAPPED = 50
HURRIED = 3
# A place in a recording ends what a product wrote about it.
STAMPED_END = re.compile(r"\(\d{1,2}:\d{2}(?::\d{2})?\)$")
MAX_HEADING_WORDS = 8
# A bullet over others with a colon behind it is a heading up to this length; a longer one is a task with its parts.
MAX_LABEL_WORDS = 4
MAX_NAME_WORDS = 3
ONLY_A_HANDLE = re.compile(r"@[\w.-]{2,40}:?$")
CAPITALS = re.compile(r"[^a-z]{4,60}$")
LINK = re.compile(r"\w{2,10}://\S{1,2000}")
NUMBER = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})*[a-z]?\\?[.):]?\s+(?=\S)")


@dataclass(slots=True, kw_only=True)
class Piece:
    """One unit on its way to a block; `level` is set for headings only."""

    kind: BlockKind
    words: Strand
    depth: int = 0
    level: int = 0
    checked: bool | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Builder:
    """Walks over the lines once, collecting what belongs together.

    `names` are whole names of people, `given` their first names and those of the language; both case folded.
    """

    notes: Notes
    book: RuleBook
    speakers: Collection[str]
    names: Collection[str]
    given: Collection[str] = ()
    pieces: list[Piece] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)
    parts: list[Strand] = field(default_factory=list)
    rows: list[Strand] = field(default_factory=list)
    opened: Line | None = None
    fenced: bool = False
    # Whether the writer begins lines with small letters; whether a program wrapped them.
    hurried: bool = False
    wraps: bool = False
    ahead: Line | None = None
    # The last heading that is no person's.
    topic: str = ""

    def build(self, lines: list[Line]) -> list[Piece]:
        """The pieces, in the order of the text."""
        self._learn_hand(lines)
        ahead = _find_ahead(lines)
        for place, line in enumerate(lines):
            self.ahead = ahead[place]
            self._take(line, lines[place - 1] if place else None, lines[place + 1] if place + 1 < len(lines) else None)
        self._close()
        return self.pieces

    def _take(self, line: Line, before: Line | None, after: Line | None) -> None:
        if line.kind is LineKind.FENCE:
            self.fenced = not self.fenced
        if line.kind is not LineKind.TABLE and self.rows:
            self._close()
        if self.fenced or line.kind in {LineKind.BLANK, LineKind.FENCE, LineKind.RULER, LineKind.UNDERLINE}:
            self._close()
        elif line.kind is LineKind.TABLE:
            self._close_words()
            self.rows.append(self._words(line))
        elif level := self._heading_level(line, before, after):
            self._close()
            self._head(line, level)
        elif line.kind is LineKind.BULLET:
            self._close()
            self._open(line)
        elif self._goes_on(line):
            self.parts.append(self._words(line))
        else:
            self._close()
            self._open(line)

    def _learn_hand(self, lines: list[Line]) -> None:
        """How the writer, or their program, breaks lines."""
        pairs = [pair for pair in pairwise(lines) if pair[0].kind is pair[1].kind is LineKind.TEXT]
        low = [before for before, line in pairs if self.notes.text[line.start : line.start + 1].islower()]
        short = [line for line in low if line.end - line.start < UNWRAPPED]
        long = [before for before, _ in pairs if before.end - before.start >= WRAPPED]
        self.hurried = len(short) >= HURRIED and len(short) > len(low) / 2
        self.wraps = len(short) < len(low) or len(long) < HURRIED

    def _words(self, line: Line) -> Strand:
        return Strand.of(self.notes.text, line.start, line.end).cut(0)

    def _heading_level(self, line: Line, before: Line | None, after: Line | None) -> int:
        """The level of a heading, 0 for a line that is none."""
        if line.kind is LineKind.HEADING:
            return line.level
        free = before is None or before.kind in {LineKind.BLANK, LineKind.RULER, LineKind.HEADING, LineKind.UNDERLINE}
        text = clean(self._words(line)).text
        short = 0 < len(text.split()) <= MAX_HEADING_WORDS
        if line.kind is LineKind.BULLET:
            # "✅ Action items" is a heading with a sign before it, and nothing that was ticked off.
            if line.checked and is_announced(text, self.book):
                return SHORT
            ends = after is None or after.kind is LineKind.BLANK or self._leads(line, after)
            return NUMBERED if line.numbered and free and ends and short and line.indent == 0 and _bare(text) else 0
        if not short:
            return 0
        if after and after.kind is LineKind.UNDERLINE and free:
            return 1 if self.notes.text[after.start : after.end].lstrip().startswith("=") else 2
        if self._is_person(text, line, after) or (free and self._heads_tasks(text, after)):
            says_more = self.ahead is not None and is_announced(clean(self._words(self.ahead)).text, self.book)
            return PERSON if says_more else NAMED
        looks = line.kind is LineKind.BOLD or text.endswith(":") or (CAPITALS.match(text) and free and _bare(text))
        if looks or (is_announced(text, self.book) and not text.endswith(",") and not self._wraps(line)):
            return SHORT
        return 0

    def _leads(self, line: Line, after: Line) -> bool:
        """Whether a numbered line stands over what is said about it: minutes leave no blank line below "3. Roof"."""
        part = not after.numbered or (after.outlined and not line.outlined)
        below = after.kind is LineKind.TEXT or (after.kind is LineKind.BULLET and part)
        return below and after.indent == 0 and not self.notes.text[after.start : after.start + 1].islower()

    def _is_person(self, text: str, line: Line, after: Line | None) -> bool:
        """Whether the line is nothing but somebody who heads what follows."""
        if ONLY_A_HANDLE.match(text) or text.rstrip(": ").casefold() in self.names:
            return True
        heads = line.kind is LineKind.BOLD or text.endswith(":") or (after and after.kind is LineKind.BULLET)
        return bool(heads) and is_first_name(text.rstrip(": "), self.given)

    def _heads_tasks(self, text: str, after: Line | None) -> bool:
        """Whether the line is a whole name over plain lines, in a list of tasks by people, as products write it."""
        under = find_meaning(self.topic, self.book) == "action"
        whole = len(text.split()) > 1 and is_first_name(text, self.given)
        return under and whole and after is not None and after.kind is LineKind.TEXT

    def _goes_on(self, line: Line) -> bool:
        """Whether a plain line continues what is open: it is indented under a bullet, or the line above was wrapped."""
        if self.opened is None or not self.parts:
            return False
        text = self._words(line).text
        label = find_label(text)
        if label and label.name in self.speakers:
            return False
        # A mark or a label begins a line of its own, however long the one above it is: "Risks: …", "ACTION 4.1 …".
        if find_mark(text, self.book) or (label and not self.parts[-1].text.endswith(",")):
            return False
        if self.opened.kind is LineKind.BULLET and line.indent > self.opened.indent:
            return True
        last = self.parts[-1].text
        if STAMPED_END.search(last):
            return False
        starts_low = self.notes.text[line.start : line.start + 1].islower()
        long = len(last) >= WRAPPED and not last.endswith(":")
        return not self.hurried and (starts_low or (long and self.wraps))

    def _wraps(self, line: Line) -> bool:
        """Whether what looks like a heading is the rest of a sentence. A PDF has no blank line above headings."""
        return self._goes_on(line) and not self.parts[-1].text.endswith((".", "!", "?"))

    def _head(self, line: Line, level: int) -> None:
        self.indents.clear()
        words = clean(self._words(line))
        number = NUMBER.match(words.text)
        words = words.cut(number.end() if number and number.end() < len(words.text) else 0)
        if words := words.cut(0, len(words.text.rstrip(": "))):
            self.pieces.append(Piece(kind=BlockKind.HEADING, words=words, level=level))
            self.topic = words.text if level < NAMED else self.topic

    def _open(self, line: Line) -> None:
        if line.kind is LineKind.BULLET:
            while self.indents and self.indents[-1] > line.indent:
                self.indents.pop()
            if not self.indents or self.indents[-1] < line.indent:
                self.indents.append(line.indent)
        else:
            self.indents.clear()
        self.opened = line
        self.parts = [self._words(line)]

    def _close(self) -> None:
        self._close_words()
        for words, cells in read_rows(self.rows, words=self.book):
            self.pieces.append(Piece(kind=BlockKind.ROW, words=words, cells=cells))
        self.rows = []

    def _close_words(self) -> None:
        if self.opened is not None and (words := clean(join(self.parts))):
            bullet = self.opened.kind is LineKind.BULLET
            self.pieces.append(
                Piece(
                    kind=BlockKind.BULLET if bullet else BlockKind.SENTENCE,
                    words=words,
                    depth=max(len(self.indents) - 1, 0),
                    checked=self.opened.checked,
                )
            )
        self.opened, self.parts = None, []


def _bare(text: str) -> bool:
    """Neither a sentence nor a question: what a heading looks like."""
    return not text.endswith((".", "?", "!", ",", ";"))


def is_first_name(text: str, given: Collection[str]) -> bool:
    """Whether a line is a name by its first word, and large throughout: "Ana", "Ana Ruiz"."""
    words = text.split()
    return (
        0 < len(words) <= MAX_NAME_WORDS and words[0].casefold() in given and all(word[0].isupper() for word in words)
    )


def _is_link(piece: Piece | None) -> bool:
    """Whether a bullet says only where something is: "Shop: https://…". It is a part of what stands above it."""
    text = piece.words.text if piece is not None else ""
    found = LINK.search(text)
    return found is not None and len((text[: found.start()] + text[found.end() :]).split()) <= 1


def nest(pieces: list[Piece], book: RuleBook, *, given: Collection[str] = ()) -> Iterator[Piece]:
    """Bullets that head the bullets below them become headings: "- Next:", "- Action items", "- @ana", "- Ana"."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        has_children = after is not None and after.kind is BlockKind.BULLET and after.depth > piece.depth
        text = piece.words.text
        if piece.kind is BlockKind.BULLET and piece.checked is None and has_children and not _is_link(after):
            bare = text.rstrip(": ")
            if (
                ONLY_A_HANDLE.match(text)
                or is_first_name(bare, given)
                or is_announced(bare, book)
                or (text.endswith(":") and (len(text.split()) <= MAX_LABEL_WORDS or find_meaning(bare, book)))
            ):
                piece.kind, piece.level = BlockKind.HEADING, BULLETED + piece.depth
                piece.words = piece.words.cut(0, len(bare))
        yield piece


def _find_ahead(lines: list[Line]) -> list[Line | None]:
    """For each line the next one that is not blank; found from the end, since a text may have any number of them."""
    found: list[Line | None] = []
    ahead: Line | None = None
    for line in reversed(lines):
        found.append(ahead)
        ahead = ahead if line.kind is LineKind.BLANK else line
    return found[::-1]
