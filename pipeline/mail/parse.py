"""Hop 1: bytes become a mail, read as far as they can be read. The only file that knows mail-parser.

mail-parser (SpamScope) finds and decodes what is attached, Python's own
parser the rest. Both survive nearly everything; where a value raises all the
same, it is missing and a defect says so. One broken part never costs the mail.
"""

from __future__ import annotations

import base64
import email
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

from pipeline.mail.charsets import decode
from pipeline.mail.html import html_to_text
from pipeline.mail.unwrap import unflow, unsign
from pipeline.model import Address, Attachment, Mail
from pipeline.outcome import Reason

# Nested boundaries and huge headers took half a second and more to list; nobody writes such mail.
MOST_HEADER_BYTES = 256_000
MOST_PARTS = 500
MOST_DEPTH = 30
MOST_ADDRESSES = 100_000
MOST_NAME = 200
DELIVERED_TO = ("delivered-to", "x-original-to", "x-gm-original-to", "envelope-to")
REPORTS = {"multipart/report", "multipart/digest"}
# Marks that cannot stand in a mail by chance: parts that are read already, parts without a name.
TAKEN_OUT = "<taken-out@followthrough.invalid>"
UNNAMED = "unnamed.followthrough.invalid"
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
    size = len(raw)
    raw = _without_wrapping(raw)
    head = _header_of(raw)
    if len(head) > MOST_HEADER_BYTES:
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="the header is longer than any mail's")
    if not re.search(rb"(?im)^(?:from|date|subject|to|message-id|received)[ \t]*:", head):
        return NotAMail(reason=Reason.NOT_A_MAIL, detail="no header of a mail")
    # Of a mail that is too large, the header alone is enough to tell its sender.
    return _read(raw[: len(head)] if size > max_bytes else raw, size=size)


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


def _read(raw: bytes, *, size: int) -> Mail | NotAMail:
    defects: list[str] = []
    try:
        message = email.message_from_bytes(raw)
        if _is_too_deep(message):
            return NotAMail(reason=Reason.UNREADABLE, detail="more nested parts than any mail has")
        mails = _take_mails_out(message)
        bodies = _prepare_parts(message)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes make a parser do
        return NotAMail(reason=Reason.UNREADABLE, detail=f"the parser gave up ({type(error).__name__})")
    headers = _read_headers(message)
    value = _Values(headers)
    text = "\n".join(_read_texts(bodies, "text/plain", defects))
    html = "\n".join(_read_texts(bodies, "text/html", defects)) or None
    return Mail(
        subject=value.one("subject"),
        message_id=next(iter(value.ids("message-id")), None),
        sent_at=_try(lambda: _read_date(value.one("date")), None, defects, "date"),
        sender=next(iter(value.addresses("from")), None),
        reply_to=value.addresses("reply-to"),
        to=value.addresses("to"),
        cc=value.addresses("cc"),
        delivered_to=tuple(address.address for name in DELIVERED_TO for address in value.addresses(name)),
        in_reply_to=value.ids("in-reply-to"),
        references=value.ids("references"),
        headers=headers,
        text=text or (html_to_text(html) if html else ""),
        html=html,
        attachments=(*mails, *_read_attachments(message, defects)),
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
        text = _decode_loosely(value)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return re.sub(r"\s*[\r\n]+\s*", " ", text).replace("\x00", "").strip()


def _decode_loosely(value: str) -> str:
    """The value where an encoded word names a charset that nobody knows, or not the one it is in."""
    try:
        chunks = decode_header(value)
    except (ValueError, MessageError):
        return value
    return "".join(
        decode(chunk, charset) if isinstance(chunk, bytes) and charset else _as_text(chunk) for chunk, charset in chunks
    )


def _as_text(chunk: bytes | str) -> str:
    return chunk if isinstance(chunk, str) else chunk.decode("ascii", "replace")


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


def _take_mails_out(message: Message) -> tuple[Attachment, ...]:
    """Attached mails, whole, since they keep the true sender; their text is not the text of this mail."""
    found: list[Attachment] = []
    # Any: a payload is a list, a text or a message, and Python's types cannot say which.
    parts: list[Any] = list(message.get_payload()) if message.is_multipart() else []
    if message.get_content_type() in REPORTS:
        # A report carries the mail it is about, or its header; that is nobody's forward.
        return ()
    while parts:
        part = parts.pop(0)
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            name = _read_name(part.get_filename() or "forwarded.eml")
            found.append(Attachment(name=name, content_type="message/rfc822", payload=_as_bytes(inner)))
            part.set_payload("")
            part.set_type("application/octet-stream")
            part.add_header("Content-ID", TAKEN_OUT)
        elif part.is_multipart():
            parts = list(part.get_payload()) + parts
    return tuple(found)


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, MessageError):
        # Python cannot write down every header that it can read.
        return message.as_string().encode("utf-8", "surrogateescape")


def _prepare_parts(message: Message) -> list[Message]:
    """Names parts that have none, so that the parser does not make one up; the rest are the bodies.

    A named text beside an unnamed one is a file, even where the program says
    "inline" (Apple Mail): nobody wants it twice.
    """
    leaves = [part for part in message.walk() if not part.is_multipart()]
    texts = [part for part in leaves if part.get_content_type() in {"text/plain", "text/html"}]
    bodies = [part for part in texts if not part.get_filename() and part.get_content_disposition() != "attachment"]
    for part in leaves:
        if part.get_filename():
            if bodies and part.get_content_disposition() == "inline" and part in texts:
                disposition = re.sub(r"(?i)^\s*inline", "attachment", str(part["Content-Disposition"]), count=1)
                part.replace_header("Content-Disposition", disposition)
        elif part not in bodies and part is not message:
            part.set_param("name", UNNAMED, header="Content-Type")
    return bodies


def _read_texts(bodies: list[Message], kind: str, defects: list[str]) -> list[str]:
    """Decoded here and not by mail-parser, which leaves 7-bit charsets such as ISO-2022-JP as they are."""
    parts = [part for part in bodies if part.get_content_type() == kind]
    texts = [_try(partial(_read_text, part), "", defects, "text") for part in parts]
    return [text for text in texts if text.strip()]


def _read_text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = _try(part.get_content_charset, None, [], "charset")
    text = decode(payload if isinstance(payload, bytes) else b"", charset).replace("\x00", "")
    flowed = part.get_content_type() == "text/plain" and str(part.get_param("format", "")).lower() == "flowed"
    return unsign(unflow(text) if flowed else text)


def _read_attachments(message: Message, defects: list[str]) -> list[Attachment]:
    found: list[Attachment] = []
    if not message.is_multipart():
        return found
    parts: list[dict[str, Any]] = _try(
        lambda: list(mailparser.MailParser(message).attachments), [], defects, "attachments"
    )
    for one in parts:
        if TAKEN_OUT in str(one.get("content-id")):
            continue
        kind = str(one.get("mail_content_type") or "application/octet-stream").lower()
        payload = _try(partial(_payload, one), b"", defects, "attachment")
        found.append(Attachment(name=_read_name(str(one.get("filename") or "")), content_type=kind, payload=payload))
    return found


def _read_name(name: str) -> str:
    """The last part of a file's name, in one line: paths of other machines say nothing here."""
    last = _decode(name).replace("\\", "/").rpartition("/")[2]
    return "" if last == UNNAMED else "".join(sign for sign in last if sign.isprintable())[:MOST_NAME].strip()


def _payload(one: dict[str, Any]) -> bytes:
    payload = one.get("payload") or ""
    if one.get("binary"):
        return base64.b64decode(payload)
    return str(payload).encode("utf-8", "surrogateescape")
