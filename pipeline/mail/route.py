"""Which of our letters a mail answers: everything in it that could name a recap, in the order of trust (REPLIES.md)."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from pipeline.model import Address, Mail

TAG = re.compile(r"\[([0-9A-HJKMNP-TV-Z]{4,6})\]", re.IGNORECASE)
TOKEN_LENGTH = 20
# More than this is no thread, it is an attempt to make us look things up.
MOST = 50
MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteKeys:
    """What could name a recap. Tokens come from recipient headers, markers from the quoted text."""

    tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def find_route_keys(mail: Mail, *, address: Address, separator: str) -> RouteKeys:
    """All keys of a mail. None of them proves anything about its sender."""
    local, _, domain = address.address.partition("@")
    ours = re.compile(
        rf"{re.escape(local)}{re.escape(separator)}r[.+-]([a-z2-7]{{{TOKEN_LENGTH}}})@{re.escape(domain)}",
        re.IGNORECASE,
    )
    recipients = [one.address for one in (*mail.to, *mail.cc)] + list(mail.delivered_to)
    tokens = (match[1].lower() for one in recipients if (match := ours.fullmatch(one)))
    markers = (token.lower() for token in ours.findall(mail.text[:MOST_TEXT]))
    return RouteKeys(
        tokens=tuple(dict.fromkeys(tokens))[:MOST],
        message_ids=tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:MOST],
        markers=tuple(dict.fromkeys(markers))[:MOST],
        tags=tuple(dict.fromkeys(tag.upper() for tag in TAG.findall(mail.subject)))[:MOST],
    )


def is_ours(address: str, *, ours: Address, separator: str) -> bool:
    """Whether mail to this address comes back to us, with or without a token: nobody who does or reads anything."""
    key = address.casefold()
    local, _, domain = ours.key.partition("@")
    return key == ours.key or (key.startswith(local + separator) and key.endswith(f"@{domain}"))


def build_token(*, secret: str, tag: str, address: str) -> str:
    """The reply token of one reader of one recap: HMAC-SHA256, so that nobody can make one up."""
    digest = hmac.new(secret.encode(), f"{tag}|{address.casefold()}".encode(), sha256).digest()
    return base64.b32encode(digest).decode().lower()[:TOKEN_LENGTH]


def build_reply_address(address: Address, *, separator: str, token: str) -> str:
    """Our address with a token in it: `notes+r.TOKEN@acme.example`."""
    local, _, domain = address.address.partition("@")
    return f"{local}{separator}r.{token}@{domain}"
