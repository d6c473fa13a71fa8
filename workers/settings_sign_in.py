"""What may be wrong with the settings of signing in: passwords in the URLs, or tokens of a provider."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from workers.endpoint import IMAP_SCHEMES, SMTP_SCHEMES, Endpoint, Guard, is_loopback, parse_endpoint
from workers.oauth.key import KeyFaultError, read_key
from workers.oauth.providers import PASSWORD, PROVIDERS, Account
from workers.settings_faults import Complaint, Fault, Setting, variable

WAYS = (PASSWORD, *PROVIDERS)
URLS = {"imap_url": IMAP_SCHEMES, "smtp_url": SMTP_SCHEMES}
WHERE = "deploy/SIGN-IN.md shows where to find it"


def find_sign_in_faults(values: Mapping[str, str], *, spoiled: frozenset[str]) -> tuple[Fault, ...]:
    """Whether the URLs and the way of signing in go together; what is spoiled already is left alone."""
    ends = {
        name: parse_endpoint(values[name], schemes=schemes)
        for name, schemes in URLS.items()
        if values.get(name) and variable(name) not in spoiled
    }
    way = values.get("sign_in") or PASSWORD
    if variable("sign_in") in spoiled:
        return ()
    if way == PASSWORD:
        return tuple(_lacks_password(name) for name, end in ends.items() if _is_half(end))
    missing = tuple(
        Fault(name=variable(name), wrong=f"is not set, and FOLLOWTHROUGH_SIGN_IN is {way}", cure=WHERE)
        for name in PROVIDERS[way].needs
        if not values.get(name) and variable(name) not in spoiled
    )
    return missing + _find_unused(ends, way)


def _is_half(end: Endpoint) -> bool:
    return bool(end.user) and not end.password and end.guard is not Guard.LOOPBACK


def _lacks_password(name: str) -> Fault:
    scheme = "imaps" if name == "imap_url" else "smtps"
    cure = (
        f"write it like {scheme}://user:password@mail.acme.example; or set FOLLOWTHROUGH_SIGN_IN "
        f"to {' or '.join(PROVIDERS)}"
    )
    return Fault(name=variable(name), wrong="names a user and no password", cure=cure)


def _find_unused(ends: Mapping[str, Endpoint], way: str) -> tuple[Fault, ...]:
    if len(ends) < len(URLS):
        return ()
    users = {end.user for end in ends.values() if end.user and not end.password}
    if not users:
        wrong = f"is {way}, and both URLs bring a password"
        return (
            Fault(name=variable("sign_in"), wrong=wrong, cure="leave the password out of the URLs, or write password"),
        )
    if len(users) > 1:
        cure = "write the same user as in FOLLOWTHROUGH_IMAP_URL: one token opens both"
        return (Fault(name=variable("smtp_url"), wrong="names another user than the mailbox", cure=cure),)
    return ()


def find_account(values: Mapping[str, str]) -> Account | None:
    """Who signs in with tokens; None where the URLs bring passwords."""
    if values["sign_in"] == PASSWORD:
        return None
    names = ("client_id", "client_secret", "refresh_token", "key", "tenant", "token_url")
    given = {name: values[f"oauth_{name}"] for name in names}
    return Account(provider=values["sign_in"], user=_find_user(values), **given)


def _find_user(values: Mapping[str, str]) -> str:
    for name, schemes in URLS.items():
        # The other URL may be wrong, and is told so elsewhere.
        with suppress(ValueError):
            end = parse_endpoint(values[name], schemes=schemes)
            if end.user and not end.password:
                return end.user
    return ""


def _check_way(value: str) -> Complaint | None:
    return None if value in WAYS else Complaint(f"is {value!r}, which means nothing here", f"write {' or '.join(WAYS)}")


def _check_word(value: str) -> Complaint | None:
    return Complaint("holds a blank or a line end", "copy it again, in one piece") if len(value.split()) != 1 else None


def _check_tenant(value: str) -> Complaint | None:
    if value.replace("-", "").replace(".", "").isalnum():
        return None
    return Complaint(f"is {value!r}, which is no tenant", "write the Directory (tenant) ID, or a domain of it")


def _check_key(value: str) -> Complaint | None:
    try:
        read_key(value)
    except KeyFaultError as fault:
        return Complaint(
            str(fault), "name the JSON file that Google made for the account in FOLLOWTHROUGH_OAUTH_KEY_FILE"
        )
    return None


def _check_token_url(value: str) -> Complaint | None:
    try:
        parts = urlsplit(value)
        scheme, host, _ = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        scheme, host = "", ""
    if host and (scheme == "https" or (scheme == "http" and is_loopback(host))):
        return None
    return Complaint("is no https:// address", "leave it empty, or write the token endpoint of your cloud")


def _check_day(value: str) -> Complaint | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return Complaint(f"is {value!r}, which is no day", "write it like 2027-11-30")
    return None


SIGN_IN_SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "sign_in": Setting(check=_check_way),
        "oauth_client_id": Setting(check=_check_word),
        "oauth_client_secret": Setting(check=_check_word, hidden=True),
        "oauth_refresh_token": Setting(check=_check_word, hidden=True),
        "oauth_key": Setting(check=_check_key, hidden=True),
        "oauth_tenant": Setting(check=_check_tenant),
        "oauth_token_url": Setting(check=_check_token_url),
        "oauth_ends": Setting(check=_check_day),
    }
)
