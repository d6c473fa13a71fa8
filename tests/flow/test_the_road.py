"""From a forwarded mail to a confirmed owner."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter


def test_forwarded_notes_bring_each_reader_a_recap(road):
    road.deliver(a_mail())
    road.run()
    assert [reader for reader, _ in road.sent()] == [HOST, OWNER, OTHER]


def test_a_recap_says_who_does_what_by_when(road):
    road.deliver(a_mail())
    road.run()
    text = plain_text(road.letters(OWNER)[0])
    assert "send the budget" in text
    assert "Fri 27 Nov 2026" in text


def test_a_recap_threads_with_the_mail_that_brought_the_notes(road):
    road.deliver(a_mail(message_id="<first@mail.acme.example>"))
    road.run()
    letter = read_letter(road.letters(OWNER)[0])
    assert letter["In-Reply-To"] == "<first@mail.acme.example>"
    assert "<first@mail.acme.example>" in letter["References"]


def test_an_ok_from_the_owner_is_confirmed_with_a_receipt(road):
    road.deliver(a_mail())
    road.run()
    recap = road.letters(OWNER)[0]
    road.deliver(a_reply(recap, "ok"))
    road.run()
    receipt = road.letters(OWNER)[1]
    assert read_letter(receipt)["X-Followthrough"] == "receipt"
    assert "accepted" in plain_text(receipt)
    assert road.states()[-1] == ("done", None)


def test_a_receipt_threads_with_the_reply_it_answers(road):
    road.deliver(a_mail())
    road.run()
    reply = a_reply(road.letters(OWNER)[0], "ok")
    road.deliver(reply)
    road.run()
    receipt = read_letter(road.letters(OWNER)[1])
    assert receipt["In-Reply-To"] == read_letter(reply)["Message-ID"]
    assert read_letter(road.letters(OWNER)[0])["Message-ID"] in receipt["References"]


def test_an_ok_twice_changes_nothing_the_second_time(road):
    road.deliver(a_mail())
    road.run()
    recap = road.letters(OWNER)[0]
    for _ in range(2):
        road.deliver(a_reply(recap, "ok"))
        road.run()
    assert len(road.letters(OWNER)) == 2


def test_thanks_changes_nothing_and_brings_no_letter(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "Thanks!"))
    road.run()
    assert road.states()[-1] == ("ignored", "courtesy")
    assert len(road.letters(OWNER)) == 1


def test_thanks_to_no_recap_we_know_asks_nobody_which_meeting(road):
    road.deliver(a_mail(subject="Re: Weekly sync", body="Thanks!"))
    road.run()
    assert road.states() == [("ignored", "courtesy")]
    assert road.sent() == []


def test_an_ok_to_no_recap_we_know_is_asked_which_one(road):
    road.deliver(a_mail(subject="Re: Weekly sync", body="ok"))
    road.run()
    assert road.states() == [("refused", "no-recap")]


def test_a_hand_over_asks_the_new_owner_and_waits_for_the_yes(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "Sam should take this"))
    road.run()
    asked = road.letters(OTHER)[-1]
    assert read_letter(asked)["X-Followthrough"] == "ask"
    road.deliver(a_reply(asked, "ok", sender=OTHER))
    road.run()
    assert read_letter(road.letters(OTHER)[-1])["X-Followthrough"] == "receipt"


def test_a_new_date_is_shown_as_read(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "Tuesday instead"))
    road.run()
    assert "Tue 1 Dec 2026" in plain_text(road.letters(OWNER)[1])


def test_a_decline_asks_the_host_who_then(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "I can't, I am away that week."))
    road.run()
    assert read_letter(road.letters(HOST)[-1])["X-Followthrough"] == "declined"


def test_somebody_elses_letter_cannot_be_answered_in_their_name(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "ok", sender=OTHER))
    road.run()
    assert road.states()[-1] == ("refused", "not-yours")


def test_a_subject_that_says_draft_keeps_the_recap_with_its_host(road):
    road.deliver(a_mail(subject="[draft] Weekly sync"))
    road.run()
    assert [reader for reader, _ in road.sent()] == [HOST]


def test_nobody_outside_the_house_gets_a_recap(road):
    road.deliver(a_mail(to=(NOTES_ADDRESS, OWNER, "someone@elsewhere.example")))
    road.run()
    assert road.post.letters("someone@elsewhere.example") == []


@pytest.mark.parametrize("times", [2, 5])
def test_a_mail_delivered_more_than_once_sends_one_recap(road, times):
    mail = a_mail()
    for number in range(times):
        road.deliver(f"Received: by relay{number}.example; now\r\n".encode() + mail)
    road.run()
    assert len(road.letters(OWNER)) == 1


def test_a_mailbox_that_is_numbered_anew_sends_nothing_again(road):
    road.deliver(a_mail())
    road.run()
    road.post.box(NOTES_ADDRESS).mails[1] = road.post.box(NOTES_ADDRESS).ever[0]
    road.post.renumber(NOTES_ADDRESS)
    road.run()
    assert len(road.letters(OWNER)) == 1
