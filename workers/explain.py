"""How one file is read, step by step, for whoever asks why: a mail, plain notes, or a reply against its recap.

Goes the way of `pipeline.decide` without deciding: nobody is refused for who
they are, nothing is written. A file that cannot be read is an answer too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.decide_question import find_question
from pipeline.knowledge import Knowledge
from pipeline.mail.attachments import FORMS, NotesFile, read_attachments
from pipeline.mail.invite import Invite
from pipeline.mail.outlook import read_msg
from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.mail.quote import read_reply
from pipeline.mail.read import MailReading, read_mail
from pipeline.mail.reasons import NO_TEXT
from pipeline.model import Address, Attachment, Mail, MailClass, Meeting, Notes, Person, Recap, ReplyReading, ReplyText
from pipeline.notes.read import NotesReading, join_notes, read_notes
from pipeline.outcome import Policy, Reason, View
from pipeline.replies.read import read_orders

MAILS = {".eml", ".msg"}
# Who a reader of plain notes is when nobody says: an address that can exist nowhere (RFC 2606).
NOBODY = Address(address="you@followthrough.invalid")
NOTHING_TYPED = ReplyText(visible="")
NOT_FOUND = "not-found"
NOT_A_FILE = "not-a-file"
NO_ACCESS = "no-access"

# How a mail begins (RFC 5322, 2.2), and fields that nobody types by hand.
HEADER_NAME = re.compile(rb"([!-9;-~]{1,76}):|From ")
HEAD_BYTES = 20_000
BY_MACHINES = frozenset(
    {b"message-id", b"received", b"mime-version", b"return-path", b"delivered-to", b"dkim-signature"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the asker wants to be taken as given. None, or no language: as the file itself says."""

    policy: Policy
    as_of: date | None = None
    sender: Address | None = None
    language: str = ""
    recap: Recap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """How one file was read. `refused` is empty unless it was not; then the rest is empty. `said` are the notes."""

    file: str
    refused: str = ""
    mail: Mail | None = None
    reading: MailReading | None = None
    visible: ReplyText = NOTHING_TYPED
    said: Notes | None = None
    notes: NotesReading | None = None
    reply: ReplyReading | None = None


def explain_file(path: Path, asked: Asked, *, knowledge: Knowledge) -> Explained:
    """The reading of this file. Never fails on what stands in it, or on its absence."""
    raw = read_bounded(path, most=asked.policy.max_bytes)
    if isinstance(raw, str):
        return Explained(file=str(path), refused=raw)
    if path.suffix.lower() in MAILS or _looks_like_mail(path, raw):
        return _explain_mail(str(path), raw, asked, knowledge)
    return _explain_text(path, raw, asked, knowledge)


def read_bounded(path: Path, *, most: int) -> bytes | str:
    """The bytes of a file, one more than `most` at the most; or why there are none."""
    if not path.exists():
        return NOT_FOUND
    if not path.is_file():
        return NOT_A_FILE
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError:
        return NO_ACCESS


def _looks_like_mail(path: Path, raw: bytes) -> bool:
    """Whether a file whose name says nothing begins as only a mail does: header lines, one of them a machine's."""
    if path.suffix.lower() in FORMS:
        return False
    head = re.split(rb"\r?\n\r?\n", raw[:HEAD_BYTES], maxsplit=1)[0].splitlines()
    names = [HEADER_NAME.match(line) for line in head if not line.startswith((b" ", b"\t"))]
    found = {name[1].lower() for name in names if name is not None}
    return all(names) and bool(found & BY_MACHINES) and b"from" in found


def find_mail(raw: bytes, asked: Asked) -> Mail | NotAMail:
    """The mail in these bytes, sent by whom and when the asker says."""
    mail = read_msg(raw) or parse_mail(raw, max_bytes=asked.policy.max_bytes)
    if isinstance(mail, NotAMail):
        return mail
    if mail.size > asked.policy.max_bytes:
        return NotAMail(reason=Reason.TOO_LARGE)
    return replace(
        mail,
        sender=asked.sender or mail.sender,
        sent_at=_noon(asked.as_of) if asked.as_of is not None else mail.sent_at,
    )


