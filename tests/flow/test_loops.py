"""Robots that pass as people write against each other, and it ends: by thread, and by person and day."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from builders import MONDAY, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text

from pipeline.decide import MAX_LETTERS_IN_THREAD

MOST_ROUNDS = 300


def play(road, robots) -> int:
    """Every letter that reaches a robot is answered at once; the rounds until nobody writes any more."""
    read = dict.fromkeys(robots, 0)
    moments = count(1)
    for rounds in range(MOST_ROUNDS):
        new = [(who, letter) for who in robots for letter in road.letters(who)[read[who] :]]
        if not new:
            return rounds
        for who, letter in new:
            read[who] += 1
            road.deliver(robots[who](letter, MONDAY + timedelta(minutes=next(moments))))
        road.run()
    return MOST_ROUNDS


def test_two_robots_that_hand_a_task_to_each_other_come_to_an_end(road):
    road.deliver(a_mail())
    road.run()
    rounds = play(
        road,
        {
            OWNER: lambda letter, at: a_reply(letter, "Sam should take A1", sender=OWNER, sent_at=at),
            OTHER: lambda letter, at: a_reply(letter, "Dana should take A1", sender=OTHER, sent_at=at),
        },
    )
    assert rounds < MOST_ROUNDS
    assert road.states()[-1] == ("ignored", "loop")
    # One letter of somebody else's doing may come on top of each that one causes oneself.
    assert MAX_LETTERS_IN_THREAD < len(road.letters(OWNER)) <= 2 * MAX_LETTERS_IN_THREAD


def test_a_robot_that_answers_with_new_notes_comes_to_an_end(road, monkeypatch):
    monkeypatch.setattr("pipeline.decide.MAX_LETTERS_A_DAY", 10)

    def answer(letter, at):
        return a_mail(
            f"Notes\nAttendees: Dana Wolff\n\n- Dana will read {len(plain_text(letter))} pages by Friday.",
            sender=OWNER,
            to=(NOTES_ADDRESS,),
            sent_at=at,
        )

    road.deliver(answer(a_mail(), MONDAY))
    road.run()
    assert play(road, {OWNER: answer}) < MOST_ROUNDS
    assert road.states()[-1] == ("ignored", "loop")
    assert len(road.letters(OWNER)) == 11


def test_the_next_day_that_person_is_heard_again(road, monkeypatch):
    monkeypatch.setattr("pipeline.decide.MAX_LETTERS_A_DAY", 0)
    road.deliver(a_mail(to=(NOTES_ADDRESS,)))
    road.run()
    road.deliver(a_mail(to=(NOTES_ADDRESS,), subject="Another"))
    road.run()
    assert road.states()[-1] == ("ignored", "loop")
    road.clock.advance(timedelta(days=1))
    road.deliver(a_mail(to=(NOTES_ADDRESS,), subject="The day after"))
    road.run()
    assert road.states()[-1] == ("done", None)


@pytest.mark.parametrize("words", ["I am out of the office until Monday.", "Thank you for your mail!"])
def test_a_robot_that_always_says_the_same_changes_nothing_for_long(road, words):
    road.deliver(a_mail())
    road.run()
    assert play(road, {OWNER: lambda letter, at: a_reply(letter, words, sender=OWNER, sent_at=at)}) < 10
