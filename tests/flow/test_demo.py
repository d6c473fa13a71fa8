"""`make demo` is the first thing anybody sees: it ends well, and says so when it does not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from builders import plain_text, read_letter

from workers.demo import run
from workers.demo.mails import ANA
from workers.demo.serve import bind

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """One run without a terminal: its exit code, what it said, its letters."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "workers", "demo", "--out", str(folder / "letters")]
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False
    )
    letters = [path.read_bytes() for path in sorted((folder / "letters").glob("*.eml"))]
    return ended, letters, folder / "letters"


def find(letters, *, to: str, kind: str, about: str) -> bytes:
    return next(
        raw
        for raw in letters
        if (letter := read_letter(raw))["X-Followthrough"] == kind
        and to in letter["To"]
        and about in str(letter["Subject"])
    )


def test_the_demo_ends_well_without_a_terminal(demo):
    ended, _, _ = demo
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "All letters came." in ended.stdout


def test_nothing_is_said_beside_the_story(demo):
    ended, _, _ = demo
    assert ended.stderr == ""


def test_every_letter_is_written_as_a_mail_and_as_a_page(demo):
    _, letters, folder = demo
    kinds = Counter(read_letter(raw)["X-Followthrough"] for raw in letters)
    assert kinds == {"recap": 11, "receipt": 4, "ask": 1, "notice": 1}
    assert len(list(folder.glob("*.html"))) == len(letters)


def test_an_ok_is_accepted(demo):
    _, letters, _ = demo
    assert "accepted" in plain_text(find(letters, to="ana@", kind="receipt", about="Weekly sync"))


def test_a_hand_over_asks_the_new_owner(demo):
    _, letters, _ = demo
    asked = plain_text(find(letters, to="sam@", kind="ask", about="legal team"))
    assert "ask the legal team about the consent text" in asked.lower()
    assert "Sam Holt" in plain_text(find(letters, to="sam@", kind="receipt", about="Weekly sync"))


def test_done_is_done_with_its_line(demo):
    _, letters, _ = demo
    receipt = plain_text(find(letters, to="ben@", kind="receipt", about="Supplier review"))
    assert "done" in receipt
    assert "sent them this morning" in receipt


@pytest.mark.parametrize(
    ("about", "codes"),
    [
        ("Weekly sync", "A1 A2 A3 A4 D1 Q1 R1 S1 E1 P1 K1"),
        ("Supplier review", "A1 A2 D1 Q1"),
        ("Release retrospective", "A1 A2 D1 R1"),
    ],
)
def test_each_meeting_is_read_whole(demo, about, codes):
    _, letters, _ = demo
    lines = plain_text(find(letters, to="sam@", kind="recap", about=about)).splitlines()
    found = {line.split()[0] for line in lines if re.match(r"[A-Z]\d  ", line)}
    assert found == set(codes.split())


def test_a_letter_that_does_not_come_fails_the_demo(tmp_path, monkeypatch, capsys):
    class Refusing(run.Desk):
        def __enter__(self):
            self.refuse(ANA.address, "550 5.1.1 no such user")
            return super().__enter__()

    monkeypatch.setattr(run, "Desk", Refusing)
    monkeypatch.setattr(run, "LETTER_SECONDS", 3.0)
    assert run.run_demo(tmp_path, door=None) == 1
    assert "A letter did not come: Ana Ruiz waited" in capsys.readouterr().out


def test_a_program_that_ends_at_once_fails_the_demo_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, "run_all", lambda *_, **__: None)
    assert run.run_demo(tmp_path, door=None) == 1
    assert "the program did not come as far" in capsys.readouterr().out


def test_a_stop_ends_the_demo_and_leaves_nothing_behind(tmp_path):
    command = [sys.executable, "-m", "workers", "demo", "--out", str(tmp_path / "letters")]
    place = {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | place) as running:
        assert running.stdout is not None
        next(line for line in running.stdout if "forwards" in line)
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 130
        running.stdout.read()
    assert not list(tmp_path.glob("followthrough-demo-*"))


def test_a_port_that_is_taken_is_said_before_the_show(tmp_path):
    with bind(0) as door:
        door.listen()
        port = str(door.getsockname()[1])
        command = [sys.executable, "-m", "workers", "demo", "--page", "--port", port, "--out", str(tmp_path)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert f"the page cannot be at port {port}" in ended.stderr
    assert "forwards" not in ended.stdout
