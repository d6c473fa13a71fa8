"""Hop 5: a mail that Outlook saved as a file of its own (.msg, MS-OXMSG), read as any other mail.

Its transport headers, where it came by mail, keep the true sender and date;
a mail taken from "Sent items" has none, and its properties stand in.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipeline.mail import mapi
from pipeline.mail.charsets import decode
from pipeline.mail.html import MOST_CHARACTERS
from pipeline.mail.parse import parse_mail
from pipeline.model import Address, Attachment, Mail

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams can share their bytes, so that a small file unpacks to a large one.
MOST_ENTRIES = 3_000
MOST_BYTES = 20_000_000
MOST_DEPTH = 4
MOST_FILES = 50
MOST_HEADERS = 200_000

# Where properties begin in each kind of storage (MS-OXMSG 2.4.1), and the storage of a mail inside an attachment.
TOP, INSIDE, PART = 32, 24, 8
EMBEDDED = "__substg1.0_3701000D"
TO, CC = 1, 2


def read_msg(payload: bytes, *, most_html: int = MOST_CHARACTERS) -> Mail | None:
    """The mail in a .msg file; None when it is none or broken. Never raises."""
    if not payload.startswith(SIGNATURE):
        return None
    try:
        storage = _load(payload)
        return None if storage is None else _read_mail(storage, TOP, depth=0, most_html=most_html)
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library do
        return None


def _load(payload: bytes) -> Any:
    from olefile import OleFileIO  # noqa: PLC0415
    from oxmsg.storage import Storage  # noqa: PLC0415

    with OleFileIO(io.BytesIO(payload)) as ole:
        sizes = [entry.size for entry in ole.direntries if entry is not None]
        if len(sizes) > MOST_ENTRIES or sum(sizes) > MOST_BYTES:
            return None
        storage = Storage.from_ole(ole)
    has_body = any(stream.path.startswith("__properties_version1.0") for stream in storage.streams)
    return storage if has_body else None


def _properties(storage: Any, offset: int) -> dict[int, mapi.Value]:
    """All that can be read; times are in ISO 8601."""
    from oxmsg.properties import Properties  # noqa: PLC0415

    found: dict[int, mapi.Value] = {}
    for one in Properties(storage, properties_header_offset=offset):
        try:
            value = one.value
        except Exception:  # noqa: BLE001, S112 - one value; the others may be read
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        if isinstance(value, str | bytes | int):
            found[one.pid] = value
    return found


def _read_mail(storage: Any, offset: int, *, depth: int, most_html: int) -> Mail:
    told = _properties(storage, offset)
    headers = mapi.say(told, mapi.HEADERS)[:MOST_HEADERS]
    head = parse_mail(_head_only(headers)) if headers else None
    mail = head if isinstance(head, Mail) else Mail()
    to, cc = _read_recipients(storage)
    page = told.get(mapi.HTML)
    return replace(
        mail,
        subject=mapi.say(told, mapi.SUBJECT) or mail.subject,
        sender=mail.sender or _read_sender(told),
        to=mail.to or to,
        cc=mail.cc or cc,
        sent_at=mail.sent_at or _read_time(mapi.say(told, mapi.SUBMITTED)),
        text=mapi.read_body(told, most_html=most_html),
        html=(decode(page) if isinstance(page, bytes) else str(page)) if page else None,
        attachments=tuple(_read_files(storage, depth=depth))[:MOST_FILES],
        content_type="text/plain",
    )


def _head_only(headers: str) -> bytes:
    """The headers alone, on the way to our own reader; what they say of parts is about another form of this mail."""
    lines = headers.replace("\r\n", "\n").split("\n\n", 1)[0]
    return lines.encode("utf-8", "surrogateescape") + b"\n\n"


def _read_sender(told: mapi.Properties) -> Address | None:
    name = mapi.say(told, mapi.SENDER_NAME)
    return _address(name, mapi.say(told, mapi.SENDER_SMTP)) or _address(name, mapi.say(told, mapi.SENDER_ADDRESS))


def _address(name: str, address: str) -> Address | None:
    """None where Exchange wrote a path of its directory instead of an address."""
    try:
        return Address(address=address.strip(), name=name.strip())
    except ValueError:
        return None


def _read_time(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _read_recipients(storage: Any) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    found: dict[int, list[Address]] = {TO: [], CC: []}
    for one in storage.iter_recipient_storages():
        told = _properties(one, PART)
        address = mapi.say(told, mapi.SMTP) or mapi.say(told, mapi.ADDRESS)
        read = _address(mapi.say(told, mapi.NAME), address)
        if read is not None and (kind := told.get(mapi.RECIPIENT_TYPE, TO)) in found:
            found[int(kind)].append(read)
    return tuple(found[TO]), tuple(found[CC])


def _read_files(storage: Any, *, depth: int) -> list[Attachment]:
    """Attached files; of an attached mail its text and its files."""
    found: list[Attachment] = []
    for one in list(storage.iter_attachment_storages())[:MOST_FILES]:
        told = _properties(one, PART)
        name = mapi.say(told, mapi.FILE_NAME) or mapi.say(told, mapi.SHORT_FILE_NAME) or mapi.say(told, mapi.NAME)
        name = "".join(sign for sign in name if sign.isprintable())[:200]
        inside = next((inner for inner in one.storages if inner.name == EMBEDDED), None)
        payload = told.get(mapi.FILE)
        if inside is not None and depth < MOST_DEPTH:
            mail = _read_mail(inside, INSIDE, depth=depth + 1, most_html=mapi.MOST_HTML_INSIDE)
            name = f"{name or 'mail'}.txt"
            found.append(Attachment(name=name, content_type="text/plain", payload=mail.text.encode()))
            found += mail.attachments
        elif isinstance(payload, bytes):
            kind = mapi.say(told, mapi.FILE_TYPE).lower() or "application/octet-stream"
            found.append(Attachment(name=name, content_type=kind, payload=payload))
    return found
