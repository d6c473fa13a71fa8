"""How long we wait: for mail, and after trouble."""

from __future__ import annotations

import socket
import time
from itertools import islice
from threading import Event

import pytest

from workers.idle import ANSWER_SECONDS, REARM_AFTER, arms, idle
from workers.poll import Poller, pause


class IdleServer:
    """The part of IMAPClient that IDLE needs, over a line that a test holds the other end of."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.done = False

    def idle(self) -> None:
        pass

    def socket(self) -> socket.socket:
        return self.near

    def idle_done(self) -> None:
        self.done = True


@pytest.fixture
def server():
    server = IdleServer()
    with server.near, server.far:
        yield server


def test_waits_begin_short_and_grow_to_the_net():
    assert list(islice(arms(longest=20), 7)) == [1, 2, 4, 8, 16, 20, 20]


def test_no_wait_is_as_long_as_routers_keep_a_silent_line():
    assert max(islice(arms(longest=3600), 20)) == REARM_AFTER
    assert REARM_AFTER < 9 * 60


def test_idle_is_left_in_time_even_when_asked_for_an_hour(server, monkeypatch):
    monkeypatch.setattr("workers.idle.REARM_AFTER", 0.02)
    began = time.monotonic()
    idle(server, seconds=3600, stop=Event())
    assert time.monotonic() - began < 60
    assert server.done


def test_idle_ends_at_the_first_word_be_it_whole_or_not(server):
    server.far.sendall(b"* 5 EX")
    began = time.monotonic()
    idle(server, seconds=20, stop=Event())
    assert time.monotonic() - began < 60
    assert server.done
    # Whoever ends the IDLE reads the rest of the line, too.
    assert server.near.recv(100) == b"* 5 EX"


def test_a_stop_ends_idle_properly(server):
    stop = Event()
    stop.set()
    idle(server, seconds=20, stop=stop)
    assert server.done


def test_a_line_that_went_deaf_is_left_long_before_a_slow_mail_would_be(server, monkeypatch):
    monkeypatch.setattr("workers.idle.ANSWER_SECONDS", 0.02)
    server.near.settimeout(60)
    server.idle_done = lambda: server.near.recv(1)
    with pytest.raises(TimeoutError):
        idle(server, seconds=0, stop=Event())
    assert server.near.gettimeout() == 60


def test_mail_comes_in_again_within_a_minute_after_a_line_went_deaf():
    to_notice = Poller.__dataclass_fields__["net_seconds"].default + ANSWER_SECONDS
    assert to_notice + pause(0, jitter=1.0) < 50  # the rest is for signing in again


def test_pauses_double_up_to_a_cap():
    assert [pause(tries, jitter=1.0) for tries in (0, 1, 2, 3, 50)] == [1, 2, 4, 8, 120]


def test_jitter_takes_away_at_most_half():
    assert pause(3, jitter=0.0) == 4
