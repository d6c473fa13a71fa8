"""Access tokens of one account, kept in memory and shared by all threads of a process.

A token is fetched before it ends, and fetched anew when a server refuses it.
An endpoint that says no is not asked again at once: a hundred letters that
are due must not knock a hundred times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from workers.oauth.ask import Token, post_form
from workers.oauth.key import KeyFaultError
from workers.oauth.providers import Account, build_form, find_token_url
from workers.ports import Trouble, UnreachableError

# Long enough for a slow sign-in to end, and for an endpoint that is away for a moment to come back.
EARLY_SECONDS = 300.0
# Of a token that is good for minutes only, this part is its last.
EARLY_PART = 0.1
# So long a refusal is believed without asking again.
REST_SECONDS = 30.0


class Tokens:
    """Where the road gets what opens its mailbox."""

    def __init__(
        self,
        account: Account,
        *,
        clock: Callable[[], float] = time.time,
        ask: Callable[[Account, float], Token] | None = None,
    ) -> None:
        self._account = account
        self._clock = clock
        self._ask = ask or fetch_token
        self._lock = Lock()
        self._text = ""
        self._renew_at = self._ends_at = self._rest_until = 0.0
        self._refusal: UnreachableError | None = None

    @property
    def ends_at(self) -> float:
        """When the token in hand ends, in seconds since 1970; 0 while there is none."""
        return self._ends_at

    def token(self) -> str:
        """A token that is good for a while; raises `UnreachableError` where none is to be had."""
        with self._lock:
            now = self._clock()
            if self._text and now < self._renew_at:
                return self._text
            try:
                self._fetch(now)
            except UnreachableError:
                # The old one opens doors to its very end.
                if self._text and now < self._ends_at:
                    return self._text
                raise
            return self._text

    def refuse(self, text: str) -> None:
        """A server took this token no more: the next one is a new one, unless another thread has it already."""
        with self._lock:
            if self._text == text:
                self._text, self._ends_at = "", 0.0

    def _fetch(self, now: float) -> None:
        if self._refusal is not None and now < self._rest_until:
            # A fresh error: one that is raised twice would collect the traces of all threads.
            raise self._refusal.again()
        try:
            token = self._ask(self._account, now)
        except UnreachableError as refusal:
            self._refusal, self._rest_until = refusal, now + REST_SECONDS
            raise
        self._refusal, self._text, self._ends_at = None, token.text, now + token.seconds
        self._renew_at = self._ends_at - min(EARLY_SECONDS, EARLY_PART * token.seconds)


def fetch_token(account: Account, now: float) -> Token:
    """A new token from the provider."""
    url = find_token_url(account)
    try:
        form = build_form(account, now=now)
    except KeyFaultError as fault:
        cure = "name the JSON file that Google made for the account in FOLLOWTHROUGH_OAUTH_KEY_FILE"
        raise UnreachableError(f"FOLLOWTHROUGH_OAUTH_KEY {fault}", trouble=Trouble.SECRET, cure=cure) from None
    return post_form(url, form, provider=account.provider)
