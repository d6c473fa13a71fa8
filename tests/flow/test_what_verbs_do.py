"""What an answer does beyond its item: taken back, shared, objected to, corrected, put off."""

from __future__ import annotations

from datetime import timedelta

from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

OUTSIDER = "bo@elsewhere.example"


def kinds(road, address):
    return [str(read_letter(raw)["X-Followthrough"]) for raw in road.post.letters(address) if is_ours(raw)]


def is_ours(raw):
    return read_letter(raw)["X-Followthrough"] is not None


def last(road, address):
    return [raw for raw in road.post.letters(address) if is_ours(raw)][-1]


def answer(road, words, *, sender=OWNER, to=0, cc=()):
    """The words as an answer to one of the letters that the sender has."""
    letter = [raw for raw in road.post.letters(sender) if is_ours(raw)][to]
    reply = a_reply(letter, words, sender=sender)
    if cc:
        reply = reply.replace(b"\r\nSubject:", b"\r\nCc: " + ", ".join(cc).encode() + b"\r\nSubject:", 1)
    road.deliver(reply)
    road.run()


def test_an_undo_brings_back_what_was_before(met):
    answer(met, "A1: done")
    assert "done" in plain_text(last(met, OWNER))
    answer(met, "undo")
    assert "done → waiting for an answer" in plain_text(last(met, OWNER))


def test_an_undo_of_nothing_says_so(met):
    answer(met, "undo")
    assert "nothing in the last day" in plain_text(last(met, OWNER))


def test_an_undo_comes_too_late_after_a_day(met):
    answer(met, "A1: done")
    met.clock.advance(timedelta(hours=25))
    answer(met, "undo")
    assert "nothing in the last day" in plain_text(last(met, OWNER))


def test_an_undo_leaves_what_somebody_else_changed_since(met):
    answer(met, "A1: ok")
    answer(met, "A1: by 4 December 2026", sender=HOST)
    answer(met, "undo")
    assert "somebody else has changed this since" in plain_text(last(met, OWNER))


def test_who_was_asked_hears_that_it_is_taken_back(met):
    answer(met, "Sam should take this")
    answer(met, "undo")
    notice = plain_text(last(met, OTHER))
    assert kinds(met, OTHER)[-1] == "notice"
    assert "Dana Wolff has taken something back" in notice


def test_an_undo_and_a_new_order_in_one_mail_both_count(met):
    answer(met, "A1: done")
    answer(met, "Undo, that was wrong.\nA1: by 4 December 2026")
    text = plain_text(last(met, OWNER))
    assert "done → waiting for an answer" in text
    assert "Fri 4 Dec 2026" in text


def test_nothing_is_taken_back_twice(met):
    answer(met, "A1: done")
    answer(met, "undo")
    answer(met, "undo")
    assert "nothing in the last day" in plain_text(last(met, OWNER))


def test_an_objection_reaches_the_host_at_once_and_opens_the_decision(met):
    answer(met, "I don't agree with D1 because the small one has no search")
    notice = plain_text(last(met, HOST))
    assert "Dana Wolff objects" in notice
    assert "the small one has no search" in notice


def test_the_host_closes_a_decision_that_was_opened(met):
    answer(met, "I don't agree with D1 because the small one has no search")
    answer(met, "D1: yes", sender=HOST, to=-1)
    assert kinds(met, HOST)[-1] == "receipt"


def test_a_correction_by_the_host_goes_to_every_other_reader(met):
    answer(met, "A1 should read: pay both banks", sender=HOST)
    for reader in (OWNER, OTHER):
        assert "pay both banks" in plain_text(last(met, reader))
    assert kinds(met, HOST) == ["recap", "receipt"]


def test_a_proposed_correction_goes_to_nobody_else_at_once(met):
    answer(met, "A1 should read: pay both banks")
    assert kinds(met, OTHER) == ["recap"]


