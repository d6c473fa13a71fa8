"""How one signs in without a password: a row for each provider.

One access token opens IMAP and SMTP alike: Google has a single scope for
mail, Microsoft's `.default` holds every permission that the application was
given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from workers.oauth.key import build_assertion

PASSWORD = "password"  # noqa: S105 - a way to sign in
GOOGLE = "google"
GOOGLE_DELEGATED = "google-delegated"
MICROSOFT = "microsoft"
GOOGLE_SCOPE = "https://mail.google.com/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose mailbox it is, and what proves that we may open it. `token_url` is empty where the provider's is meant."""

    provider: str
    user: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    tenant: str = ""
    token_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where tokens come from, which settings that needs, and the form that asks for one at a moment."""

    token_url: str
    needs: tuple[str, ...]
    form: Callable[[Account, str, float], Mapping[str, str]] = field(repr=False)


def find_token_url(account: Account) -> str:
    """Where tokens for this account are given out."""
    return account.token_url or PROVIDERS[account.provider].token_url.format(tenant=account.tenant)


def build_form(account: Account, *, now: float) -> Mapping[str, str]:
    """What is posted there; `now` is in seconds since 1970."""
    return PROVIDERS[account.provider].form(account, find_token_url(account), now)


def _ask_google(account: Account, _url: str, _now: float) -> Mapping[str, str]:
    return {
        "grant_type": "refresh_token",
        "client_id": account.client_id,
        "client_secret": account.client_secret,
        "refresh_token": account.refresh_token,
    }


def _ask_google_delegated(account: Account, url: str, now: float) -> Mapping[str, str]:
    return {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": build_assertion(account.key, user=account.user, scope=GOOGLE_SCOPE, audience=url, now=now),
    }


def _ask_microsoft(account: Account, _url: str, _now: float) -> Mapping[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": account.client_id,
        "client_secret": account.client_secret,
        "scope": "https://outlook.office365.com/.default",
    }


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        GOOGLE: Provider(
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
            needs=("oauth_client_id", "oauth_client_secret", "oauth_refresh_token"),
            form=_ask_google,
        ),
        GOOGLE_DELEGATED: Provider(
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106
            needs=("oauth_key",),
            form=_ask_google_delegated,
        ),
        MICROSOFT: Provider(
            token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106
            needs=("oauth_tenant", "oauth_client_id", "oauth_client_secret"),
            form=_ask_microsoft,
        ),
    }
)
