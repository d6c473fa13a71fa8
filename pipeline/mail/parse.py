"""Hop 1: bytes become a mail, read as far as they can be read. The only file that knows mail-parser.

mail-parser (SpamScope) decodes bodies, attachments and headers and survives
nearly everything; where a value of its raises all the same, that value is
missing and a defect says so. One broken header never costs the mail.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

import mailparser

from pipeline.mail.html import html_to_text
from pipeline.model import Address, Attachment, Mail
from pipeline.outcome import Reason

# Nested boundaries and huge headers took half a second and more to list; nobody writes such mail.
MOST_HEADER_BYTES = 256_000
MOST_PARTS = 500
MOST_DEPTH = 30
MOST_ADDRESSES = 100_000
MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")

# What a second delivery of the same mail may add or change; all the rest is its identity.
TRACE_HEADERS = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|x-gm-original-to|envelope-to|authentication-results|"
    rb"arc-[\w-]+|dkim-[\w-]+|received-spf|x-received|x-spam[\w-]*|x-google-[\w-]+|x-gm-[\w-]+|x-forwarded-[\w-]+|"
    rb"x-rspamd-[\w-]+|x-virus[\w-]*|x-ms-exchange-[\w-]+|status|x-status|x-uid|x-keywords|domainkey-signature):",
    re.IGNORECASE,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAMail:
    """Bytes that cannot be read as a mail; `detail` is for the operator and holds nothing of them."""

    reason: Reason
    detail: str = ""


def parse_mail(raw: bytes, *, max_bytes: int = 25_000_000) -> Mail | NotAMail:
    """The mail in these bytes. Never raises."""
    head = _header_of(raw)
    if len(head) > MOST_HEADER_BYTES:
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="the header is longer than any mail's")
    if not re.search(rb"(?im)^(?:from|date|subject|to|message-id|received)[ \t]*:", head):
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="no header of a mail")
    if len(raw) > max_bytes:
        # The header alone is enough to tell its sender.
        return _read(raw[: len(head)], size=len(raw))
    return _read(raw, size=len(raw))


def content_key(raw: bytes) -> str:
    """What makes two deliveries the same mail: SHA-256 over it without trace headers, line ends normalised."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, blank, body = raw.partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    kept = b"\n".join(field for field in fields if not TRACE_HEADERS.match(field))
    return sha256(kept + blank + body.rstrip(b"\n")).hexdigest()


def _header_of(raw: bytes) -> bytes:
    end = re.search(rb"\r?\n\r?\n|\r\r", raw[: MOST_HEADER_BYTES + 2])
    return raw[: end.end()] if end else raw[: MOST_HEADER_BYTES + 1]


def _read(raw: bytes, *, size: int) -> Mail | NotAMail:
    defects: list[str] = []
    try:
        parsed = mailparser.parse_from_bytes(raw)
        message: Message = parsed.message
        message.keys()
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes make a parser do
        return NotAMail(reason=Reason.UNREADABLE, detail=f"the parser gave up ({type(error).__name__})")
    if _is_too_deep(message):
        return NotAMail(reason=Reason.UNREADABLE, detail="more nested parts than any mail has")
    headers = _read_headers(message)
    value = _Values(headers)
    texts: list[str] = _try(lambda: [text for text in parsed.text_plain if text.strip()], [], defects, "text")
    pages: list[str] = _try(lambda: [page for page in parsed.text_html if page.strip()], [], defects, "html")
    html = "\n".join(pages) or None
    text = "\n".join(texts)
    return Mail(
        subject=value.one("subject"),
        message_id=next(iter(value.ids("message-id")), None),
        sent_at=_try(lambda: _read_date(value.one("date")), None, defects, "date"),
        sender=next(iter(value.addresses("from")), None),
        reply_to=value.addresses("reply-to"),
        to=value.addresses("to"),
        cc=value.addresses("cc"),
        delivered_to=tuple(
            address.address
            for name in ("delivered-to", "x-original-to", "x-gm-original-to", "envelope-to")
            for address in value.addresses(name)
        ),
        in_reply_to=value.ids("in-reply-to"),
        references=value.ids("references"),
        headers=headers,
        text=text or (html_to_text(html) if html else ""),
        html=html,
        attachments=tuple(_read_attachments(parsed, message, defects)),
        content_type=_try(message.get_content_type, "text/plain", defects, "content type"),
        size=size,
        defects=tuple(defects),
    )


def _try(work: Callable[[], T], otherwise: T, defects: list[str], what: str) -> T:
    """One value; what cannot be read is missing and noted. Python's parser raises on values, not on mails."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        defects.append(f"{what}: {type(error).__name__}")
        return otherwise


def _is_too_deep(message: Message) -> bool:
    level: list[Any] = [message]
    count = 0
    for _ in range(MOST_DEPTH):
        level = [part for one in level if isinstance(one.get_payload(), list) for part in one.get_payload()]
        count += len(level)
        if not level or count > MOST_PARTS:
            break
    return bool(level) or count > MOST_PARTS


def _read_headers(message: Message) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), _decode(str(value))) for name, value in message.raw_items() if name)


def _decode(value: str) -> str:
    """Encoded words decoded, line breaks gone: a value is one line whatever an encoded word hides in it."""
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):
        text = value
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return re.sub(r"\s*[\r\n]+\s*", " ", text).replace("\x00", "").strip()


@dataclass(frozen=True, slots=True)
class _Values:
    headers: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(MESSAGE_ID.findall(self.one(name)[:20_000]))

    def addresses(self, name: str) -> tuple[Address, ...]:
        found = []
        values = [value[:MOST_ADDRESSES] for key, value in self.headers if key == name]
        try:
            pairs = getaddresses(values)
        except (ValueError, IndexError, RecursionError):
            # Thousands of open brackets make Python's own parser call itself too often.
            pairs = []
        for display, address in pairs:
            try:
                found.append(Address(address=address.strip(), name=display.strip()))
            except ValueError:
                continue
        return tuple(found)


def _read_date(text: str) -> datetime | None:
    if not text:
        return None
    read = parsedate_to_datetime(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _read_attachments(parsed: Any, message: Message, defects: list[str]) -> list[Attachment]:
    """Attached mails first, whole, since they keep the true sender; then what mail-parser calls attachments."""
    none: list[Attachment] = []
    found = _try(lambda: _attached_mails(message), none, defects, "attached mail")
    parts: list[dict[str, Any]] = _try(lambda: list(parsed.attachments), [], defects, "attachments")
    for one in parts:
        kind = str(one.get("mail_content_type") or "application/octet-stream").lower()
        if kind == "message/rfc822":
            continue
        payload = _try(partial(_payload, one), b"", defects, "attachment")
        found.append(Attachment(name=_decode(str(one.get("filename") or "")), content_type=kind, payload=payload))
    return found


def _attached_mails(message: Message) -> list[Attachment]:
    found: list[Attachment] = []
    # Any: a payload is a list, a text or a message, and Python's types cannot say which.
    parts: list[Any] = list(message.get_payload()) if message.is_multipart() else []
    while parts:
        part = parts.pop(0)
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list) and part.get_payload():
            inner = part.get_payload(0)
            name = part.get_filename() or "forwarded.eml"
            found.append(Attachment(name=_decode(name), content_type="message/rfc822", payload=inner.as_bytes()))
        elif part.is_multipart():
            parts = list(part.get_payload()) + parts
    return found


def _payload(one: dict[str, Any]) -> bytes:
    payload = one.get("payload") or ""
    if one.get("binary"):
        return base64.b64decode(payload)
    return str(payload).encode("utf-8", "surrogateescape")
