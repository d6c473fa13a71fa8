"""Hop 4: what of the attachments is notes, another mail or an invitation. All else is named, and why it was not opened.

Files are told by the suffix of their names, since programs give them any
type; the readers look at the bytes. Reasons are keys of the pack's texts
(`[unused]`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pipeline.mail.charsets import decode, make_whole
from pipeline.mail.documents import read_docx, read_pdf, read_rtf
from pipeline.mail.html import html_to_text
from pipeline.mail.invite import Invite, read_invite
from pipeline.mail.outlook import read_msg
from pipeline.mail.parse import parse_mail
from pipeline.mail.reasons import BESIDE_NOTES, BROKEN, NO_TEXT, NOT_READABLE, PICTURE, TOO_LARGE, TOO_MANY
from pipeline.mail.transcript_json import read_json
from pipeline.model import Attachment, AttachmentUse, Mail

FORMS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".vtt": "vtt",
    ".srt": "srt",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".rtf": "rtf",
    ".json": "json",
}
TYPES = {
    "text/plain": "txt",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "text/vtt": "vtt",
    "text/html": "html",
    "application/x-subrip": "srt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/json": "json",
}
# Form: how its bytes become text, or empty and the reason. All other forms are text already.
READERS: Mapping[str, Callable[[bytes], tuple[str, str]]] = {
    "docx": read_docx,
    "pdf": read_pdf,
    "rtf": read_rtf,
    "html": lambda payload: (html_to_text(decode(payload)), ""),
    "json": lambda payload: read_json(decode(payload)),
}
MAIL_TYPES = {"message/rfc822", "message/global"}
OUTLOOK_TYPES = {"application/vnd.ms-outlook"}
CALENDAR_TYPES = {"text/calendar", "application/ics"}
# Types that say something where a name has no suffix that does.
VAGUE_SUFFIXES = {"", ".dat", ".bin"}

MOST_ATTACHMENTS = 20
# Those that have to be unpacked, which takes a second at worst.
MOST_DOCUMENTS = 6
DOCUMENTS = {"docx", "pdf", "rtf"}
MOST_BYTES = 5_000_000
# What is no text has one control character in nine or so.
MOST_STRANGE = 0.05
CHARACTERS_TRIED = 20_000


@dataclass(slots=True, kw_only=True)
class Allowance:
    """How much one mail may still have opened, however its files are nested."""

    files: int = MOST_ATTACHMENTS
    documents: int = MOST_DOCUMENTS
    bytes: int = 4 * MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesFile:
    """An attached text: its name without suffix, its form, its words."""

    name: str
    form: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedMail:
    """An attached mail, its own attachments unread."""

    name: str
    mail: Mail


Found = NotesFile | AttachedMail | Invite


def read_attachments(
    attachments: Sequence[Attachment],
    *,
    near: datetime | None = None,
    timezone: str = "UTC",
    allowance: Allowance | None = None,
    mails: bool = True,
) -> tuple[tuple[Found, ...], tuple[AttachmentUse, ...]]:
    """What can be read, in order, and what became of each attachment.

    `near` is when the mail was written: of a series of meetings it tells the
    one that is meant. `timezone` is the one to count in where none is told.
    """
    reader = _Reader(near=near, timezone=timezone, allowance=allowance or Allowance(), mails=mails)
    read: list[Found] = []
    uses: list[AttachmentUse] = []
    for attachment in attachments:
        found = reader.read(attachment)
        reason = found if isinstance(found, str) else ""
        if not isinstance(found, str):
            read.append(found)
        uses.append(
            AttachmentUse(name=attachment.name, content_type=attachment.content_type, used=not reason, reason=reason)
        )
    return tuple(read), tuple(uses)


@dataclass(slots=True, kw_only=True)
class _Reader:
    near: datetime | None
    timezone: str
    allowance: Allowance
    mails: bool

    def read(self, attachment: Attachment) -> Found | str:
        """What it holds, or the reason why it is not used."""
        kind = attachment.content_type
        suffix = PurePath(attachment.name).suffix.lower()
        if kind.startswith("image/"):
            # Logos are many and cost nothing; they do not use up what others are allowed.
            return PICTURE
        reason = self._spend(len(attachment.payload))
        if reason:
            return reason
        if suffix in {".eml", ".msg"} or (suffix not in FORMS and kind in MAIL_TYPES | OUTLOOK_TYPES):
            return self._read_mail(attachment)
        if suffix in {".ics", ".ical"} or (suffix not in FORMS and kind in CALENDAR_TYPES):
            return read_invite(attachment.payload, near=self.near, timezone=self.timezone)
        form = FORMS.get(suffix) or (TYPES.get(kind) if suffix in VAGUE_SUFFIXES else None)
        if form is None:
            return NOT_READABLE
        if form in DOCUMENTS:
            if not self.allowance.documents:
                return TOO_MANY
            self.allowance.documents -= 1
        return _read_file(attachment, form)

    def _spend(self, size: int) -> str:
        if size > MOST_BYTES:
            return TOO_LARGE
        if not self.allowance.files or size > self.allowance.bytes:
            return TOO_MANY
        self.allowance.files -= 1
        self.allowance.bytes -= size
        return ""

    def _read_mail(self, attachment: Attachment) -> AttachedMail | str:
        if not self.mails:
            return BESIDE_NOTES
        mail = read_msg(attachment.payload) or parse_mail(attachment.payload)
        return AttachedMail(name=attachment.name, mail=mail) if isinstance(mail, Mail) else BROKEN


def _read_file(attachment: Attachment, form: str) -> NotesFile | str:
    reader = READERS.get(form)
    text, reason = reader(attachment.payload) if reader is not None else _read_text(attachment.payload)
    if reason:
        return reason
    if not text.strip():
        return NO_TEXT
    text = make_whole(text).replace("\r\n", "\n").replace("\r", "\n")
    return NotesFile(name=PurePath(attachment.name).stem, form=form, text=text)


def _read_text(payload: bytes) -> tuple[str, str]:
    """Text as it is; programs name other things ".txt", too, and their bytes must come into no letter."""
    text = decode(payload)
    head = text[:CHARACTERS_TRIED]
    strange = sum(mark == "\ufffd" or (mark < " " and mark not in "\t\n\r\f") for mark in head)
    return ("", NOT_READABLE) if strange > MOST_STRANGE * len(head) else (text, "")
