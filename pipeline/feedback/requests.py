"""What a draft asks for: each change that one could see being done next time.

A sentence is cut at commas and at "and"; a part is an order where it begins
with a verb of doing, or where words such as "could you" open it. Vague wishes
("be more careful") are struck out before anybody looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.feedback.rows import Row
from pipeline.feedback.sentences import Sentence
from pipeline.feedback.words import FeedbackWords

_STRUCK = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    start: int
    end: int
    words: str
    joined: bool


def find_requests(sentences: Sequence[Sentence], words: FeedbackWords) -> Iterator[str]:
    """Each of them as it was written."""
    for sentence in sentences:
        yield from _requests_of(sentence.row, words)


def _requests_of(row: Row, words: FeedbackWords) -> Iterator[str]:
    marks = words.marks["suggestion"]
    said = marks.no.pattern.sub(lambda match: f"{_STRUCK * (len(match.group()) - 1)} ", row.row)
    orders = list(_orders(said, words))
    for order in orders:
        yield row.cut(order.start, order.end).strip(" ,")
    if not orders and _STRUCK not in said and marks.yes.pattern.search(said):
        yield row.text.strip()


def _orders(said: str, words: FeedbackWords) -> Iterator[_Part]:
    """The parts that ask for something; one behind "if not" or "or" is another way, not another change."""
    last: _Part | None = None
    other_way = False
    for part in _parts(said, words):
        if words.requests["otherwise"].pattern.match(part.words, 1):
            other_way = last is not None
        if not _is_order(part, words, alone=last is None and part.joined):
            continue
        step_aside = last is not None and words.requests["light"].pattern.match(last.words, 1) is not None
        if not (last is not None and (other_way or step_aside)):
            yield part
        last, other_way = part, False


def _parts(said: str, words: FeedbackWords) -> Iterator[_Part]:
    joints = [match.start() for match in words.requests["joint"].pattern.finditer(said)]
    commas = [at for at, letter in enumerate(said) if letter == ","]
    for start, end in pairwise(sorted({0, *joints, *commas, len(said)})):
        piece = said[start:end].strip(" ,")
        if piece:
            joined = start in joints and bool(said[:start].strip(" ,"))
            yield _Part(start=said.index(piece[0], start), end=end, words=f" {piece} ", joined=joined)


def _is_order(part: _Part, words: FeedbackWords, *, alone: bool) -> bool:
    """A bare verb behind "and" goes on with what is asked; where nothing was asked (`alone`) it is a noun or a tale."""
    at = 1
    joint = words.requests["joint"].pattern.match(part.words, at)
    if joint is not None:
        at = joint.end()
    opener = words.requests["opener"].pattern.search(part.words)
    if opener is not None:
        behind = part.words[opener.end() :].replace("?", " ").split()
        return (bool(behind) and _STRUCK not in behind[0]) or words.requests["verbs"].pattern.match(
            part.words, at
        ) is not None
    return not alone and words.requests["verbs"].pattern.match(part.words, at) is not None
