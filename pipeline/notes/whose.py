"""Hop 8: whose an item is: named in its pattern, before or behind it, at its end, above it, or handed over in it.

The first place that holds a name decides, in the order of trust.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model import Block, Person
from pipeline.notes.dates import find_due
from pipeline.notes.frames import Frame
from pipeline.notes.naming import (
    Told,
    find_behind_label,
    find_closing,
    find_handed,
    find_handles,
    find_helping,
    find_labelled,
    find_leading,
    find_trailing,
    split_parts,
)
from pipeline.notes.overlap import Finding
from pipeline.notes.owners import NAME, NOBODY, Owned, Owners, speaks_for_themselves
from pipeline.notes.tokens import read_tokens
from pipeline.notes.words import DateWords
from pipeline.rules.book import RuleBook

# Only the words of a day are wanted here.
ANY_DAY = date(2000, 1, 3)
# So many words may stand before a request: "So, could you …".
MAX_LEAD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Finds the owner of a finding.

    `labels` are what notes write before an owner, `marks` what they write before a task; `shared` are the blocks that
    hold several tasks.
    """

    blocks: Sequence[Block]
    frames: Sequence[Frame]
    owners: Owners
    dates: DateWords
    labels: frozenset[str]
    marks: frozenset[str]
    shared: Collection[int]

    @classmethod
    def of(
        cls,
        findings: Sequence[Finding],
        blocks: Sequence[Block],
        frames: Sequence[Frame],
        *,
        owners: Owners,
        dates: DateWords,
        book: RuleBook,
    ) -> Whose:
        """With the words of the language, and what the findings say of their blocks."""
        tasks = Counter(finding.block for finding in findings if finding.kind == "action")
        return cls(
            blocks=blocks,
            frames=frames,
            owners=owners,
            dates=dates,
            labels=frozenset(phrase for column in book.columns if column.role == "owner" for phrase in column.phrases),
            marks=frozenset(word for marker in book.markers if marker.kind == "action" for word in marker.words),
            shared=frozenset(block for block, times in tasks.items() if times > 1),
        )

    def find(self, finding: Finding, text: str) -> tuple[Owned, str]:
        """Who owns it, and its text without their name."""
        owned, task = self._find_first(finding, self._without_mark(text))
        if finding.kind != "action" or finding.block in self.shared:
            return owned, task
        said = self.blocks[finding.block].text
        if handed := find_handed(said, self.owners):
            return self.owners.resolve(handed.names, speaker=None) or NOBODY, handed.task
        return (_with_more(owned, find_helping(said, self.owners)) if owned else owned), task

    def _find_first(self, finding: Finding, text: str) -> tuple[Owned, str]:
        block, frame = self.blocks[finding.block], self.frames[finding.block]
        speaker = self.owners.speaker(block, frame)
        if written := finding.slots.get("owner"):
            written = self._without_mark(written)
            owned = self.owners.resolve(self._with_others(written, block.text), speaker=speaker)
            if owned is not None and owned.as_written and self._is_topic(written, self._without_mark(block.text)):
                return self._find_behind_topic(block, speaker)
            if owned is not None:
                return owned, text
        if finding.kind != "action":
            return NOBODY, text
        if "self" in finding.slots and block.speaker and speaker is not None:
            return Owned(owner=speaker), text
        for told in self._tell(text, strict=not finding.explicit, explicit=finding.explicit):
            owned = self.owners.resolve(told.names, speaker=speaker)
            if owned is not None:
                return owned, told.task
        if finding.explicit and speaker is not None and self._is_own_word(text):
            return Owned(owner=speaker), text
        return self._find_behind(finding) or self._find_around(finding, text), text

    def _without_mark(self, text: str) -> str:
        """Without a mark in capitals that names stand right behind: "ACTION @ana: …"."""
        first, _, rest = text.partition(" ")
        return rest.lstrip() if rest.strip() and first.isupper() and first.casefold() in self.marks else text

    def _with_others(self, written: str, text: str) -> str:
        """With whom "I" stands: "Ana and I"."""
        if written not in self.owners.words.speaker:
            return written
        found = re.search(rf"({NAME})\s(\S{{1,5}})\s{re.escape(written)}(?!\w)", text[:200])
        # "Yeah, I" is no row of names.
        joined = found is not None and found.group(2) != "," and found.group(2) in self.owners.words.joiners
        return f"{found.group(1)}, {written}" if found and joined else written

    def _is_topic(self, written: str, text: str) -> bool:
        """Whether what a pattern took for an owner is a label of the task: "Prices: ask three vendors"."""
        labels = text.startswith(written) and text[len(written) :].lstrip().startswith((":", "- ", "– "))
        return labels and not all(self.owners.is_name(name, strict=False) for name in split_parts(written, self.owners))

    def _find_behind_topic(self, block: Block, speaker: Person | None) -> tuple[Owned, str]:
        """Who stands at the end of a task that a topic leads: "Chairs: hire forty (Ana)"."""
        told = find_trailing(block.text, self.owners, strict=False)
        owned = self.owners.resolve(told.names, speaker=speaker) if told else None
        return (owned, told.task) if told and owned else (NOBODY, block.text)

    def _tell(self, text: str, *, strict: bool, explicit: bool) -> list[Told]:
        found = [find_labelled(text, self.owners, labels=self.labels)]
        finders = [find_behind_label, find_leading, find_trailing]
        # A part of the house may be the topic of a task that somebody we know ends: "Press: print the flyer. (Ana)".
        if explicit and (led := find_leading(text, self.owners, strict=strict)) and self.owners.is_body(led.names):
            finders.sort(key=lambda find: find is not find_trailing or not self._ends_with_people(text))
        found += [find(text, self.owners, strict=strict) for find in finders]
        if explicit and (bare := self._without_day(text)):
            found.append(find_trailing(bare, self.owners, strict=strict))
        return [told for told in found if told]

    def _ends_with_people(self, text: str) -> bool:
        told = find_trailing(text, self.owners, strict=True)
        return told is not None and not self.owners.is_body(told.names)

    def _without_day(self, text: str) -> str:
        """The task without the day it ends with, empty where it ends with none: "Order cake – Ana, by Friday"."""
        due = find_due(text, today=ANY_DAY, words=self.dates)
        bare = text.rstrip(" .)]")
        return bare.removesuffix(due.phrase).rstrip(" ,;-–—") if due and bare.endswith(due.phrase) else ""

    def _is_own_word(self, text: str) -> bool:
        """Whether the task is told by its owner: "I send the deck"."""
        return self.owners.words.speaker.find_at(read_tokens(text[:40]), 0) is not None

    def _find_behind(self, finding: Finding) -> Owned | None:
        """The owner of a marked task of several sentences, who stands at the end of the last: "… Tell Ana, too. BO"."""
        if not finding.explicit:
            return None
        last = finding.block
        while last + 1 < len(self.blocks) and not self.frames[last + 1].first:
            last += 1
        if last == finding.block:
            return None
        text = self.blocks[last].text
        told = find_labelled(text, self.owners, labels=self.labels)
        names = told.names if told else find_closing(text, self.owners)
        return self.owners.resolve(names, speaker=None) if names else None

    def _find_around(self, finding: Finding, text: str) -> Owned:
        """The owner who is named outside the task: before the line, above it, or by a handle in it."""
        block, frame = self.blocks[finding.block], self.frames[finding.block]
        names = [find_handles(text)]
        if not self._asks_others(block):
            said_by = block.speaker + self._aside_of(block) if speaks_for_themselves(block) else ""
            names = [said_by, frame.whose, *names]
        for name in names:
            owned = self.owners.resolve(name, speaker=None) if name else None
            if owned:
                return owned
        return NOBODY

    def _asks_others(self, block: Block) -> bool:
        """Whether the line is a request, which is no task of the one who makes it: "Ana: please send your slides"."""
        tokens = read_tokens(block.text[:60])
        return any(self.owners.words.asking.find_at(tokens, at) for at in range(MAX_LEAD))

    def _aside_of(self, block: Block) -> str:
        """The bracket behind the name before the line: "Ana (with Bo): draft it"."""
        before = self.owners.notes.text[max(0, block.start - 80) : block.start]
        found = re.search(r"(\([^()\n]{3,60}\))\s?[:：]\s{0,3}$", before)
        return f" {found.group(1)}" if found else ""


def _with_more(owned: Owned, more: Sequence[Person]) -> Owned:
    known = {owned.owner.key if owned.owner else "", *(helper.key for helper in owned.helpers)}
    added = [person for person in more if person.key not in known and person.name != owned.as_written]
    return replace(owned, helpers=(*owned.helpers, *added))
