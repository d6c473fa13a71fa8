"""Hop 1: bytes become a mail, read as far as they can be read.

Python's parser survives nearly everything; where a value raises all the same,
it is missing and a defect says so. One broken header never costs the mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.feedparser import BytesFeedParser
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from typing import Any

from pipeline.mail.charsets import decode_header_line
from pipeline.mail.html import MOST_CHARACTERS, html_to_text
from pipeline.mail.parts import (
    MOST_TEXT,
    attempt,
    prepare_parts,
    read_attached_files,
    read_report,
    read_texts,
    take_mails_out,
)
from pipeline.mail.tnef import is_tnef, open_tnef
from pipeline.model import Address, Attachment, Mail
from pipeline.outcome import Reason

# Nested boundaries and huge headers took half a second and more to list; nobody writes such mail.
MOST_HEADER_BYTES = 256_000
MOST_PARTS = 500
MOST_DEPTH = 30
MOST_BOUNDARIES = 20_000
# 25 MB of files have half as many; Python keeps a hundred bytes for each.
MOST_LINES = 600_000
PIECE = 65_536
MOST_ADDRESSES = 100_000
# At the ends of the calendar no day can be counted from.
FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST_HEADERS = 100
DELIVERED_TO = ("delivered-to", "x-original-to", "x-gm-original-to", "envelope-to")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")

# What a second delivery of the same mail may add or change; all the rest is its identity.
TRACE_HEADERS = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|x-gm-original-to|envelope-to|authentication-results|"
    rb"arc-[\w-]+|dkim-[\w-]+|received-spf|x-received|x-spam[\w-]*|x-google-[\w-]+|x-gm-[\w-]+|x-forwarded-[\w-]+|"
    rb"x-rspamd-[\w-]+|x-virus[\w-]*|x-ms-exchange-[\w-]+|status|x-status|x-uid|x-keywords|domainkey-signature):",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAMail:
    """Bytes that cannot be read as a mail; `detail` is for the operator and holds nothing of them."""

    reason: Reason
    detail: str = ""


def parse_mail(raw: bytes, *, max_bytes: int = 25_000_000, most_html: int = MOST_CHARACTERS) -> Mail | NotAMail:
    """The mail in these bytes; of a page no more than so many characters are read. Never raises."""
    size = len(raw)
    raw = _without_wrapping(raw)
    head = _header_of(raw)
    if len(head) > MOST_HEADER_BYTES:
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="the header is longer than any mail's")
    if not re.search(rb"(?im)^(?:from|date|subject|to|message-id|received)[ \t]*:", head):
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="no header of a mail")
    if raw.count(b"\n--") > MOST_BOUNDARIES:
        return NotAMail(reason=Reason.UNREADABLE, detail="more boundaries than any mail has")
    # Of a mail that is too large, the header alone is enough to tell its sender.
    if size > max_bytes:
        return _read(raw[: len(head)], size=size, most_html=0)
    if raw.count(b"\n") > MOST_LINES:
        return NotAMail(reason=Reason.UNREADABLE, detail="more lines than any mail has")
    return _read(raw, size=size, most_html=most_html)


def content_key(raw: bytes) -> str:
    """What makes two deliveries the same mail: SHA-256 over it without trace headers, line ends normalised."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, blank, body = raw.partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    kept = b"\n".join(field for field in fields if not TRACE_HEADERS.match(field))
    return sha256(kept + blank + body.rstrip(b"\n")).hexdigest()


def _without_wrapping(raw: bytes) -> bytes:
    """Without what programs put before the first header: a byte-order mark, blank lines, the line of an mbox."""
    if b"\n" not in raw[:MOST_HEADER_BYTES]:
        raw = raw.replace(b"\r", b"\n")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return raw


def _header_of(raw: bytes) -> bytes:
    end = re.search(rb"\r?\n\r?\n", raw[: MOST_HEADER_BYTES + 2])
    return raw[: end.end()] if end else raw[: MOST_HEADER_BYTES + 1]


