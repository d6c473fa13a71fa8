"""Hop 8: matches become items: whose, by when, how sure, and what is still open about them.

Marks and rules propose, modifiers weigh, overlap settles; here the rest of an
item is read from around it. An item without a verbatim quote does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from pipeline.kinds import KINDS
from pipeline.languages.load import Language
from pipeline.model import Block, BlockKind, Due, Evidence, Item, Match, Meeting, Notes, Person
from pipeline.notes.assent import clear_doubts, find_assents, find_unanswered, hand_over, keep_assented
from pipeline.notes.assigned import find_assigned, shift_named, without_days
from pipeline.notes.clarity import find_vague
from pipeline.notes.frames import Frame, read_frames
from pipeline.notes.marks import find_marked, is_closed
from pipeline.notes.meeting import find_next_meeting
from pipeline.notes.modifiers import weigh
from pipeline.notes.overlap import Finding, fold_parts, join_repeats, settle
from pipeline.notes.owners import NOBODY, Owned, Owners
from pipeline.notes.parts import find_parts
from pipeline.notes.people import Unknown, match_person, name_words
from pipeline.notes.rows import read_legend
from pipeline.notes.telling import find_deadline, tell
from pipeline.notes.tokens import read_tokens
from pipeline.notes.whose import Whose
from pipeline.notes.words import PeopleWords
from pipeline.rules.book import STRENGTHS, Role, RuleBook
from pipeline.rules.compile import RuleSet

# No meeting leaves more behind; what does is a pasted log.
MAX_ITEMS = 300
# With fewer names listed than these, a name that is not among them tells nothing.
KNOWN_PEOPLE = 2
# What somebody is quoted with is no promise of theirs here.
QUOTATION = re.compile(r"[\"“„«][^\"“”„«»]{2,2000}[\"”“»][.,;]?")
MAX_NAME = 24
# Headings below which nothing is guessed: only what is marked counts there.
SILENT = frozenset({Role.PEOPLE, Role.REFERENCE, Role.FINISHED})


def extract_items(
    notes: Notes,
    blocks: Sequence[Block],
    *,
    rules: RuleSet,
    language: Language,
    meeting: Meeting,
    people: Sequence[Person],
    only: Container[int],
) -> tuple[Item, ...]:
    """The items of the notes in the order of the text, each with its code. Never fails; where nothing is, none.

    `only` are the numbers of the blocks in which they are looked for; the others are what stands around.
    """
    frames = read_frames(notes, blocks, book=rules.book, people=people, words=language.people)
    people = (*people, *_find_speakers(blocks, people, language.people))
    owners = Owners.of(notes, people, words=language.people, is_word=rules.is_word)
    parts = find_parts(blocks, frames, owners=owners, book=rules.book)
    frames = tuple(replace(frame, whose=name) for frame, name in zip(frames, parts, strict=True))
    marked = [match for match in find_marked(blocks, frames, book=rules.book) if match.block in only]
    marked = shift_named(without_days(marked, dates=language.dates), blocks, owners=owners)
    marked += find_assigned(blocks, frames, owners=owners, dates=language.dates, only=only)
    matches = marked + _guess(blocks, frames, rules, owners, only=only)
    matches += find_unanswered(blocks, book=rules.book, only=only)
    findings = _settle_all(matches, blocks, rules=rules, people=language.people)
    reader = _Reader(
        notes=notes,
        blocks=blocks,
        frames=frames,
        rules=rules,
        language=language,
        meeting=meeting,
        owners=owners,
        whose=Whose.of(findings, blocks, frames, owners=owners, dates=language.dates, book=rules.book),
        next_meeting=find_next_meeting(blocks, today=meeting.held_on, words=language.meeting, dates=language.dates),
    )
    items = [reader.read(finding) for finding in findings[:MAX_ITEMS]]
    return number_items(join_repeats(items, pointers=rules.book.pointers))


def _settle_all(
    matches: Sequence[Match], blocks: Sequence[Block], *, rules: RuleSet, people: PeopleWords
) -> list[Finding]:
    """What the matches come to, once it is heard what others say to them."""
    assents = find_assents(blocks, book=rules.book)
    claims = weigh(keep_assented(matches, assents), blocks, book=rules.book)
    findings = fold_parts(settle(clear_doubts(claims, blocks, assents)), blocks)
    return hand_over(findings, blocks, assents, people=people, book=rules.book)


def _find_speakers(blocks: Sequence[Block], people: Sequence[Person], words: PeopleWords) -> Iterator[Person]:
    """Those who speak in the notes and are nobody we know of: a nick is a name, too."""
    for name in dict.fromkeys(block.speaker for block in blocks if block.speaker):
        if isinstance(match_person(name, people, words), Unknown):
            yield Person(name=name.lstrip("@"))


def number_items(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with their codes, counted by kind."""
    counters = {kind: count(1) for kind in KINDS}
    return tuple(replace(item, code=f"{KINDS[item.kind].prefix}{next(counters[item.kind])}") for item in items)


