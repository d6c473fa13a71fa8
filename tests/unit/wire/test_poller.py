"""The poller's nerves: mails that will not come, lines that break, leases that others hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from fakes import Crashed, FakeClock, FakeCrash, FakePost

from workers.poll import Poller
from workers.ports import CrashPoint, UnreachableError
from workers.receive import STRIKES, STRIKES_LAST, Hold, Receiver
from workers.store import inbox as ledger
from workers.store.migrate import migrate
from workers.store.store import Store

ANA = "ana@acme.example"


class Patience(Event):
    """A stop that nobody waits for: every pause is over at once and remembered; after so many it is set."""

    def __init__(self, pauses: int) -> None:
        super().__init__()
        self.left = pauses
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def post(clock):
    return FakePost(clock)


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    migrate(url)
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def receiver(store, clock):
    def build(owner: str = "one") -> Receiver:
        hold = Hold(owner=owner)
        rung: list[int] = []
        return Receiver(store=store, clock=clock, mailbox="box", hold=hold, ring=rung.append, take_old=True)

    return build


@pytest.fixture
def kept(store, clock):
    def show() -> list[bytes]:
        later = clock.now() + timedelta(minutes=1)
        with store.begin() as tx:
            ids = [row.id for row in ledger.list_rows(tx)]
            return sorted(ledger.claim(tx, row, now=later, lease=timedelta()).raw for row in ids)

    return show


def deliver(post: FakePost, *names: str) -> None:
    for name in names:
        post.deliver(f"Subject: {name}\r\n\r\n{name}\r\n".encode(), to=ANA)


def test_a_mail_that_will_not_come_holds_up_nobody_and_is_written_down_in_the_end(post, receiver, clock, kept):
    deliver(post, "bad", "good")
    reader, inbox = receiver(), post.connect(ANA)
    inbox.unfetchable = {1}
    assert len(reader.receive_once(inbox)) == 1
    for _ in range(STRIKES - 1):
        clock.advance(STRIKES_LAST / (STRIKES - 1))
        reader.receive_once(inbox)
    good, bad = kept()
    assert b"good" in good
    assert bad.startswith(b"X-Followthrough-Truncated: unreadable\r\n")
    assert reader.receive_once(inbox) == []


def test_a_mail_that_comes_late_is_not_skipped(post, receiver, kept):
    deliver(post, "late", "good")
    reader, inbox = receiver(), post.connect(ANA)
    inbox.unfetchable = {1}
    reader.receive_once(inbox)
    inbox.unfetchable = set()
    assert len(reader.receive_once(inbox)) == 1
    assert len(kept()) == 2


def break_over_the_first(inbox):
    """Whoever fetches that mail loses the line."""
    whole = inbox.fetch

    def fetch(uid: int):
        if uid == 1:
            raise UnreachableError("the server hung up")
        return whole(uid)

    inbox.fetch = fetch
    return inbox


def test_a_mail_over_which_the_line_breaks_is_given_up_in_the_end(post, receiver, clock, kept):
    deliver(post, "bad", "good")
    reader = receiver()
    for _ in range(STRIKES):
        inbox = break_over_the_first(post.connect(ANA))
        with pytest.raises(UnreachableError):
            reader.receive_once(inbox)
        clock.advance(STRIKES_LAST / (STRIKES - 1))
    assert reader.receive_once(inbox) == []
    assert len(kept()) == 2


def test_a_line_that_breaks_many_times_within_minutes_costs_no_mail(post, receiver, clock, kept):
    deliver(post, "unlucky")
    reader = receiver()
    for _ in range(3 * STRIKES):
        with pytest.raises(UnreachableError):
            reader.receive_once(break_over_the_first(post.connect(ANA)))
        clock.advance(STRIKES_LAST / (4 * STRIKES))
    reader.receive_once(post.connect(ANA))
    assert [b"unlucky" in raw for raw in kept()] == [True]


def test_after_renumbering_mail_from_before_our_time_is_still_left_alone(post, receiver, clock, kept):
    deliver(post, "old")
    clock.advance(timedelta(days=30))
    reader = replace(receiver(), take_old=False)
    reader.receive_once(post.connect(ANA))
    deliver(post, "new")
    inbox = post.connect(ANA)
    inbox.can_move = False
    reader.receive_once(inbox)
    post.renumber(ANA)
    clock.advance(timedelta(days=1))
    deliver(post, "newer")
    reader.receive_once(post.connect(ANA))
    assert [b"old" in raw for raw in kept()] == [False, False]


def test_a_crash_while_a_renumbered_mailbox_is_read_does_not_let_old_mail_in(post, receiver, clock, kept):
    reader = replace(receiver(), take_old=False)
    reader.receive_once(post.connect(ANA))
    deliver(post, "new")
    reader.receive_once(post.connect(ANA))
    post.clock = FakeClock(clock.now() - timedelta(hours=5))
    deliver(post, "old one", "old two")
    post.clock = clock
    deliver(post, "newer")
    post.renumber(ANA)
    with pytest.raises(Crashed):
        replace(reader, crash=FakeCrash(CrashPoint.RECEIVE_AFTER_COMMIT)).receive_once(post.connect(ANA))
    reader.receive_once(post.connect(ANA))
    assert len(kept()) == 2


def test_a_server_whose_clock_is_ahead_does_not_delay_a_mail(post, receiver, store, clock):
    post.clock = FakeClock(clock.now() + timedelta(hours=2))
    deliver(post, "one")
    rows = receiver().receive_once(post.connect(ANA))
    with store.begin() as tx:
        assert ledger.find_due(tx, now=clock.now(), limit=10) == rows


def test_only_the_holder_of_the_lease_reads(post, receiver, clock):
    deliver(post, "one")
    first, second = receiver("one"), receiver("two")
    assert first.claim()
    assert second.receive_once(post.connect(ANA)) == []
    clock.advance(timedelta(minutes=2))
    assert len(second.receive_once(post.connect(ANA))) == 1
    assert not first.claim()


def test_a_reader_that_stops_lets_the_next_one_in_at_once(post, receiver):
    stop = Event()
    stop.set()
    first = receiver("one")
    first.claim()
    Poller(receiver=first, connect=lambda: post.connect(ANA), jitter=lambda: 1.0).run(stop)
    assert receiver("two").claim()


def test_after_trouble_the_poller_comes_back_and_looks_at_once(post, receiver, kept):
    calls = []

    def connect():
        calls.append("call")
        if len(calls) < 4:
            raise UnreachableError("refused")
        deliver(post, "while away")
        inbox = post.connect(ANA)
        inbox.wait = lambda _seconds, stop: stop.set()
        return inbox

    stop = Patience(pauses=10)
    Poller(receiver=receiver(), connect=connect, jitter=lambda: 1.0).run(stop)
    assert stop.pauses == [1, 2, 4]
    assert len(kept()) == 1


def test_a_good_look_makes_the_next_pause_short_again(post, receiver):
    def connect():
        inbox = post.connect(ANA)

        def break_down(seconds, stop):
            raise UnreachableError("the line broke")

        inbox.wait = break_down
        return inbox

    stop = Patience(pauses=3)
    Poller(receiver=receiver(), connect=connect, jitter=lambda: 1.0).run(stop)
    assert stop.pauses == [1, 1, 1]


def test_a_bug_does_not_end_the_poller(receiver, caplog):
    def connect():
        raise ZeroDivisionError("a mail was quoted here")

    stop = Patience(pauses=2)
    Poller(receiver=receiver(), connect=connect, jitter=lambda: 1.0).run(stop)
    assert len(stop.pauses) == 2
    assert "ZeroDivisionError" in caplog.text
    assert "quoted" not in caplog.text


def test_a_lease_that_runs_out_between_two_looks_is_refused(receiver):
    with pytest.raises(ValueError, match="outlast"):
        Poller(receiver=receiver(), connect=lambda: None, jitter=lambda: 1.0, net_seconds=60)


def test_every_good_look_is_told(post, receiver):
    stop = Event()
    looks = []

    def look() -> None:
        looks.append("look")
        stop.set()

    Poller(receiver=receiver(), connect=lambda: post.connect(ANA), jitter=lambda: 1.0, looked=look).run(stop)
    assert looks == ["look"]


@pytest.mark.parametrize("trouble", [UnreachableError("refused"), ZeroDivisionError("a bug")])
def test_whatever_ends_a_look_is_told(receiver, trouble):
    def connect():
        raise trouble

    told = []
    stop = Patience(pauses=2)
    Poller(receiver=receiver(), connect=connect, jitter=lambda: 1.0, failed=told.append).run(stop)
    assert told == [trouble, trouble]
