"""Hop 1: what Outlook hides in a winmail.dat (TNEF, MS-OXTNEF): files, a body, a meeting.

Ours, since the only reader on the package index is under the LGPL and has
not been released since 2021, and the format is small. Lengths are checked
before they are followed; what does not fit ends the reading, and what was
read until then is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from pipeline.mail import mapi
from pipeline.mail.charsets import decode
from pipeline.mail.html import MOST_CHARACTERS
from pipeline.model import Attachment

SIGNATURE = b"\x78\x9f\x3e\x22"
TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
MOST_DEPTH = 5
MOST_FILES = 50
MOST_PROPERTIES = 5_000

# Attributes (2.1.3.2): where a new file begins, its name, its bytes, its properties; the mail's properties and body.
NEW_FILE, FILE_TITLE, FILE_BYTES, FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
MAIL_PROPERTIES, MAIL_BODY, MAIL_SUBJECT = 0x9003, 0x800C, 0x8004
# Property types (MS-OXCDATA): bytes of those with a fixed size, and those that count and measure their values.
FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
MEASURED = {0x0D, 0x1E, 0x1F, 0x102}
SEVERAL = 0x1000
INTEGER, TIME, OBJECT, STRING8, STRING = 3, 0x40, 0x0D, 0x1E, 0x1F
NAMED = 0x8000
# Named properties of a meeting (MS-OXOCAL): when it begins and ends.
MEETINGS = bytes.fromhex("0220060000000000c000000000000046")
BEGINS, ENDS = 0x820D, 0x820E
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Key = int | tuple[bytes, int]


@dataclass(slots=True, kw_only=True)
class _Opened:
    """One winmail.dat, as far as it has been read."""

    properties: dict[Key, mapi.Value] = field(default_factory=dict)
    files: list[dict[Key, mapi.Value]] = field(default_factory=list)


def is_tnef(attachment: Attachment) -> bool:
    """Whether a file is one of Outlook's packets, by its first bytes: names and types get lost on the way."""
    named = attachment.content_type in TYPES or PurePath(attachment.name.lower()).suffix in {".dat", ".tnef", ""}
    return named and attachment.payload.startswith(SIGNATURE)


def open_tnef(payload: bytes, *, depth: int = 0) -> tuple[str, tuple[Attachment, ...]]:
    """The body (often empty, since the mail has it too) and the files. Never fails."""
    opened = _Opened()
    for number, value in _attributes(payload):
        _take(opened, number, value)
    files: list[Attachment] = []
    for properties in opened.files[:MOST_FILES]:
        files += _read_file(properties, depth)
    files += _read_meeting(opened.properties)
    most_html = mapi.MOST_HTML_INSIDE if depth else MOST_CHARACTERS
    return mapi.read_body(_numbered(opened.properties), most_html=most_html), tuple(files)


