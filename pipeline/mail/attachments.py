"""Hop 4: what of the attachments is notes, another mail or an invitation. All else is named, and why it was not opened.

Files are told by the suffix of their names, since programs give them any
type; the readers look at the bytes. Reasons are keys of the pack's texts
(`[unused]`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pipeline.mail.charsets import decode, make_whole
from pipeline.mail.files import DOCUMENTS, HERE, OUTLOOK, Files
from pipeline.mail.html import MOST_CHARACTERS, html_to_text
from pipeline.mail.invite import Invite, read_invite
from pipeline.mail.outlook import SIGNATURE, read_msg
from pipeline.mail.parse import parse_mail
from pipeline.mail.parts import MOST_TEXT
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
MAIL_TYPES = {"message/rfc822", "message/global"}
OUTLOOK_TYPES = {"application/vnd.ms-outlook"}
CALENDAR_TYPES = {"text/calendar", "application/ics"}
# Types that say something where a name has no suffix that does.
VAGUE_SUFFIXES = {"", ".dat", ".bin"}

MOST_ATTACHMENTS = 20
# Documents have to be unpacked, which takes a second at worst; of many, only the first two may be that large.
MOST_DOCUMENTS = 6
MOST_LARGE = 2
SMALL_PART = 4
MOST_BYTES = 5_000_000
# What is no text has one control character in nine or so.
MOST_STRANGE = 0.05
CHARACTERS_TRIED = 20_000


@dataclass(slots=True, kw_only=True)
class Allowance:
    """How much one mail may still have opened, however its files are nested, and who opens them."""

    files: int = MOST_ATTACHMENTS
    documents: int = MOST_DOCUMENTS
    bytes: int = 4 * MOST_BYTES
    html: int = MOST_CHARACTERS
    text: int = MOST_TEXT
    opener: Files = HERE


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
        text, reason = self._read_text(attachment.payload, form)
        return reason or self._as_notes(attachment, form, text)

    def _read_text(self, payload: bytes, form: str) -> tuple[str, str]:
        """How the bytes of this form become text, or empty and the reason."""
        if form in DOCUMENTS:
            left = self.allowance.documents
            if not left:
                return "", TOO_MANY
            self.allowance.documents -= 1
            part = 1 if left > MOST_DOCUMENTS - MOST_LARGE else SMALL_PART
            return self.allowance.opener.read(form, payload, part=part)
        if form == "html":
            page = decode(payload)
            return (html_to_text(page, most=self._spend_html(page)), "") if self.allowance.html else ("", TOO_MANY)
        return read_json(decode(payload)) if form == "json" else _read_plain(payload)

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
        if attachment.payload.startswith(SIGNATURE):
            reason = self.allowance.opener.try_out(OUTLOOK, attachment.payload)
            if reason:
                return reason
        most = min(self.allowance.html, MOST_CHARACTERS)
        mail = read_msg(attachment.payload, most_html=most) or parse_mail(attachment.payload, most_html=most)
        if not isinstance(mail, Mail):
            return BROKEN
        self._spend_html(mail.html or "")
        return AttachedMail(name=attachment.name, mail=mail)

    def _as_notes(self, attachment: Attachment, form: str, text: str) -> NotesFile | str:
        if not text.strip():
            return NO_TEXT
        if not self.allowance.text:
            return TOO_MANY
        text = make_whole(text[: self.allowance.text]).replace("\r\n", "\n").replace("\r", "\n")
        self.allowance.text -= len(text)
        return NotesFile(name=PurePath(attachment.name).stem, form=form, text=text)

    def _spend_html(self, page: str) -> int:
        """How much of this page is read."""
        most = min(self.allowance.html, MOST_CHARACTERS)
        self.allowance.html -= min(len(page), most)
        return most


def _read_plain(payload: bytes) -> tuple[str, str]:
    """Text as it is; programs name other things ".txt", too, and their bytes must come into no letter."""
    text = decode(payload)
    head = text[:CHARACTERS_TRIED]
    strange = sum(mark == "\ufffd" or (mark < " " and mark not in "\t\n\r\f") for mark in head)
    return ("", NOT_READABLE) if strange > MOST_STRANGE * len(head) else (text, "")
