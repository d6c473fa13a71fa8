"""Ask a token endpoint for an access token (RFC 6749): one form, one answer in JSON.

No error holds what was posted or what a good answer said.
"""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from workers.oauth.refusals import find_refusal
from workers.ports import Trouble, UnreachableError

SECONDS = 15.0
MOST_BYTES = 65_536
MOST_CHARACTERS = 200
# Where an endpoint does not say how long a token is good for (RFC 6749 only recommends it).
USUAL_SECONDS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What opens a mailbox, and for how many seconds from now. `refresh` is empty where none came along."""

    text: str = field(repr=False)
    seconds: float
    refresh: str = field(default="", repr=False)


def post_form(url: str, form: Mapping[str, str], *, provider: str, seconds: float = SECONDS) -> Token:
    """The token for this form; raises `UnreachableError` with what is wrong, the cure, and the server's own words."""
    host = urllib.parse.urlsplit(url).netloc
    code, body = _post(url, form, host=host, seconds=seconds)
    answer = _parse(body)
    if code == 200:
        return _read(answer, host=host)
    if "error" not in answer or code >= 500:
        raise UnreachableError(f"{host} answers {code} and gives out no tokens now: its trouble passes by itself")
    refusal = find_refusal(provider, answer)
    said = _say(answer, form)
    raise UnreachableError(f"{host}: {refusal.wrong} ({said})", trouble=refusal.trouble, place=host, cure=refusal.cure)


def _post(url: str, form: Mapping[str, str], *, host: str, seconds: float) -> tuple[int, bytes]:
    request = urllib.request.Request(  # noqa: S310 - the settings take https, or http on this machine
        url, data=urllib.parse.urlencode(form).encode(), headers={"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=seconds, context=ssl.create_default_context()) as answer:  # noqa: S310
            return int(answer.status), answer.read(MOST_BYTES)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(MOST_BYTES)
    except (OSError, HTTPException) as trouble:
        # What is wrong is inside: urllib wraps it.
        reason = getattr(trouble, "reason", None)
        inner = reason if isinstance(reason, Exception) else trouble
        if isinstance(inner, ssl.SSLCertVerificationError):
            said = f"{host} shows a certificate we cannot trust ({inner.verify_message})"
            cure = "name your authority in SSL_CERT_FILE; somebody may stand between"
            raise UnreachableError(said, trouble=Trouble.CERTIFICATE, place=host, cure=cure) from None
        cure = "check that this machine may reach it over HTTPS (a firewall or proxy may stand between)"
        raise UnreachableError(f"{host} gives out no token ({type(inner).__name__})", place=host, cure=cure) from inner


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _read(answer: Mapping[str, Any], *, host: str) -> Token:
    text, refresh = answer.get("access_token"), answer.get("refresh_token")
    # A line end in it would end our command to the mail server.
    if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
        raise UnreachableError(f"{host} answers without a token: check FOLLOWTHROUGH_OAUTH_TOKEN_URL", place=host)
    try:
        seconds = float(answer.get("expires_in", USUAL_SECONDS))
    except (TypeError, ValueError):
        seconds = USUAL_SECONDS
    return Token(text=text, seconds=seconds, refresh=refresh if isinstance(refresh, str) else "")


def _say(answer: Mapping[str, Any], form: Mapping[str, str]) -> str:
    """The endpoint's own words on one line; should it repeat what we sent, that is left out."""
    said = " ".join(f"{answer.get('error', '')}: {answer.get('error_description', '')}".split())
    for name, value in form.items():
        if name not in ("grant_type", "scope", "client_id") and value:
            said = said.replace(value, "…")
    return said[:MOST_CHARACTERS].rstrip(": ")
