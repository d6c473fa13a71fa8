"""Wrong settings end a command with every fault and its cure, before anything has begun."""

from __future__ import annotations

import pytest

from workers.roles import PartEndedError

ROLES = (("run",), ("worker", "--role", "io"), ("worker", "--role", "think"), ("beat",))
WRONG = {
    "ADDRESS": "notes at acme",
    "IMAP_URL": "imap://notes:imap-password@mail.acme.example/INBOX",
    "SMTP_URL": "smtp://mail.acme.example",
    "TIMEZONE": "Berlin",
    "SECRET": "tooshort",
}


@pytest.mark.parametrize("command", ROLES, ids=" ".join)
def test_a_role_without_settings_names_all_that_are_missing(followthrough, command):
    found = followthrough(*command)
    assert found.exit_code == 2
    for name in ("ADDRESS", "IMAP_URL", "SMTP_URL", "ALLOWED_DOMAINS", "TRUSTED_AUTHSERV_ID", "SECRET"):
        assert f"FOLLOWTHROUGH_{name} is not set" in found.stderr


@pytest.mark.parametrize("command", [*ROLES, ("doctor",)], ids=" ".join)
def test_five_wrong_settings_are_named_all_five_with_their_cures(followthrough, write_env, command):
    write_env(**WRONG)
    found = followthrough(*command)
    assert found.exit_code != 0
    lines = found.output.splitlines()
    for name in WRONG:
        place = next(number for number, line in enumerate(lines) if line.startswith(f"✗ FOLLOWTHROUGH_{name} "))
        assert lines[place + 1].startswith("  → "), f"{name} has no cure"


@pytest.mark.parametrize("command", [*ROLES, ("doctor",)], ids=" ".join)
def test_no_password_and_no_secret_is_ever_printed(followthrough, write_env, command):
    write_env(**WRONG)
    found = followthrough(*command)
    assert "imap-password" not in found.output
    assert "smtp-password" not in found.output
    assert "tooshort" not in found.output


@pytest.mark.parametrize("command", ROLES[1:], ids=" ".join)
def test_a_role_without_a_broker_is_sent_to_run(followthrough, write_env, command):
    write_env()
    found = followthrough(*command)
    assert found.exit_code == 2
    assert "FOLLOWTHROUGH_BROKER_URL" in found.stderr
    assert "followthrough run" in found.stderr


def test_an_unknown_role_is_answered_with_those_there_are(followthrough, write_env):
    write_env()
    found = followthrough("worker", "--role", "thinking")
    assert found.exit_code == 2
    assert "--role io or --role think" in found.stderr


def test_a_misspelled_setting_is_told(followthrough, write_env):
    write_env(TIMEZON="Europe/Berlin")
    found = followthrough("run")
    assert found.exit_code == 2
    assert "write FOLLOWTHROUGH_TIMEZONE" in found.stderr


def test_a_folder_without_room_for_the_database_ends_a_run(followthrough, write_env, folder):
    write_env(DATABASE_URL=f"sqlite:///{folder}/nowhere/followthrough.db")
    found = followthrough("run")
    assert found.exit_code == 1
    assert "nowhere" in found.stderr


def test_somebody_else_under_our_name_ends_a_run(followthrough, write_env, monkeypatch):
    write_env()
    monkeypatch.setattr("workers.fence.find_intruders", lambda: ("the package 'pipeline' also belongs to other",))
    found = followthrough("run")
    assert found.exit_code == 2
    assert "also belongs to other" in found.stderr
    assert "environment of its own" in found.stderr


def test_a_part_that_ends_by_itself_is_a_bad_end(followthrough, write_env, monkeypatch):
    def end(*_: object, **__: object) -> None:
        raise PartEndedError

    write_env()
    monkeypatch.setattr("workers.wiring.run_all", end)
    found = followthrough("run")
    assert found.exit_code == 1
    assert "ended by itself" in found.stderr
