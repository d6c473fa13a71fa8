"""Sign in with a token: OAUTHBEARER (RFC 7628), and XOAUTH2, which Google made before it and Microsoft took over.

A server that refuses says why in a challenge, and waits for a last word
before it ends the sign-in: empty for XOAUTH2, a single ^A for OAUTHBEARER.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# XOAUTH2 first: both big providers have it, and one of them nothing else.
MECHANISMS = ("XOAUTH2", "OAUTHBEARER")


@dataclass(slots=True, kw_only=True)
class Answers:
    """What we answer to each challenge of one sign-in; `said` is what the server gave as its reason."""

    mechanism: str
    first: str
    said: bytes = b""
    begun: bool = False

    def __call__(self, challenge: bytes | None = None) -> str:
        """Our words first; then the word that lets the server end what it refuses."""
        if not self.begun:
            self.begun = True
            return self.first
        self.said = challenge or b""
        return "\x01" if self.mechanism == "OAUTHBEARER" else ""

    def __repr__(self) -> str:
        return f"Answers({self.mechanism})"


def build_answers(offered: Callable[[str], bool], *, user: str, token: str) -> Answers | None:
    """The first mechanism that the server offers; None where it offers neither."""
    for mechanism in MECHANISMS:
        if offered(mechanism):
            return Answers(mechanism=mechanism, first=_FIRST[mechanism](user, token))
    return None


def _xoauth2(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _oauthbearer(user: str, token: str) -> str:
    written = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={written},\x01auth=Bearer {token}\x01\x01"


_FIRST: dict[str, Callable[[str, str], str]] = {"XOAUTH2": _xoauth2, "OAUTHBEARER": _oauthbearer}
