"""What the shell needs from the world outside, as small protocols: an inbox, an outlet, a clock.

The road (`receive`, `deliver`) is written against these, so that it runs the
same over Dovecot, over the embedded desk and over the fakes of the tests. The
suite in `tests/contract/wire` holds all of them to the same promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Event
from typing import Protocol


class Trouble(StrEnum):
    """What only a person can put right. Each has its sentences in every `texts.toml`."""

    PASSWORD = "password"  # noqa: S105 - a word for it
    TOKEN = "token"  # noqa: S105 - the mail server takes none of ours, however new
    REVOKED = "revoked"  # the provider gives out no token any more
    SECRET = "secret"  # noqa: S105 - the client secret or key is wrong or has ended
    APP = "app"  # the application lacks a right, or is gone
    FOLDER = "folder"
    CERTIFICATE = "certificate"
    REFUSED = "refused"  # the server takes no letters from us
    UNREACHABLE = "unreachable"
    DISK = "disk"


class UnreachableError(Exception):
    """A server cannot be used right now: not the mail's fault, so the same is tried again later.

    The text names the server and, where we know one, the cure; never a
    password or token. `trouble` is None where it may pass by itself, `cure`
    is empty where the text holds it or nobody knows one.
    """

    def __init__(self, text: str, *, trouble: Trouble | None = None, place: str = "", cure: str = "") -> None:
        super().__init__(text)
        self.trouble = trouble
        self.place = place
        self.cure = cure

    def again(self) -> UnreachableError:
        """The same, to be raised once more."""
        return UnreachableError(str(self), trouble=self.trouble, place=self.place, cure=self.cure)


# --- the inbox: IMAP ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mailbox stands (RFC 3501, 2.3.1.1): UIDs mean something only beside their UIDVALIDITY."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A mail as the server handed it out; `whole` is False when it was too large and only its header came."""

    raw: bytes
    arrived_at: datetime
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetchable:
    """The server has this mail but will not hand it out; `detail` is its own word, for the operator."""

    detail: str


class Folder(StrEnum):
    """Where a mail is put once the ledger holds it. A courtesy to people who look at the mailbox, never a state."""

    DONE = "Done"
    QUARANTINE = "Quarantine"


class Inbox(Protocol):
    """One open mailbox. Every method may raise `UnreachableError`; it is useless afterwards."""

    @property
    def can_move(self) -> bool:
        """Whether mails can be put away here at all."""

    def look(self) -> Place:
        """Where the mailbox stands now."""

    def turn_to(self, folder: Folder) -> None:
        """Find and fetch what was put away there, from now on."""

    def find_new(self, *, after: int, since: datetime | None = None) -> Sequence[int]:
        """The UIDs above `after`, lowest first. `since` leaves out what arrived days before it (None: nothing)."""

    def fetch(self, uid: int) -> Fetched | Unfetchable | None:
        """The mail, without marking it as seen. None when it has been taken away meanwhile."""

    def move(self, uids: Sequence[int], folder: Folder) -> bool:
        """Put mails away. False when this server cannot do that without touching other mail; they then stay."""

    def wait(self, seconds: float, stop: Event) -> None:
        """Return when there may be something new, after `seconds`, or soon after `stop` is set."""

    def close(self) -> None:
        """Say goodbye; never raises."""


class Connect(Protocol):
    """How a poller gets a fresh `Inbox` after each loss of the line."""

    def __call__(self) -> Inbox:
        """Connect, sign in, open the mailbox; raises `UnreachableError`."""


# --- the outlet: SMTP -----------------------------------------------------------


class Verdict(StrEnum):
    """What became of one try to send."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """The verdict on one recipient. `detail` is the server's reply; `ours` says that only the operator can cure it.

    `trouble` says what it is then, as far as it can be told; None where it is none of ours.
    """

    verdict: Verdict
    detail: str = ""
    ours: bool = False
    trouble: Trouble | None = None


class Outlet(Protocol):
    """A way out for finished letters. Trouble is a value here: `send` raises for bugs only."""

    def send(self, raw: bytes, *, to: Sequence[str]) -> Mapping[str, Fate]:
        """Hand one letter over; the fate of every recipient, by the address given."""

    def close(self) -> None:
        """End the connection that a batch shares; the next `send` opens a new one. Never raises."""


# --- the clock, and the tests' way to pull the plug ------------------------------


class Clock(Protocol):
    """The one place where the shell asks what time it is."""

    def now(self) -> datetime:
        """This moment, aware."""


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class CrashPoint(StrEnum):
    """The moments of the wire at which a crash would hurt most, in the order of the road."""

    RECEIVE_BEFORE_COMMIT = "receive.before-commit"
    RECEIVE_AFTER_COMMIT = "receive.after-commit"
    RECEIVE_AFTER_MOVE = "receive.after-move"
    DELIVER_AFTER_CLAIM = "deliver.after-claim"
    DELIVER_AFTER_SEND = "deliver.after-send"
    DELIVER_AFTER_COMMIT = "deliver.after-commit"


CRASH_POINTS: Sequence[CrashPoint] = tuple(CrashPoint)


class Crash(Protocol):
    """Told of every crash point the road passes. Production does nothing; a test may raise."""

    def at(self, point: str) -> None:
        """The road passes `point` now."""


class NoCrash:
    """The crash port of production."""

    def at(self, point: str) -> None:
        """Nothing happens."""


class Ring(Protocol):
    """The doorbell of a row. It may be lost: a sweep rings again for everything that is due."""

    def __call__(self, row_id: int, /) -> None:
        """Tell somebody that this row is due."""
