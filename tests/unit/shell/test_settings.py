"""Settings: every fault at once, each with its cure, none of them a secret told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Address
from workers.settings import Settings, SettingsFaults, load_one, load_settings, read_written

RIGHT = {
    "address": "notes@acme.example",
    "imap_url": "imaps://notes:hidden-one@mail.acme.example/INBOX",
    "smtp_url": "smtps://notes:hidden-two@mail.acme.example",
    "allowed_domains": "acme.example",
    "trusted_authserv_id": "mail.acme.example",
    "secret": "hidden-three-hidden-three",
}

# setting, value, what the complaint says, what the cure says
WRONG = [
    ("address", "notes", "no address", "notes@acme.example"),
    ("address", "a@b.example, c@d.example", "no", "notes@acme.example"),
    ("imap_url", "mail.acme.example", "is no URL", "imaps://user:password@"),
    ("imap_url", "pop3://u:p@mail.acme.example", "do not speak", "imaps://"),
    ("imap_url", "imap://u:hidden@mail.acme.example", "clear text", "imaps://"),
    ("imap_url", "imaps://mail.acme.example/INBOX", "names no user", "imaps://user:password@"),
    ("imap_url", "imaps://u:hid/den@mail.acme.example", "", "percent-encode"),
    ("smtp_url", "smtp://mail.acme.example", "clear text", "smtps://"),
    ("smtp_url", "smtps://u@mail.acme.example", "no password", "smtps://user:password@"),
    ("database_url", "postgres://u:hidden@db/f", "leaves the driver open", "postgresql+psycopg://"),
    ("database_url", "mysql://u:hidden@db/f", "no database", "sqlite:///followthrough.db"),
    ("database_url", "sqlite://", "would be forgotten", "sqlite:///followthrough.db"),
    ("broker_url", "reddis://u:hidden@h/0", "do not ring over", "did you mean redis?"),
    ("broker_url", "redis://", "names no host", "redis://host:6379/0"),
    ("allowed_domains", "*", "strangers", "acme.example"),
    ("allowed_domains", "ana@acme.example", "holds an address", "acme.example"),
    ("allowed_domains", "\u0430cme.example", "mixes alphabets", "type it anew"),
    ("trusted_authserv_id", "None", "is 'None'", "small letters"),
    ("audience", "everyone", "means nothing", "mail or me or meeting"),
    ("timezone", "Berlin", "no time zone", "did you mean Europe/Berlin?"),
    ("secret", "hidden", "6 characters", "secrets.token_urlsafe"),
    ("secret", "a" * 20, "repeats", "secrets.token_urlsafe"),
    ("reply_separator", "#", "means nothing", "+ or . or -"),
    ("operator", "ops", "no address", "ops@acme.example"),
    ("operator", "ops@elsewhere.example", "outside the allowed domains", "leave it empty"),
    ("operator", "Notes@acme.example", "whose letters nobody reads", "leave it empty"),
    ("log", "loud", "means nothing", "debug or info"),
]


@pytest.fixture
def load(monkeypatch):
    def load(**other: str) -> Settings | SettingsFaults:
        for name, value in (RIGHT | other).items():
            monkeypatch.setenv(f"FOLLOWTHROUGH_{name.upper()}", value)
        return load_settings()

    return load


def test_right_settings_are_read(load):
    settings = load(audience="me", timezone="Europe/Berlin")
    assert isinstance(settings, Settings)
    assert settings.policy().audience == "me"
    assert settings.policy().timezone == "Europe/Berlin"


def test_who_runs_it_may_be_named_or_nobody(load):
    assert load().policy().operator is None
    assert load(operator="Ops <ops@acme.example>").policy().operator == Address(address="ops@acme.example", name="Ops")


@pytest.mark.parametrize("domain", ["bücher.example", "пример.example", "例え.example", "παράδειγμα.example"])
def test_a_domain_of_one_alphabet_is_a_domain(load, domain):
    assert load(allowed_domains=f"acme.example,{domain}").policy().allowed_domains == {"acme.example", domain}


@pytest.mark.parametrize(("name", "value", "wrong", "cure"), WRONG)
def test_a_wrong_setting_is_told_with_its_cure(load, name, value, wrong, cure):
    found = load(**{name: value})
    assert isinstance(found, SettingsFaults)
    (fault,) = found.faults
    assert fault.name == f"FOLLOWTHROUGH_{name.upper()}"
    assert wrong in fault.wrong
    assert cure in fault.cure


@pytest.mark.parametrize(("name", "value", "wrong", "cure"), WRONG)
def test_no_complaint_repeats_a_secret(load, name, value, wrong, cure):
    found = load(**{name: value})
    assert isinstance(found, SettingsFaults)
    assert not any("hid" in fault.wrong + fault.cure for fault in found.faults)


def test_settings_never_show_their_secrets(load):
    assert "hidden" not in repr(load())


def test_checks_may_be_off_on_loopback_only(load):
    found = load(trusted_authserv_id="none")
    assert isinstance(found, SettingsFaults)
    assert "anybody could write as anybody" in found.faults[0].wrong
    here = load(trusted_authserv_id="none", imap_url="imap://u:p@127.0.0.1/INBOX", smtp_url="smtp://127.0.0.1")
    assert isinstance(here, Settings)


def test_the_environment_wins_over_the_file(load, folder):
    (folder / ".env").write_text("FOLLOWTHROUGH_TIMEZONE=Europe/Paris\nFOLLOWTHROUGH_AUDIENCE=me\n")
    settings = load(timezone="Europe/Berlin")
    assert isinstance(settings, Settings)
    assert (settings.timezone, settings.audience) == ("Europe/Berlin", "me")


def test_a_file_that_cannot_be_read_is_a_fault_among_the_others(folder):
    (folder / ".env").write_bytes(b"FOLLOWTHROUGH_ADDRESS=\xff\xfe\n")
    found = load_settings()
    assert isinstance(found, SettingsFaults)
    assert {".env", "FOLLOWTHROUGH_SECRET"} <= {fault.name for fault in found.faults}


def test_a_word_that_nearly_is_a_setting_is_told(load, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_TIMEZON", "Europe/Berlin")
    found = load()
    assert isinstance(found, SettingsFaults)
    assert found.faults[0].cure == "write FOLLOWTHROUGH_TIMEZONE"


def test_one_setting_can_be_read_while_the_others_are_missing():
    assert load_one("database_url") == "sqlite:///followthrough.db"


def test_what_is_written_knows_which_settings_can_be_used(monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_TIMEZONE", "Berlin")
    written = read_written()
    assert written.is_fine("database_url")
    assert not written.is_fine("database_url", "timezone")


def test_the_example_file_lacks_only_the_secret():
    found = load_settings(env_file=Path(__file__).resolve().parents[3] / "deploy" / "followthrough.env")
    assert isinstance(found, SettingsFaults)
    assert [fault.name for fault in found.faults] == ["FOLLOWTHROUGH_SECRET"]
