"""Which recaps stay in sight of a person: what is new or open for them, and not what merely stays open for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import HOST, OWNER
from recap_builders import DANA, FRIDAY, SAM, a_recap, an_item

from pipeline.model import Address, State
from pipeline.model.ahead import Ahead
from pipeline.outcome import NotesRead, View
from workers.store import ahead, follow, inbox, looks, meetings, series

LONG_AFTER = timedelta(days=60)
TOKEN = "abcdefghij234567abcd"
DECISION = an_item("D1", "decision", "keep the prices")
ACTION = an_item("A1", "action", "send the budget", owner=DANA)


@pytest.fixture
def record(store, clock):
    """Writes a recap with these items down, which the owner may answer."""

    def record_one(*items, tag: str = "7K2Q", token: str = TOKEN):
        place = {"mailbox": "notes", "uidvalidity": 1, "uid": 1}
        read = NotesRead(recap=a_recap(items, tag=tag), letters=(), tokens={token: OWNER})
        with store.begin() as tx:
            row = inbox.add(tx, **place, raw=b"", content_key="content", arrived_at=clock.now())
            meetings.record_recap(tx, read, inbox_id=row, now=clock.now())

    return record_one


@pytest.fixture
def in_sight(store, clock):
    """The tags of what is in sight of the owner now."""

    def find() -> list[str]:
        with store.begin() as tx:
            looks.look_now(tx, [OWNER], now=clock.now())
            rows = looks.claim(tx, looks.find_due(tx, now=clock.now(), limit=1), now=clock.now(), lease=timedelta(1))
            (view,) = follow.gather_views(tx, rows, now=clock.now()).values()
        return [case.recap.tag for case in view.cases]

    return find


def test_a_new_recap_is_in_sight_whatever_it_holds(record, in_sight):
    record(DECISION)
    assert in_sight() == ["7K2Q"]


@pytest.mark.parametrize(
    "item",
    [
        ACTION,
        an_item("A1", "action", "call the bank", owner=SAM),
        an_item("A1", "action", "book the room"),
        an_item("Q1", "question", "who tells the support desk?", owner=DANA),
        an_item("S1", "assumption", "most people pay by card", due=FRIDAY),
    ],
    ids=["one's own", "another's", "nobody's", "a question to answer", "a day to test it"],
)
def test_a_recap_with_something_to_follow_stays_in_sight(record, in_sight, clock, item):
    record(DECISION, item)
    clock.advance(LONG_AFTER)
    assert in_sight() == ["7K2Q"]


@pytest.mark.parametrize(
    "item",
    [
        DECISION,
        an_item("R1", "risk", "the test machine is full", owner=SAM),
        an_item("A1", "action", "send the budget", owner=DANA, state=State.DONE),
    ],
    ids=["a decision", "another's risk", "what is done"],
)
def test_a_recap_with_nothing_to_follow_goes_out_of_sight(record, in_sight, clock, item):
    record(item)
    clock.advance(LONG_AFTER)
    assert in_sight() == []


def test_whoever_has_a_meeting_ahead_sees_all_that_is_open(record, in_sight, store, clock):
    record(DECISION)
    clock.advance(LONG_AFTER)
    meeting = Ahead(uid="u", title="Weekly sync", starts=(clock.now() + timedelta(days=1),))
    with store.begin() as tx:
        ahead.put(tx, meeting, Address(address=OWNER))
    assert in_sight() == ["7K2Q"]


@pytest.mark.parametrize(("weeks", "tags"), [(25, ["7K2Q"]), (27, [])])
def test_notes_have_to_do_with_the_meetings_of_half_a_year(record, store, weeks, tags):
    record(DECISION)
    now = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(weeks=weeks)
    view = View(now=now, arrived_at=now, content_key="content", free_tag="2B3C")
    with store.begin() as tx:
        found = series.add_lately(tx, view, {HOST})
    assert [recap.tag for recap in found.series] == tags
