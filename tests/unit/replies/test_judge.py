"""The last look at an order: what its own clause, or a "but" behind it, speaks against is asked or dropped."""

from __future__ import annotations

import pytest
from reply_builders import understood

ASKED = [
    ("ben", "The room is booked but the heating smells odd", "?unsure"),
    ("ben", "A3: yes, but not the projector", "?unsure"),
    ("ben", "shout if something is wrong with the room", "?unsure"),
    ("mara", "please cancel the room keys", "?unsure"),
    ("ben", "I won't make Tuesday", "?day"),
    ("ben", "Glazier by Monday", "?unsure"),
]

NOTHING = [
    ("ben", "I'm out until the 10th", "an absence"),
    ("ben", "A3 is booked on my laptop, in review with Priya", "some way to go"),
    ("ben", "The room company says it is done by Friday", "what somebody else says"),
]

READ = [
    ("ben", "Can you remind me who has the floor plan?", "-/ask"),
    ("ben", "A3: I'm up to my ears, somebody else please", "A3/decline"),
    ("ben", "I'll take the room. Priya knows the caretaker.", "A3/accept"),
    ("ben", "I can't make the 1st. Friday?", "A3/reschedule/1127"),
    ("mara", "I meant A3 goes to Priya", "A3/handover/priya"),
    ("ben", "Get it moved to 4 december", "A3/reschedule/1204"),
    ("ben", "Too easy, leave the room with me", "A3/accept"),
]


@pytest.mark.parametrize(("writer", "said", "outcome"), ASKED)
def test_an_order_that_does_not_stand_is_asked(writer, said, outcome):
    assert understood(writer, said) == outcome


@pytest.mark.parametrize(("writer", "said", "why"), NOTHING)
def test_words_of_an_order_that_order_nothing_change_nothing(writer, said, why):
    assert understood(writer, said) == "", why


@pytest.mark.parametrize(("writer", "said", "outcome"), READ)
def test_a_clean_order_stands(writer, said, outcome):
    assert understood(writer, said) == outcome
