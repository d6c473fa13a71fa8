"""Notes that are sent again bring a short difference, not a second recap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import A_MEETING, HOST, MONDAY, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

MORE = A_MEETING + "- Sam will book the room by Thursday.\n"


@pytest.fixture
def known(road):
    """A meeting whose notes went to its host and its owner."""
    road.deliver(a_mail(to=(NOTES_ADDRESS, OWNER)))
    road.run()
    return road


def send_again(road, notes=A_MEETING, *, to=(NOTES_ADDRESS, OWNER), **values):
    road.clock.advance(timedelta(hours=2))
    road.deliver(a_mail(notes, to=to, sent_at=MONDAY + timedelta(hours=2), **values))
    road.run()


def kinds(road, address):
    return [read_letter(letter)["X-Followthrough"] for letter in road.letters(address)]


def test_the_same_notes_twice_tell_the_host_alone_that_they_are_known(known):
    send_again(known)
    assert kinds(known, OWNER) == ["recap"]
    assert kinds(known, HOST) == ["recap", "notice"]
    assert "I know these notes already" in plain_text(known.letters(HOST)[-1])


def test_a_correction_brings_each_reader_what_is_new_and_nothing_else(known):
    send_again(known, MORE)
    assert kinds(known, OWNER) == ["recap", "notice"]
    text = plain_text(known.letters(OWNER)[-1])
    assert "A2" in text
    assert "ook the room" in text
    assert "budget" not in text


def test_who_owns_what_is_new_can_answer_it_by_a_tap(known):
    send_again(known, A_MEETING + "- Dana will book the room by Thursday.\n")
    page = read_letter(known.letters(OWNER)[-1]).get_body(("html",)).get_content()
    assert "Yes, mine" in page
    assert "body=A2%3A%20ok" in page


def test_the_difference_threads_with_the_recap(known):
    send_again(known, MORE)
    first, second = (read_letter(letter) for letter in known.letters(OWNER))
    assert first["Message-ID"] in second["References"]


def test_what_was_answered_stays(known):
    known.deliver(a_reply(known.letters(OWNER)[0], "done"))
    known.run()
    send_again(known, MORE)
    known.deliver(a_mail("mine", sender=OWNER, to=(NOTES_ADDRESS,), subject=""))
    known.run()
    assert "Nothing that is open is yours" in plain_text(known.letters(OWNER)[-1])


def test_who_reads_it_for_the_first_time_gets_the_whole_recap(known):
    send_again(known, MORE, to=(NOTES_ADDRESS, OWNER, OTHER))
    assert kinds(known, OTHER) == ["recap"]
    text = plain_text(known.letters(OTHER)[0])
    assert "send the budget" in text
    assert "ook the room" in text


def test_what_is_new_can_be_answered(known):
    send_again(known, MORE, to=(NOTES_ADDRESS, OWNER, OTHER))
    known.deliver(a_reply(known.letters(OTHER)[0], "A2: ok", sender=OTHER))
    known.run()
    assert kinds(known, OTHER) == ["recap", "receipt"]


def test_the_same_title_on_another_day_is_another_meeting(known):
    known.clock.advance(timedelta(days=7))
    known.deliver(a_mail(to=(NOTES_ADDRESS, OWNER), sent_at=MONDAY + timedelta(days=7)))
    known.run()
    assert kinds(known, OWNER).count("recap") == 2


def test_notes_without_a_day_that_are_sent_again_some_days_later_tell_the_host_alone_that_they_are_known(known):
    known.clock.advance(timedelta(days=2))
    known.deliver(a_mail(to=(NOTES_ADDRESS, OWNER), sent_at=MONDAY + timedelta(days=2)))
    known.run()
    assert kinds(known, OWNER).count("recap") == 1
    assert "I know these notes already" in plain_text(known.letters(HOST)[-1])


def test_notes_that_somebody_else_sends_are_a_recap_of_their_own(known):
    send_again(known, sender=OTHER, to=(NOTES_ADDRESS, OWNER))
    assert kinds(known, OWNER) == ["recap", "recap"]


@pytest.mark.parametrize("point", ["process.before-commit", "process.after-commit"])
def test_a_crash_tells_the_difference_once(known, point):
    known.crash_at(point)
    known.deliver(a_mail(MORE, to=(NOTES_ADDRESS, OWNER), sent_at=MONDAY + timedelta(hours=2)))
    assert known.run_until_crash()
    known.restart()
    known.run()
    assert kinds(known, OWNER) == ["recap", "notice"]
