"""Who writes to whom, and what a received mail holds. Fields are named after RFC 5322."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
class Report:
    """What a server reports of a mail (RFC 3464): its fields per recipient, and the header of that mail, as text."""

    status: str
    returned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One received mail (RFC 5322), read as far as it can be read.

    `headers` keeps every field, topmost first, names lower-cased, values
    decoded and unfolded. `text` is the plain text a person sees; where the
    mail has only HTML it is made from that. Fields that are None were missing
    or unreadable (`report`: the mail has no part of a delivery report);
    `defects` says what was wrong, in words for the operator.
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
    report: Report | None = None
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
