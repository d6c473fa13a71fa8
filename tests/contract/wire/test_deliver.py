"""The last hop over every outlet: each letter goes out, and its row tells how it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fakes import Crashed, FakeClock, FakeCrash

from pipeline.model import Letter
from workers.deliver import LEASE, Sending
from workers.ports import CrashPoint, Verdict
from workers.store import outbox

ANA = "ana@acme.example"
BO = "bo@acme.example"
DELIVER_POINTS = [point for point in CrashPoint if point.startswith("deliver.")]


def a_letter(number: int = 1, *, to: str = ANA) -> Letter:
    raw = f"From: notes@acme.example\r\nTo: {to}\r\nSubject: Recap {number}\r\n\r\nDana sends the budget.\r\n".encode()
    return Letter(kind="recap", key=f"recap:{number}", to=to, message_id=f"<{number}@acme.example>", raw=raw)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def add(store, clock):
    def add_letters(*letters: Letter) -> list[int]:
        with store.begin() as tx:
            return outbox.add(tx, letters, inbox_id=None, now=clock.now())

    return add_letters


@pytest.fixture
def sending(store, outlet, clock):
    return Sending(store=store, outlet=outlet, clock=clock)


def due(store, clock) -> list[int]:
    with store.begin() as tx:
        return outbox.find_due(tx, now=clock.now(), limit=10)


def test_a_letter_is_sent_once_however_often_it_is_rung_for(post, add, sending):
    (row,) = add(a_letter())
    assert sending.deliver(row) == {row: Verdict.SENT}
    assert sending.deliver(row) == {}
    assert len(post.letters(ANA)) == 1
    assert post.letters(ANA)[0].endswith(a_letter().raw)


def test_a_batch_sends_all_that_is_due(post, add, sending):
    rows = add(a_letter(1), a_letter(2), a_letter(3))
    assert sending.deliver_due() == dict.fromkeys(rows, Verdict.SENT)
    assert len(post.letters(ANA)) == 3


def test_a_letter_in_the_middle_that_is_refused_holds_up_none(post, add, sending):
    rows = add(a_letter(1), a_letter(2, to=BO), a_letter(3))
    post.refuse(BO, "450 4.2.1 greylisted")
    assert sending.deliver(*rows) == dict(zip(rows, [Verdict.SENT, Verdict.LATER, Verdict.SENT], strict=True))
    assert sending.deliver(*rows) == {}


def test_a_letter_refused_for_now_is_due_again_later(post, add, sending, store, clock):
    (row,) = add(a_letter())
    post.refuse(ANA, "450 4.2.1 greylisted")
    assert sending.deliver(row) == {row: Verdict.LATER}
    assert due(store, clock) == []
    clock.advance(timedelta(days=1))
    assert due(store, clock) == [row]


def test_a_letter_refused_for_good_is_not_tried_again(post, add, sending, store, clock):
    (row,) = add(a_letter())
    post.refuse(ANA, "550 5.1.1 no such user")
    assert sending.deliver(row) == {row: Verdict.NEVER}
    clock.advance(timedelta(days=30))
    assert due(store, clock) == []
    with store.begin() as tx:
        assert "no such user" in str(outbox.show(tx, row))


@pytest.mark.parametrize("point", DELIVER_POINTS)
def test_a_crash_loses_no_letter_and_never_changes_one(post, add, store, outlet, clock, point):
    (row,) = add(a_letter())
    with pytest.raises(Crashed):
        Sending(store=store, outlet=outlet, clock=clock, crash=FakeCrash(point)).deliver(row)
    clock.advance(LEASE + timedelta(seconds=1))
    Sending(store=store, outlet=outlet, clock=clock).deliver(row)
    letters = post.letters(ANA)
    # The honest limit: between the server's yes and our commit, the same bytes go out once more.
    assert len(letters) == (2 if point == CrashPoint.DELIVER_AFTER_SEND else 1)
    assert all(letter.endswith(a_letter().raw) for letter in letters)
    assert due(store, clock) == []


@pytest.mark.parametrize("point", DELIVER_POINTS)
def test_a_crash_among_several_letters_repeats_at_most_the_one_at_hand(post, add, store, outlet, clock, point):
    rows = add(a_letter(1), a_letter(2), a_letter(3))
    with pytest.raises(Crashed):
        Sending(store=store, outlet=outlet, clock=clock, crash=FakeCrash(point)).deliver(*rows)
    clock.advance(LEASE + timedelta(seconds=1))
    Sending(store=store, outlet=outlet, clock=clock).deliver(*rows)
    assert len(post.letters(ANA)) == (4 if point == CrashPoint.DELIVER_AFTER_SEND else 3)
