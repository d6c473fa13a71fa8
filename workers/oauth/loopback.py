"""How an operator lets us open a Google mailbox: a page in the browser, and its answer to this machine (RFC 8252).

Google's way for devices without a browser gives no right to read mail, so the
answer comes to a port here; or, where the browser is elsewhere, it is pasted.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from urllib.parse import parse_qs, urlencode, urlsplit

from workers.oauth.providers import GOOGLE_SCOPE, Account

ASKING_URL = "https://accounts.google.com/o/oauth2/v2/auth"
DONE = b"Done. You may close this page and go back to the command line."


class NotAllowedError(Exception):
    """No permission came of it. The text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question to the person who owns the mailbox. `verifier` proves that the answer is to us (RFC 7636)."""

    account: Account
    port: int
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def back(self) -> str:
        """Where the browser is sent with the answer."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def url(self) -> str:
        """What to open in a browser."""
        challenge = base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        words = {
            "client_id": self.account.client_id,
            "redirect_uri": self.back,
            "response_type": "code",
            "scope": GOOGLE_SCOPE,
            "access_type": "offline",
            # Without it, who has said yes before gets no refresh token.
            "prompt": "consent",
            "login_hint": self.account.user,
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{ASKING_URL}?{urlencode(words)}"

    def read_answer(self, url: str) -> str:
        """The code in the address at which the browser ended; `NotAllowedError` where there is none for us."""
        try:
            words = parse_qs(urlsplit(url.strip()).query)
        except ValueError:
            words = {}
        if "error" in words:
            raise NotAllowedError(f"the answer was no ({words['error'][0][:80]})")
        if not secrets.compare_digest(words.get("state", [""])[0].encode(), self.state.encode()):
            raise NotAllowedError("this answers another question: open the address anew, and paste what it leads to")
        if not words.get("code"):
            raise NotAllowedError("there is no code in it")
        return words["code"][0]

    def form(self, code: str) -> Mapping[str, str]:
        """What the token endpoint wants for the code."""
        return {
            "grant_type": "authorization_code",
            "client_id": self.account.client_id,
            "client_secret": self.account.client_secret,
            "code": code,
            "code_verifier": self.verifier,
            "redirect_uri": self.back,
        }


class Listener(HTTPServer):
    """A port of this machine at which the browser may end; open before anybody is asked. `heard` are the addresses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.heard: list[str] = []


def wait_for_answer(asking: Asking, server: Listener, *, seconds: float) -> str:
    """The code, from the first request that brings an answer to our question."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        server.timeout = left
        server.handle_request()
        # A browser asks for icons, too, and anybody on this machine may knock.
        for url in server.heard:
            if asking.state in url:
                return asking.read_answer(url)
        server.heard.clear()
    raise NotAllowedError("no answer came")


class _Answers(BaseHTTPRequestHandler):
    """Takes note of the address, and tells the person at the browser that it is done."""

    # A connection that says nothing shall not hold up the browser's.
    timeout = 5

    def do_GET(self) -> None:
        if isinstance(self.server, Listener):
            self.server.heard.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(DONE)

    def log_message(self, *_words: object) -> None:
        # The path holds the code.
        pass
