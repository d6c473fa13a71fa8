"""Letters on their way out: each key once for ever, the same bytes at every try, an end to every trying."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from builders import OTHER, OWNER

from pipeline.model import Letter
from workers.ports import Verdict
from workers.store import outbox
from workers.store.errors import PAUSES

LEASE = timedelta(minutes=5)
TRIES = len(PAUSES) + 1


def a_letter(key: str = "recap:7K2Q:dana", *, to: str = OWNER, raw: bytes = b"a letter") -> Letter:
    return Letter(kind="recap", key=key, to=to, message_id=f"<{key}@acme.example>", raw=raw)


@pytest.fixture
def add(store, clock):
    def add_all(*letters: Letter) -> list[int]:
        with store.begin() as tx:
            return outbox.add(tx, letters, inbox_id=None, now=clock.now(), recap_tag="7K2Q")

    return add_all


@pytest.fixture
def claim(store, clock):
    def claim_one(row: int):
        with store.begin() as tx:
            found = outbox.find_to_send(tx, row, now=clock.now())
            if found is not None:
                outbox.claim(tx, found, now=clock.now(), lease=LEASE)
            return found

    return claim_one


@pytest.fixture
def fail(store, clock):
    def fail_one(row, verdict: Verdict = Verdict.LATER, error: str = "421 busy"):
        with store.begin() as tx:
            outbox.failed(tx, row, verdict=verdict, error=error, now=clock.now())

    return fail_one


@pytest.fixture
def show(store):
    def show_one(row: int):
        with store.begin() as tx:
            return outbox.show(tx, row)

    return show_one


@pytest.fixture
def due(store, clock):
    def find() -> list[int]:
        with store.begin() as tx:
            return outbox.find_due(tx, now=clock.now(), limit=100)

    return find


def test_a_new_letter_is_due_at_once(add, due):
    assert add(a_letter()) == due()


def test_a_letter_keeps_its_bytes_and_its_reader(add, claim):
    (row,) = add(a_letter(raw=b"\x00\xff\r\n.", to=OTHER))
    claimed = claim(row)
    assert (claimed.raw, claimed.recipient) == (b"\x00\xff\r\n.", OTHER)


def test_a_key_is_written_once(add, claim):
    (first,) = add(a_letter(raw=b"the first"))
    assert add(a_letter(raw=b"another")) == []
    assert claim(first).raw == b"the first"


def test_a_key_stays_taken_after_its_letter_was_sent(store, add, claim, clock):
    row = claim(*add(a_letter()))
    with store.begin() as tx:
        outbox.sent(tx, row, now=clock.now())
    assert add(a_letter()) == []


def test_of_several_letters_the_new_ones_are_told(add, due):
    add(a_letter("one"))
    new = add(a_letter("one"), a_letter("two"), a_letter("three"))
    assert len(new) == 2
    assert len(due()) == 3


def test_of_many_that_claim_at_once_one_sends(add, claim):
    (row,) = add(a_letter())
    everybody = Barrier(8)

    def run(_number: int):
        everybody.wait(60)
        return claim(row)

    with ThreadPoolExecutor(8) as pool:
        won = [one for one in pool.map(run, range(8)) if one is not None]
    assert len(won) == 1


def test_when_a_claim_has_run_out_the_same_bytes_go_again(add, claim, clock):
    (row,) = add(a_letter(raw=b"the same"))
    first = claim(row)
    assert claim(row) is None
    clock.advance(LEASE)
    assert claim(row).raw == first.raw


def test_a_sent_letter_is_over(store, add, claim, show, due, clock):
    row = claim(*add(a_letter()))
    with store.begin() as tx:
        outbox.sent(tx, row, now=clock.now())
    clock.advance(LEASE)
    assert due() == []
    assert claim(row.id) is None
    assert (show(row.id).state, show(row.id).sent_at, show(row.id).attempts) == ("sent", clock.now() - LEASE, 1)


def test_a_letter_that_was_sent_after_its_claim_ran_out_is_sent(store, add, claim, show, clock):
    first = claim(*add(a_letter()))
    clock.advance(LEASE)
    second = claim(first.id)
    with store.begin() as tx:
        outbox.sent(tx, first, now=clock.now())
        outbox.failed(tx, second, verdict=Verdict.NEVER, error="550 no", now=clock.now())
    assert show(first.id).state == "sent"


def test_a_refusal_for_ever_ends_the_letter(add, claim, fail, show, due, clock):
    row = claim(*add(a_letter()))
    fail(row, Verdict.NEVER, "550 5.1.1 no such user")
    clock.advance(timedelta(days=30))
    assert show(row.id).state == "failed"
    assert show(row.id).errors[0]["error"] == "550 5.1.1 no such user"
    assert due() == []


def test_trouble_for_now_waits_longer_each_time(add, claim, fail, show, clock):
    (row,) = add(a_letter())
    pauses = []
    for _ in PAUSES:
        fail(claim(row))
        pauses.append(show(row).due_at - clock.now())
        clock.advance(pauses[-1])
    assert pauses == sorted(pauses) == list(PAUSES)


def test_after_the_last_try_the_letter_rests_with_every_error(add, claim, fail, show, due, clock):
    (row,) = add(a_letter())
    for number in range(TRIES):
        fail(claim(row), error=f"421 try {number}")
        clock.advance(PAUSES[-1])
    assert show(row).state == "quarantined"
    assert [one["error"] for one in show(row).errors] == [f"421 try {number}" for number in range(TRIES)]
    assert due() == []


@pytest.mark.parametrize("verdict", [Verdict.NEVER, Verdict.LATER])
def test_a_letter_that_was_given_up_can_be_tried_again(store, add, claim, fail, due, clock, verdict):
    (row,) = add(a_letter())
    for _ in range(TRIES if verdict is Verdict.LATER else 1):
        fail(claim(row), verdict)
        clock.advance(PAUSES[-1])
    with store.begin() as tx:
        assert outbox.retry(tx, row, now=clock.now())
    assert due() == [row]
    assert claim(row).attempts == 0


def test_a_sent_letter_cannot_be_tried_again(store, add, claim, clock):
    row = claim(*add(a_letter()))
    with store.begin() as tx:
        outbox.sent(tx, row, now=clock.now())
        assert not outbox.retry(tx, row.id, now=clock.now())


def test_a_letter_on_its_way_cannot_be_made_due_under_it(store, add, claim, due, clock):
    (row,) = add(a_letter())
    claim(row)
    with store.begin() as tx:
        assert not outbox.retry(tx, row, now=clock.now())
    assert due() == []


def test_the_failure_of_an_old_claim_counts_for_nothing(add, claim, fail, show, clock):
    first = claim(*add(a_letter()))
    clock.advance(LEASE)
    claim(first.id)
    fail(first)
    assert (show(first.id).state, show(first.id).attempts) == ("due", 0)


def test_the_list_shows_the_newest_first_without_bytes(store, add):
    rows = add(a_letter("one"), a_letter("two"))
    with store.begin() as tx:
        listed = outbox.list_rows(tx)
        assert [row.id for row in listed] == rows[::-1]
        assert "raw" not in listed[0]._fields
        assert outbox.list_rows(tx, state="failed") == []
