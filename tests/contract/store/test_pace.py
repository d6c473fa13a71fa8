"""How much goes out and comes in at once: what is over waits, nobody waits for somebody else, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

from fakes import START, FakeClock, FakeOutlet, FakePost

from pipeline.model import Letter
from workers.deliver import Sending
from workers.limits import Limit, Limits
from workers.ports import Verdict
from workers.store import outbox, pace

MINUTE = timedelta(minutes=1)
ANA, BEN = "ana@acme.example", "ben@acme.example"


def add(store, *readers: str) -> list[int]:
    letters = [
        Letter(kind="recap", key=f"{n}", to=to, message_id=f"<{n}@acme.example>", raw=b"Subject: a\r\n\r\nb\r\n")
        for n, to in enumerate(readers)
    ]
    with store.begin() as tx:
        return outbox.add(tx, letters, inbox_id=None, now=START)


def a_sending(store, clock: FakeClock, **limits) -> Sending:
    return Sending(store=store, outlet=FakeOutlet(FakePost()), clock=clock, limits=Limits(**limits))


def test_what_is_over_the_limit_waits_and_goes_out_later(store):
    clock = FakeClock()
    rows = add(store, ANA, BEN, ANA)
    sending = a_sending(store, clock, together=(Limit(most=2, within=MINUTE),))
    assert sending.deliver_due() == dict.fromkeys(rows[:2], Verdict.SENT)
    assert sending.deliver_due() == {}
    clock.advance(MINUTE)
    assert sending.deliver_due() == {rows[2]: Verdict.SENT}


def test_waiting_is_no_failed_try(store):
    rows = add(store, ANA, ANA)
    a_sending(store, FakeClock(), to_one=(Limit(most=1, within=MINUTE),)).deliver_due()
    with store.begin() as tx:
        waiting = outbox.show(tx, rows[1])
    assert (waiting.state, waiting.attempts, waiting.errors) == ("due", 0, [])


def test_a_reader_who_has_had_enough_holds_up_nobody_else(store):
    clock = FakeClock()
    rows = add(store, ANA, ANA, BEN)
    sending = a_sending(store, clock, to_one=(Limit(most=1, within=MINUTE),))
    assert set(sending.deliver_due()) == {rows[0], rows[2]}
    with store.begin() as tx:
        assert outbox.find_due(tx, now=clock.now(), limit=9) == []
    clock.advance(MINUTE)
    assert set(sending.deliver_due()) == {rows[1]}


def test_a_letter_that_was_refused_counts_as_one_that_was_tried(store):
    clock = FakeClock()
    rows = add(store, ANA, BEN)
    post = FakePost()
    post.refusals[ANA] = "450 4.2.1 greylisted"
    sending = Sending(
        store=store,
        outlet=FakeOutlet(post),
        clock=clock,
        limits=Limits(together=(Limit(most=1, within=MINUTE),)),
    )
    assert sending.deliver_due() == {rows[0]: Verdict.LATER}


def test_without_limits_everything_goes_out(store):
    assert len(a_sending(store, FakeClock()).deliver_due()) == len(add(store)) == 0
    rows = add(store, *[ANA] * 40)
    assert len(a_sending(store, FakeClock()).deliver_due()) == len(rows)


def test_the_mails_of_one_sender_have_their_turns_one_behind_the_other(store):
    limit = Limit(most=2, within=MINUTE)
    with store.begin() as tx:
        turns = [pace.take_turn(tx, "a", limit, now=START) for _ in range(5)]
        assert pace.take_turn(tx, "b", limit, now=START) is None
    half = MINUTE / 2
    assert turns == [None, None, START + half, START + 2 * half, START + 3 * half]


def test_a_sender_who_waits_for_a_while_is_read_at_once_again(store):
    limit = Limit(most=1, within=MINUTE)
    with store.begin() as tx:
        assert pace.take_turn(tx, "a", limit, now=START) is None
        assert pace.take_turn(tx, "a", limit, now=START) is not None
        assert pace.take_turn(tx, "a", limit, now=START + timedelta(minutes=3)) is None
