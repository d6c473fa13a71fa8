"""Hop 4: what of the attachments is notes. Everything else is named, with the reason, and never opened.

Reasons are keys of the pack's texts (`[unused]`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pipeline.mail.charsets import decode
from pipeline.mail.html import html_to_text
from pipeline.model import Attachment, AttachmentUse

FORMS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".vtt": "vtt",
    ".srt": "srt",
    ".html": "html",
    ".htm": "html",
}
TYPES = {
    "text/plain": "txt",
    "text/markdown": "md",
    "text/vtt": "vtt",
    "text/html": "html",
    "application/x-subrip": "srt",
}
MAILS = {"message/rfc822"}

MOST_ATTACHMENTS = 20
MOST_BYTES = 5_000_000

NOT_READABLE = "not-readable"
TOO_MANY = "too-many"
TOO_LARGE = "too-large"
NO_TEXT = "no-text"
PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesFile:
    """An attached text: its name without suffix, its form, its words."""

    name: str
    form: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedMail:
    """An attached mail, unread."""

    name: str
    raw: bytes


def is_mail(attachment: Attachment) -> bool:
    """A forwarded original: message/rfc822, or a file that says so by its name."""
    return attachment.content_type in MAILS or attachment.name.lower().endswith(".eml")


def read_attachments(
    attachments: Sequence[Attachment],
) -> tuple[tuple[NotesFile | AttachedMail, ...], tuple[AttachmentUse, ...]]:
    """What can be read, in order, and what became of each attachment."""
    read: list[NotesFile | AttachedMail] = []
    uses: list[AttachmentUse] = []
    for number, attachment in enumerate(attachments):
        found = TOO_MANY if number >= MOST_ATTACHMENTS else _read(attachment)
        used = not isinstance(found, str)
        if not isinstance(found, str):
            read.append(found)
        reason = "" if not isinstance(found, str) else found
        uses.append(AttachmentUse(name=attachment.name, content_type=attachment.content_type, used=used, reason=reason))
    return tuple(read), tuple(uses)


def _read(attachment: Attachment) -> NotesFile | AttachedMail | str:
    if len(attachment.payload) > MOST_BYTES:
        return TOO_LARGE
    if is_mail(attachment):
        return AttachedMail(name=attachment.name, raw=attachment.payload)
    suffix = PurePath(attachment.name).suffix.lower()
    form = FORMS.get(suffix) or (TYPES.get(attachment.content_type) if not suffix else None)
    if form is None:
        return PICTURE if attachment.content_type.startswith("image/") else NOT_READABLE
    text = decode(attachment.payload)
    if form == "html":
        text = html_to_text(text)
    if not text.strip():
        return NO_TEXT
    return NotesFile(
        name=PurePath(attachment.name).stem, form=form, text=text.replace("\r\n", "\n").replace("\r", "\n")
    )
