"""What stands around a block: what its headings announce, whose part it is, whether it is finished or answered.

A line says half of what it means; the other half is where it stands. Read
once for all blocks, so that the parts that look for items need no look back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind, Notes, Person
from pipeline.notes.people import Found, match_person
from pipeline.notes.sections import find_meaning
from pipeline.notes.words import PeopleWords
from pipeline.rules.book import Role, RuleBook
from pipeline.rules.wording import bare_words

# A heading with more words than this is no name.
MAX_NAME_WORDS = 4
# A "done" that ends a longer sentence may belong to anything in it.
MAX_DONE_WORDS = 3
MAX_DONE = 24
# A topic below "Agenda" or "Attendees" has notes of its own; only the list right below is one of topics or people.
HERE_ONLY = frozenset({Role.AGENDA, Role.TOPICS, Role.PEOPLE, Role.REFERENCE})
# … except where the notes of the talk stand below a heading of their own.
PLANNED = frozenset({Role.AGENDA})
NEW_BULLET = re.compile(r"\n[\s>]{0,40}\*{1,5}\s")
# A topic of an agenda is shorter than this, in words.
TOLD_WORDS = 7
# "Why is it slow? -> a backup, moved": an arrow leads to the answer.
POINTED = re.compile(r"\?\s{0,3}(?:->|=>|→|⇒)\s{0,3}\S+\s")
MAX_QUESTION = 400
BETWEEN_SENTENCES = " \t\n>*_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The place of one block.

    `means` is the kind or role its headings announce, empty where they
    announce none. `whose` is the name that heads it. `first` holds for the
    first sentence of a bullet or paragraph, `top` where no bullet stands
    above it in its list. `finished` says that it tells of something done,
    `answered` that a deeper line or another speaker follows a question.
    """

    means: str = ""
    whose: str = ""
    first: bool = True
    top: bool = True
    finished: bool = False
    answered: bool = False


def read_frames(
    notes: Notes, blocks: Sequence[Block], *, book: RuleBook, people: Sequence[Person], words: PeopleWords
) -> tuple[Frame, ...]:
    """The frame of each block, in the same order. A sentence behind the list of a heading is no part of that list."""
    meanings: dict[tuple[str, ...], tuple[str, str]] = {}
    here_only = HERE_ONLY - PLANNED if _have_notes_of_their_own(blocks, book) else HERE_ONLY
    floors: dict[tuple[str, ...], int] = {}
    lists: set[tuple[str, ...]] = set()
    talked = _find_talked(blocks)
    frames = []
    for number, block in enumerate(blocks):
        if block.sections not in meanings:
            meanings[block.sections] = (
                _find_means(block.sections, book, here_only=here_only),
                _find_whose(block.sections, people=people, words=words),
            )
        means, whose = meanings[block.sections]
        if means == Role.TOPICS:
            means = "" if block.sections in talked else Role.AGENDA
        if block.kind in {BlockKind.BULLET, BlockKind.ROW}:
            lists.add(block.sections)
        elif block.kind is BlockKind.SENTENCE and means in KINDS and block.sections in lists:
            means = ""
        floor = floors.setdefault(block.sections, block.depth)
        before = blocks[number - 1] if number else None
        frames.append(
            Frame(
                means=means,
                whose=whose,
                first=before is None or not _goes_on(notes, before, block),
                top=block.depth <= floor,
                finished=means == Role.FINISHED or block.checked is True or _ends_done(block.text, book),
                answered=_is_answered(blocks, number, book),
            )
        )
    return tuple(frames)


def _have_notes_of_their_own(blocks: Sequence[Block], book: RuleBook) -> bool:
    """Whether a heading such as "Notes" stands behind the agenda, so that the topics above it are only planned."""
    means = [find_meaning(block.text, book) for block in blocks if block.kind is BlockKind.HEADING]
    return Role.AGENDA in means and Role.NOTES in means[means.index(Role.AGENDA) :]


def _find_talked(blocks: Sequence[Block]) -> frozenset[tuple[str, ...]]:
    """The sections of whole sentences: where these stand below "Topics", the talk itself is told there."""
    lengths: dict[tuple[str, ...], list[int]] = {}
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            lengths.setdefault(block.sections, []).append(len(block.text.split()))
    return frozenset(place for place, words in lengths.items() if median(words) >= TOLD_WORDS)


def _find_means(sections: tuple[str, ...], book: RuleBook, *, here_only: frozenset[Role]) -> str:
    for place, title in enumerate(reversed(sections)):
        meaning = find_meaning(title, book)
        if meaning == Role.NOTES:
            return ""
        if meaning in here_only and place:
            return ""
        if meaning:
            return meaning
    return ""


def _find_whose(sections: tuple[str, ...], *, people: Sequence[Person], words: PeopleWords) -> str:
    for title in reversed(sections):
        name = title.strip(" :")
        if name.startswith("@") and len(name.split()) == 1:
            return name
        if len(name.split()) <= MAX_NAME_WORDS and isinstance(match_person(name, people, words), Found):
            return name
    return ""


def _goes_on(notes: Notes, before: Block, block: Block) -> bool:
    """Whether both are sentences of one bullet, or of one line."""
    if before.kind is not block.kind or before.sections != block.sections or block.kind is BlockKind.ROW:
        return False
    between = notes.text[before.end : block.start]
    if between.strip(BETWEEN_SENTENCES) or NEW_BULLET.search(between):
        return False
    return block.kind is BlockKind.BULLET or "\n" not in between


def _ends_done(text: str, book: RuleBook) -> bool:
    """Whether the line ends with a sign or word for done, behind a mark: "Book the room ✅", "Book the room - done"."""
    if text.rstrip()[-1:] in book.dones:
        return True
    for mark in (" | ", " - ", " – ", " — ", ": ", ", ", "(", "["):
        _, found, tail = text.rpartition(mark)
        words = tail.strip(" .!)]✅").casefold()
        # "…: done, thanks Rui"
        short = len(words.split()) <= MAX_DONE_WORDS or "," in words[:MAX_DONE]
        if found and short and words.partition(",")[0] in book.dones:
            return True
    return False


def _is_answered(blocks: Sequence[Block], number: int, book: RuleBook) -> bool:
    block = blocks[number]
    if "?" not in block.text or number + 1 >= len(blocks):
        return False
    if POINTED.search(block.text[:MAX_QUESTION]):
        return True
    after = blocks[number + 1]
    if bare_words(after.text[:20])[:1] in {(word,) for word in book.answers}:
        return True
    if after.kind is BlockKind.HEADING:
        return False
    if after.kind is BlockKind.TURN and block.kind is BlockKind.TURN:
        return True
    return after.kind is BlockKind.BULLET and after.depth > block.depth
