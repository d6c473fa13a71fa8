"""What the notes name themselves: marks, boxes, headings, columns. They win over every guess.

Knows the marks of W3C scribes, of MeetBot and of people in a hurry:
"ACTION: …", "#action …", "TODO(ana) …", "[ACTION] …", "- [ ] …". Which
words they are made of stands in the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind, Match
from pipeline.notes.frames import Frame
from pipeline.notes.rows import read_legend, read_row
from pipeline.notes.sections import find_meaning, is_announced
from pipeline.rules.book import STRENGTHS, Role, RuleBook
from pipeline.rules.wording import bare_words

SCORE = STRENGTHS["certain"]
LABELLED = re.compile(r"\s{0,3}(?P<words>[^:：\n]{2,60})[:：]\s+(?=\S)")
# What is over once it is done; a decision is not, however often it was carried out.
OPEN_KINDS = frozenset({"action", "question", "risk", "experiment"})
LINK = re.compile(r"\w{2,10}://\S{1,2000}")
# "Blog post?" in a list of tasks is a task somebody doubts.
MAX_DOUBTED = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind named before some words, who stands in the mark, and where the words begin."""

    kind: str
    who: str
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    kinds: Mapping[str, str]
    first: re.Pattern[str]
    inner: re.Pattern[str]


def find_mark(text: str, book: RuleBook) -> Mark | None:
    """The mark a line begins with."""
    marks = _read_marks(book)
    found = marks.first.match(text[:200])
    if found is None or found.end() >= len(text):
        return None
    words, end = found.group("words"), found.group("end").strip()
    # Without a colon or brackets only capitals are a mark: "TODO write it", but not "Action will follow".
    # A line that is all capitals is a heading: "QUESTIONS STILL OPEN".
    if not (found.group("open") or found.group("who") or end or (words.isupper() and not text.isupper())):
        return None
    return Mark(marks.kinds[words.casefold()], found.group("who") or "", found.end())


def find_marked(blocks: Sequence[Block], frames: Sequence[Frame], *, book: RuleBook) -> list[Match]:
    """Every item the notes name as one, in the order of the text. What is done or empty is none."""
    found: list[Match] = []
    legend: dict[str, str] = {}
    for number, frame in enumerate(frames):
        if key := read_legend(blocks[number].text, book):
            legend |= key
        if key or frame.means in {Role.PEOPLE, Role.REFERENCE, Role.FINISHED}:
            continue
        read = _read(blocks, frame, number, book, legend)
        found += [match for match in read if not _is_nothing(match, book) and not is_closed(match, frame)]
    return found


def _read(
    blocks: Sequence[Block], frame: Frame, number: int, book: RuleBook, legend: Mapping[str, str]
) -> Iterator[Match]:
    block = blocks[number]
    if block.kind is BlockKind.ROW:
        yield from read_row(block, frame.means, number, book, legend=legend)
        return
    if mark := find_mark(block.text, book):
        slots = {"task": block.text[mark.rest :]} | ({"owner": mark.who} if mark.who else {})
        yield _match("mark", mark.kind, number, block, slots=slots)
        return
    if block.kind is BlockKind.HEADING:
        return
    spoken = block.kind is BlockKind.TURN
    for start, kind in _inner_marks(block.text, book):
        yield _match("mark", kind, number, block, start=start, slots={"task": block.text[start:]})
        return
    if block.checked is False and frame.first:
        kind = frame.means if frame.means in KINDS else "action"
        yield _match("box", kind, number, block, slots={"task": block.text})
    elif frame.means in KINDS and frame.first and frame.top and not spoken and not _is_label(blocks, number):
        kind = "question" if frame.means == "action" and _asks(block.text) else frame.means
        yield _match("heading", kind, number, block, slots={"task": block.text})
    elif (label := LABELLED.match(block.text[:200])) and is_announced(label.group("words"), book):
        kind = find_meaning(label.group("words"), book)
        if kind in KINDS:
            yield _match("label", kind, number, block, slots={"task": block.text[label.end() :]})


def _inner_marks(text: str, book: RuleBook) -> Iterator[tuple[int, str]]:
    marks = _read_marks(book)
    for found in marks.inner.finditer(text[:2_000]):
        yield found.end(), marks.kinds[found.group("words").casefold()]


@cache
def _read_marks(book: RuleBook) -> _Marks:
    kinds = {word: marker.kind for marker in book.markers for word in marker.words}
    words = "|".join(re.escape(word) for word in sorted(kinds, key=len, reverse=True)) or "(?!)"
    first = rf"""\s{{0,3}}(?P<open>[#\[(]?)\s?(?P<words>{words})\b
        (?:[\s-]?\#?\d{{1,4}}(?:[./]\d{{1,3}}){{0,2}})?\s?[\])]?
        (?:\s?[(\[](?P<who>[^\s()\[\]\n]{{1,40}}(?:\s[^\s()\[\]\n]{{1,30}}){{0,3}})[)\]])?
        (?P<end>\s?[:：]+|\s[-–—](?=\s)|(?=\s@)|(?=\s)|$)\s*"""
    # In the middle of a sentence only capitals and a colon count: "… so ACTION: Ana writes it up".
    capitals = "|".join(re.escape(word.upper()) for word in sorted(kinds, key=len, reverse=True)) or "(?!)"
    return _Marks(
        kinds=kinds,
        first=re.compile(first, re.VERBOSE | re.IGNORECASE),
        inner=re.compile(rf"(?<![\w#])(?P<words>{capitals})\s?:\s+(?=\S)"),
    )


def _asks(text: str) -> bool:
    """Whether a line in a list of tasks is a question: "Can the old server go?", but not "Ana: the old server?"."""
    return text.endswith("?") and ":" not in text and len(text.split()) > MAX_DOUBTED


def _is_label(blocks: Sequence[Block], number: int) -> bool:
    """Whether the line only leads to what follows: a colon ends it, and no deeper bullets make it a task with parts."""
    block = blocks[number]
    after = blocks[number + 1] if number + 1 < len(blocks) else None
    has_parts = after is not None and block.kind is BlockKind.BULLET and after.depth > block.depth
    return block.text.rstrip().endswith(":") and not has_parts


def is_closed(match: Match, frame: Frame) -> bool:
    """Whether it says itself that nothing is left to do about it."""
    return (match.kind == "question" and frame.answered) or (match.kind in OPEN_KINDS and frame.finished)


def _is_nothing(match: Match, book: RuleBook) -> bool:
    task = match.slots["task"]
    words = bare_words(LINK.sub("", task))
    # "IWB: https://…" below a heading only says where something is.
    leads = match.rule == "heading" and len(words) == 1 and LINK.search(task) is not None
    return not words or leads or " ".join(words) in book.nothings


def _match(rule: str, kind: str, number: int, block: Block, *, slots: Mapping[str, str], start: int = 0) -> Match:
    return Match(
        rule=rule,
        kind=kind,
        block=number,
        start=start,
        end=max(len(block.text), start + 1),
        score=SCORE,
        slots=slots,
        explicit=True,
    )
