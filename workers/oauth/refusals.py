"""What a token endpoint means by no, and what to do about it: by its own number, else by the code of RFC 6749.

A row says which trouble it is, what is wrong in words, and the cure. The
first that fits counts: numbers stand before codes, since a code says less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workers.ports import Trouble

AGAIN = "run `followthrough token get`, and write what it shows into FOLLOWTHROUGH_OAUTH_REFRESH_TOKEN"
SECRET = "make a new client secret with the provider, and write its value into FOLLOWTHROUGH_OAUTH_CLIENT_SECRET"  # noqa: S105
CLIENT = "check FOLLOWTHROUGH_OAUTH_CLIENT_ID and FOLLOWTHROUGH_OAUTH_CLIENT_SECRET"
TENANT = "check FOLLOWTHROUGH_OAUTH_TENANT and FOLLOWTHROUGH_OAUTH_CLIENT_ID; deploy/SIGN-IN.md shows where they stand"
DELEGATE = (
    "in the Google admin console allow the account's client ID the scope https://mail.google.com/ (domain-wide "
    "delegation), and check that the user in the URLs is a mailbox of that domain"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What is wrong with the sign-in, and the cure."""

    trouble: Trouble
    wrong: str
    cure: str


def find_refusal(provider: str, answer: Mapping[str, object]) -> Refusal:
    """What this answer of a token endpoint means."""
    error = str(answer.get("error", ""))
    numbers = answer.get("error_codes")
    for number in numbers if isinstance(numbers, list) else ():
        if number in NUMBERS:
            return NUMBERS[number]
    return CODES.get((provider, error)) or CODES.get(("", error)) or _UNKNOWN


_WRONG_SECRET = Refusal(trouble=Trouble.SECRET, wrong="the client secret is wrong", cure=SECRET)
_ENDED_SECRET = Refusal(trouble=Trouble.SECRET, wrong="the client secret has ended", cure=SECRET)
_NO_APP = Refusal(trouble=Trouble.APP, wrong="the application is not known there, or was switched off", cure=TENANT)
_NO_TENANT = Refusal(trouble=Trouble.APP, wrong="there is no such tenant", cure=TENANT)
_REVOKED = Refusal(
    trouble=Trouble.REVOKED, wrong="the right to open the mailbox was taken back, or has ended", cure=AGAIN
)
_NO_DELEGATION = Refusal(trouble=Trouble.APP, wrong="the account may not speak for this mailbox", cure=DELEGATE)
_NO_CLIENT = Refusal(trouble=Trouble.SECRET, wrong="the client ID or its secret is wrong, or was deleted", cure=CLIENT)
_UNKNOWN = Refusal(
    trouble=Trouble.APP,
    wrong="no token is given to us",
    cure="check the settings FOLLOWTHROUGH_OAUTH_…; the provider's own words stand beside",
)

# Microsoft's numbers, as in AADSTS7000222.
NUMBERS: Mapping[object, Refusal] = {
    7000215: _WRONG_SECRET,
    7000222: _ENDED_SECRET,
    700016: _NO_APP,
    700025: _NO_APP,
    7000112: _NO_APP,
    500014: _NO_APP,
    90002: _NO_TENANT,
    900023: _NO_TENANT,
    53003: Refusal(
        trouble=Trouble.APP,
        wrong="a rule of conditional access keeps us out",
        cure="let an administrator of Entra leave this application out of the rule, or add this machine to it",
    ),
}
# By provider and code; no provider means every one.
CODES: Mapping[tuple[str, str], Refusal] = {
    ("google-delegated", "invalid_grant"): _NO_DELEGATION,
    ("google-delegated", "unauthorized_client"): _NO_DELEGATION,
    ("google-delegated", "invalid_client"): Refusal(
        trouble=Trouble.SECRET,
        wrong="the account or its key was deleted",
        cure="make a new key for the service account, and name its file in FOLLOWTHROUGH_OAUTH_KEY_FILE",
    ),
    ("microsoft", "unauthorized_client"): _NO_APP,
    ("", "invalid_grant"): _REVOKED,
    ("", "invalid_client"): _NO_CLIENT,
    ("", "deleted_client"): _NO_CLIENT,
    ("", "unauthorized_client"): _NO_CLIENT,
    ("", "admin_policy_enforced"): Refusal(
        trouble=Trouble.APP,
        wrong="a rule of the organisation keeps this application out",
        cure="let an administrator of Google Workspace trust it (Security, API controls, App access control)",
    ),
}
