"""Servers that say things in another order, played line by line to the real client."""

from __future__ import annotations

import socket
from contextlib import closing
from threading import Event, Thread

import pytest

from workers import imap
from workers.ports import UnreachableError

UNASKED = ""
GREETING = b"* OK ready\r\n"
CAPABILITY = b"* CAPABILITY IMAP4rev1 IDLE\r\n%s OK done\r\n"
SIGN_IN = [
    ("LOGIN", b"%s OK in\r\n"),
    ("SELECT", b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] here\r\n* OK [UIDNEXT 3] next\r\n%s OK selected\r\n"),
]
SEARCH = [("NOOP", b"%s OK done\r\n"), ("SEARCH", b"* SEARCH 3\r\n%s OK done\r\n")]


@pytest.fixture
def play():
    """Runs a server that answers each expected command with its lines, then hangs up; yields its URL.

    `murmur` is what it says a moment after its client began to idle.
    """
    threads = []

    def start(script, *, murmur: bytes = b"") -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        thread = Thread(target=answer, args=(listener, script, murmur), daemon=True)
        thread.start()
        threads.append(thread)
        return f"imap://ana:secret@127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def answer(listener: socket.socket, script, murmur: bytes) -> None:
    with listener, listener.accept()[0] as line, line.makefile("rb") as said:
        line.settimeout(10)
        line.sendall(GREETING)
        tag = b""
        for expected, reply in script:
            if expected == UNASKED:
                Event().wait(0.1)  # long enough for a packet of its own
                line.sendall(reply)
                continue
            while (command := said.readline().split())[-1:] == [b"CAPABILITY"]:
                line.sendall(CAPABILITY.replace(b"%s", command[0]))
            assert expected.encode() in command
            # DONE has no tag of its own: it ends the IDLE before it.
            tag = tag if expected == "DONE" else command[0]
            line.sendall(reply.replace(b"%s", tag))
            if expected == "IDLE" and murmur:
                Event().wait(0.1)
                line.sendall(murmur)


def test_news_before_the_idling_line_are_a_broken_line_because_a_reconnect_looks_at_once(play):
    script = [*SIGN_IN, ("IDLE", b"* 1 EXISTS\r\n+ idling\r\n")]
    with closing(imap.connect(play(script))) as inbox, pytest.raises(UnreachableError):
        inbox.wait(60, Event())


def test_news_in_the_same_breath_as_the_idling_line_wait_one_short_arm(play):
    script = [
        *SIGN_IN,
        ("IDLE", b"+ idling\r\n* 1 EXISTS\r\n"),
        ("DONE", b"%s OK done\r\n"),
        *SEARCH,
    ]
    inbox = imap.connect(play(script))
    inbox.wait(0.2, Event())
    assert inbox.find_new(after=2) == [3]
    inbox.close()


def test_news_that_come_in_two_packets_end_the_wait_and_break_nothing(play):
    script = [
        *SIGN_IN,
        ("IDLE", b"+ idling\r\n"),
        (UNASKED, b"* 1 FETCH "),
        ("DONE", b"(FLAGS (\\Recent))\r\n%s OK done\r\n"),
        *SEARCH,
    ]
    inbox = imap.connect(play(script))
    inbox.wait(60, Event())
    assert inbox.find_new(after=2) == [3]
    inbox.close()


def test_half_a_line_while_idling_is_news_and_no_broken_line(play):
    # Servers write an untagged answer piece by piece, and networks cut where they like.
    script = [
        *SIGN_IN,
        ("IDLE", b"+ idling\r\n"),
        ("DONE", b"EXISTS\r\n%s OK done\r\n"),
        *SEARCH,
    ]
    with closing(imap.connect(play(script, murmur=b"* 1 "))) as inbox:
        inbox.wait(60, Event())
        assert inbox.find_new(after=2) == [3]


def test_a_goodbye_while_idling_is_a_broken_line(play):
    script = [*SIGN_IN, ("IDLE", b"+ idling\r\n* BYE going down\r\n")]
    with closing(imap.connect(play(script))) as inbox, pytest.raises(UnreachableError):
        inbox.wait(5, Event())


def test_a_search_that_names_the_last_mail_again_finds_nothing_new(play):
    with closing(imap.connect(play([*SIGN_IN, *SEARCH]))) as inbox:
        assert inbox.find_new(after=3) == []
