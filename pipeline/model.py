"""The nouns: frozen values that every hop of the road hands to the next.

Nothing here does anything. A value that would be wrong cannot be made.
The words are those of `pipeline/README.md`; fields are named after the
standards they come from (RFC 5322 for mail, ISO 8601 for days).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox of RFC 5322: an addr-spec, and a display name that may be empty."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        if "@" not in self.address or any(mark in self.address for mark in "\r\n <>"):
            raise ValueError(f"not an addr-spec: {self.address!r}")

    @property
    def key(self) -> str:
        """The form in which two addresses are compared: case is folded on both sides of the @, as big servers do."""
        return self.address.casefold()

    @property
    def domain(self) -> str:
        """What stands behind the last @, case folded."""
        return self.key.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the notes or the headers name. An empty address means that nobody told us yet."""

    name: str
    address: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes two mentions the same person: the address where known, else the name."""
        return (self.address or self.name).casefold()


# --- mail -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One named or non-text part of a mail, decoded from its transfer encoding."""

    name: str
    content_type: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentUse:
    """What became of an attachment; `reason` is a key of the pack's texts, empty when it was used."""

    name: str
    content_type: str
    used: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One received mail (RFC 5322), read as far as it can be read.

    `headers` keeps every field, topmost first, names lower-cased, values
    decoded and unfolded. `text` is the plain text a person sees; where the
    mail has only HTML it is made from that. Fields that are None were missing
    or unreadable; `defects` says what was wrong, in words for the operator.
    """

    subject: str = ""
    message_id: str | None = None
    sent_at: datetime | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    content_type: str = "text/plain"
    size: int = 0
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The topmost field of that name, or None when the mail has none."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every field of that name, topmost first."""
        return tuple(value for key, value in self.headers if key == name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The mail inside a forward. `note` is what the forwarder wrote above it, for us to read."""

    body: str
    sender: Address | None = None
    sender_name: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    date_text: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of typed text in a reply, and the quoted lines right above it (nearest last; empty above every quote)."""

    text: str
    line: int
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyText:
    """A reply cut apart: what the person typed, what they quoted."""

    visible: str
    quoted: str = ""
    passages: tuple[Passage, ...] = ()


class MailClass(StrEnum):
    """What a mail is to us; the words of `explain --json`."""

    NOTES = "notes"
    REPLY = "reply"
    COMMAND = "command"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OURS = "ours"
    REFUSED = "refused"
    EMPTY = "empty"


# --- notes ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The text of one meeting, as it will be quoted; offsets and lines count in `text` (lines end at LF).

    `form` is the file-name suffix of the shape it came in (txt md vtt srt html).
    `people` are the mail's own people: author, forwarder, recipients, invite.
    `sent_at` is None when no header told when the notes were written.
    """

    text: str
    form: str = "txt"
    title: str = ""
    author: Person | None = None
    people: tuple[Person, ...] = ()
    sent_at: datetime | None = None


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
    `cells` maps column heading to cell for a table row.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing the meeting left behind.

    `firm` is False for what goes into "please confirm"; `doubt` then names
    the question, a key of the pack's texts. `owner` is None while nobody
    accountable is known; `owner_as_written` keeps the words of the notes for
    the question "Who is Priya?". `proposed_owner` is the person a hand-over
    waits for, None when none is under way. `explicit` says that markup or a
    heading named the kind. `reason` holds the why of a decision, the cause of
    a refusal or block; `outcome` what came of a done item.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the notes say about the meeting itself. `held_on` is None when neither text nor headers give a day."""

    title: str = ""
    held_on: date | None = None
    timezone: str = "UTC"
    attendees: tuple[Person, ...] = ()
    language: str = "en"
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """The items of one meeting and the people they concern; `tag` stands in every subject, `[7K2Q]`.

    `audience` are those who get it, host included. `thread` holds the
    Message-IDs a letter answers: the host's mail first. `version` counts
    changes and guards the write. `guesses` and `unused` tell the host what
    was guessed and what could not be used.
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


# --- replies --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing a reply asks for, before we know whether its writer may. `code` is None when none was named."""

    verb: str
    code: str | None = None
    argument: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a reply changes. `to` is an address, or a name nobody resolved; None where the verb has nobody."""

    verb: str
    code: str | None = None
    to: str | None = None
    day: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A part of a reply that changes nothing until its writer answers. `question` is a key of the pack's texts."""

    text: str
    question: str
    code: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReading:
    """Everything one reply says. `courtesy` holds only when it says nothing else."""

    orders: tuple[Order, ...] = ()
    changes: tuple[Change, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    courtesy: bool = False


# --- letters --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter: its bytes never change again, so a retry sends the same mail.

    `key` is unique for ever (`recap:7K2Q:ana@acme.example`): the outbox
    refuses a second letter of the same key.
    """

    kind: str
    key: str
    to: str
    message_id: str
    raw: bytes
