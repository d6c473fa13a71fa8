"""Hop 9c: a rendered letter becomes bytes that never change again.

The same input gives the same bytes: the boundary and the Message-ID are made
from the letter's key, the date from the moment of deciding. Marked as
automatic (RFC 3834), so that no honest robot answers it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from pipeline.model import Address, Attachment, Letter
from pipeline.outcome import Policy
from pipeline.recap.header_lines import MAX_SUBJECT, UNPRINTABLE, address_line, clean, header_line, ids_line
from pipeline.recap.render import Rendered

GENERATED = "auto-generated"
REPLIED = "auto-replied"
# Exchange knows nothing of Auto-Submitted. Delivery reports stay allowed: they tell us of a dead address.
SUPPRESSED = "RN, NRN, OOF, AutoReply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands around a letter's words.

    `key` is the letter's for ever; `in_reply_to` is None for a letter that
    answers no mail, `list_unsubscribe` for one that does not recur.
    """

    kind: str
    key: str
    sender: Address
    to: Address
    reply_to: str
    message_id: str
    now: datetime
    language: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    automatic: str = GENERATED
    list_unsubscribe: str | None = None


def compose_letter(
    rendered: Rendered,
    envelope: Envelope,
    attachments: Sequence[Attachment] = (),
    pictures: Sequence[Attachment] = (),
) -> Letter:
    """The finished letter, both parts with the same content, the plain one first (RFC 2046 5.1.4).

    `pictures` belong to the HTML part (RFC 2387), which names them by `build_picture_id`.
    """
    boundary = f"=_{sha256(envelope.key.encode('utf-8', 'replace')).hexdigest()[:40]}"
    body: tuple[bytes, ...] = (
        _begin("multipart/alternative", boundary),
        _part("text/plain", rendered.text, boundary),
        *_page(rendered.html, pictures, envelope, boundary),
        f"--{boundary}--\r\n".encode(),
    )
    if attachments:
        outer = f"{boundary}a"
        files = (_attach(attachment, outer) for attachment in attachments)
        body = (
            _begin("multipart/mixed", outer),
            f"--{outer}\r\n".encode(),
            *body,
            *files,
            f"--{outer}--\r\n".encode(),
        )
    return Letter(
        kind=envelope.kind,
        key=envelope.key,
        to=envelope.to.address,
        message_id=envelope.message_id,
        raw=b"".join((*_headers(rendered.subject, envelope), *body)),
    )


def build_picture_id(key: str, name: str) -> str:
    """The Content-ID of a picture in the letter of that key, without its brackets: no other letter has it."""
    return f"{sha256(f'{key}|{name}'.encode('utf-8', 'replace')).hexdigest()[:32]}@followthrough"


def build_message_id(*, content_key: str, key: str, policy: Policy) -> str:
    """The letter's own Message-ID; made from the mail that caused it, so a second run names it the same.

    Keyed with our secret: who knows the mail and the scheme could else name a
    letter they never had, and have its reader's address marked as dead by a
    made-up delivery report.
    """
    said = f"message|{content_key}|{key}".encode("utf-8", "replace")
    digest = hmac.new(policy.secret.encode("utf-8", "replace"), said, sha256).hexdigest()
    return f"<{digest[:32]}.followthrough@{policy.address.domain}>"


def _headers(subject: str, envelope: Envelope) -> Iterator[bytes]:
    yield header_line("Date", format_datetime(envelope.now))
    yield address_line("From", envelope.sender)
    yield address_line("To", envelope.to)
    yield address_line("Reply-To", Address(address=envelope.reply_to, name=envelope.sender.name))
    yield header_line("Subject", clean(subject)[:MAX_SUBJECT])
    for name, ids in (
        ("Message-ID", (envelope.message_id,)),
        ("In-Reply-To", (envelope.in_reply_to or "",)),
        ("References", envelope.references),
    ):
        line = ids_line(name, ids)
        if line is not None:
            yield line
    yield header_line("Auto-Submitted", envelope.automatic)
    yield header_line("X-Auto-Response-Suppress", SUPPRESSED)
    yield header_line("X-Followthrough", envelope.kind)
    if envelope.list_unsubscribe is not None:
        yield header_line("List-Unsubscribe", f"<{clean(envelope.list_unsubscribe)}>")
    yield header_line("Content-Language", envelope.language)
    yield b"MIME-Version: 1.0\r\n"


def _begin(content_type: str, boundary: str) -> bytes:
    return f'Content-Type: {content_type};\r\n boundary="{boundary}"\r\n\r\n'.encode()


def _page(html: str, pictures: Sequence[Attachment], envelope: Envelope, boundary: str) -> Iterator[bytes]:
    """The HTML part, and its pictures where it has any."""
    if not pictures:
        yield _part("text/html", html, boundary)
        return
    inner = f"{boundary}p"
    yield f'--{boundary}\r\nContent-Type: multipart/related; type="text/html";\r\n boundary="{inner}"\r\n\r\n'.encode()
    yield _part("text/html", html, inner)
    for picture in pictures:
        content_id = f"Content-ID: <{build_picture_id(envelope.key, picture.name)}>\r\n"
        yield _attach(picture, inner, disposition="inline", more=content_id)
    yield f"--{inner}--\r\n\r\n".encode()


def _attach(attachment: Attachment, boundary: str, *, disposition: str = "attachment", more: str = "") -> bytes:
    """A file of ours; its name is made by us, so it is plain ASCII."""
    return (
        f"--{boundary}\r\nContent-Type: {attachment.content_type}\r\n"
        f'Content-Disposition: {disposition};\r\n filename="{attachment.name}"\r\n{more}'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + base64.encodebytes(attachment.payload).replace(b"\n", b"\r\n")


def _part(content_type: str, text: str, boundary: str) -> bytes:
    return (
        f"--{boundary}\r\nContent-Type: {content_type}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode() + _quote_printable(text)


def _quote_printable(text: str) -> bytes:
    """RFC 2045 6.7: lines of at most 76 columns, whatever people wrote. Always ends its line."""
    lines = (UNPRINTABLE.sub(" ", line.expandtabs(4)) for line in re.split(r"\r\n|\r|\n", text.rstrip("\n")))
    encoded = binascii.b2a_qp("\n".join(lines).encode("utf-8"), quotetabs=False, istext=True)
    return encoded.replace(b"\n", b"\r\n") + b"\r\n\r\n"
