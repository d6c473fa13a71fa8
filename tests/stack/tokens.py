"""An identity provider on this machine: a token endpoint, and one where a mail server asks whether a token is good."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit


@dataclass
class Issuer:
    """`refusal` is what all are told instead of a token, a status and an answer. `good` are the tokens that open."""

    user: str
    seconds: float = 3600.0
    refusal: tuple[int, dict] | None = None
    slow: Event | None = None
    good: set[str] = field(default_factory=set)
    forms: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    @property
    def asking_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/is-it-good?token="

    def end_all(self) -> None:
        """Every token that is out there opens nothing any more."""
        self.good.clear()

    def give_out(self, form: dict[str, str]) -> tuple[int, dict]:
        self.forms.append(form)
        if self.slow is not None:
            self.slow.wait(60)
        if self.refusal is not None:
            return self.refusal
        token = f"token-{len(self.forms)}-{time.monotonic_ns()}"
        self.good.add(token)
        lasting = {"refresh_token": "lasting"} if form.get("grant_type") == "authorization_code" else {}
        return 200, {"access_token": token, "expires_in": self.seconds, "token_type": "Bearer", **lasting}

    def tell(self, token: str) -> tuple[int, dict]:
        if token not in self.good:
            return 200, {"active": False}
        return 200, {"active": True, "email": self.user, "scope": "mail"}


@contextmanager
def run_issuer(user: str):
    """Yields an `Issuer`."""
    issuer = Issuer(user=user)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = {name: found[0] for name, found in parse_qs(self.rfile.read(length).decode()).items()}
            self._say(*issuer.give_out(form))

        def do_GET(self) -> None:
            self._say(*issuer.tell(parse_qs(urlsplit(self.path).query).get("token", [""])[0]))

        def _say(self, code: int, answer: dict) -> None:
            body = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            # Who asks may have given up.
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    issuer.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
