"""Hop 1 over every inbox: what is delivered is in the ledger once, whatever happens in between."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from fakes import Crashed, FakeClock, FakeCrash

from workers.ports import CrashPoint, Folder
from workers.receive import Hold, Receiver
from workers.store import inbox as ledger

ANA = "ana@acme.example"
RECEIVE_POINTS = [point for point in CrashPoint if point.startswith("receive.")]


def a_mail(number: int = 1, body: str = "Dana will send the budget.") -> bytes:
    head = f"From: Bo <bo@acme.example>\r\nSubject: Weekly {number}\r\nMessage-ID: <{number}@acme.example>\r\n"
    return f"{head}\r\n{body}\r\n".encode()


@pytest.fixture
def rung():
    return []


@pytest.fixture
def receiver(store, rung):
    def build(**options) -> Receiver:
        options = {"take_old": True, "hold": Hold(owner="one"), "ring": rung.append} | options
        return Receiver(store=store, clock=FakeClock(), mailbox="ana@acme.example/INBOX", **options)

    return build


@pytest.fixture
def look(post, receiver):
    """One look on a line of its own, as after a reconnect."""

    def look_once(*, max_bytes: int = 25_000_000, **options) -> list[int]:
        with closing(post.connect(ANA, max_bytes=max_bytes)) as inbox:
            return receiver(**options).receive_once(inbox)

    return look_once


@pytest.fixture
def raw_of(store):
    def show(row: int) -> bytes:
        with store.begin() as tx:
            return ledger.claim(tx, row, now=FakeClock().now(), lease=timedelta()).raw

    return show


def test_every_mail_is_written_down_rung_for_and_put_away(post, look, rung, raw_of):
    for number in range(20):
        post.deliver(a_mail(number), to=ANA)
    rows = look()
    assert len(set(rows)) == 20
    assert rung == rows
    assert all(raw_of(row).endswith(a_mail(number)) for number, row in enumerate(rows))
    assert post.put_away(ANA, Folder.DONE) == 20


def test_a_second_look_finds_nothing_more(post, look):
    post.deliver(a_mail(), to=ANA)
    look()
    assert look() == []


def test_a_mail_delivered_twice_is_written_down_once(post, look):
    post.deliver(a_mail(), to=ANA)
    post.deliver(a_mail(), to=ANA)
    assert len(look()) == 1
    assert post.put_away(ANA, Folder.DONE) == 2


def test_a_renumbered_mailbox_brings_only_what_is_new(post, look, rung, receiver):
    post.deliver(a_mail(1), to=ANA)
    with closing(post.connect(ANA)) as inbox:
        # A server that cannot move mail keeps it in the mailbox.
        inbox.move = lambda _uids, _folder: False
        assert len(receiver().receive_once(inbox)) == 1
    post.renumber(ANA)
    post.deliver(a_mail(2), to=ANA)
    assert len(look()) == 1
    assert len(rung) == 2


def test_a_renumbered_mailbox_without_news_is_read_to_its_end(post, look):
    post.deliver(a_mail(1), to=ANA)
    look()
    post.renumber(ANA)
    assert look() == []
    post.deliver(a_mail(2), to=ANA)
    assert len(look()) == 1


def test_the_first_look_at_a_used_mailbox_leaves_old_mail_alone(post, look):
    post.deliver(a_mail(1), to=ANA)
    assert look(take_old=False) == []
    post.deliver(a_mail(2), to=ANA)
    assert len(look(take_old=False)) == 1


def test_of_a_mail_over_the_limit_the_header_is_kept_with_a_mark(post, look, raw_of):
    post.deliver(a_mail(body=("y" * 60 + "\r\n") * 200), to=ANA)
    (row,) = look(max_bytes=4000)
    assert raw_of(row).startswith(b"X-Followthrough-Truncated: size\r\n")
    assert b"Subject: Weekly 1\r\n" in raw_of(row)
    assert b"yyy" not in raw_of(row)
    assert post.put_away(ANA, Folder.QUARANTINE) == 1


@pytest.mark.parametrize("point", RECEIVE_POINTS)
def test_a_crash_loses_no_mail_and_doubles_none(post, look, store, point):
    for number in range(3):
        post.deliver(a_mail(number), to=ANA)
    with pytest.raises(Crashed):
        look(crash=FakeCrash(point))
    look()
    with store.begin() as tx:
        rows = ledger.list_rows(tx)
    assert len(rows) == 3
