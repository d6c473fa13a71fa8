"""What is known when we ask what one person should hear of now, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model import Item, Letter, Preferences, Recap
from pipeline.model.ahead import Ahead
from pipeline.model.feedback import Draft, Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that an answer did to a recap. Numbers grow with time; `code` is None where no item is meant.

    `to` is whom it names, by address or name; empty where it names nobody.
    """

    number: int
    at: datetime
    by: str
    verb: str
    code: str | None = None
    text: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter of a recap that this person has had."""

    kind: str
    key: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A recap that this person may answer, when it began, what happened to it, and what they heard of it.

    `continued` are the codes of what a later meeting of this person took up
    again: it is followed there.
    """

    recap: Recap
    began_at: datetime
    happened: tuple[Happened, ...] = ()
    sent: tuple[Sent, ...] = ()
    continued: frozenset[str] = frozenset()

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that are followed in this recap."""
        return tuple(item for item in self.recap.items if item.code not in self.continued)

    def letters(self, *kinds: str) -> tuple[Sent, ...]:
        """The letters of these kinds, as they went out."""
        return tuple(letter for letter in self.sent if letter.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What this person may be asked about, of the recap of that tag, since when. Numbers name it for the shell."""

    number: int
    tag: str
    at: datetime
    prompt: Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowView:
    """One person, the recaps that concern them, their meetings to come, and the moment of deciding.

    `memory` is what the last decision wanted to be told again, and which words of theirs did not arrive.
    """

    now: datetime
    person: Preferences
    cases: tuple[Case, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    prompts: tuple[Waiting, ...] = ()
    memory: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLetter:
    """A letter that is due now. `tag` is that of the recap it belongs to, None where it is about several."""

    letter: Letter
    tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is due now, and when something may be due next: always later than now, None where nothing is in sight.

    `drafts` are what answers to these letters are about; `spent` are the numbers of prompts that are over.
    """

    letters: tuple[DueLetter, ...] = ()
    drafts: tuple[Draft, ...] = ()
    spent: tuple[int, ...] = ()
    look_at: datetime | None = None
    memory: Mapping[str, str] = field(default_factory=dict)
