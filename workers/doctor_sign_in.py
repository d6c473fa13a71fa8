"""The doctor's look at signing in with tokens: is one given out, what may it do, when does the way to it end."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date, datetime
from typing import Any

from workers.doctor_findings import Finding, Values, fault, fine
from workers.doctor_lines import find_cure
from workers.oauth.providers import MICROSOFT, PASSWORD
from workers.oauth.tokens import Tokens, fetch_token
from workers.ports import UnreachableError
from workers.settings_sign_in import find_account

# What an application of Microsoft's needs, as it stands in its tokens.
ROLES = ("IMAP.AccessAsApp", "SMTP.SendAsApp")
SOON_DAYS = 14
RENEW = "make a new one with the provider, and write its end into FOLLOWTHROUGH_OAUTH_ENDS"


def build_tokens(values: Values) -> Tokens | None:
    """Where tokens come from; None where the URLs bring passwords."""
    account = find_account(values)
    return Tokens(account) if account is not None else None


def look_at_sign_in(what: str, values: Values) -> Finding:
    """Whether the provider gives us a token that is good for reading and sending."""
    account = find_account(values)
    if account is None:
        return fine(what, f"by {PASSWORD}, as the URLs say")
    now = datetime.now(UTC)
    try:
        token = fetch_token(account, now.timestamp())
    except UnreachableError as trouble:
        return fault(what, *find_cure(trouble, setting="FOLLOWTHROUGH_OAUTH_…"))
    missing = find_missing_roles(token.text) if account.provider == MICROSOFT else ()
    if missing:
        cure = "add them to the application (API permissions, Office 365 Exchange Online) and grant admin consent"
        return fault(what, f"the token lacks {' and '.join(missing)}", cure)
    return find_end(what, values, today=now.date()) or fine(
        what, f"{account.provider} gives out tokens, each good for {token.seconds / 60:.0f} minutes"
    )


def find_end(what: str, values: Values, *, today: date) -> Finding | None:
    """That the sign-in ends soon, or has ended; None where it does not, or nobody wrote down when."""
    if not values["oauth_ends"]:
        return None
    left = (date.fromisoformat(values["oauth_ends"]) - today).days
    if left > SOON_DAYS:
        return None
    when = f"ends in {left} days" if left >= 0 else "has ended"
    return fault(what, f"the client secret or token {when} ({values['oauth_ends']})", RENEW)


def find_missing_roles(token: str) -> tuple[str, ...]:
    """What a token of Microsoft's lacks; nothing where it cannot be read, since it is not ours to read."""
    try:
        part = token.split(".")[1]
        claims: Any = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        roles = claims.get("roles", [])
    except (IndexError, ValueError, AttributeError, binascii.Error):
        return ()
    return tuple(role for role in ROLES if role not in roles)
