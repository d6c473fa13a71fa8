"""Two turns, one promise: what is asked or proposed counts once another speaker takes it up."""

from __future__ import annotations

import pytest

from pipeline.model import Item, Notes
from pipeline.notes.read import read_notes

OPENING = "Rachel Stein: Can everybody hear me?\nDev Kapoor: Yes, fine.\n"
CLOSING = "\nRachel Stein: Next topic, I think.\nDev Kapoor: I am listening.\nIlse Vermeer: Me too.\n"


def read(knowledge, talk: str) -> tuple[Item, ...]:
    text = OPENING + talk + CLOSING
    return tuple(item for item in read_notes(Notes(text=text), knowledge=knowledge, timezone="UTC").items if item.firm)


@pytest.mark.parametrize("answer", ["Sure.", "Will do.", "Yes, no problem.", "OK, I'll do that."])
def test_what_is_asked_of_you_belongs_to_who_says_yes(knowledge, answer):
    [item] = read(knowledge, f"Rachel Stein: Can you send the receipts to the bank?\nDev Kapoor: {answer}")
    assert item.kind == "action"
    assert item.owner is not None
    assert item.owner.name == "Dev Kapoor"


@pytest.mark.parametrize("answer", ["No, I can't.", "Yes, but not this month.", "Why me?"])
def test_what_is_asked_and_not_taken_is_no_task(knowledge, answer):
    items = read(knowledge, f"Rachel Stein: Can you send the receipts to the bank?\nDev Kapoor: {answer}")
    assert [item for item in items if item.kind == "action"] == []


def test_a_task_of_somebody_goes_to_who_takes_it_and_is_told_once(knowledge):
    talk = "Rachel Stein: Somebody has to cancel the old contract.\nIlse Vermeer: I'll take care of that."
    [item] = read(knowledge, talk)
    assert item.owner is not None
    assert item.owner.name == "Ilse Vermeer"
    assert item.evidence.lines == (3, 4)


@pytest.mark.parametrize("proposal", ["Let's take the small room.", "Shall we take the small room?"])
def test_a_proposal_is_a_decision_once_another_agrees(knowledge, proposal):
    [item] = read(knowledge, f"Rachel Stein: {proposal}\nDev Kapoor: Agreed.\nIlse Vermeer: Works for me.")
    assert item.kind == "decision"
    assert item.evidence.lines == (3, 4, 5)


def test_a_proposal_nobody_takes_up_is_none(knowledge):
    assert read(knowledge, "Rachel Stein: Shall we take the small room?\nDev Kapoor: It smells of paint.") == ()