def find_notes(path: Path, raw: bytes, asked: Asked) -> Notes | str:
    """The notes in a file that is no mail, or why it is not read."""
    # A name without a suffix is text; any other must be one we know.
    kind = "" if path.suffix else "text/plain"
    file = Attachment(name=path.name, content_type=kind, payload=raw)
    (found, uses) = read_attachments((file,), near=_noon(asked.as_of), timezone=asked.policy.timezone)
    texts = [file for file in found if isinstance(file, NotesFile)]
    invites = [invite for invite in found if isinstance(invite, Invite)]
    if not found and uses[0].reason != NO_TEXT:
        return uses[0].reason
    form, text = (texts[0].form, texts[0].text) if texts else (FORMS.get(path.suffix.lower(), "txt"), "")
    author = _person(asked.sender) if asked.sender is not None else None
    notes = Notes(
        text=text, form=form, title=path.stem, author=author, people=_only(author), sent_at=_noon(asked.as_of)
    )
    for invite in invites:
        notes = replace(
            notes,
            text=invite.text,
            form="ics",
            title=invite.title or notes.title,
            people=(*notes.people, *invite.people),
            held_on=invite.held_on,
            timezone=invite.timezone,
            invited=invite.people,
        )
    return notes


def _explain_mail(file: str, raw: bytes, asked: Asked, knowledge: Knowledge) -> Explained:
    mail = find_mail(raw, asked)
    if isinstance(mail, NotAMail):
        return Explained(file=file, refused=mail.reason)
    reading = read_mail(mail, policy=asked.policy, words=knowledge.mail_words, is_reply=asked.recap is not None)
    if asked.recap is None and _is_question(mail, reading, asked, knowledge):
        reading = replace(reading, mail_class=MailClass.COMMAND, reason=None, notes=())
    said = notes = reply = None
    if reading.notes:
        said = _as_of(join_notes(reading.notes), asked)
        notes = _read_notes(said, asked, knowledge)
    elif reading.mail_class is MailClass.REPLY and reading.reply is not None:
        reply = _read_orders(reading.reply, mail, asked, knowledge)
    return Explained(
        file=file,
        mail=mail,
        reading=reading,
        visible=_visible(mail, reading, knowledge),
        said=said,
        notes=notes,
        reply=reply,
    )


def _is_question(mail: Mail, reading: MailReading, asked: Asked, knowledge: Knowledge) -> bool:
    """Whether the mail asks the log something, and has nothing else to say."""
    if reading.mail_class not in (MailClass.NOTES, MailClass.EMPTY, MailClass.REPLY):
        return False
    at = _noon(asked.as_of) or mail.sent_at or datetime.now(UTC)
    view = View(now=at, arrived_at=at, content_key="", free_tag="")
    return find_question(mail, reading, mail.sender or NOBODY, view, knowledge=knowledge) is not None


def _explain_text(path: Path, raw: bytes, asked: Asked, knowledge: Knowledge) -> Explained:
    notes = find_notes(path, raw, asked)
    if isinstance(notes, str):
        return Explained(file=str(path), refused=notes)
    if asked.recap is not None:
        words = read_reply(notes.text, knowledge.mail_words)
        mail = Mail(sender=asked.sender, sent_at=notes.sent_at, text=notes.text)
        return Explained(file=str(path), visible=words, reply=_read_orders(words, mail, asked, knowledge))
    return Explained(file=str(path), said=notes, notes=_read_notes(notes, asked, knowledge))


def _read_notes(notes: Notes, asked: Asked, knowledge: Knowledge) -> NotesReading:
    return read_notes(notes, knowledge=knowledge, timezone=asked.policy.timezone, language=asked.language)


def _read_orders(reply: ReplyText, mail: Mail, asked: Asked, knowledge: Knowledge) -> ReplyReading:
    """What the reply asks for; without its recap, only what needs none."""
    writer = mail.sender or NOBODY
    recap = asked.recap or Recap(tag="", meeting=Meeting(timezone=asked.policy.timezone), host=writer)
    sent_at = mail.sent_at or datetime.now(UTC)
    today = asked.as_of or sent_at.astimezone(ZoneInfo(recap.meeting.timezone)).date()
    items = " ".join(item.text for item in recap.items)
    default = knowledge.language_of(items, default=recap.meeting.language).code
    language = (
        knowledge.language(asked.language) if asked.language else knowledge.language_of(reply.visible, default=default)
    )
    return read_orders(reply, recap, writer=writer.address, today=today, language=language)


def _visible(mail: Mail, reading: MailReading, knowledge: Knowledge) -> ReplyText:
    """What the sender typed: above a forward it is their word to us, else it is the mail without quotes."""
    if reading.forwarded is not None:
        return ReplyText(visible=reading.forwarded.note)
    return reading.reply or read_reply(mail.text, knowledge.mail_words)


def _as_of(notes: Notes, asked: Asked) -> Notes:
    return notes if asked.as_of is None else replace(notes, sent_at=_noon(asked.as_of))


def _noon(day: date | None) -> datetime | None:
    """Noon in UTC is that day in nearly every zone."""
    return None if day is None else datetime.combine(day, time(12), tzinfo=UTC)


def _person(address: Address) -> Person:
    return Person(name=address.name or address.address.partition("@")[0], address=address.address)


def _only(person: Person | None) -> tuple[Person, ...]:
    return () if person is None else (person,)
