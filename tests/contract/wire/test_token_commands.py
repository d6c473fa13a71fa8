"""`token get`, `token test` and `doctor --send-test` as an operator types them, over real servers."""

from __future__ import annotations

import os
import urllib.request
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from builders import read_letter
from stack.dovecot import run_dovecot
from stack.smtpd import relay_to, run_token_smtpd
from stack.tokens import run_issuer
from typer.testing import CliRunner

from workers.cli import build_cli
from workers.doctor import LOOKS

pytestmark = pytest.mark.stack("dovecot")

USER, OPS = "notes@acme.example", "ops@acme.example"
NAME = USER.replace("@", "%40")
CANARY = "canary-bird"


@pytest.fixture(scope="module")
def servers():
    with (
        run_issuer(USER) as issuer,
        run_dovecot(asking_url=issuer.asking_url) as dovecot,
        run_token_smtpd(issuer, relay=relay_to(dovecot)) as smtpd,
    ):
        yield issuer, dovecot, smtpd


@pytest.fixture
def issuer(servers):
    issuer = servers[0]
    yield issuer
    issuer.refusal = None
    issuer.forms.clear()


@pytest.fixture
def dovecot(servers):
    return servers[1]


@pytest.fixture
def write_env(servers, tmp_path, monkeypatch):
    issuer, dovecot, smtpd = servers
    for name in [name for name in os.environ if name.startswith("FOLLOWTHROUGH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")

    def write(**other: str) -> None:
        settings = {
            "ADDRESS": USER,
            "IMAP_URL": f"imap://{NAME}@127.0.0.1:{dovecot.imap_port}/INBOX",
            "SMTP_URL": f"smtp://{NAME}@127.0.0.1:{smtpd.port}",
            "ALLOWED_DOMAINS": "acme.example",
            "TRUSTED_AUTHSERV_ID": "none",
            "SECRET": f"{CANARY}-secret-of-more-than-sixteen",
            "OPERATOR": OPS,
            "SIGN_IN": "google",
            "OAUTH_CLIENT_ID": "app",
            "OAUTH_CLIENT_SECRET": f"{CANARY}-client",
            "OAUTH_REFRESH_TOKEN": f"{CANARY}-refresh",
            "OAUTH_TOKEN_URL": issuer.url,
        }
        lines = [f"FOLLOWTHROUGH_{name}={value}" for name, value in (settings | other).items()]
        (tmp_path / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write


def followthrough(*words: str, typed: str | None = None):
    found = CliRunner().invoke(build_cli(), list(words), input=typed)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert CANARY not in found.output
    return found


def test_a_test_says_what_works(write_env, issuer):
    write_env()
    found = followthrough("token", "test")
    assert found.exit_code == 0
    for what in ("sign-in google gives out tokens", "mailbox signed in", "sending the server takes letters"):
        assert what in found.stdout


@pytest.mark.parametrize(
    ("answer", "said", "cure"),
    [
        ({"error": "invalid_grant"}, "was taken back, or has ended", "followthrough token get"),
        ({"error": "invalid_client"}, "the client ID or its secret is wrong", "FOLLOWTHROUGH_OAUTH_CLIENT_SECRET"),
    ],
)
def test_a_test_says_what_does_not_work_and_what_to_do(write_env, issuer, answer, said, cure):
    write_env()
    issuer.refusal = (400, answer | {"error_description": f"{CANARY}-refresh"})
    found = followthrough("token", "test")
    assert found.exit_code == 1
    assert found.stdout.count(said) == 3
    assert cure in found.stdout


def test_a_missing_folder_is_told_with_its_name(write_env, issuer, dovecot):
    write_env(IMAP_URL=f"imap://{NAME}@127.0.0.1:{dovecot.imap_port}/Nowhere")
    found = followthrough("token", "test")
    assert found.exit_code == 1
    assert "does not open the folder Nowhere" in found.stdout
    assert "make the folder Nowhere" in found.stdout


def test_a_sign_in_that_ends_is_told(write_env, issuer):
    write_env(OAUTH_ENDS="2026-01-31")
    found = followthrough("token", "test")
    assert found.exit_code == 1
    assert "has ended (2026-01-31)" in found.stdout


def test_a_letter_goes_out_and_comes_back_and_is_cleaned_up(write_env, issuer, dovecot, monkeypatch):
    write_env()
    # The other looks have tests of their own, and one of them loads the model.
    monkeypatch.setattr("workers.doctor.LOOKS", {"packages": LOOKS["packages"]})
    found = followthrough("doctor", "--send-test")
    assert "there and back a letter went out and was back after" in found.stdout
    assert dovecot.mail_files(USER) == []
    (file,) = dovecot.mail_files(OPS)
    assert read_letter(file.read_bytes())["Subject"] == "A letter to try the way"


def answer_of(url: str, **other: str) -> str:
    words = {name: found[0] for name, found in parse_qs(urlsplit(url).query).items()}
    return f"{words['redirect_uri']}?{urlencode({'code': 'c-1', 'state': words['state']} | other)}"


def test_what_the_browser_brings_becomes_a_refresh_token(write_env, issuer, tmp_path, monkeypatch):
    def browse(text: str, **_: object) -> None:
        if "accounts.google.com" in str(text):
            Thread(target=lambda: urllib.request.urlopen(answer_of(str(text)), timeout=10).close()).start()

    write_env(OAUTH_REFRESH_TOKEN="")
    monkeypatch.setattr("workers.cli_token.screen", lambda: type("Screen", (), {"print": staticmethod(browse)}))
    found = followthrough("token", "get", "--out", "refresh")
    assert found.exit_code == 0
    assert (tmp_path / "refresh").read_text() == "lasting\n"
    assert (tmp_path / "refresh").stat().st_mode & 0o777 == 0o600
    (form,) = issuer.forms
    assert (form["grant_type"], form["code"]) == ("authorization_code", "c-1")
    assert len(form["code_verifier"]) > 42


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://127.0.0.1/?code=c-1&state=another", "answers another question"),
        ("http://127.0.0.1/?error=access_denied", "the answer was no (access_denied)"),
        ("nonsense", "answers another question"),
    ],
)
def test_an_answer_to_another_question_is_not_taken(write_env, issuer, typed, said):
    write_env(OAUTH_REFRESH_TOKEN="")
    found = followthrough("token", "get", "--paste", typed=typed + "\n")
    assert found.exit_code == 1
    assert said in found.stderr
    assert issuer.forms == []


def test_with_a_password_there_is_no_token_to_get(write_env, issuer):
    write_env(SIGN_IN="password")
    found = followthrough("token", "get")
    assert found.exit_code == 2
    assert "FOLLOWTHROUGH_SIGN_IN" in found.stderr
