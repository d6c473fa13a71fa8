"""A file that hangs, eats memory or kills its reader costs that file and nothing else."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from file_builders import a_docx, paragraph

from pipeline.mail.attachments import Allowance, read_attachments
from pipeline.mail.files import HERE
from pipeline.mail.reasons import BROKEN, GAVE_UP
from pipeline.model import Attachment
from workers.apart import Apart

STRANGE = Path(__file__).resolve().parents[2] / "strange_readers.py"


@pytest.fixture
def strange():
    with closing(Apart(command=(sys.executable, str(STRANGE)), seconds=2.0)) as apart:
        yield apart


@pytest.fixture(scope="module")
def real():
    with closing(Apart()) as apart:
        yield apart


@pytest.mark.parametrize("trouble", ["hang", "eat", "die"])
def test_the_next_file_is_read_after_one_that_makes_trouble(strange, trouble):
    assert strange.read(trouble, b"") == ("", GAVE_UP)
    assert strange.read("echo", b"notes") == ("notes", "")


def test_one_child_opens_one_file_after_another(strange):
    strange.read("echo", b"a")
    first = strange._child.pid
    assert strange.read("echo", b"b" * 3_000_000)[0] == "b" * 3_000_000
    assert strange._child.pid == first


def test_a_reader_can_write_no_file(strange):
    assert strange.read("write", b"") == ("", GAVE_UP)


def test_a_reader_knows_no_setting(strange, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_SECRET", "hidden")
    assert "FOLLOWTHROUGH_SECRET" not in strange.read("tell", b"")[0]


def _can_have_own_network() -> bool:
    asks = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0


@pytest.mark.skipif(not _can_have_own_network(), reason="this system gives no process a network of its own")
def test_a_reader_reaches_no_network(strange):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        assert strange.read("call", str(server.getsockname()[1]).encode()) == ("", GAVE_UP)


def test_a_word_file_reads_the_same_apart_as_here(real):
    payload = a_docx(paragraph("Weekly"), paragraph("Dana will send the budget by Friday."))
    assert real.read("docx", payload) == HERE.read("docx", payload)
    assert "Dana will send the budget" in real.read("docx", payload)[0]


@pytest.mark.parametrize("form", ["docx", "pdf", "rtf"])
def test_a_file_that_is_none_is_told_apart_as_here(real, form):
    assert real.read(form, b"PK\x03\x04 nothing") == HERE.read(form, b"PK\x03\x04 nothing")
    assert real.read("docx", b"PK\x03\x04 nothing")[1] == BROKEN


def test_a_mail_of_outlook_that_cannot_be_tried_is_named_with_its_reason():
    file = Attachment(
        name="old.msg", content_type="application/vnd.ms-outlook", payload=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    )
    found, (use,) = read_attachments((file,), allowance=Allowance(opener=Apart(command=("/nothing/of/that/name",))))
    assert (found, use.used, use.reason) == ((), False, GAVE_UP)


def test_text_is_read_here_and_starts_no_child():
    apart = Apart(command=("/nothing/of/that/name",))
    file = Attachment(name="notes.md", content_type="text/markdown", payload=b"- Dana will send the budget.")
    found, _ = read_attachments((file,), allowance=Allowance(opener=apart))
    assert len(found) == 1
    assert apart._child is None
