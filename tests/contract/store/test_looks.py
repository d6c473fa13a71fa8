"""When to look next at a person: one row each, claimed by one, moved to now by whatever changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model import Address, Person
from pipeline.model.ahead import Ahead
from workers.store import ahead, looks, people

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
DANA = "dana@acme.example"
BO = "bo@acme.example"


@pytest.fixture
def tx(store):
    with store.begin() as tx:
        yield tx


def claim(tx, *, now: datetime = NOW) -> looks.LookRow | None:
    due = looks.find_due(tx, now=now, limit=10)
    return next(iter(looks.claim(tx, due, now=now, lease=LEASE)), None)


def test_a_person_is_one_row_however_often_something_changes(tx):
    looks.look_now(tx, [DANA, "Dana@Acme.example"], now=NOW)
    looks.look_now(tx, [DANA], now=NOW)
    assert len(looks.find_due(tx, now=NOW, limit=10)) == 1


def test_nobody_is_looked_at_without_an_address(tx):
    looks.look_now(tx, [""], now=NOW)
    assert looks.find_due(tx, now=NOW, limit=10) == []


def test_a_claimed_look_is_not_due_until_the_lease_is_over(tx):
    looks.look_now(tx, [DANA], now=NOW)
    assert claim(tx) is not None
    assert claim(tx) is None
    assert claim(tx, now=NOW + LEASE) is not None


def test_a_change_meanwhile_ends_the_claim_and_is_due_at_once(tx):
    looks.look_now(tx, [DANA], now=NOW)
    row = claim(tx)
    looks.look_now(tx, [DANA], now=NOW)
    assert not looks.still_ours(tx, row)
    assert claim(tx) is not None


def test_a_claim_that_was_ended_settles_nothing(tx):
    looks.look_now(tx, [DANA], now=NOW)
    row = claim(tx)
    looks.look_now(tx, [DANA], now=NOW)
    looks.settle(tx, [(row, None, {})])
    assert looks.find_next(tx) == NOW


def test_many_are_claimed_at_once_and_each_only_once(tx):
    looks.look_now(tx, [DANA, BO], now=NOW)
    due = looks.find_due(tx, now=NOW, limit=10)
    assert [row.address for row in looks.claim(tx, due, now=NOW, lease=LEASE)] == [BO, DANA]
    assert looks.claim(tx, due, now=NOW, lease=LEASE) == ()


def test_what_was_settled_comes_back_with_its_memory(tx):
    looks.look_now(tx, [DANA], now=NOW)
    looks.settle(tx, [(claim(tx), NOW + timedelta(days=1), {"progress": "2026-11-23"})])
    assert claim(tx) is None
    assert looks.find_next(tx) == NOW + timedelta(days=1)
    row = claim(tx, now=NOW + timedelta(days=1))
    assert (row.address, row.memory) == (DANA, {"progress": "2026-11-23"})


def test_a_change_keeps_the_memory(tx):
    looks.look_now(tx, [DANA], now=NOW)
    looks.settle(tx, [(claim(tx), None, {"progress": "2026-11-23"})])
    looks.look_now(tx, [DANA], now=NOW)
    assert claim(tx).memory == {"progress": "2026-11-23"}


def test_somebody_with_nothing_in_sight_is_not_looked_at(tx):
    looks.look_now(tx, [DANA], now=NOW)
    looks.settle(tx, [(claim(tx), None, {})])
    assert looks.find_next(tx) is None
    assert claim(tx, now=NOW + timedelta(days=999)) is None


def test_a_look_that_fails_is_tried_ever_more_rarely_and_never_given_up(tx):
    looks.look_now(tx, [DANA], now=NOW)
    now, pauses = NOW, []
    for _ in range(12):
        row = claim(tx, now=now)
        looks.fail(tx, row, now=now)
        pauses.append(looks.find_next(tx) - now)
        now = looks.find_next(tx)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=1)


def test_the_newest_invitation_of_a_meeting_counts(tx):
    reader = Address(address=DANA)
    first = Ahead(uid="a", title="Sync", starts=(NOW + timedelta(days=1),), organiser=Person(name="Dana", address=DANA))
    moved = Ahead(uid="a", title="Sync", starts=(NOW + timedelta(days=2),))
    ahead.put(tx, first, reader)
    ahead.put(tx, moved, reader)
    assert ahead.find(tx, DANA, now=NOW) == (moved,)


def test_a_meeting_that_is_over_or_called_off_lies_ahead_of_nobody(tx):
    reader = Address(address=DANA)
    ahead.put(tx, Ahead(uid="a", title="Sync", starts=(NOW,)), reader)
    ahead.put(tx, Ahead(uid="b", title="Sync", starts=(NOW + timedelta(days=1),)), reader)
    ahead.put(tx, Ahead(uid="b", title="Sync"), reader)
    assert ahead.find(tx, DANA, now=NOW) == ()


def test_somebody_who_told_nothing_works_from_monday_to_friday_at_nine(tx):
    found = people.find_preferences(tx, DANA)
    assert (found.workdays, found.hour, found.stopped) == (frozenset({1, 2, 3, 4, 5}), 9, False)
