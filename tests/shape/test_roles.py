"""A role loads what it needs and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("holidays", "icalendar", "jinja2", "mammoth", "oxmsg", "pypdf", "spacy", "thinc")
LOADED = f"import sys; print(' '.join(name for name in {HEAVY} if name in sys.modules))"


def modules_after(code: str) -> str:
    command = [sys.executable, "-c", f"{code}\n{LOADED}"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_the_io_role_does_not_import_spacy():
    assert modules_after("import workers.wiring, workers.receive, workers.deliver, workers.sweep, workers.tasks") == ""


def test_the_command_line_does_not_import_spacy():
    assert modules_after("import workers.cli") == ""


@pytest.mark.parametrize(
    "words", [["migrate"], ["inbox", "list"], ["outbox", "list"], ["run"], ["beat"], ["health"], ["--version"]]
)
def test_a_command_that_does_not_think_does_not_import_spacy(words, tmp_path, monkeypatch):
    # `run` and `beat` end at their missing settings, before anything would be loaded.
    monkeypatch.chdir(tmp_path)
    call = "from typer.testing import CliRunner; from workers.cli import build_cli; CliRunner().invoke(build_cli(), {})"
    assert modules_after(call.format(words)) == ""


def test_the_think_role_does_import_spacy():
    assert "spacy" in modules_after("from pipeline.knowledge import load_knowledge; load_knowledge()")


@pytest.mark.parametrize("command", [["--help"], ["worker", "--help"], ["explain", "--help"]])
def test_help_needs_no_settings(command, tmp_path):
    run = [sys.executable, "-m", "workers", *command]
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 0
