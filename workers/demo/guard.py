"""Who may ask the page for something: this machine, through the page itself.

A web site that is open in the same browser can send requests to loopback, and
with a name of its own that leads here (DNS rebinding) it could read the
answers. So another Host is refused, and whatever changes something must come
from our own page: its Origin, and the token that stands in its forms.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# More than the program takes, so that "too large" is its answer and can be read as a letter.
MOST_BYTES = 64_000_000
# A letter's own page: nothing runs, nothing is loaded, and only a person's tap leads out of its frame.
SANDBOX = "allow-same-origin allow-top-navigation-by-user-activation"
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it, browsers send the Origin of a form as "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before the page; `hosts` are the names, with port, under which it may be asked."""

    page: ASGIApp
    hosts: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            return
        refused = self._find_fault(scope["method"], Headers(scope=scope))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refused or self.page)(scope, receive, send_guarded)

    def _find_fault(self, method: str, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if host not in self.hosts:
            return PlainTextResponse("This page answers under its own address only.\n", status_code=421)
        if method in {"GET", "HEAD"}:
            return None
        if headers.get("origin") != f"http://{host}":
            return PlainTextResponse("This was not sent from the page itself.\n", status_code=403)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return PlainTextResponse("How long is it?\n", status_code=411)
        if int(length[:20]) > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            return PlainTextResponse(f"Over {most} MB. Go back and choose a smaller file.\n", status_code=413)
        return None


def holds_token(request: Request, given: object) -> bool:
    """Whether a form is one of ours."""
    token: str = request.app.state.token
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
