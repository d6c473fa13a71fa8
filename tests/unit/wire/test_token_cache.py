"""Tokens are fetched once for all, before they end; a refusal is believed for a while."""

from __future__ import annotations

import pytest

from workers.oauth.ask import Token
from workers.oauth.providers import PROVIDERS, Account, build_form, find_token_url
from workers.oauth.sasl import build_answers
from workers.oauth.tokens import REST_SECONDS, Tokens
from workers.ports import Trouble, UnreachableError
from workers.sign_in_words import find_sign_in_trouble


class Endpoint:
    """Gives out numbered tokens that are good for so many seconds, or says no."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls = 0
        self.no: UnreachableError | None = None

    def __call__(self, _account: Account, _now: float) -> Token:
        self.calls += 1
        if self.no is not None:
            raise self.no
        return Token(text=f"token {self.calls}", seconds=3600.0)


@pytest.fixture
def endpoint():
    return Endpoint()


@pytest.fixture
def tokens(endpoint):
    account = Account(provider="google", user="notes@acme.example")
    return Tokens(account, clock=lambda: endpoint.now, ask=endpoint)


def test_a_token_is_asked_for_once(tokens, endpoint):
    assert [tokens.token(), tokens.token(), endpoint.calls] == ["token 1", "token 1", 1]


def test_a_token_is_fetched_before_it_ends(tokens, endpoint):
    tokens.token()
    endpoint.now = 3301.0
    assert tokens.token() == "token 2"


def test_an_endpoint_that_is_away_for_a_moment_costs_nothing(tokens, endpoint):
    tokens.token()
    endpoint.now, endpoint.no = 3301.0, UnreachableError("away")
    assert tokens.token() == "token 1"
    endpoint.now = 3601.0
    with pytest.raises(UnreachableError):
        tokens.token()


def test_a_refused_token_is_replaced_by_the_first_who_hears_of_it_only(tokens, endpoint):
    tokens.token()
    tokens.refuse("token 1")
    assert tokens.token() == "token 2"
    tokens.refuse("token 1")
    assert [tokens.token(), endpoint.calls] == ["token 2", 2]


def test_an_endpoint_that_says_no_is_left_alone_for_a_while(tokens, endpoint):
    endpoint.no = UnreachableError("revoked", trouble=Trouble.REVOKED)
    for _ in range(5):
        with pytest.raises(UnreachableError, match="revoked") as caught:
            tokens.token()
        assert caught.value.trouble is Trouble.REVOKED
    assert endpoint.calls == 1
    endpoint.now, endpoint.no = REST_SECONDS, None
    assert tokens.token() == "token 2"


def test_each_provider_is_asked_where_and_how_it_wants():
    account = Account(provider="microsoft", user="u", client_id="app", client_secret="s", tenant="t-1")
    assert find_token_url(account) == "https://login.microsoftonline.com/t-1/oauth2/v2.0/token"
    form = build_form(account, now=0.0)
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "https://outlook.office365.com/.default")


def test_a_service_account_signs_that_it_speaks_for_the_mailbox():
    import json  # noqa: PLC0415

    import jwt  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    written = {"type": "service_account", "client_email": "robot", "private_key_id": "7", "private_key": private}
    account = Account(provider="google-delegated", user="notes@acme.example", key=json.dumps(written))
    assertion = build_form(account, now=1000.0)["assertion"]
    url = find_token_url(account)
    claims = jwt.decode(
        assertion,
        key.public_key(),
        algorithms=["RS256"],
        audience=url,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == ("robot", "notes@acme.example", 3600)
    assert jwt.get_unverified_header(assertion)["kid"] == "7"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_shown_of_an_account_holds_no_secret(provider):
    account = Account(provider=provider, user="u", client_secret="bird", refresh_token="bird", key="bird")
    assert "bird" not in repr(account)


def test_what_is_shown_of_a_sign_in_holds_no_token():
    answers = build_answers(lambda _: True, user="u", token="bird")
    assert "bird" not in repr(answers)
    assert "bird" not in repr(Token(text="bird", seconds=1.0, refresh="bird"))


@pytest.mark.parametrize(
    ("said", "trouble", "cure"),
    [
        ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", Trouble.PASSWORD, "check user and password"),
        ("535 5.7.8 Username and Password not accepted. Learn more", Trouble.PASSWORD, "SIGN_IN=google"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
            Trouble.APP,
            "Set-CASMailbox",
        ),
        ("User is authenticated but not connected.", Trouble.APP, "Add-MailboxPermission"),
        ("[UNAVAILABLE] Temporary authentication failure.", None, ""),
    ],
)
def test_what_a_big_server_means_is_known(said, trouble, cure):
    found = find_sign_in_trouble(said, by_token=False)
    assert found[0] is trouble
    assert cure in found[1]
