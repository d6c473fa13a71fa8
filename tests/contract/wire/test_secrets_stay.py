"""No secret is in an error, in what caused it, in a traceback or in a log line, whichever server says no."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable

import pytest
from shell_settings import CANARY, GOOGLE, RIGHT
from stack.smtpd import authenticator, run_smtpd
from stack.tokens import run_issuer

from workers import imap
from workers.desk import Desk
from workers.doctor import examine
from workers.oauth.key import KeyFaultError, build_assertion
from workers.oauth.providers import Account
from workers.oauth.tokens import Tokens
from workers.ports import UnreachableError
from workers.settings import Written
from workers.smtp import SmtpOutlet

USER = "notes%40acme.example"


def told(attempt: Callable[[], object]) -> str:
    """Everything that is shown of the error this ends in, causes and contexts included."""
    with pytest.raises((UnreachableError, KeyFaultError)) as caught:
        attempt()
    error = caught.value
    return f"{error!r} {vars(error)} {''.join(traceback.format_exception(error))}"


@pytest.fixture(autouse=True)
def log(caplog):
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert CANARY not in caplog.text


@pytest.mark.parametrize("password", [CANARY, f"{CANARY}-ö"])
def test_a_password_that_imap_refuses(password):
    with Desk(password="another") as desk:
        port = desk.imap_url(USER).rpartition(":")[2]
        assert CANARY not in told(lambda: imap.connect(f"imap://{USER}:{password}@127.0.0.1:{port}"))


@pytest.mark.parametrize("password", [CANARY, f"{CANARY}-ö"])
def test_a_password_that_smtp_refuses(password):
    with run_smtpd(authenticator=authenticator, auth_require_tls=False) as server:
        outlet = SmtpOutlet(f"smtp://{USER}:{password}@127.0.0.1:{server.port}", sender="notes@acme.example")
        assert CANARY not in told(outlet.check)
        fate = outlet.send(b"Subject: one\r\n\r\n", to=["ana@acme.example"])["ana@acme.example"]
        assert CANARY not in repr(fate)


def test_what_a_token_is_asked_for_with():
    with run_issuer("notes@acme.example") as issuer:
        secrets = {"client_secret": f"{CANARY}-client", "refresh_token": f"{CANARY}-refresh"}
        account = Account(provider="google", user="u", client_id="app", token_url=issuer.url, **secrets)
        issuer.refusal = (400, {"error": "invalid_grant", "error_description": " ".join(secrets.values())})
        assert CANARY not in told(Tokens(account).token)
        issuer.refusal = (200, {"access_token": f"{CANARY}\r\nA1 LOGOUT"})
        assert CANARY not in told(Tokens(account).token)
        issuer.refusal = (200, {"token": CANARY})
        assert CANARY not in told(Tokens(account).token)


def test_a_key_that_cannot_be_read():
    key = {"type": "service_account", "client_email": "a", "private_key_id": "b", "private_key": CANARY}
    for text in (CANARY, json.dumps([CANARY]), json.dumps(key)):
        shown = told(lambda text=text: build_assertion(text, user="u", scope="s", audience="a", now=0.0))
        assert CANARY not in shown


def test_everything_the_doctor_says():
    nowhere = {
        "imap_url": f"imap://{USER}:{CANARY}@127.0.0.1:9/INBOX",
        "smtp_url": f"smtp://{USER}:{CANARY}@127.0.0.1:9",
        "database_url": f"postgresql+psycopg://u:{CANARY}@127.0.0.1:9/f",
        "broker_url": f"redis://u:{CANARY}@127.0.0.1:9/0",
    }
    empty = dict.fromkeys(("oauth_key", "oauth_tenant", "oauth_ends"), "")
    values = RIGHT | GOOGLE | empty | nowhere | {"oauth_token_url": "http://127.0.0.1:9/token"}
    wanted = ("sign-in", "mailbox", "sending", "database", "broker")
    findings = list(examine(Written(values=values, faults=()), only=wanted))
    faults = {finding.what for finding in findings if finding.cure}
    assert faults == set(wanted)
    assert CANARY not in repr(findings)