def test_a_reader_the_host_shares_with_gets_the_recap_and_may_answer(met):
    answer(met, "share with priya@acme.example", sender=HOST)
    assert kinds(met, "priya@acme.example") == ["recap"]
    answer(met, "I don't agree with D1 because it is too small", sender="priya@acme.example")
    assert "objects" in plain_text(last(met, HOST))


def test_nobody_outside_gets_the_recap_by_an_address_in_the_text(met):
    answer(met, f"share with {OUTSIDER}", sender=HOST)
    assert met.post.letters(OUTSIDER) == []
    assert "outside" in plain_text(last(met, HOST))


def test_somebody_outside_whom_the_host_puts_into_cc_gets_the_recap(met):
    answer(met, f"share with {OUTSIDER}", sender=HOST, cc=(OUTSIDER,))
    assert kinds(met, OUTSIDER) == ["recap"]


def test_only_the_host_shares(met):
    answer(met, "share with priya@acme.example")
    assert met.post.letters("priya@acme.example") == []


def test_a_recap_kept_private_is_the_hosts_alone(met):
    answer(met, "keep private", sender=HOST)
    answer(met, "A1 should read: pay both banks", sender=HOST)
    assert kinds(met, OTHER) == ["recap"]
    answer(met, "D1 fine", sender=OTHER)
    assert met.states()[-1] == ("refused", "not-yours")


def test_a_draft_goes_out_when_the_host_says_send(road):
    road.deliver(a_mail(subject="[draft] Weekly sync"))
    road.run()
    assert kinds(road, OWNER) == []
    answer(road, "send it", sender=HOST)
    assert kinds(road, OWNER) == ["recap"]
    assert kinds(road, OTHER) == ["recap"]


def test_a_restricted_recap_goes_to_nobody_else(road):
    road.deliver(a_mail(subject="[restricted] Weekly sync"))
    road.run()
    answer(road, "share with sam@acme.example", sender=HOST)
    assert kinds(road, OTHER) == []
    assert "restricted" in plain_text(last(road, HOST))


def test_reminders_are_put_off_until_the_day_that_is_named(met):
    answer(met, "A1: ok")
    answer(met, "remind me on 4 December 2026")
    assert "no reminders until Fri 4 Dec 2026" in plain_text(last(met, OWNER))


def test_a_name_the_host_tells_is_asked_and_known_from_then_on(road):
    body = "Weekly sync\nAttendees: Mara Lindt, Dana Wolff\n\n- Priya will book the room by Friday.\n"
    road.deliver(a_mail(body, to=(NOTES_ADDRESS, OWNER)))
    road.run()
    answer(road, "Priya = priya@acme.example", sender=HOST)
    assert kinds(road, "priya@acme.example") == ["ask"]
    road.deliver(a_mail(body, to=(NOTES_ADDRESS, OWNER), subject="Another sync"))
    road.run()
    assert "Priya (who?)" not in plain_text(last(road, HOST))


def test_every_letter_answers_a_mail_that_its_reader_has(met):
    answer(met, f"share with {OUTSIDER}", sender=HOST, cc=(OUTSIDER,))
    answer(met, "Sam should take this")
    answer(met, "undo")
    for reader in (HOST, OWNER, OTHER, OUTSIDER):
        own = {str(read_letter(raw)["Message-ID"]) for raw in met.post.letters(reader)}
        letters = [read_letter(raw) for raw in met.post.letters(reader) if is_ours(raw)]
        for letter in letters:
            answered = str(letter["In-Reply-To"] or "")
            was_sent = answered.endswith("tests@mail.acme.example>")
            assert not answered or answered in own or (was_sent and reader != OUTSIDER)


def test_a_wish_that_was_refused_does_not_read_like_a_yes(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(HOST)[0], "share with eva@elsewhere.example", sender=HOST))
    road.run()
    text = plain_text(road.letters(HOST)[-1])
    assert text.startswith("Nothing has changed")
    assert "undo" not in text
