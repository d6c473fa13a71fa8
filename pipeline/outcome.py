"""What should happen with a mail: the only thing the shell hears from the core.

The shell applies an outcome in one transaction and knows nothing of meetings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.model import Address, Before, Change, Letter, Looked, Past, Person, Preferences, Question, Recap, Unclear
from pipeline.model.ahead import Ahead
from pipeline.model.feedback import Draft, Prompt


class Reason(StrEnum):
    """Why a mail led to nothing, as `inbox list` shows it. Each has its sentence in every `texts.toml`."""

    AUTOMATIC = "automatic"  # robots, vacation notes, lists
    BOUNCE = "bounce"
    FORWARDING_CODE = "forwarding-code"  # Gmail asks whether it may forward to us
    OURS = "ours"
    LOOP = "loop"
    NOT_A_MAIL = "not-a-mail"
    TOO_LARGE = "too-large"
    EMPTY = "empty"
    UNREADABLE = "unreadable"  # encrypted, or no part that holds text
    NO_NOTES = "no-notes"
    STRANGER = "stranger"
    UNPROVEN = "unproven"  # the sender check did not pass
    TOO_MANY_MAILS = "too-many-mails"  # for an hour; they are read one by one
    TOO_MANY_READERS = "too-many-readers"  # more than any meeting has
    NO_RECAP = "no-recap"  # a reply whose recap is not found
    NOT_YOURS = "not-yours"  # somebody else's letter was answered
    COURTESY = "courtesy"
    COMMENT = "comment"  # words that ask for no change, such as a status


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Closed for good; nobody is told."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Closed for good; the sender is told why, unless the day's complaint has gone out already."""

    reason: Reason
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Kept silently until an operator replays it with `followthrough inbox retry ID`."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesRead:
    """Notes became a recap. `others` are earlier recaps that changed with it, versions untouched.

    `prompt` is what the host may be asked about the morning after; None where there is nothing, or nothing is wanted.
    """

    recap: Recap
    letters: tuple[Letter, ...]
    tokens: Mapping[str, str] = field(default_factory=dict)  # token -> address of its reader
    others: tuple[Recap, ...] = ()
    prompt: Prompt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody told of themselves, by the address they are known by.

    `preferences` are theirs from now on, None where they stay; `spoken` is
    the language they wrote in, empty where that cannot be told. `same` is an
    address that is proven to be theirs, too. `erase` holds where nothing of
    theirs may stay. `verbs` are what is written down of it, and no more.
    """

    by: str
    verbs: tuple[str, ...] = ()
    preferences: Preferences | None = None
    spoken: str = ""
    same: str = ""
    erase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRead:
    """A mail that is about its writer and no recap."""

    told: Told
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRead:
    """A reply changed a recap, or its writer is asked something; `recap` is the state after it, version untouched.

    `others` are recaps that changed with it. `learned` are people whose names
    and addresses the host told. `undone` is the number of the change that was
    taken back, `undo_left` what of it can still be; `told` is what the reply
    says about its writer. None where there is nothing of it.
    """

    recap: Recap
    by: str
    changes: tuple[Change, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    letters: tuple[Letter, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Recap, ...] = ()
    learned: tuple[Person, ...] = ()
    undone: int | None = None
    undo_left: Before | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A letter of ours that did not arrive; `permanent` where none to this address ever will."""

    message_id: str
    address: str
    status: str
    permanent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A robot's mail that matters to who runs this: closed, never answered. `detail` stands beside the reason."""

    reason: Reason
    detail: str = ""
    bounces: tuple[Bounce, ...] = ()
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question by `by` that needs the log: whoever decides looks it up and decides again, with `View.looked`."""

    question: Question
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question was answered; nothing changed."""

    by: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRead:
    """Words for somebody else: read for their writer, or passed on. The mail itself is kept no longer.

    `draft` are the words that wait for a "send", None where none do. `sent`
    is the thread of those that are passed on now, empty where none are.
    """

    by: str
    letters: tuple[Letter, ...]
    draft: Draft | None = None
    sent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A meeting to come, of which `reader` is asked before it begins what it is for; nobody is answered."""

    ahead: Ahead
    reader: Address


Read = NotesRead | ReplyRead | PersonRead | FeedbackRead
Outcome = Ignored | Refused | Quarantined | Read | Reported | Answered | Invited


class Audience(StrEnum):
    """Who gets a recap: the host and the mail's To and Cc, the host only, or the meeting's known people too."""

    MAIL = "mail"
    ME = "me"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The operator's settings as far as they decide anything.

    `trusted_authserv_id` is None only where the operator wrote "none":
    sender checks are off (demo and loopback tests). `operator` is None where
    nobody wants letters about the running of it.
    """

    address: Address
    secret: str
    allowed_domains: frozenset[str] = frozenset()
    trusted_authserv_id: str | None = None
    audience: Audience = Audience.MAIL
    timezone: str = "UTC"
    reply_separator: str = "+"
    max_bytes: int = 25_000_000
    operator: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter of ours to this address. `key`, and the `writer` whose words it passes on, are empty unless needed."""

    message_id: str
    address: str
    key: str = ""
    writer: str = ""
    private: bool = False  # what one person says of another: no copy is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of one person is kept: for the letter that says what was erased."""

    recaps: int = 0
    items: int = 0
    mails: int = 0
    letters: int = 0


class Via(StrEnum):
    """How a reply found its recap, in the order of trust (REPLIES.md)."""

    TOKEN = "token"  # noqa: S105 - a way to find a recap, no secret
    REFERENCE = "reference"
    MARKER = "marker"
    TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is known when a mail is decided; gathered by the shell before, checked by it again on write.

    `now` is the moment of deciding, `arrived_at` when the server took the
    mail; both are aware. `content_key` identifies the mail's content and is
    what Message-IDs and tags are made from. `recap` and `via` are None when
    the mail belongs to none of ours; `token_address` is the person the
    reply address was made for, None when it came without a token, empty
    when that token has been revoked.
    `complained` names what the sender has been told today. `posted` are the
    letters of ours that a delivery report is about. `looked` is what the log
    held for a question, None before it was asked. `series` are other meetings
    that may matter: those linked with `recap`, or without one the sender's lately.
    `preferences` are those people told, by address. `known_as` is the address
    the sender is known by where that is another one, `same` all addresses of
    theirs; `written` says whether we ever wrote to the sender, `asked` are
    the questions about themselves that wait for their yes. `past` is
    what was done to the recap lately, `sent` the first letters of it to each
    reader (without one, of what the sender sent lately), `held` what is kept
    of the sender, None where nobody asked to be forgotten. `draft` is what the mail answers a letter about: words for
    somebody else; None where it answers no such letter.
    """

    now: datetime
    arrived_at: datetime
    content_key: str
    free_tag: str
    recap: Recap | None = None
    via: Via | None = None
    token_address: str | None = None
    people: tuple[Person, ...] = ()
    complained: frozenset[str] = frozenset()
    letters_in_thread: int = 0
    letters_today: int = 0
    posted: tuple[Posted, ...] = ()
    looked: Looked | None = None
    series: tuple[Recap, ...] = ()
    preferences: Mapping[str, Preferences] = field(default_factory=dict)
    known_as: str = ""
    same: frozenset[str] = frozenset()
    written: bool = False
    asked: tuple[Posted, ...] = ()
    past: tuple[Past, ...] = ()
    sent: tuple[Posted, ...] = ()
    held: Held | None = None
    draft: Draft | None = None
