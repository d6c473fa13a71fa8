"""What a recap means for one reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from builders import HOST, OTHER, OWNER
from recap_builders import DANA, ITEMS, SAM, a_recap, an_item, with_item

from pipeline.model import Address, Due, Meeting, State
from pipeline.recap.build import find_dissent, find_step, find_unknown, to_confirm, yours


def codes(items) -> list[str]:
    return [item.code for item in items]


def test_yours_is_what_you_own_and_what_you_are_asked_to_take():
    recap = with_item(a_recap(), "A1", proposed_owner=SAM)
    assert codes(yours(recap, OWNER)) == ["A1", "A2"]
    assert codes(yours(recap, OTHER)) == ["A1", "A4"]


def test_an_address_is_the_same_in_capitals():
    assert codes(yours(a_recap(), OWNER.upper())) == ["A1", "A2"]


def test_what_is_due_first_stands_first_and_the_doubtful_last():
    items = (
        an_item("A1", "action", "late", owner=DANA, due=Due(phrase="by June", day=date(2027, 6, 1))),
        an_item("A2", "action", "doubtful", owner=DANA, firm=False, due=Due(phrase="now", day=date(2026, 1, 1))),
        an_item("A3", "action", "soon", owner=DANA, due=Due(phrase="by Friday", day=date(2026, 11, 27))),
    )
    assert codes(yours(a_recap(items), OWNER)) == ["A3", "A1", "A2"]


def test_what_is_done_or_dropped_is_no_longer_yours():
    recap = with_item(with_item(a_recap(), "A1", state=State.DONE), "A2", state=State.DROPPED)
    assert yours(recap, OWNER) == ()


def test_the_doubtful_are_asked_of_everybody_but_their_owner():
    assert codes(to_confirm(a_recap(), OWNER)) == ["A4"]
    assert to_confirm(a_recap(), OTHER) == ()


def test_a_reader_stands_in_the_audience_once_and_the_host_always():
    twice = (Address(address=OWNER), Address(address=OWNER.upper()))
    assert [reader.address for reader in a_recap(audience=twice).audience] == [HOST, OWNER]


def test_readers_are_asked_about_different_decisions():
    asked = {find_dissent(a_recap(), reader).code for reader in (HOST, OWNER)}
    assert asked == {"D1", "D2"}


def test_without_a_decision_an_assumption_is_doubted():
    items = tuple(item for item in ITEMS if item.kind != "decision")
    assert find_dissent(a_recap(items), HOST).code == "S1"


def test_nothing_to_doubt_is_asked_of_nobody():
    assert find_dissent(a_recap(ITEMS[:1]), HOST) is None


def test_the_next_step_is_about_what_is_due_first():
    step = find_step(a_recap(), OWNER)
    assert (step.key, step.item.code) == ("kinds.action.step", "A1")


def test_the_next_step_of_a_vague_item_is_to_make_it_clear():
    step = find_step(with_item(a_recap(), "A1", state=State.DONE), OWNER)
    assert (step.key, step.item.code) == ("steps.no-date", "A2")


def test_who_owns_nothing_is_sent_to_the_decision_they_are_asked_about():
    step = find_step(a_recap(), HOST)
    assert (step.key, step.item) == ("steps.object", find_dissent(a_recap(), HOST))


def test_unknown_names_are_asked_for_once():
    items = (
        *ITEMS,
        an_item("A5", "action", "order tea", owner_as_written="jo"),
        an_item("A6", "action", "x", owner=replace(SAM, address="")),
    )
    assert find_unknown(a_recap(items)) == ("Jo", "Sam Holt")


def test_a_meeting_without_a_day_is_a_guess_the_host_hears_of():
    assert a_recap(meeting=Meeting(title="Weekly sync")).guesses == ("no-day", "no-people")
    assert a_recap().guesses == ()