def _guess(
    blocks: Sequence[Block],
    frames: Sequence[Frame],
    rules: RuleSet,
    owners: Owners,
    *,
    only: Container[int],
) -> list[Match]:
    """What the rules find in the blocks that may hold something unmarked."""
    open_blocks = [
        number
        for number, frame in enumerate(frames)
        if number in only and _may_guess(blocks[number], frame, rules.book)
    ]
    held = {word for office in owners.offices for word in office.split()}
    names = name_words(owners.people) | held | frozenset(_small_names(blocks, owners))
    found = rules.find([blocks[number] for number in open_blocks], names=names)
    placed = [replace(match, block=open_blocks[match.block]) for match in found]
    never = rules.book.never_names - owners.offices.keys()
    return [match for match in placed if _may_count(match, frames[match.block], never)]


def _small_names(blocks: Sequence[Block], owners: Owners) -> Iterator[str]:
    """First names that somebody in a hurry began a line with in small letters: "sam to call the host"."""
    for block in blocks:
        first = block.text[:MAX_NAME].partition(" ")[0].rstrip(":,")
        if first.islower() and first in owners.words.names:
            yield first


def _may_count(match: Match, frame: Frame, never: Container[str]) -> bool:
    if is_closed(match, frame) or match.slots.get("owner", "").casefold() in never:
        return False
    # A plan of what to talk about holds orders that nobody has been given yet.
    return frame.means != Role.AGENDA or match.score >= STRENGTHS["strong"]


