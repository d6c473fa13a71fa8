"""A real SMTP server (aiosmtpd) that relays into Dovecot's LMTP, or answers as a test wants it to."""

# ruff: noqa: ARG002, N802 - aiosmtpd gives the names and the arguments

from __future__ import annotations

import asyncio
import base64
import smtplib
import ssl
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from stack.servers import free_port

LOGIN = ("notes@acme.example", "sésame/öffne")

Relay = Callable[[bytes, str, list[str]], None]


@dataclass
class SmtpServer:
    """`refusals` maps an address to the reply it gets at RCPT; `at_mail` and `at_data` answer everybody there."""

    relay: Relay | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    at_mail: str | None = None
    at_data: str | None = None
    extensions: list[str] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    connections: int = 0
    taken: list[bytes] = field(default_factory=list)
    controller: Controller | None = None

    def start(self, **options) -> None:
        self.controller = Controller(self, hostname=self.host, port=self.port, data_size_limit=100_000_000, **options)
        self.controller.start()
        # The controller's own first connection.
        self.connections = 0

    def stop(self) -> None:
        """End it; before its time, it is a server that goes away."""
        if self.controller is not None:
            self.controller.stop()
        self.controller = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], *self.extensions, responses[-1]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.at_mail or "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = self.refusals.get(address.casefold())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.at_data is not None:
            return self.at_data
        self.taken.append(envelope.original_content)
        if self.relay is not None:
            try:
                await asyncio.to_thread(
                    self.relay, envelope.original_content, envelope.mail_from or "", envelope.rcpt_tos
                )
            except smtplib.SMTPException as trouble:
                return f"451 4.3.0 {type(trouble).__name__}"
        return "250 2.0.0 taken"


@contextmanager
def run_smtpd(*, relay: Relay | None = None, tls: ssl.SSLContext | None = None, starttls: bool = False, **options):
    """Yields an `SmtpServer`. With `tls` it speaks TLS at once, or after STARTTLS where that is asked for."""
    server = SmtpServer(relay=relay, port=free_port())
    if starttls:
        options |= {"tls_context": tls, "require_starttls": True}
    try:
        server.start(ssl_context=None if starttls else tls, **options)
        yield server
    finally:
        server.stop()


def authenticator(server, session, envelope, mechanism, auth_data):
    """Knows one login."""
    user, password = (part.encode() for part in LOGIN)
    good = isinstance(auth_data, LoginPassword) and (auth_data.login, auth_data.password) == (user, password)
    return AuthResult(success=good, handled=False)


def relay_to(dovecot) -> Relay:
    """Hand every letter to this Dovecot."""
    return lambda raw, sender, to: dovecot.deliver(raw, sender=sender, to=to)


@pytest.fixture
def smtpd(dovecot):
    with run_smtpd(relay=relay_to(dovecot)) as server:
        yield server


class TokenSmtpServer(SmtpServer):
    """Takes tokens and no passwords; `issuer` tells which are good."""

    def __init__(self, issuer, **options) -> None:
        super().__init__(**options)
        self.issuer = issuer

    async def handle_MAIL(self, server, session, envelope, address, options):
        # A token that has ended opens nothing any more, although its line is still there.
        if session.auth_data not in self.issuer.good:
            return "530 5.7.0 sign in first"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def auth_XOAUTH2(self, server, args):
        words = base64.b64decode(args[1]).decode().split("\x01") if len(args) > 1 else []
        user = words[0].removeprefix("user=") if words else ""
        token = words[1].removeprefix("auth=Bearer ") if len(words) > 1 else ""
        if user == self.issuer.user and token in self.issuer.good:
            return AuthResult(success=True, auth_data=token)
        # As the big providers do: the reason first, then the client's empty word, then the end.
        await server.challenge_auth('{"status":"401"}', encode_to_b64=True)
        return AuthResult(success=False, handled=False)


@contextmanager
def run_token_smtpd(issuer, *, relay: Relay | None = None):
    """Yields a `TokenSmtpServer`, on which nobody sends without a token."""
    server = TokenSmtpServer(issuer, relay=relay, port=free_port())
    try:
        server.start(auth_require_tls=False, auth_exclude_mechanism=["LOGIN", "PLAIN"])
        yield server
    finally:
        server.stop()
