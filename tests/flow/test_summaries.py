"""The host hears what others answered in one letter, not one each; whoever asked hears when it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import HOST, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from workers.follow import FOLLOW_CRASH_POINTS


def kinds(road, reader: str, kind: str) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == kind]


@pytest.fixture
def told(road):
    """The recap of the weekly sync is out: Dana owes the budget."""
    road.deliver(a_mail())
    road.run()
    return road


def go_on(road, **by: int) -> None:
    road.run_until(road.clock.now() + timedelta(**by))


def test_answers_reach_the_host_in_one_letter(told):
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "ok"))
    told.run()
    told.deliver(
        a_reply(kinds(told, OTHER, "recap")[0], "I don't agree with D1 because it is too early.", sender=OTHER)
    )
    go_on(told, minutes=30)
    (letter,) = kinds(told, HOST, "summary")
    text = plain_text(letter)
    assert "2 people answered" in text
    assert "Dana Wolff said yes" in text
    assert "Sam Holt does not agree" in text


def test_the_next_letter_waits_an_hour_and_tells_only_what_is_new(told):
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "ok"))
    go_on(told, minutes=15)
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "A1: by 2026-12-04"))
    go_on(told, minutes=50)
    assert len(kinds(told, HOST, "summary")) == 1
    go_on(told, minutes=30)
    assert len(kinds(told, HOST, "summary")) == 2
    assert "said yes" not in plain_text(kinds(told, HOST, "summary")[1])


def test_a_kept_promise_is_told_to_the_host(told):
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "done: sent to Lee at the bank"))
    go_on(told, minutes=30)
    (letter,) = kinds(told, HOST, "done")
    assert "Dana Wolff kept a promise" in plain_text(letter)
    assert "sent to Lee at the bank" in plain_text(letter)
    assert kinds(told, HOST, "summary") == []


def test_a_kept_promise_is_told_to_whoever_handed_it_over(told):
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "Sam should take this"))
    told.run()
    told.deliver(a_reply(kinds(told, OTHER, "ask")[0], "ok", sender=OTHER))
    told.run()
    told.deliver(a_reply(kinds(told, OTHER, "ask")[0], "done", sender=OTHER))
    go_on(told, hours=3)
    assert "Sam Holt kept a promise" in plain_text(kinds(told, OWNER, "done")[0])


def test_nobody_is_told_of_their_own_answers(told):
    told.deliver(a_reply(kinds(told, HOST, "recap")[0], "A1: done", sender=HOST))
    go_on(told, hours=3)
    assert kinds(told, HOST, "done") == []


def test_an_answer_at_night_waits_for_the_morning(told):
    told.clock.moment = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "ok", sent_at=told.clock.moment))
    go_on(told, hours=12)
    assert read_letter(kinds(told, HOST, "summary")[0])["Date"].datetime == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("point", FOLLOW_CRASH_POINTS)
def test_a_crash_tells_each_answer_once(told, point):
    told.deliver(a_reply(kinds(told, OWNER, "recap")[0], "ok"))
    told.run()
    told.clock.advance(timedelta(minutes=11))
    told.crash_at(point)
    assert told.run_until_crash(), f"the road never passes {point}"
    told.restart()
    go_on(told, hours=3)
    assert len(kinds(told, HOST, "summary")) == 1
