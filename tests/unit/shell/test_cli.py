"""The command line as a whole: its names, its last door, what it may load."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from workers import cli
from workers.cli_say import Code

ROOT = Path(__file__).resolve().parents[3]
UNITS = tuple(f"deploy/systemd/{path.name}" for path in (ROOT / "deploy/systemd").glob("*.service"))
PLACES = ("README.md", "deploy/README.md", "deploy/BACKUP.md", "docker-compose.yml", *sorted(UNITS), "Makefile")


@pytest.mark.parametrize("name", [*cli.COMMANDS, *cli.GROUPS])
def test_every_command_says_what_it_does(followthrough, name):
    found = followthrough(name, "--help")
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) > 4


def test_the_version_is_told(followthrough):
    assert re.fullmatch(r"followthrough \d+\.\d+\S*\n", followthrough("--version").stdout)


def named_commands(place: str) -> set[str]:
    """Commands that a document runs: behind a path, in backticks, or as the command of a service."""
    written = (ROOT / place).read_text(encoding="utf-8")
    words = re.findall(r"(?:bin/|BIN\)/|`)followthrough ([a-z]+)", written)
    return {*words, *re.findall(r"command: \[([a-z]+)(?:, --[a-z]+, [a-z]+)?\]", written)}


@pytest.mark.parametrize("place", PLACES)
def test_a_document_names_only_commands_that_there_are(place):
    assert named_commands(place) - {*cli.COMMANDS, *cli.GROUPS} == set()


def test_the_commands_of_the_services_are_found():
    assert named_commands("docker-compose.yml") == {"run", "worker", "beat", "migrate"}


def test_a_bug_is_told_by_its_place_and_not_by_its_text(monkeypatch, capsys):
    def stumble() -> None:
        raise ValueError("the salary of Ana")

    monkeypatch.setattr(cli, "build_cli", lambda: stumble)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "ValueError in stumble (test_cli.py:" in said
    assert "salary" not in said


def test_a_package_that_is_missing_is_told_with_its_cure(monkeypatch, capsys):
    def stumble() -> None:
        import a_package_that_nobody_has  # noqa: F401, PLC0415

    monkeypatch.setattr(cli, "build_cli", lambda: stumble)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "the package a_package_that_nobody_has is not installed" in capsys.readouterr().err


def test_ctrl_c_ends_without_a_traceback(monkeypatch, capsys):
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "COMMANDS", {"run": interrupted})
    monkeypatch.setattr(sys, "argv", ["followthrough", "run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_demo_that_could_not_keep_its_letters_does_not_begin(followthrough, folder):
    (folder / "taken").touch()
    for out in ("taken", "taken/letters"):
        ended = followthrough("demo", "--out", out)
        assert ended.exit_code == Code.MISUSE
        assert "--out" in ended.stderr
