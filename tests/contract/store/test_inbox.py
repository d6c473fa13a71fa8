"""The ledger of received mail: each mail once, each claim alone, each failure kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest

from workers.store import inbox
from workers.store.errors import PAUSES
from workers.store.store import Store

MAILBOX = "notes@mail/INBOX"
LEASE = timedelta(minutes=2)
TRIES = len(PAUSES) + 1


@pytest.fixture
def add(store, clock):
    """Writes a mail down in a transaction of its own; returns its row, None when it is known."""

    def add_one(uid: int = 1, *, key: str = "", raw: bytes = b"a mail", validity: int = 1, mailbox: str = MAILBOX):
        with store.begin() as tx:
            return inbox.add(
                tx,
                mailbox=mailbox,
                uidvalidity=validity,
                uid=uid,
                raw=raw,
                content_key=key or f"content {uid}",
                arrived_at=clock.now(),
            )

    return add_one


@pytest.fixture
def claim(store, clock):
    def claim_one(row: int, *, lease: timedelta = LEASE):
        with store.begin() as tx:
            return inbox.claim(tx, row, now=clock.now(), lease=lease)

    return claim_one


@pytest.fixture
def fail(store, clock):
    def fail_one(row, error: str = "ValueError in read (blocks.py:7)"):
        with store.begin() as tx:
            inbox.fail(tx, row, error=error, now=clock.now())

    return fail_one


@pytest.fixture
def show(store):
    def show_one(row: int):
        with store.begin() as tx:
            return inbox.show(tx, row)

    return show_one


@pytest.fixture
def due(store, clock):
    def find(*, limit: int = 100) -> Sequence[int]:
        with store.begin() as tx:
            return inbox.find_due(tx, now=clock.now(), limit=limit)

    return find


def test_a_new_mail_is_due_at_once(add, due):
    assert due() == []
    row = add()
    assert due() == [row]


def test_the_same_place_is_one_mail(add):
    assert add(1, key="one") is not None
    assert add(1, key="two") is None


def test_the_same_content_in_two_places_is_one_mail(add, due):
    assert add(1, key="same") is not None
    assert add(2, key="same") is None
    assert len(due()) == 1


def test_the_second_place_of_a_content_is_remembered(add):
    add(1, key="same")
    add(2, key="same")
    assert add(2, key="another") is None


def test_a_number_means_something_only_in_its_numbering_and_its_mailbox(add, due):
    rows = [add(1, key="a"), add(1, key="b", validity=2), add(1, key="c", mailbox="other@mail/INBOX")]
    assert None not in rows
    assert len(due()) == 3


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\r\n\x80", b"x" * 3_000_000], ids=["empty", "odd", "large"])
def test_the_bytes_of_a_mail_come_back_as_they_were(add, claim, raw):
    assert claim(add(raw=raw)).raw == raw


def test_two_readers_of_one_mailbox_at_once_write_each_mail_once(add, due):
    both = Barrier(2)

    def read(_reader: int) -> list[int | None]:
        both.wait(60)
        return [add(uid, key=f"content {uid}") for uid in range(1, 11)]

    with ThreadPoolExecutor(2) as pool:
        works = [pool.submit(read, reader) for reader in range(2)]
    # The poller's lease keeps two readers apart; were it lost, a clash may stop one of them, and never doubles a mail.
    assert [work.exception() for work in works].count(None) >= 1
    assert len(due()) == 10


def test_a_claim_moves_the_due_time_forward_first(add, claim, due, clock):
    row = add()
    assert claim(row).id == row
    assert due() == []
    clock.advance(LEASE)
    assert due() == [row]


def test_a_claimed_mail_cannot_be_claimed_by_another(add, claim):
    row = add()
    claim(row)
    assert claim(row) is None


def test_when_a_claim_has_run_out_another_may_claim(add, claim, clock):
    row = add()
    first = claim(row)
    clock.advance(LEASE)
    second = claim(row)
    assert second.lease == first.lease + 1


def test_there_is_nothing_to_claim_where_there_is_no_row(claim):
    assert claim(17) is None


def test_of_many_that_claim_at_once_one_wins(add, claim):
    row = add()
    everybody = Barrier(8)

    def run(_number: int):
        everybody.wait(60)
        return claim(row)

    with ThreadPoolExecutor(8) as pool:
        won = [one for one in pool.map(run, range(8)) if one is not None]
    assert len(won) == 1


@pytest.mark.stack("postgres")
def test_on_postgresql_a_mail_that_somebody_is_writing_holds_up_nobody(postgres_url, clock):
    store = Store(postgres_url)
    values = {"mailbox": MAILBOX, "uidvalidity": 1, "raw": b"", "arrived_at": clock.now()}
    with store.begin() as tx:
        one = inbox.add(tx, **values, uid=1, content_key="one")
        other = inbox.add(tx, **values, uid=2, content_key="other")
    with store.begin() as mine, store.begin() as theirs:
        assert inbox.claim(mine, one, now=clock.now(), lease=LEASE) is not None
        assert inbox.claim(theirs, one, now=clock.now(), lease=LEASE) is None
        assert inbox.claim(theirs, other, now=clock.now(), lease=LEASE) is not None
    store.close()


def test_who_holds_the_newest_claim_may_write(store, add, claim, clock):
    row = add()
    first = claim(row)
    clock.advance(LEASE)
    second = claim(row)
    with store.begin() as tx:
        assert not inbox.still_ours(tx, first)
        assert inbox.still_ours(tx, second)


def test_a_closed_mail_is_nobodys(store, add, claim, due, clock):
    row = claim(add())
    with store.begin() as tx:
        inbox.close(tx, row, state="done", reason=None)
        assert not inbox.still_ours(tx, row)
    clock.advance(LEASE)
    assert due() == []
    assert claim(row.id) is None


def test_who_sent_a_mail_is_shown_once_it_is_known(store, add, claim, show):
    row = claim(add())
    assert show(row.id).sender == ""
    with store.begin() as tx:
        inbox.name_sender(tx, row, "dana@acme.example")
    assert show(row.id).sender == "dana@acme.example"


def test_a_closed_mail_shows_its_state_and_reason(store, add, claim, show):
    row = claim(add())
    with store.begin() as tx:
        inbox.close(tx, row, state="refused", reason="no-notes")
    assert (show(row.id).state, show(row.id).reason) == ("refused", "no-notes")


def test_a_claim_that_is_given_back_is_due_at_once(store, add, claim, due, clock):
    row = claim(add())
    with store.begin() as tx:
        inbox.release(tx, row, now=clock.now())
    assert due() == [row.id]


def test_an_old_claim_cannot_give_back_a_newer_one(store, add, claim, due, clock):
    first = claim(add())
    clock.advance(LEASE)
    claim(first.id)
    with store.begin() as tx:
        inbox.release(tx, first, now=clock.now())
    assert due() == []


def test_a_failure_stays_on_its_row_with_its_time(add, claim, fail, show, clock):
    row = claim(add())
    fail(row, "KeyError in find (people.py:3)")
    assert show(row.id).errors == [{"at": clock.now().isoformat(), "error": "KeyError in find (people.py:3)"}]
    assert show(row.id).attempts == 1


def test_each_failure_waits_longer_than_the_one_before(add, claim, fail, show, clock):
    row = add()
    pauses = []
    for _ in PAUSES:
        fail(claim(row))
        pauses.append(show(row).due_at - clock.now())
        clock.advance(pauses[-1])
    assert pauses == sorted(pauses) == list(PAUSES)


def test_after_the_last_failure_the_mail_rests_with_every_error(add, claim, fail, show, due, clock):
    row = add()
    for number in range(TRIES):
        fail(claim(row), f"failure {number}")
        clock.advance(PAUSES[-1])
    assert (show(row).state, show(row).reason) == ("quarantined", "error")
    assert [one["error"] for one in show(row).errors] == [f"failure {number}" for number in range(TRIES)]
    assert due() == []


def test_a_failure_of_an_old_claim_counts_for_nothing(add, claim, fail, show, clock):
    first = claim(add())
    clock.advance(LEASE)
    claim(first.id)
    fail(first)
    assert show(first.id).attempts == 0


def test_a_long_error_is_cut(add, claim, fail, show):
    row = claim(add())
    fail(row, "x" * 10_000)
    assert len(show(row.id).errors[0]["error"]) == 300


def test_a_resting_mail_is_due_again_with_all_its_tries_when_it_is_retried(store, add, claim, fail, show, due, clock):
    row = add()
    for _ in range(TRIES):
        fail(claim(row))
        clock.advance(PAUSES[-1])
    with store.begin() as tx:
        assert inbox.retry(tx, row, now=clock.now())
    assert due() == [row]
    assert claim(row).attempts == 0
    assert len(show(row).errors) == TRIES


def test_a_mail_that_is_done_is_not_retried(store, add, claim, clock):
    row = claim(add())
    with store.begin() as tx:
        inbox.close(tx, row, state="done", reason=None)
        assert not inbox.retry(tx, row.id, now=clock.now())


def test_there_is_nothing_to_retry_where_there_is_no_row(store, clock):
    with store.begin() as tx:
        assert not inbox.retry(tx, 17, now=clock.now())


def test_what_waits_longest_comes_first(add, due, clock):
    first = add(1)
    clock.advance(timedelta(seconds=1))
    second = add(2)
    clock.advance(timedelta(seconds=1))
    assert due() == [first, second]
    assert due(limit=1) == [first]


def test_the_list_shows_the_newest_first_and_one_state_when_asked(store, add, claim):
    rows = [add(uid) for uid in (1, 2, 3)]
    closed = claim(rows[1])
    with store.begin() as tx:
        inbox.close(tx, closed, state="ignored", reason="automatic")
        assert [row.id for row in inbox.list_rows(tx)] == rows[::-1]
        assert [row.id for row in inbox.list_rows(tx, state="ignored")] == [rows[1]]
        assert [row.id for row in inbox.list_rows(tx, limit=1)] == [rows[2]]


def test_a_list_does_not_carry_the_mails(store, add):
    add()
    with store.begin() as tx:
        assert "raw" not in inbox.list_rows(tx)[0]._fields


def test_what_a_block_did_is_undone_when_it_ends_in_an_error(store, add, due, clock):
    place = {"mailbox": MAILBOX, "uidvalidity": 1, "uid": 1}
    with suppress(RuntimeError), store.begin() as tx:
        inbox.add(tx, **place, raw=b"", content_key="a", arrived_at=clock.now())
        raise RuntimeError
    assert due() == []
    assert add(1, key="a") is not None
