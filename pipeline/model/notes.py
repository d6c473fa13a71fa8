"""Notes, what is found in them, and the recap that is made of it. Days are those of ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.feedback import Moment
from pipeline.model.mail import Address, AttachmentUse, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The text of one meeting, as it will be quoted; offsets and lines count in `text` (lines end at LF).

    `form` is the file-name suffix of the shape it came in (txt md vtt docx ...).
    `people` are the mail's own people: author, forwarder, recipients, invite.
    `sent_at` is None when no header told when the notes were written.
    `held_on`, `timezone` and `invited` are what an invitation told: None or
    empty without one.
    """

    text: str
    form: str = "txt"
    title: str = ""
    author: Person | None = None
    people: tuple[Person, ...] = ()
    sent_at: datetime | None = None
    held_on: date | None = None
    timezone: str = ""
    invited: tuple[Person, ...] = ()


class BlockKind(StrEnum):
    """The shapes notes are cut into."""

    HEADING = "heading"
    BULLET = "bullet"
    ROW = "row"
    TURN = "turn"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of the notes.

    `text` is what a person would read aloud: markers and markup off, wrapped
    lines joined by one blank. `start:end` is its verbatim place in
    `Notes.text`; `line`..`last_line` are 1-based. `sections` are the headings
    above it, outermost first. `checked` is None where there is no checkbox.
    `cells` maps column heading to cell for a table row. `at` is when a turn
    begins in the recording, as written; empty where it is not told.
    """

    kind: BlockKind
    text: str
    line: int
    last_line: int
    start: int
    end: int
    depth: int = 0
    sections: tuple[str, ...] = ()
    speaker: str = ""
    checked: bool | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A rule found something: `start:end` count in the text of block number `block`; slots hold text as written."""

    rule: str
    kind: str
    block: int
    start: int
    end: int
    score: float
    slots: Mapping[str, str] = field(default_factory=dict)
    explicit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why we believe in an item, in words a reader of the mail can check.

    `quote` is verbatim `Notes.text[start:end]`; `lines` are 1-based.
    """

    rules: tuple[str, ...]
    quote: str
    start: int
    end: int
    lines: tuple[int, ...]
    score: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"rule {self.rules}: empty span {self.start}:{self.end}")
        if not self.lines:
            raise ValueError(f"rule {self.rules}: an item without a line cannot be checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is promised for.

    `phrase` is verbatim. `day` is None when the phrase names no single day;
    `readings` then holds the days it could mean (empty: none can be named).
    """

    phrase: str
    day: date | None = None
    readings: tuple[date, ...] = ()


class State(StrEnum):
    """Where an item stands. Only a person's answer moves it; silence never does."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


class Tie(StrEnum):
    """How an item belongs to one of another meeting. Each has its counterpart on the other side."""

    CARRIED = "carried"  # the same promise as one of an earlier meeting
    CONTINUED = "continued"  # a later meeting took it up again
    REPLACES = "replaces"  # this decision takes the place of that one
    REPLACED = "replaced"
    AGAINST = "against"  # two decisions that cannot both hold, as far as we can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An item of another meeting. `day` is that of the meeting, None where its notes told none."""

    tie: Tie
    tag: str
    code: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing the meeting left behind.

    `firm` is False for what goes into "please confirm"; `doubt` then names
    the question, a key of the pack's texts. `owner` is None while nobody
    accountable is known; `owner_as_written` keeps the words of the notes for
    the question "Who is Priya?". `proposed_owner` is the person a hand-over
    waits for, None when none is under way. `explicit` says that markup or a
    heading named the kind. `reason` holds the why of a decision, the cause of
    a refusal or block; `outcome` what came of a done item. `links` lead to
    items of other meetings. `quiet_until` is
    the day on which reminders of it begin again; None where nobody put them off.
    `speaker` is who put a decision into words, None where the notes do not tell.
    """

    code: str
    kind: str
    text: str
    evidence: Evidence
    firm: bool = True
    doubt: str = ""
    explicit: bool = False
    owner: Person | None = None
    owner_as_written: str = ""
    helpers: tuple[Person, ...] = ()
    proposed_owner: Person | None = None
    due: Due | None = None
    state: State = State.ASKED
    reason: str = ""
    outcome: str = ""
    vague: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    quiet_until: date | None = None
    speaker: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the notes say about the meeting itself. `held_on` is None when neither text nor headers give a day.

    `dated` holds where the text gives it; else it is the day on which the notes were written or sent.
    `purpose` is what it was for, `outcome` what it was to lead to. `parts` are
    those who led it, wrote it down and the like, by the label of the notes.
    """

    title: str = ""
    held_on: date | None = None
    dated: bool = True
    timezone: str = "UTC"
    attendees: tuple[Person, ...] = ()
    language: str = "en"
    purpose: str = ""
    outcome: str = ""
    parts: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """The items of one meeting and the people they concern; `tag` stands in every subject, `[7K2Q]`.

    `audience` are those who get it, host included. `thread` holds the
    Message-IDs a letter answers: the host's mail first. `version` counts
    changes and guards the write. `guesses` and `unused` tell the host what
    was guessed and what could not be used. A `restricted` recap is the host's
    alone and stands in no log. `waiting` get it once the host says "send".
    `named` are addresses outside the house that the host put into To or Cc;
    `left` are those who want no letter of it any more. `assists` are the lines
    on which somebody helped the others.
    """

    tag: str
    meeting: Meeting
    host: Address
    items: tuple[Item, ...] = ()
    people: tuple[Person, ...] = ()
    audience: tuple[Address, ...] = ()
    subject: str = ""
    thread: tuple[str, ...] = ()
    version: int = 1
    guesses: tuple[str, ...] = ()
    unused: tuple[AttachmentUse, ...] = ()
    restricted: bool = False
    waiting: tuple[Address, ...] = ()
    named: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    assists: tuple[Moment, ...] = ()
