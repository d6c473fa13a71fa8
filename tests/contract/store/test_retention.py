"""What is kept for how long, and that rows stay when their bytes go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import OWNER
from recap_builders import a_recap

from pipeline.model import Change, Letter, State
from pipeline.outcome import NotesRead, ReplyRead
from workers.store import inbox, meetings, outbox, retention
from workers.store.retention import Keep
from workers.store.tables import EVENTS, INBOX, OUTBOX

RAW = b"From: somebody"


@pytest.fixture
def add(store, clock):
    """A recap whose mail and letter have done their work."""

    def add_one(*, uid: int = 1, done: bool = True, **values):
        recap = a_recap(**values)
        with store.begin() as tx:
            place = {"mailbox": "notes", "uidvalidity": 1, "uid": uid}
            number = inbox.add(tx, **place, raw=RAW, content_key=f"content {uid}", arrived_at=clock.now())
            row = inbox.claim(tx, number, now=clock.now(), lease=timedelta(minutes=2))
            meetings.record_recap(tx, NotesRead(recap=recap, letters=()), inbox_id=number, now=clock.now())
            letter = Letter(kind="recap", key=f"recap:{uid}", to=OWNER, message_id=f"<{uid}@acme.example>", raw=RAW)
            (sent,) = outbox.add(tx, [letter], inbox_id=number, now=clock.now(), recap_tag=recap.tag)
            claimed = outbox.find_to_send(tx, sent, now=clock.now())
            outbox.claim(tx, claimed, now=clock.now(), lease=timedelta(minutes=2))
            if done:
                inbox.close(tx, row, state="done", reason=None)
                outbox.sent(tx, claimed, now=clock.now())
        return recap

    return add_one


@pytest.fixture
def clear(store, clock):
    def clear_all(**days):
        with store.begin() as tx:
            return retention.clear(tx, Keep(**days), now=clock.now())

    return clear_all


def bytes_of(store, table):
    with store.begin() as tx:
        return [bytes(raw) for raw in tx.execute(sa.select(table.c.raw).order_by(table.c.id)).scalars()]


def test_the_bytes_of_a_mail_go_after_their_days_and_the_row_stays(store, add, clear, clock):
    add()
    clock.advance(timedelta(days=29))
    assert clear() == 0
    clock.advance(timedelta(days=2))
    assert clear() == 1
    assert bytes_of(store, INBOX) == [b""]
    assert bytes_of(store, OUTBOX) == [RAW]


def test_the_bytes_of_a_letter_go_after_theirs(store, add, clear, clock):
    add()
    clock.advance(timedelta(days=91))
    clear()
    assert bytes_of(store, OUTBOX) == [b""]


def test_what_is_still_due_keeps_its_bytes_however_old(store, add, clear, clock):
    add(done=False)
    clock.advance(timedelta(days=400))
    assert clear() == 0
    assert bytes_of(store, INBOX) == [RAW]


def test_nothing_goes_where_it_is_kept_for_ever(store, add, clear, clock):
    add()
    clock.advance(timedelta(days=4000))
    assert clear(mails=0, letters=0) == 0


def test_what_is_restricted_is_gone_after_a_day(store, add, clear, clock):
    add(restricted=True)
    add(uid=2, tag="9Z9Z")
    clock.advance(timedelta(hours=25))
    clear()
    assert bytes_of(store, INBOX) == [b"", RAW]
    assert bytes_of(store, OUTBOX) == [b"", RAW]


def test_what_an_undo_needs_is_kept_for_two_days_only(store, add, clear, clock):
    recap = add()
    items = tuple(item if item.code != "A1" else _done(item) for item in recap.items)
    outcome = ReplyRead(recap=_with(recap, items), by=OWNER, changes=(Change(verb="done", code="A1"),))
    with store.begin() as tx:
        number = tx.execute(sa.select(INBOX.c.id)).scalar_one()
        meetings.record_reply(tx, outcome, inbox_id=number, now=clock.now())
    assert len(_kept(store)) == 1
    clock.advance(timedelta(days=3))
    clear()
    assert _kept(store) == []


def test_one_of_many_looks_once_an_hour(store, clock):
    with store.begin() as tx:
        assert retention.is_time(tx, now=clock.now())
        assert not retention.is_time(tx, now=clock.now() + timedelta(minutes=59))
        assert retention.is_time(tx, now=clock.now() + timedelta(minutes=61))


def _done(item):
    return replace(item, state=State.DONE)


def _with(recap, items):
    return replace(recap, items=items)


def _kept(store):
    with store.begin() as tx:
        return tx.execute(sa.select(EVENTS.c.id).where(EVENTS.c.before.is_not(None))).all()
