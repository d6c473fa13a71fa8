"""What every inbox promises, whoever serves it."""

from __future__ import annotations

import time
from threading import Event, Timer

import pytest

from workers.ports import Fetched, Folder, UnreachableError

ANA = "ana@acme.example"


def a_mail(subject: str = "Weekly", body: str = "Dana will send the budget.") -> bytes:
    head = (
        f"From: Bo <bo@acme.example>\r\nTo: <{ANA}>\r\nSubject: {subject}\r\nMessage-ID: <{subject}@acme.example>\r\n"
    )
    return f"{head}\r\n{body}\r\n".encode()


def test_a_mailbox_tells_where_the_next_mail_will_stand(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    place = open_inbox(ANA).look()
    post.deliver(a_mail("later"), to=ANA)
    assert open_inbox(ANA).find_new(after=place.uidnext - 1) == [place.uidnext]


def test_a_mail_comes_as_it_was_delivered(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    inbox = open_inbox(ANA)
    (uid,) = inbox.find_new(after=0)
    mail = inbox.fetch(uid)
    assert mail.whole
    assert mail.raw.endswith(a_mail())
    assert mail.arrived_at.tzinfo is not None


def test_bytes_that_are_no_text_come_as_they_are(post, open_inbox):
    raw = b"Subject: raw\r\n\r\n" + bytes(byte for byte in range(1, 256) if byte not in b"\r\n") + b"\r\n"
    post.deliver(raw, to=ANA)
    inbox = open_inbox(ANA)
    (uid,) = inbox.find_new(after=0)
    assert inbox.fetch(uid).raw.endswith(raw)


def test_reading_a_mail_leaves_it_unseen(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    inbox = open_inbox(ANA)
    (uid,) = inbox.find_new(after=0)
    inbox.fetch(uid)
    assert not post.seen(ANA)


def test_the_last_mail_is_not_new_for_ever(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    inbox = open_inbox(ANA)
    (uid,) = inbox.find_new(after=0)
    assert not inbox.find_new(after=uid)


def test_new_mail_is_found_on_a_line_that_is_open_already(post, open_inbox):
    inbox = open_inbox(ANA)
    assert not inbox.find_new(after=0)
    post.deliver(a_mail("one"), to=ANA)
    post.deliver(a_mail("two"), to=ANA)
    first, second = inbox.find_new(after=0)
    assert first < second


def test_of_a_mail_over_the_limit_only_the_header_comes(post, open_inbox):
    post.deliver(a_mail("big", body="x" * 60 + ("\r\n" + "y" * 60) * 100), to=ANA)
    inbox = open_inbox(ANA, max_bytes=4000)
    (uid,) = inbox.find_new(after=0)
    mail = inbox.fetch(uid)
    assert not mail.whole
    assert b"Subject: big\r\n" in mail.raw
    assert b"yyy" not in mail.raw


def test_a_mail_that_somebody_took_away_is_none(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    inbox = open_inbox(ANA)
    (uid,) = inbox.find_new(after=0)
    post.take_away(ANA, uid)
    assert inbox.fetch(uid) is None


def test_mail_is_put_into_folders_that_are_made_when_missing(post, open_inbox):
    for subject in ("one", "two", "three"):
        post.deliver(a_mail(subject), to=ANA)
    inbox = open_inbox(ANA)
    one, two, three = inbox.find_new(after=0)
    assert inbox.move([one, two], Folder.DONE)
    assert inbox.move([three], Folder.QUARANTINE)
    assert not inbox.find_new(after=0)
    assert post.put_away(ANA, Folder.DONE) == 2
    assert post.put_away(ANA, Folder.QUARANTINE) == 1


def test_what_was_put_away_is_found_and_read_there(post, open_inbox):
    for subject in ("one", "two"):
        post.deliver(a_mail(subject), to=ANA)
    inbox = open_inbox(ANA)
    assert inbox.can_move
    found = inbox.find_new(after=0)
    before = [inbox.fetch(uid) for uid in found]
    assert inbox.move(found, Folder.DONE)
    inbox.turn_to(Folder.DONE)
    assert [inbox.fetch(uid) for uid in inbox.find_new(after=0)] == before
    inbox.turn_to(Folder.QUARANTINE)
    assert not inbox.find_new(after=0)


def test_folders_that_exist_are_used_again(post, open_inbox):
    for subject in ("one", "two"):
        post.deliver(a_mail(subject), to=ANA)
        inbox = open_inbox(ANA)
        assert inbox.move(inbox.find_new(after=0), Folder.DONE)
    assert post.put_away(ANA, Folder.DONE) == 2


def test_a_renumbered_mailbox_says_so_and_still_has_its_mail(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    before = open_inbox(ANA).look()
    post.renumber(ANA)
    inbox = open_inbox(ANA)
    assert inbox.look().uidvalidity != before.uidvalidity
    (uid,) = inbox.find_new(after=0)
    assert inbox.fetch(uid).raw.endswith(a_mail())


def test_two_addresses_have_two_mailboxes(post, open_inbox):
    post.deliver(a_mail(), to=ANA)
    assert not open_inbox("bo@acme.example").find_new(after=0)


def test_a_reply_address_leads_to_its_own_mailbox(post, open_inbox):
    post.deliver(a_mail(), to="ana+r.token@acme.example")
    assert len(open_inbox(ANA).find_new(after=0)) == 1


def test_waiting_ends_when_mail_comes(post, open_inbox):
    inbox = open_inbox(ANA)
    inbox.find_new(after=0)
    delivery = Timer(0.2, post.deliver, args=[a_mail()], kwargs={"to": ANA})
    delivery.start()
    began = time.monotonic()
    inbox.wait(60, Event())
    delivery.join()
    assert time.monotonic() - began < 20
    assert len(inbox.find_new(after=0)) == 1


def test_waiting_ends_soon_after_a_stop(open_inbox):
    inbox = open_inbox(ANA)
    stop = Event()
    stop.set()
    began = time.monotonic()
    inbox.wait(60, stop)
    assert time.monotonic() - began < 20


def test_after_waiting_the_line_still_works(post, open_inbox):
    inbox = open_inbox(ANA)
    inbox.wait(0.05, Event())
    post.deliver(a_mail(), to=ANA)
    (uid,) = inbox.find_new(after=0)
    assert isinstance(inbox.fetch(uid), Fetched)


def test_a_server_that_went_away_is_unreachable(post, open_inbox):
    inbox = open_inbox(ANA)
    post.stop()
    with pytest.raises(UnreachableError):
        inbox.find_new(after=0)
    with pytest.raises(UnreachableError):
        post.connect(ANA)
