"""Hop 1, the parts of a mail: bodies, files, attached mails. The only file that knows mail-parser.

mail-parser (SpamScope) finds and decodes what is attached. It makes names up
for parts that have none, gives a named text twice and leaves 7-bit charsets as
they are, so parts are put in order before it sees them, and bodies are decoded
here. A part that cannot be read is missing, and a defect says so.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from email.errors import MessageError
from email.message import Message
from functools import partial
from typing import Any, TypeVar

import mailparser

from pipeline.mail.charsets import decode, decode_header_line
from pipeline.mail.unwrap import unflow, unsign
from pipeline.model import Attachment, Report

MOST_NAME = 200
MOST_REPORT = 50_000
# Text that people write and paste ends long before; what is longer is a log.
MOST_TEXT = 2_000_000
# Bytes of a logo in a signature; what somebody pasted to be looked at has more.
MOST_ORNAMENT = 40_000
REPORTS = {"multipart/report", "multipart/digest"}
# Marks that cannot stand in a mail by chance: parts that are read already, parts without a name.
TAKEN_OUT = "<taken-out@followthrough.invalid>"
UNNAMED = "unnamed.followthrough.invalid"
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]{20,}")

T = TypeVar("T")


def attempt(work: Callable[[], T], otherwise: T, defects: list[str], what: str) -> T:
    """One value; what cannot be read is missing and noted. Python's parser raises on values, not on mails."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        defects.append(f"{what}: {type(error).__name__}")
        return otherwise


def take_mails_out(message: Message) -> tuple[Attachment, ...]:
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


def read_report(message: Message) -> Report | None:
    """The parts of a delivery report that machines read; None where no part of the mail says what became of another."""
    status: list[str] = []
    returned = ""
    for part in message.walk():
        kind = part.get_content_type()
        # Any: Python reads the groups of fields as mails of their own.
        inner: list[Any] = list(part.get_payload()) if part.is_multipart() else []
        if kind in {"message/delivery-status", "message/global-delivery-status"}:
            status += [_header_lines(one) for one in inner] or [str(part.get_payload())]
        elif kind in {"message/rfc822", "message/global"} and inner and not returned:
            returned = _header_lines(inner[0])
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"} and not returned:
            returned = str(part.get_payload(0) if inner else decode(_read_payload(part), None))
    if not status:
        return None
    return Report(status="\n\n".join(status)[:MOST_REPORT], returned=returned[:MOST_REPORT])


def _header_lines(message: Message) -> str:
    return "\n".join(f"{name}: {' '.join(str(value).split())}" for name, value in message.raw_items())


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, MessageError):
        # Python cannot write down every header that it can read.
        return message.as_string().encode("utf-8", "surrogateescape")


def prepare_parts(message: Message) -> list[Message]:
    """Names parts that have none, so that the parser does not make one up; the rest are the bodies.

    A named text beside an unnamed one is a file, even where the program says
    "inline" (Apple Mail): nobody wants it twice.
    """
    leaves = [part for part in message.walk() if not part.is_multipart()]
    for part in leaves:
        if part.get_content_maintype() == "multipart":
            # It names no boundary, or none that is there: all of it is text.
            part.set_type("text/plain")
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


def read_texts(bodies: list[Message], kind: str, defects: list[str]) -> list[str]:
    """Decoded here and not by mail-parser, which leaves 7-bit charsets such as ISO-2022-JP as they are."""
    parts = [part for part in bodies if part.get_content_type() == kind]
    texts = [attempt(partial(_read_text, part), "", defects, "text") for part in parts]
    return [text for text in texts if text.strip()]


def _read_text(part: Message) -> str:
    payload = _read_payload(part)
    charset = attempt(part.get_content_charset, None, [], "charset")
    text = (
        decode(payload[: 4 * MOST_TEXT], charset)[:MOST_TEXT]
        .replace("\x00", "")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    flowed = part.get_content_type() == "text/plain" and str(part.get_param("format", "")).lower() == "flowed"
    return unsign(unflow(text) if flowed else text)


def _read_payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    is_base64 = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    if is_base64 and BASE64.fullmatch(payload) and payload == str(part.get_payload()).encode():
        # Python gives up on base64 that breaks off in the middle; nearly all of it can be read.
        letters = re.sub(rb"[\s=]", b"", payload)
        return base64.b64decode(letters[: len(letters) // 4 * 4])
    return payload


def read_attached_files(message: Message, defects: list[str]) -> list[Attachment]:
    """Every file of the mail, decoded from its transfer encoding; the logos and icons of its page are none."""
    found: list[Attachment] = []
    if not message.is_multipart():
        return found
    parts: list[dict[str, Any]] = attempt(
        lambda: list(mailparser.MailParser(message).attachments), [], defects, "attachments"
    )
    for one in parts:
        if TAKEN_OUT in str(one.get("content-id")):
            continue
        kind = str(one.get("mail_content_type") or "application/octet-stream").lower()
        payload = attempt(partial(_payload, one), b"", defects, "attachment")
        if _is_ornament(one, kind, payload):
            continue
        found.append(Attachment(name=_read_name(str(one.get("filename") or "")), content_type=kind, payload=payload))
    return found


def _is_ornament(one: dict[str, Any], kind: str, payload: bytes) -> bool:
    """Whether this is a small picture that the page shows by its Content-ID (RFC 2392).

    A photo of a board is larger.
    """
    is_file = str(one.get("content-disposition") or "").lower().startswith("attachment")
    is_shown = bool(one.get("content-id")) and not is_file
    return is_shown and kind.startswith("image/") and len(payload) <= MOST_ORNAMENT


def _read_name(name: str) -> str:
    """The last part of a file's name, in one line: paths of other machines say nothing here."""
    last = decode_header_line(name).replace("\\", "/").rpartition("/")[2]
    return "" if last == UNNAMED else "".join(sign for sign in last if sign.isprintable())[:MOST_NAME].strip()


def _payload(one: dict[str, Any]) -> bytes:
    payload = one.get("payload") or ""
    if one.get("binary"):
        return base64.b64decode(payload)
    return str(payload).encode("utf-8", "surrogateescape")
