"""A log line holds an event and its ids: no whole address, no password, nothing of a mail."""

from __future__ import annotations

import io
import logging
import threading
from threading import Thread

import pytest

from workers.log import describe, redact, set_up_logging


@pytest.fixture
def lines():
    """What is logged, and the loggers as they were afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.getLogger("workers").level)
    hook = threading.excepthook
    stream = io.StringIO()
    set_up_logging("info", stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    threading.excepthook = hook
    root.handlers[:], level, ours = before
    root.setLevel(level)
    logging.getLogger("workers").setLevel(ours)


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("to ana@acme.example", "to a…@acme.example"),
        ("<ana.ruiz+notes@mail.acme.example> unknown", "<a…@mail.acme.example> unknown"),
        ("imaps://notes%40acme.example:pass@word@host/INBOX", "imaps://…@host/INBOX"),
        ("redis://:secret@broker/0", "redis://…@broker/0"),
        ("letter sent outbox=17 attempt=1", "letter sent outbox=17 attempt=1"),
    ],
)
def test_addresses_and_passwords_are_cut_out(said, logged):
    assert redact(said) == logged


def test_a_line_says_when_how_grave_and_where_from(lines):
    logging.getLogger("workers.deliver").info("letter sent outbox=%d", 17)
    moment, rest = lines.getvalue().split(" ", 1)
    assert moment.endswith("Z")
    assert rest == "info workers.deliver letter sent outbox=17\n"


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR, logging.CRITICAL])
@pytest.mark.parametrize("library", ["mailparser.utils", "pypdf._reader", "olefile"])
def test_readers_of_mails_and_files_say_nothing_since_they_say_what_stands_in_them(lines, level, library):
    logging.getLogger(library).log(level, "Failed decoding header part: salaries of next year")
    assert lines.getvalue() == ""


def test_a_traceback_tells_places_and_classes_and_no_text(lines):
    try:
        try:
            raise KeyError("the salary of Ana")  # noqa: TRY301
        except KeyError as error:
            raise ValueError("for ana@acme.example") from error
    except ValueError:
        logging.getLogger("workers.deliver").exception("stumbled")
    said = lines.getvalue()
    assert "ValueError" in said
    assert "KeyError" in said
    assert "(test_log.py:" in said
    assert "ana" not in said.lower().replace("test_a_traceback", "")
    assert "salary" not in said


def test_a_thread_that_ends_of_a_bug_says_where_and_not_what(lines):
    def stumble() -> None:
        raise ValueError("the salary of Ana")

    thread = Thread(target=stumble)
    thread.start()
    thread.join()
    assert "thread ended error=ValueError in stumble" in lines.getvalue()
    assert "salary" not in lines.getvalue()


def test_what_libraries_read_from_the_wire_is_not_logged(lines):
    logging.getLogger("imapclient").info("< the salary of Ana")
    assert lines.getvalue() == ""


def test_a_bug_is_described_by_its_place_and_not_by_its_text():
    try:
        raise KeyError("the salary of Ana")  # noqa: TRY301
    except KeyError as error:
        said = describe(error)
    assert said.startswith("KeyError in test_a_bug_is_described_by_its_place_and_not_by_its_text (test_log.py:")


def test_a_long_line_is_cut():
    assert len(redact("x" * 100_000)) < 10_000