def _attributes(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each attribute; a length that leads out of the file is cut at its end."""
    place = 6
    while place + 9 <= len(payload):
        _, number, _, size = struct.unpack_from("<BHHI", payload, place)
        place += 9
        yield number, payload[place : place + size]
        place += size + 2


def _take(opened: _Opened, number: int, value: bytes) -> None:
    if number == NEW_FILE:
        opened.files.append({})
    elif number == MAIL_PROPERTIES:
        opened.properties |= _read_properties(value)
    elif number == MAIL_BODY:
        opened.properties.setdefault(mapi.BODY, decode(value).rstrip("\x00"))
    elif number == MAIL_SUBJECT:
        opened.properties.setdefault(mapi.SUBJECT, decode(value).rstrip("\x00"))
    elif opened.files and number == FILE_TITLE:
        opened.files[-1].setdefault(mapi.SHORT_FILE_NAME, decode(value).rstrip("\x00"))
    elif opened.files and number == FILE_BYTES:
        opened.files[-1].setdefault(mapi.FILE, value)
    elif opened.files and number == FILE_PROPERTIES:
        opened.files[-1] |= _read_properties(value)


def _read_properties(raw: bytes) -> dict[Key, mapi.Value]:
    found: dict[Key, mapi.Value] = {}
    try:
        count, place = int.from_bytes(raw[:4], "little"), 4
        for _ in range(min(count, MOST_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", raw, place)
            key, place = _read_key(raw, place + 4, number)
            value, place = _read_value(raw, place, kind)
            if value is not None:
                found[key] = value
    except (struct.error, ValueError):
        pass
    return found


def _read_key(raw: bytes, place: int, number: int) -> tuple[Key, int]:
    """A property above 0x8000 goes by a name of its own: a number or a word in a set."""
    if number < NAMED:
        return number, place
    (form,) = struct.unpack_from("<I", raw, place + 16)
    (told,) = struct.unpack_from("<I", raw, place + 20)
    if form == 0:
        return (raw[place : place + 16], told), place + 24
    return (raw[place : place + 16], -1), place + 24 + _padded(told)


def _read_value(raw: bytes, place: int, kind: int) -> tuple[mapi.Value | None, int]:
    """The first value and the place behind all of them; of a kind nobody knows the size is not known either."""
    several, kind = kind & SEVERAL, kind & ~SEVERAL
    if kind in FIXED:
        count = 1
        if several:
            (count,) = struct.unpack_from("<I", raw, place)
            place += 4
        value = int.from_bytes(raw[place : place + min(FIXED[kind], 8)], "little") if kind in {INTEGER, TIME} else None
        return value, place + count * FIXED[kind]
    if kind not in MEASURED:
        raise ValueError(kind)
    (count,) = struct.unpack_from("<I", raw, place)
    place += 4
    first: bytes | None = None
    for _ in range(min(count, MOST_PROPERTIES)):
        (size,) = struct.unpack_from("<I", raw, place)
        place += 4
        if place + size > len(raw):
            raise ValueError(size)
        first = raw[place : place + size] if first is None else first
        place += _padded(size)
    return (None if first is None else _as_value(first, kind)), place


def _as_value(raw: bytes, kind: int) -> mapi.Value:
    if kind == STRING:
        return raw.decode("utf-16-le", "replace").rstrip("\x00")
    if kind == STRING8:
        return decode(raw).rstrip("\x00")
    # An object begins with the number of its interface.
    return raw[16:] if kind == OBJECT else raw


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _numbered(properties: dict[Key, mapi.Value]) -> dict[int, mapi.Value]:
    return {key: value for key, value in properties.items() if isinstance(key, int)}


def _read_file(properties: dict[Key, mapi.Value], depth: int) -> list[Attachment]:
    """A file; of a mail inside, its text and its files."""
    plain = _numbered(properties)
    payload = plain.get(mapi.FILE)
    if not isinstance(payload, bytes):
        return []
    name = mapi.say(plain, mapi.FILE_NAME) or mapi.say(plain, mapi.SHORT_FILE_NAME) or mapi.say(plain, mapi.NAME)
    name = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())[:200]
    if payload.startswith(SIGNATURE) and depth < MOST_DEPTH:
        body, files = open_tnef(payload, depth=depth + 1)
        text = Attachment(name=f"{name or 'mail'}.txt", content_type="text/plain", payload=body.encode())
        return [*([text] if body.strip() else []), *files][:MOST_FILES]
    kind = mapi.say(plain, mapi.FILE_TYPE).lower() or "application/octet-stream"
    return [Attachment(name=name, content_type=kind, payload=payload)]


def _read_meeting(properties: dict[Key, mapi.Value]) -> list[Attachment]:
    """An invitation, written down as every other program would have attached it (RFC 5545)."""
    begins, ends = properties.get((MEETINGS, BEGINS)), properties.get((MEETINGS, ENDS))
    if not isinstance(begins, int):
        return []
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", f"DTSTART:{_stamp(begins)}"]
    if isinstance(ends, int):
        lines.append(f"DTEND:{_stamp(ends)}")
    subject = properties.get(mapi.SUBJECT)
    title = " ".join(subject.split()) if isinstance(subject, str) else ""
    escaped = title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    lines += [f"SUMMARY:{escaped}", "END:VEVENT", "END:VCALENDAR", ""]
    return [Attachment(name="", content_type="text/calendar", payload="\r\n".join(lines).encode())]


def _stamp(filetime: int) -> str:
    """Tenths of microseconds since 1601; what lies outside of our years is taken as their beginning."""
    try:
        return (EPOCH + timedelta(microseconds=filetime // 10)).strftime("%Y%m%dT%H%M%SZ")
    except OverflowError:
        return EPOCH.strftime("%Y%m%dT%H%M%SZ")
