"""How long we wait: for mail, and after trouble."""

from __future__ import annotations

from itertools import islice
from threading import Event

from workers.idle import REARM_AFTER, arms, idle
from workers.poll import pause


class IdleServer:
    """The part of IMAPClient that IDLE needs; says `words` at the first check, then nothing."""

    def __init__(self, *words: object) -> None:
        self.words = list(words)
        self.waited = 0.0
        self.done = False

    def idle(self) -> None:
        pass

    def idle_check(self, timeout: float) -> list[object]:
        self.waited += timeout
        words, self.words = self.words, []
        return words

    def idle_done(self) -> None:
        self.done = True


def test_waits_begin_short_and_grow_to_the_net():
    assert list(islice(arms(longest=20), 7)) == [1, 2, 4, 8, 16, 20, 20]


def test_no_wait_is_as_long_as_routers_keep_a_silent_line():
    assert max(islice(arms(longest=3600), 20)) == REARM_AFTER
    assert REARM_AFTER < 9 * 60


def test_idle_is_left_in_time_even_when_asked_for_an_hour():
    server = IdleServer()
    idle(server, seconds=3600, stop=Event())
    assert server.waited <= REARM_AFTER
    assert server.done


def test_idle_ends_at_the_first_word():
    server = IdleServer((5, b"EXISTS"))
    idle(server, seconds=20, stop=Event())
    assert server.waited == 1
    assert server.done


def test_a_stop_ends_idle_properly():
    server, stop = IdleServer(), Event()
    stop.set()
    idle(server, seconds=20, stop=stop)
    assert server.waited == 0
    assert server.done


def test_pauses_double_up_to_a_cap():
    assert [pause(tries, jitter=1.0) for tries in (0, 1, 2, 3, 50)] == [1, 2, 4, 8, 120]


def test_jitter_takes_away_at_most_half():
    assert pause(3, jitter=0.0) == 4