def _may_guess(block: Block, frame: Frame, book: RuleBook) -> bool:
    if block.kind is BlockKind.HEADING or frame.means in SILENT:
        return False
    if QUOTATION.fullmatch(block.text) or read_legend(block.text, book):
        return False
    return not (frame.means == Role.AGENDA and block.depth == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads what stands around a finding."""

    notes: Notes
    blocks: Sequence[Block]
    frames: Sequence[Frame]
    rules: RuleSet
    language: Language
    meeting: Meeting
    owners: Owners
    whose: Whose
    next_meeting: date | None

    def read(self, finding: Finding) -> Item:
        """The item of a finding; its code is given later."""
        block = self.blocks[finding.block]
        kind = KINDS[finding.kind]
        said = _said(finding, block)
        owned, text = self.whose.find(finding, said) if kind.owned else (NOBODY, said)
        due = self._find_due(finding, text) if kind.dated else None
        told = tell(text, kind=finding.kind, due=due, reasons=self.rules.book.reasons)
        vague = find_vague(
            told.text,
            kind=finding.kind,
            owned=bool(owned),
            due=due,
            words=self.language.clarity,
            dates=self.language.dates,
            today=self.meeting.held_on,
        )
        doubt = finding.doubt or self._doubt_owner(finding, owned) or ("" if finding.firm else "unsure")
        return Item(
            code="",
            kind=finding.kind,
            text=self._with_topic(told.text or block.text, finding),
            evidence=self._quote(finding, block),
            firm=not doubt,
            doubt=doubt,
            explicit=finding.explicit,
            owner=owned.owner,
            owner_as_written=owned.as_written,
            helpers=owned.helpers,
            due=due,
            reason=told.reason,
            vague=vague,
            speaker=self._find_speaker(finding, block),
        )

    def _find_speaker(self, finding: Finding, block: Block) -> Person | None:
        """Who put a decision into words; not the author, who only wrote them down."""
        said = finding.kind == "decision" and block.speaker
        return self.owners.speaker(block, self.frames[finding.block]) if said else None

    def _with_topic(self, text: str, finding: Finding) -> str:
        """A text of one word says what happened, not to what; that is what the heading says. A cell is a text."""
        block = self.blocks[finding.block]
        if len(text.split()) > 1 or ("owner" in finding.slots and " | " in block.text):
            return text
        if len(block.text.split()) > 1:
            return block.text
        return f"{block.sections[-1]}: {text}" if block.sections else text

    def _doubt_owner(self, finding: Finding, owned: Owned) -> str:
        """A word of the dictionary, or one with capitals inside, may be a program as well as a person."""
        name = owned.as_written
        if finding.explicit or not name or "@" in finding.slots.get("owner", "") or len(name.split()) > 1:
            return ""
        if name in self.language.people.offices:
            return ""
        listed = len(self.owners.people) >= KNOWN_PEOPLE
        odd = self.rules.is_word(name.casefold()) or not name[1:].islower()
        return "who" if listed and odd and name[0].isupper() else ""

    def _quote(self, finding: Finding, block: Block) -> Evidence:
        told = (block, *(self.blocks[part] for part in finding.parts))
        return Evidence(
            rules=finding.rules,
            quote=self.notes.text[block.start : block.end],
            start=block.start,
            end=block.end,
            lines=tuple(sorted({line for one in told for line in range(one.line, one.last_line + 1)})),
            score=finding.score,
        )

    def _find_due(self, finding: Finding, text: str) -> Due | None:
        if cell := finding.slots.get("due"):
            return find_deadline(cell, self.meeting.held_on, words=self.language.dates) or Due(phrase=cell)
        block = self.blocks[finding.block]
        around = block.text if finding.explicit else _clause_of(block.text, text)
        said = text if len(text) > len(around) // 2 else around
        dates, held_on = self.language.dates, self.meeting.held_on
        # The day of the task itself, before one that stands in another part of its sentence.
        if said != text and (own := find_deadline(text, held_on, words=dates, next_meeting=self.next_meeting)):
            return own
        due = find_deadline(said, held_on, words=dates, next_meeting=self.next_meeting)
        if due is None and said != block.text and finding.block not in self.whose.shared:
            # "Ana drafts the plan; deadline is Monday": another clause counts by its first word only.
            other = find_deadline(block.text, held_on, words=dates, next_meeting=self.next_meeting)
            due = other if other and dates.deadline.find_at(read_tokens(other.phrase), 0) else None
        return due


def _said(finding: Finding, block: Block) -> str:
    """The words of the item: what a slot holds, else its whole block."""
    task, what = finding.slots.get("task", ""), finding.slots.get("what", "")
    # A heading only says that the whole line is a decision; a rule may know where its words begin.
    said = what if what and task in {"", block.text} else task or block.text
    return said if finding.explicit else _first_clause(said)


def _first_clause(text: str) -> str:
    """As far as a semicolon, behind which another thing is said."""
    first = text.partition("; ")[0]
    return first if len(first.split()) > 1 else text


def _clause_of(text: str, told: str) -> str:
    """The part of the sentence between semicolons that holds these words, or all of it where none does."""
    place = text.find(told)
    if place < 0:
        return text
    return text[text.rfind(";", 0, place) + 1 :].partition("; ")[0]
