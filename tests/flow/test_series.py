"""Meeting after meeting: a promise that stands in two of them is one, and a decision knows what took its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import HOST, MONDAY, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from pipeline.model import State, Tie
from workers.store import series
from workers.store.tables import RECAPS

FIRST = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by Friday.
- We agreed to use MySQL for the billing store.
"""
SECOND = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by Wednesday.
- We agreed to use Postgres instead of MySQL for the billing store, because of the extensions.
- Sam will book the room by Thursday.
"""
NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def two(road):
    """Two meetings of the same people, a week apart."""
    road.deliver(a_mail(FIRST))
    road.run()
    road.clock.advance(timedelta(days=7))
    road.deliver(a_mail(SECOND, sent_at=NEXT_WEEK))
    road.run()
    return road


def recaps(road):
    with road.store.begin() as tx:
        tags = tx.execute(RECAPS.select().order_by(RECAPS.c.id)).all()
        return [series.load(series.Recap, row.payload) for row in tags]


def item(recap, code):
    return next(one for one in recap.items if one.code == code)


def recap_letters(road, address):
    return [letter for letter in road.letters(address) if read_letter(letter)["X-Followthrough"] == "recap"]


def test_no_more_than_one_of_both_is_reminded_of(two):
    two.deliver(a_reply(recap_letters(two, OWNER)[-1], "A1: ok", sent_at=NEXT_WEEK + timedelta(hours=1)))
    two.run()
    before = len(two.letters(OWNER))
    two.clock.advance(timedelta(days=2))
    two.run()
    new = [plain_text(letter) for letter in two.letters(OWNER)[before:]]
    assert len([text for text in new if "Send the budget to the bank" in text]) == 1


def test_the_new_recap_says_where_a_promise_came_from(two):
    first, second = recaps(two)
    text = plain_text(recap_letters(two, OWNER)[-1])
    assert f"Carried over from [{first.tag}], Mon 23 Nov 2026" in text
    assert [link.tie for link in item(first, "A1").links] == [Tie.CONTINUED]
    assert [link.tag for link in item(second, "A1").links] == [first.tag]


def test_a_new_day_counts_for_both(two):
    first, second = recaps(two)
    assert item(first, "A1").due.day == item(second, "A1").due.day
    assert item(second, "A1").due.day.isoformat() == "2026-12-02"


@pytest.mark.parametrize("place", [0, -1])
def test_answering_either_moves_the_one_item(two, place):
    two.deliver(a_reply(recap_letters(two, OWNER)[place], "A1: done", sent_at=NEXT_WEEK + timedelta(hours=2)))
    two.run()
    assert [item(recap, "A1").state for recap in recaps(two)] == [State.DONE, State.DONE]
    assert all(recap.version > 1 for recap in recaps(two))


def test_it_stands_once_in_mine(two):
    two.deliver(a_mail("mine", sender=OWNER, to=("notes@acme.example",), subject="", sent_at=NEXT_WEEK))
    two.run()
    assert plain_text(two.letters(OWNER)[-1]).count("Weekly sync ·") == 1


def test_a_decision_that_replaces_another_shows_in_both_entries_of_the_log(two):
    first, second = recaps(two)
    two.deliver(a_mail("why mysql?", sender=OWNER, to=("notes@acme.example",), subject="", sent_at=NEXT_WEEK))
    two.run()
    text = " ".join(plain_text(two.letters(OWNER)[-1]).split())
    assert f"Replaced by D1 of [{second.tag}]" in text
    assert f"Replaces D1 of [{first.tag}]" in text


def test_a_contradiction_is_a_question_to_the_host_only(road):
    road.deliver(a_mail("Sync\nAttendees: Mara Lindt, Dana Wolff\n\nDecisions\n- Raise the prices by 5 percent\n"))
    road.run()
    road.clock.advance(timedelta(days=7))
    notes = "Sync\nAttendees: Mara Lindt, Dana Wolff\n\nDecisions\n- Raise the prices by 8 percent\n"
    road.deliver(a_mail(notes, sent_at=NEXT_WEEK))
    road.run()
    asked = "Which one holds?"
    assert asked in " ".join(plain_text(recap_letters(road, HOST)[-1]).split())
    assert asked not in " ".join(plain_text(recap_letters(road, OWNER)[-1]).split())


def test_somebody_elses_promise_in_the_same_words_is_their_own(road):
    road.deliver(a_mail(FIRST))
    road.run()
    road.clock.advance(timedelta(days=7))
    road.deliver(a_mail(SECOND.replace("Dana will send", "Sam will send"), sent_at=NEXT_WEEK))
    road.run()
    assert [one.links for recap in recaps(road) for one in recap.items if one.kind == "action"] == [(), (), ()]


def test_a_host_who_was_no_part_of_the_first_meeting_joins_nothing(road):
    road.deliver(a_mail(FIRST))
    road.run()
    road.clock.advance(timedelta(days=7))
    road.deliver(a_mail(SECOND, sender="lea@acme.example", sent_at=NEXT_WEEK))
    road.run()
    assert [one.links for recap in recaps(road) for one in recap.items if one.links] == []


def test_an_answer_at_the_same_moment_is_not_lost(road):
    road.deliver(a_mail(FIRST))
    road.run()
    recap = road.letters(OWNER)[0]
    road.clock.advance(timedelta(days=7))
    road.deliver(a_reply(recap, "A1: done", sent_at=NEXT_WEEK))
    road.deliver(a_mail(SECOND, sent_at=NEXT_WEEK))
    road.run()
    first, second = recaps(road)
    assert item(first, "A1").state is State.DONE
    assert item(second, "A1").links == ()


@pytest.mark.parametrize("point", ["process.after-claim", "process.before-commit", "process.after-commit"])
def test_a_crash_leaves_both_meetings_alike(road, point):
    road.deliver(a_mail(FIRST))
    road.run()
    road.clock.advance(timedelta(days=7))
    road.crash_at(point)
    road.deliver(a_mail(SECOND, sent_at=NEXT_WEEK))
    assert road.run_until_crash()
    road.restart()
    road.run()
    first, second = recaps(road)
    assert item(first, "A1").due == item(second, "A1").due
    assert len(recap_letters(road, OTHER)) == 2


def answered(road, which, words):
    """The owner answers the recap letter of the first (0) or the second (1) meeting, a little later each time."""
    road.clock.advance(timedelta(minutes=5))
    road.deliver(a_reply(recap_letters(road, OWNER)[which], words, sent_at=road.clock.now()))
    road.run()
    return plain_text(road.letters(OWNER)[-1])


@pytest.mark.parametrize(("said_to", "taken_back_in"), [(0, 1), (1, 0)])
def test_what_was_said_in_one_meeting_can_be_taken_back_in_the_other(two, said_to, taken_back_in):
    answered(two, said_to, "A1: done")
    receipt = answered(two, taken_back_in, "undo")
    assert "done → waiting for an answer" in receipt
    assert [item(recap, "A1").state for recap in recaps(two)] == [State.ASKED, State.ASKED]


@pytest.mark.parametrize("again_in", [0, 1])
def test_it_is_taken_back_once_whichever_meeting_is_asked(two, again_in):
    answered(two, 0, "A1: done")
    answered(two, 1, "undo")
    assert "changed nothing in the last day" in " ".join(answered(two, again_in, "undo").split())
    assert item(recaps(two)[0], "A1").state is State.ASKED


def test_an_undo_in_one_meeting_leaves_what_somebody_else_said_in_the_other(two):
    answered(two, 0, "A1: ok")
    two.deliver(a_reply(recap_letters(two, HOST)[0], "A1: by Friday next week", sender=HOST))
    two.run()
    answered(two, 1, "undo")
    assert [item(recap, "A1").state for recap in recaps(two)] == [State.ACCEPTED, State.ACCEPTED]
