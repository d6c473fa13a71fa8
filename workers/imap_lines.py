"""The line to an IMAP server: dial, guard it, sign in, and say what is wrong when one of them does not come about."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from workers.endpoint import Endpoint, Guard
from workers.oauth.sasl import build_answers
from workers.oauth.tokens import Tokens
from workers.ports import Trouble, UnreachableError
from workers.sign_in_words import find_sign_in_trouble

_CONNECT_SECONDS = 15.0
# A big mail over a thin line sends something all the time; a minute without a byte is a dead line.
_READ_SECONDS = 60.0
_SETTING = "FOLLOWTHROUGH_IMAP_URL"


class _TokenRefusedError(UnreachableError):
    """The token, for whatever reason: a server that cannot look it up says the same as one that does not know it."""


def open_line(endpoint: Endpoint, tokens: Tokens | None) -> Any:
    """A line on which we are signed in. A token that the server takes no more is replaced by a new one, once."""
    if tokens is None or endpoint.password:
        return _open(endpoint, None)
    token = tokens.token()
    try:
        return _open(endpoint, token)
    except _TokenRefusedError:
        tokens.refuse(token)
    return _open(endpoint, tokens.token())


@contextmanager
def lines_can_break(endpoint: Endpoint) -> Iterator[None]:
    """Whatever the library says of a broken line becomes `UnreachableError`."""
    try:
        yield
    except ssl.SSLCertVerificationError as refusal:
        raise UnreachableError(
            f"{endpoint.place} shows a certificate we cannot trust ({refusal.verify_message}): "
            f"use the name the certificate is made for, or name your authority in SSL_CERT_FILE",
            trouble=Trouble.CERTIFICATE,
            place=endpoint.place,
        ) from refusal
    except (IMAPClientError, OSError) as trouble:
        raise UnreachableError(f"{endpoint.place}: {said_by(trouble)}", place=endpoint.place) from trouble


def said_by(trouble: Exception) -> str:
    """What the server said, as text: Python's IMAP passes its bytes on as they are printed."""
    return re.sub(r"""^b(['"])(.{0,1000})\1$""", r"\2", str(trouble)) or type(trouble).__name__


def _open(endpoint: Endpoint, token: str | None) -> Any:
    with lines_can_break(endpoint):
        client = IMAPClient(
            endpoint.host,
            port=endpoint.port,
            ssl=endpoint.guard is Guard.TLS,
            ssl_context=ssl.create_default_context() if endpoint.guard is Guard.TLS else None,
            timeout=SocketTimeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        )
    # With this on, IMAPClient would turn arrival times into naive local ones.
    client.normalise_times = False
    try:
        with lines_can_break(endpoint):
            _sign_in(client, endpoint, token)
    except UnreachableError:
        hang_up(client)
        raise
    return client


def hang_up(client: Any) -> None:
    """End a line that may be broken."""
    with suppress(IMAPClientError, OSError):
        client.shutdown()


def _sign_in(client: Any, endpoint: Endpoint, token: str | None) -> None:
    try:
        if token is None:
            _say_password(client, endpoint)
        else:
            _say_token(client, endpoint, token)
    except LoginError as refusal:
        said = said_by(refusal)
        trouble, cure = find_sign_in_trouble(said, by_token=token is not None)
        hint = "" if trouble is not Trouble.PASSWORD else ": check user and password"
        sort = UnreachableError if token is None else _TokenRefusedError
        raise sort(
            f"{endpoint.place} refuses the sign-in of {_SETTING}{hint} ({said})",
            trouble=trouble,
            place=endpoint.place,
            cure=cure.format(setting=_SETTING),
        ) from None


def _say_password(client: Any, endpoint: Endpoint) -> None:
    user = endpoint.user or ""
    # The LOGIN command is ASCII only; AUTHENTICATE PLAIN carries UTF-8 (RFC 4616).
    if (user + endpoint.password).isascii() and not client.has_capability("LOGINDISABLED"):
        client.login(user, endpoint.password)
    else:
        client.plain_login(user, endpoint.password)


def _say_token(client: Any, endpoint: Endpoint, token: str) -> None:
    answers = build_answers(
        lambda mechanism: client.has_capability(f"AUTH={mechanism}"), user=endpoint.user or "", token=token
    )
    if answers is None:
        raise UnreachableError(
            f"{endpoint.place} offers no sign-in with tokens (XOAUTH2, OAUTHBEARER)",
            trouble=Trouble.APP,
            place=endpoint.place,
            cure=f"write a password into {_SETTING}, or switch tokens on at the server",
        )
    client.sasl_login(answers.mechanism, answers)
