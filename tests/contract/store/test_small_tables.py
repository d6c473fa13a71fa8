"""Who may poll, how far a mailbox is read, when its first mail came, and whom we know."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from builders import OTHER, OWNER

from pipeline.model import Person
from workers.store import cursor, inbox, leases, past, people
from workers.store.cursor import Cursor

TTL = timedelta(minutes=1)
NAME = "poll:notes@mail/INBOX"


@pytest.fixture
def take(store, clock):
    def claim(owner: str, *, name: str = NAME) -> bool:
        with store.begin() as tx:
            return leases.claim_lease(tx, name, owner=owner, now=clock.now(), ttl=TTL)

    return claim


def test_the_first_who_asks_gets_the_right(take):
    assert take("one")
    assert not take("two")


def test_who_has_the_right_may_renew_it(take, clock):
    take("one")
    clock.advance(TTL / 2)
    assert take("one")
    clock.advance(TTL / 2)
    assert not take("two")


def test_a_right_that_ran_out_is_free(take, clock):
    take("one")
    clock.advance(TTL)
    assert take("two")
    assert not take("one")


def test_a_right_that_a_wrong_clock_took_keeps_nobody_out_once_the_clock_is_right(take, clock):
    clock.advance(timedelta(hours=1))
    take("one")
    clock.advance(-timedelta(hours=1))
    assert take("two")
    assert not take("three")


def test_a_clock_that_is_a_little_ahead_has_the_right_for_as_long_as_it_says(take, clock):
    clock.advance(TTL / 2)
    take("one")
    clock.advance(-TTL / 2)
    assert not take("two")


def test_a_right_that_is_given_back_is_free(store, take):
    take("one")
    with store.begin() as tx:
        leases.release(tx, NAME, owner="one")
    assert take("two")


def test_nobody_gives_back_what_another_has(store, take):
    take("one")
    with store.begin() as tx:
        leases.release(tx, NAME, owner="two")
    assert not take("two")


def test_each_name_is_a_right_of_its_own(take):
    take("one")
    assert take("two", name="poll:other@mail/INBOX")


def test_of_many_who_ask_at_once_one_gets_it(take):
    everybody = Barrier(8)

    def run(number: int) -> bool:
        everybody.wait(60)
        return take(f"owner {number}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, range(8))).count(True) == 1


def test_a_mailbox_has_no_cursor_before_its_first_look(store):
    with store.begin() as tx:
        assert cursor.find(tx, "one") is None


def test_a_cursor_is_where_it_was_put_last(store):
    big = 2**32 - 1
    with store.begin() as tx:
        cursor.move(tx, "one", uidvalidity=1, uid=7)
        cursor.move(tx, "two", uidvalidity=1, uid=9)
        cursor.move(tx, "one", uidvalidity=big, uid=big)
    with store.begin() as tx:
        assert cursor.find(tx, "one") == Cursor(uidvalidity=big, uid=big)
        assert cursor.find(tx, "two") == Cursor(uidvalidity=1, uid=9)


def test_the_first_arrival_is_that_of_the_mailbox(store, clock):
    place = {"uidvalidity": 1, "raw": b""}
    with store.begin() as tx:
        assert past.find_first_arrival(tx, "one") is None
        inbox.add(tx, **place, mailbox="one", uid=1, content_key="a", arrived_at=clock.now() + TTL)
        inbox.add(tx, **place, mailbox="one", uid=2, content_key="b", arrived_at=clock.now())
        inbox.add(tx, **place, mailbox="two", uid=1, content_key="c", arrived_at=clock.now() - TTL)
    with store.begin() as tx:
        assert past.find_first_arrival(tx, "one") == clock.now()


def test_a_moment_without_a_zone_is_not_taken(store, clock):
    naive = clock.now().replace(tzinfo=None)
    with pytest.raises(Exception, match="aware"), store.begin() as tx:
        leases.claim_lease(tx, NAME, owner="one", now=naive, ttl=TTL)


def test_people_are_learned_once_and_keep_their_name(store, clock):
    with store.begin() as tx:
        people.learn(tx, [Person(name="Dana Wolff", address=OWNER.upper(), aliases=("Dana",))], now=clock.now())
        people.learn(tx, [Person(name="Somebody Else", address=OWNER)], now=clock.now())
        assert people.find_all(tx) == (Person(name="Dana Wolff", address=OWNER, aliases=("Dana",)),)


def test_people_without_an_address_or_a_name_are_not_learned(store, clock):
    with store.begin() as tx:
        people.learn(tx, [Person(name="Dana"), Person(name="", address=OTHER)], now=clock.now())
        assert people.find_all(tx) == ()


def test_an_address_takes_letters_until_a_report_says_otherwise(store, clock):
    with store.begin() as tx:
        assert people.find_undeliverable_since(tx, OWNER) is None
        people.mark_undeliverable(tx, OWNER.upper(), now=clock.now())
        assert people.find_undeliverable_since(tx, OWNER) == clock.now()
        people.mark_deliverable(tx, OWNER)
        assert people.find_undeliverable_since(tx, OWNER) is None


def test_an_address_known_only_from_a_report_is_nobody_until_notes_name_them(store, clock):
    dana = Person(name="Dana Wolff", address=OWNER)
    with store.begin() as tx:
        people.mark_undeliverable(tx, OWNER, now=clock.now())
        assert people.find_all(tx) == ()
        people.learn(tx, [dana], now=clock.now())
        assert people.find_all(tx) == (dana,)
