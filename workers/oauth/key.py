"""The key of a Google service account, and what is signed with it (RFC 7523)."""

from __future__ import annotations

import json
from typing import Any

# Google takes no assertion that is good for longer.
SECONDS = 3600


class KeyFaultError(ValueError):
    """The key cannot be used. The text says why, and holds nothing of it."""


def read_key(text: str) -> tuple[str, str, str]:
    """The account's address, the key's number and the private key; `KeyFaultError` where it is no such file."""
    try:
        table: Any = json.loads(text)
    except ValueError:
        raise KeyFaultError("is no JSON") from None
    if not isinstance(table, dict) or table.get("type") != "service_account":
        raise KeyFaultError("is not the key of a service account")
    found = tuple(table.get(name) for name in ("client_email", "private_key_id", "private_key"))
    if not all(isinstance(one, str) and one for one in found):
        raise KeyFaultError("lacks client_email, private_key_id or private_key")
    return str(found[0]), str(found[1]), str(found[2])


def build_assertion(key: str, *, user: str, scope: str, audience: str, now: float) -> str:
    """The account's signed word that it speaks for `user`."""
    # Only this way of signing in pays for it.
    import jwt  # noqa: PLC0415

    issuer, number, private = read_key(key)
    claims = {
        "iss": issuer,
        "sub": user,
        "scope": scope,
        "aud": audience,
        "iat": int(now),
        "exp": int(now) + SECONDS,
    }
    try:
        return jwt.encode(claims, private, algorithm="RS256", headers={"kid": number})
    except (ValueError, TypeError, jwt.PyJWTError):
        raise KeyFaultError("holds a private key that cannot be read") from None
