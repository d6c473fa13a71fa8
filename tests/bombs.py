"""Mails that are small to send and large to read: each is as heavy as its kind can be made."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping

from builders import HOST, NOTES_ADDRESS
from file_builders import a_docx, a_zip, paragraph, table

HEAD = f"From: {HOST}\r\nTo: {NOTES_ADDRESS}\r\nSubject: Weekly sync\r\n".encode()
LINE = b"Dana will send the budget by Friday.\r\n"
MEGABYTE = 1_000_000
MOST = 24 * MEGABYTE


def text(content: bytes, *, kind: str = "text/plain", encoding: str = "8bit") -> bytes:
    lines = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return HEAD + lines.encode() + content


def page(content: bytes) -> bytes:
    return text(b"<html><body>" + content, kind="text/html")


def filled(piece: bytes, size: int = MOST) -> bytes:
    return piece * (size // len(piece))


def parts(*contents: bytes) -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=bomb\r\n\r\n"
        + b"".join(b"--bomb\r\n" + content + b"\r\n" for content in contents)
    )


def files(*contents: bytes, name: str) -> bytes:
    lines = f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return parts(*(lines.encode() + base64.encodebytes(content) for content in contents))


def nested(depth: int) -> bytes:
    opened = (f'Content-Type: multipart/mixed; boundary="n{number}"\r\n\r\n--n{number}\r\n' for number in range(depth))
    return HEAD + "".join(opened).encode() + b"\r\n" + LINE


def mails_in_mails() -> bytes:
    inner = HEAD + b"\r\n" + LINE * 200
    for _ in range(4):
        inner = parts(*[b"Content-Type: message/rfc822\r\n\r\n" + inner] * 4)
    return inner


def a_pdf(*streams: bytes) -> bytes:
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(streams)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(streams), kids)]
    for number, stream in enumerate(streams):
        packed = zlib.compress(stream, 9)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R >>" % (4 + 2 * number),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def a_packet(*contents: bytes) -> bytes:
    """A winmail.dat with these files."""
    attributes = b""
    for content in contents:
        for number, value in ((0x9002, b"\0" * 14), (0x8010, b"a.txt\0"), (0x800F, content)):
            attributes += b"\x02" + number.to_bytes(2, "little") + b"\x06\x00" + len(value).to_bytes(4, "little")
            attributes += value + b"\0\0"
    return b"\x78\x9f\x3e\x22\0\0" + attributes


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "24 MB of tasks": lambda: text(filled(LINE)),
    "24 MB in one line": lambda: text(filled(b"Dana will send it. ")),
    "24 MB of blank lines": lambda: text(filled(b"\r\n")),
    "24 MB of quotes": lambda: text(filled(b"> > > Dana\r\n")),
    "24 MB of attributions": lambda: text(filled(b"On 23.11.2026 at 09:05 Dana <d@acme.example> wrote:\r\n\r\n")),
    "24 MB of header blocks": lambda: text(filled(b"From: Dana <d@acme.example>\r\nSent: 23.11.2026\r\n")),
    "25 MB of base64": lambda: files(b"\0" * (18 * MEGABYTE), name="notes.bin"),
    "25 MB of base64 as text": lambda: text(base64.encodebytes(filled(LINE, 17 * MEGABYTE)), encoding="base64"),
    "a header of 1 MB": lambda: b"X-Large: " + b"a" * MEGABYTE + b"\r\n" + text(LINE),
    "a header of 1 MB in short lines": lambda: b"X-Large: " + filled(b"a\r\n ", MEGABYTE) + b"b\r\n" + text(LINE),
    "as many fields as fit": lambda: filled(b"X-Small: a\r\n", 250_000) + text(LINE),
    "10,000 parts": lambda: parts(*[b"\r\nx"] * 10_000),
    "490 parts of 50 kB": lambda: parts(*[b"\r\n" + filled(LINE, 50_000)] * 490),
    "parts 5,000 deep": lambda: nested(5_000),
    "mails in mails in mails": mails_in_mails,
    "24 MB of paragraphs": lambda: page(filled(b"<p>Dana will send it by Friday.</p>")),
    "boxes 5,000 deep": lambda: page(b"<div>" * 5_000 + b"Dana"),
    "tables 5,000 deep": lambda: page(b"<table><tr><td>" * 5_000 + b"Dana"),
    "quotes 100,000 deep": lambda: page(b"<blockquote>" * 100_000 + b"Dana"),
    "a wide table": lambda: page(b"<table>" + (b"<tr>" + b"<td>a</td>" * 100_000 + b"</tr>") * 2),
    "a cell that spans everything": lambda: page(b"<table><td colspan=999999 rowspan=999999>a</table>" * 1_000),
    "an indent without end": lambda: page(b'<p style="margin:99999999em;padding-left:99999999em">a</p>' * 1_000),
    "signatures without end": lambda: page(b"<p>a</p><div class=gmail_signature>x</div>" * 50_000),
    "20 pages of 700 kB": lambda: files(*[filled(b"<p>Dana sends it.</p>", 700_000)] * 20, name="notes.html"),
    "a docx of 100 MB": lambda: files(
        a_zip({"word/document.xml": b"<w:t>" + b"a" * (100 * MEGABYTE)}), name="notes.docx"
    ),
    "seven large docx": lambda: files(
        *(a_docx(paragraph(f"{number}") * 6_000) for number in range(7)), name="notes.docx"
    ),
    "a docx of one table": lambda: files(a_docx(table(*[("Dana", "send", "Friday")] * 900)), name="notes.docx"),
    "a zip in a zip": lambda: files(a_zip({"in.zip": a_zip({"in": b"\0" * (100 * MEGABYTE)})}), name="notes.zip"),
    "a pdf of 100 MB": lambda: files(a_pdf(b" " * (100 * MEGABYTE)), name="notes.pdf"),
    "seven large pdf": lambda: files(
        *(a_pdf(*[b"%% %d\n" % number + b"(Dana) Tj " * 39_000] * 5) for number in range(7)), name="notes.pdf"
    ),
    "a packet of 2,000 files": lambda: files(a_packet(*[b"Dana will send it."] * 2_000), name="winmail.dat"),
    "a packet in a packet": lambda: files(a_packet(a_packet(*[b"x" * 400_000] * 40)), name="winmail.dat"),
    "a calendar of seconds": lambda: files(
        b"BEGIN:VCALENDAR\r\n"
        + b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:10261123T090000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n" * 190
        + b"END:VCALENDAR\r\n",
        name="meeting.ics",
    ),
    "lists 90,000 deep": lambda: files(b"[" * 90_000 + b"]" * 90_000, name="talk.json"),
    "an rtf of open groups": lambda: files(b"{\\rtf1 " + b"{" * 900_000, name="notes.rtf"),
}
