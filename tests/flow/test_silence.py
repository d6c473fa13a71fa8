"""Over the whole road, and over everything that can go wrong on it, no log line holds a word of a mail."""

from __future__ import annotations

import io
import logging
import threading
from queue import Queue

import pytest
from builders import HOST, OWNER, a_mail, a_reply
from sqlalchemy import text

from flow.talk import ours
from workers.app import PROCESS, THINK_QUEUE, build_app
from workers.log import set_up_logging
from workers.roles import run_worker_thread
from workers.tasks import Bell, add_tasks

# Words that stand nowhere but in the mails of this file: subject, text, a name, an address.
CANARIES = ("zanzibar", "quetzal", "ocelotte", "wombatson")
NOTES = """\
Attendees: Mara Lindt, Dana Wolff, Ocelotte Wombatson

- Dana will send the quetzal to the bank by Friday.
- Ocelotte Wombatson <ocelotte.wombatson@acme.example> will call the zanzibar office.
"""


@pytest.fixture
def lines():
    root, ours = logging.getLogger(), logging.getLogger("workers")
    before = (root.handlers[:], root.level, ours.level, threading.excepthook)
    stream = io.StringIO()
    set_up_logging("debug", stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], level, own, threading.excepthook = before
    root.setLevel(level)
    ours.setLevel(own)


def canaries_in(lines: io.StringIO) -> list[str]:
    said = lines.getvalue().casefold()
    assert said, "nothing was logged, so nothing is proved"
    return [word for word in CANARIES if word in said]


def a_canary(**options) -> bytes:
    return a_mail(NOTES, subject="Zanzibar weekly", **options)


def fail(*_, **__):
    raise ValueError(NOTES)


def test_a_meeting_and_its_answers_leave_no_word_in_the_log(road, lines):
    road.deliver(a_canary())
    road.run()
    road.deliver(a_reply(ours(road, OWNER)[0], "ok, and I tell the quetzal of Zanzibar"))
    road.deliver(a_canary(sender="ocelotte.wombatson@elsewhere.example"))
    road.deliver(b"From: Ocelotte <zanzibar\r\nSubject: =?utf-8?q?quetzal=ff?=\r\n\r\nwombatson")
    road.run()
    assert canaries_in(lines) == []


def test_a_bug_while_thinking_leaves_no_word_in_the_log(road, lines, monkeypatch):
    monkeypatch.setattr("workers.process.decide", fail)
    road.deliver(a_canary())
    road.run()
    assert "mail failed" in lines.getvalue()
    assert canaries_in(lines) == []


def test_a_bug_of_the_database_leaves_no_word_in_the_log(road, lines):
    road.deliver(a_canary())
    with road.store.begin() as tx:
        tx.execute(text("ALTER TABLE recaps RENAME TO gone"))
    road.run()
    with road.store.begin() as tx:
        tx.execute(text("ALTER TABLE gone RENAME TO recaps"))
    assert "mail failed" in lines.getvalue()
    assert canaries_in(lines) == []


def test_a_server_that_repeats_what_it_refuses_leaves_no_word_in_the_log(road, lines):
    road.post.refusals[HOST] = "554 5.7.1 rejected: quetzal of zanzibar"
    road.deliver(a_canary())
    road.run()
    assert "verdict=never" in lines.getvalue()
    assert canaries_in(lines) == []


def test_a_bell_that_nobody_could_answer_leaves_no_word_in_the_log(lines):
    heard: Queue[int] = Queue()

    def stumble(row: int) -> None:
        heard.put(row)
        raise ValueError(NOTES)

    app = build_app("", team="")
    add_tasks(app, {PROCESS: stumble})
    with run_worker_thread(app, queues=(THINK_QUEUE,), threads=1, failed=lambda: None):
        Bell(app).ring_process(7)
        assert heard.get(timeout=60) == 7
        Bell(app).ring_process(8)
        assert heard.get(timeout=60) == 8
    assert "bell not answered" in lines.getvalue()
    assert canaries_in(lines) == []
