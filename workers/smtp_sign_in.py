"""Sign in over SMTP (RFC 4954): with a password, or with a token."""

from __future__ import annotations

import smtplib
from base64 import b64encode
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError

from workers.endpoint import Endpoint
from workers.oauth.sasl import build_answers

_TAKEN = 235
_GO_ON = 334


def sign_in(line: smtplib.SMTP, endpoint: Endpoint, token: str | None) -> None:
    """Raises what smtplib raises where the server does not let us in."""
    user = endpoint.user or ""
    if token is not None:
        _say_token(line, user, token)
    elif (user + endpoint.password).isascii():
        line.login(user, endpoint.password)
    else:
        # smtplib signs in with ASCII only; PLAIN carries UTF-8 (RFC 4616).
        line.ehlo_or_helo_if_needed()
        _end(line.docmd("AUTH", f"PLAIN {_pack(f'{chr(0)}{user}{chr(0)}{endpoint.password}')}"))


def _say_token(line: smtplib.SMTP, user: str, token: str) -> None:
    line.ehlo_or_helo_if_needed()
    offered = line.esmtp_features.get("auth", "").upper().split()
    answers = build_answers(lambda mechanism: mechanism in offered, user=user, token=token)
    if answers is None:
        raise SMTPNotSupportedError("no sign-in with tokens (XOAUTH2, OAUTHBEARER)")
    reply = line.docmd("AUTH", f"{answers.mechanism} {_pack(answers())}")
    if reply[0] == _GO_ON:
        # It says why, and waits for our last word before it ends the sign-in.
        reply = line.docmd(_pack(answers(reply[1])))
    _end(reply)


def _end(reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code != _TAKEN:
        raise SMTPAuthenticationError(code, text)


def _pack(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")
