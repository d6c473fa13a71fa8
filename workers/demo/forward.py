"""Notes of one's own, as the mail that somebody's program would have made of them."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import PurePosixPath

from pipeline.model import Address
from workers.demo.mails import NOTES, build_head

NO_SUBJECT = "Meeting notes"
_LONGEST_NAME = 120
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that goes with a mail. Its name is only ever a word in that mail, never a place on a disk."""

    name: str
    content: bytes


def build_forward(
    sender: Address, readers: tuple[Address, ...], *, subject: str, text: str, file: Attached | None, now: datetime
) -> EmailMessage:
    """A mail to the notes address with these readers; without a subject, the file or the first line names it."""
    fallback = PurePosixPath(file.name).stem if file else clean_line(text.strip().partition("\n")[0])
    mail = build_head(
        sender, (NOTES, *readers), (clean_line(subject) or fallback or NO_SUBJECT)[:_LONGEST_SUBJECT], now
    )
    mail.set_content(_clean(text).replace("\r\n", "\n").rstrip() + "\n")
    if file is not None:
        guessed, _ = mimetypes.guess_type(file.name)
        # A mail in a mail comes as a file: what stands in it is then sent byte by byte as it was saved.
        kind = guessed if guessed and not guessed.startswith(("message/", "multipart/")) else "application/octet-stream"
        main, _, sub = kind.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return mail


def clean_name(name: str) -> str:
    """The last part of a path, without what no file name holds; never empty."""
    last = re.split(r"[/\\]", clean_line(name))[-1].strip(". ")
    return last[-_LONGEST_NAME:] or "notes.txt"


def clean_line(text: str) -> str:
    """One line of text for a header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", _clean(text)).split())


def _clean(text: str) -> str:
    """Without halves of characters and without NUL, which no mail can carry."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
