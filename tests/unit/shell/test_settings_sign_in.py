"""Signing in by tokens, and secrets in files: what has to be set, and that no secret is ever told."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from shell_settings import CANARY, GOOGLE, KEY, MICROSOFT, RIGHT

from workers.settings import HIDDEN, Settings, SettingsFaults, load_one, load_settings


@pytest.fixture
def load(monkeypatch):
    def load(**other: str) -> Settings | SettingsFaults:
        for name, value in (RIGHT | other).items():
            monkeypatch.setenv(f"FOLLOWTHROUGH_{name.upper()}", value)
        return load_settings()

    return load


@pytest.mark.parametrize("way", [GOOGLE, MICROSOFT, {"sign_in": "google-delegated", "oauth_key": KEY}])
def test_who_signs_in_with_tokens_is_named_by_the_url(load, way):
    settings = load(**way)
    assert isinstance(settings, Settings)
    account = settings.account()
    assert account is not None
    assert (account.provider, account.user) == (way["sign_in"], "notes@acme.example")


def test_with_passwords_nobody_signs_in_with_tokens(load):
    url = "s://notes:password@mail.acme.example"
    settings = load(imap_url=f"imap{url}", smtp_url=f"smtp{url}")
    assert isinstance(settings, Settings)
    assert settings.account() is None


@pytest.mark.parametrize(
    ("given", "name", "wrong"),
    [
        ({"sign_in": "gogle"}, "SIGN_IN", "means nothing"),
        (GOOGLE | {"oauth_refresh_token": ""}, "OAUTH_REFRESH_TOKEN", "is not set"),
        (MICROSOFT | {"oauth_tenant": ""}, "OAUTH_TENANT", "is not set"),
        (MICROSOFT | {"oauth_tenant": "a/b"}, "OAUTH_TENANT", "is no tenant"),
        ({"sign_in": "google-delegated"}, "OAUTH_KEY", "is not set"),
        ({"sign_in": "google-delegated", "oauth_key": CANARY}, "OAUTH_KEY", "is no JSON"),
        ({"sign_in": "google-delegated", "oauth_key": json.dumps({"type": CANARY})}, "OAUTH_KEY", "service account"),
        (GOOGLE | {"oauth_client_secret": f"{CANARY} twice"}, "OAUTH_CLIENT_SECRET", "blank"),
        (GOOGLE | {"oauth_token_url": "http://tokens.acme.example"}, "OAUTH_TOKEN_URL", "https"),
        (GOOGLE | {"oauth_ends": "soon"}, "OAUTH_ENDS", "is no day"),
        (GOOGLE | {"smtp_url": "smtps://other@mail.acme.example"}, "SMTP_URL", "another user"),
    ],
)
def test_a_fault_of_signing_in_is_told_and_holds_no_secret(load, given, name, wrong):
    found = load(**given)
    assert isinstance(found, SettingsFaults)
    (fault,) = found.faults
    assert fault.name == f"FOLLOWTHROUGH_{name}"
    assert wrong in fault.wrong
    assert CANARY not in fault.wrong + fault.cure


def test_a_way_of_signing_in_that_nobody_would_use_is_told(load):
    url = "s://notes:password@mail.acme.example"
    found = load(**GOOGLE, imap_url=f"imap{url}", smtp_url=f"smtp{url}")
    assert isinstance(found, SettingsFaults)
    assert "both URLs bring a password" in found.faults[0].wrong


def test_every_secret_is_kept_out_of_what_settings_show(load):
    assert set(HIDDEN) == {one.name for one in fields(Settings) if not one.repr}
    settings = load(**GOOGLE)
    assert isinstance(settings, Settings)
    assert CANARY not in f"{settings!r} {settings.account()!r}"


@pytest.mark.parametrize("name", HIDDEN)
def test_every_secret_may_stand_in_a_file(load, monkeypatch, folder, name):
    given = RIGHT | GOOGLE | {"oauth_key": KEY, "database_url": "sqlite:///a.db", "broker_url": "redis://h/0"}
    monkeypatch.setenv(f"FOLLOWTHROUGH_{name.upper()}_FILE", str(folder / "secret"))
    (folder / "secret").write_text(given[name] + "\n", encoding="utf-8")
    settings = load(**given | {name: ""})
    assert isinstance(settings, Settings)
    assert getattr(settings, name) == given[name]
    assert load_one(name) == given[name]


@pytest.mark.parametrize(
    ("text", "wrong"), [(None, "cannot be read"), (b"\n", "is empty"), (b"\xff\xfe", "cannot be read")]
)
def test_a_file_that_cannot_be_used_is_one_fault_and_not_two(load, monkeypatch, folder, text, wrong):
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET_FILE", str(folder / "secret"))
    if text is not None:
        (folder / "secret").write_bytes(text)
    found = load(**GOOGLE, secret="")
    assert isinstance(found, SettingsFaults)
    (fault,) = found.faults
    assert (fault.name, wrong in fault.wrong) == ("FOLLOWTHROUGH_SECRET_FILE", True)


def test_a_secret_that_is_written_twice_is_told(load, monkeypatch, folder):
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET_FILE", str(folder / "secret"))
    found = load(**GOOGLE)
    assert isinstance(found, SettingsFaults)
    assert "written twice" in found.faults[0].wrong
