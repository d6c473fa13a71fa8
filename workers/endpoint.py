"""Read the address of a mail server: `imaps://user:password@host:993/INBOX`.

One place decides which schemes are safe: TLS from the first byte, STARTTLS
that must succeed, or clear text that never leaves this machine (RFC 8314
asks for the first). Errors say what to write instead and never show a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit


class Guard(StrEnum):
    """How a connection is kept from other eyes."""

    TLS = "tls"
    STARTTLS = "starttls"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One scheme of a URL: how it is guarded, and the port of RFC 8314 or RFC 6409 where none is written."""

    guard: Guard
    port: int


IMAP_SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "imaps": Scheme(guard=Guard.TLS, port=993),
        "imap": Scheme(guard=Guard.LOOPBACK, port=143),
    }
)
SMTP_SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "smtps": Scheme(guard=Guard.TLS, port=465),
        "smtp+starttls": Scheme(guard=Guard.STARTTLS, port=587),
        "smtp": Scheme(guard=Guard.LOOPBACK, port=25),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a server is and how we sign in. `user` is None when we do not sign in at all."""

    host: str
    port: int
    guard: Guard
    user: str | None = None
    password: str = field(default="", repr=False)
    path: str = ""

    @property
    def place(self) -> str:
        """Host and port, fit for logs and errors."""
        return f"{self.host}:{self.port}"


def parse_endpoint(url: str, *, schemes: Mapping[str, Scheme]) -> Endpoint:
    """The endpoint a URL names; ValueError says what is wrong and what to write instead."""
    parts, port = _split(url)
    scheme = schemes.get(parts.scheme)
    if scheme is None:
        raise ValueError(f"unknown scheme {parts.scheme!r}: write {' or '.join(f'{name}://' for name in schemes)}")
    host = parts.hostname or ""
    if not host:
        raise ValueError(f"no host in it: write {parts.scheme}://user:password@mail.example.org")
    if scheme.guard is Guard.LOOPBACK and not is_loopback(host):
        safe = " or ".join(f"{name}://" for name, other in schemes.items() if other.guard is not Guard.LOOPBACK)
        raise ValueError(f"{parts.scheme}:// sends the password in clear text to {host}: write {safe} instead")
    return Endpoint(
        host=host,
        port=port or scheme.port,
        guard=scheme.guard,
        user=None if parts.username is None else unquote(parts.username),
        password=unquote(parts.password or ""),
        path=unquote(parts.path.lstrip("/")),
    )


def is_loopback(host: str) -> bool:
    """Whether what we say to this host stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> tuple[SplitResult, int | None]:
    # A raw "/", "#" or "?" in a password cuts the URL short, and its parts land in the host, port or path.
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        # The original text of this error can hold half a password, so it is not passed on.
        raise ValueError("not readable as a URL: percent-encode the marks / # ? @ : in user and password") from None
    if parts.query or parts.fragment or (parts.username is None and "@" in parts.path):
        raise ValueError("cut short by a / ? or #: percent-encode these marks in user and password (%2F, %3F, %23)")
    return parts, port
