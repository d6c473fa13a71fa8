"""A flood of one sender: nobody else waits for it, it brings one notice, and every mail of it is read in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import HOST, OTHER, a_mail

from workers.limits import Limit

LIMIT = Limit(most=2, within=timedelta(hours=1))
CHATTER = "Nothing in here is of any use, number {}."


@pytest.fixture
def flooded(road):
    road.thinking = replace(road.thinking, from_one=LIMIT)
    for number in range(6):
        road.deliver(a_mail(CHATTER.format(number), subject=f"Chatter {number}"))
    road.deliver(a_mail(sender=OTHER, to=("notes@acme.example",)))
    road.run()
    return road


def states(road) -> list[str]:
    return [state for state, _ in road.states()]


def test_who_comes_after_a_flood_is_read_before_it(flooded):
    assert states(flooded).count("due") == 4
    assert states(flooded)[-1] == "done"


def test_a_flood_brings_one_notice(flooded):
    told = [subject for reader, subject in flooded.sent() if reader == HOST]
    # One for the first mail that was of no use, one for those that wait.
    assert len(told) == 2


def test_every_mail_of_a_flood_is_read_in_the_end(flooded):
    for _ in range(5):
        flooded.clock.advance(timedelta(minutes=31))
        flooded.run()
    assert "due" not in states(flooded)


def test_a_stranger_in_somebodys_name_uses_up_none_of_their_turns(road):
    road.use(replace(road.policy, trusted_authserv_id="mail.acme.example"))
    road.thinking = replace(road.thinking, from_one=LIMIT)
    for number in range(4):
        road.deliver(a_mail(CHATTER.format(number)))
    road.run()
    assert states(road) == ["quarantined"] * 4