def _read(raw: bytes, *, size: int, most_html: int) -> Mail | NotAMail:
    defects: list[str] = []
    try:
        message = _read_parts(raw)
        if _is_too_deep(message):
            return NotAMail(reason=Reason.UNREADABLE, detail="more nested parts than any mail has")
        kind = message.get_content_type()
        mails = take_mails_out(message)
        report = attempt(lambda: read_report(message), None, defects, "report")
        bodies = prepare_parts(message)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes make a parser do
        return NotAMail(reason=Reason.UNREADABLE, detail=f"the parser gave up ({type(error).__name__})")
    raw_headers = tuple((name.lower(), str(value)) for name, value in message.raw_items() if name)
    headers = tuple((name, decode_header_line(value)) for name, value in raw_headers)
    value = _Values(headers, raw_headers)
    hidden, files = _open_packets(attempt(lambda: read_attached_files(message, defects), [], defects, "attachments"))
    text = "\n".join(read_texts(bodies, "text/plain", defects))[:MOST_TEXT]
    html = "\n".join(read_texts(bodies, "text/html", defects))[:MOST_TEXT] or None
    return Mail(
        subject=value.one("subject"),
        message_id=next(iter(value.ids("message-id")), None),
        sent_at=attempt(lambda: _read_date(value.one("date")), None, defects, "date"),
        sender=value.sender(),
        reply_to=value.addresses("reply-to"),
        to=value.addresses("to"),
        cc=value.addresses("cc"),
        delivered_to=tuple(address.address for name in DELIVERED_TO for address in value.addresses(name)),
        in_reply_to=value.ids("in-reply-to"),
        references=value.ids("references"),
        headers=headers,
        text=text or (html_to_text(html, most=most_html) if html else hidden),
        html=html,
        attachments=(*mails, *files),
        report=report,
        content_type=kind,
        size=size,
        defects=tuple(defects),
    )


def _read_parts(raw: bytes) -> Message:
    """The tree of parts; fed in pieces, since Python's way in one go holds the whole mail four times over."""
    parser = BytesFeedParser()
    for start in range(0, len(raw), PIECE):
        parser.feed(raw[start : start + PIECE])
    return parser.close()


def _open_packets(attachments: Sequence[Attachment]) -> tuple[str, tuple[Attachment, ...]]:
    """The files, those in Outlook's packets (winmail.dat) among them, and the text that such a packet hides."""
    text = ""
    files: list[Attachment] = []
    for attachment in attachments:
        if not is_tnef(attachment):
            files.append(attachment)
            continue
        body, inside = open_tnef(attachment.payload)
        text = text or body
        files += inside if inside or body.strip() else [attachment]
    return text, tuple(files)


def _is_too_deep(message: Message) -> bool:
    level: list[Any] = [message]
    count = 0
    for _ in range(MOST_DEPTH):
        level = [part for one in level if one.is_multipart() for part in one.get_payload()]
        count += len(level)
        if not level or count > MOST_PARTS:
            break
    return bool(level) or count > MOST_PARTS


@dataclass(frozen=True, slots=True)
class _Values:
    headers: tuple[tuple[str, str], ...]
    raw: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(MESSAGE_ID.findall(self.one(name)[:20_000]))

    def sender(self) -> Address | None:
        """The one author of the topmost From; of several, programs show one and servers check another, so none."""
        authors = {one.key: one for one in self.addresses("from", most=1)}
        return next(iter(authors.values())) if len(authors) == 1 else None

    def addresses(self, name: str, *, most: int = MOST_HEADERS) -> tuple[Address, ...]:
        """Split before encoded words are decoded: what a name hides in one is a name, never an address."""
        found = []
        values = [re.sub(r"[\r\n]+", " ", value[:MOST_ADDRESSES]) for key, value in self.raw if key == name]
        try:
            pairs = getaddresses(values[:most])
        except (ValueError, IndexError, RecursionError):
            # Thousands of open brackets make Python's own parser call itself too often.
            pairs = []
        for display, address in pairs:
            try:
                found.append(Address(address=decode_header_line(address), name=decode_header_line(display)))
            except ValueError:
                continue
        return tuple(found)


def _read_date(text: str) -> datetime | None:
    if not text:
        return None
    read = parsedate_to_datetime(text)
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
