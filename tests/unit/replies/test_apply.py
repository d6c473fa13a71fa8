"""What each change does to the recap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from reply_builders import ANA, BEN, ITEMS, MARA, PRIYA, a_meeting

from pipeline.model import Change, Item, Person, Recap, State
from pipeline.replies.apply import apply_changes


def after(by: Person, *changes: Change, recap: Recap | None = None) -> Recap:
    return apply_changes(recap or a_meeting(), changes, by=by.address)


def item(recap: Recap, code: str) -> Item:
    return next(one for one in recap.items if one.code == code)


def handed(code: str, person: Person, **values) -> Recap:
    return a_meeting(tuple(replace(one, proposed_owner=person, **values) if one.code == code else one for one in ITEMS))


def test_a_yes_accepts():
    assert item(after(BEN, Change(verb="accept", code="A3")), "A3").state is State.ACCEPTED


def test_a_yes_settles_what_was_doubtful():
    doubtful = a_meeting(tuple(replace(one, firm=False, doubt="unsure") for one in ITEMS))
    changed = item(after(BEN, Change(verb="accept", code="A3"), recap=doubtful), "A3")
    assert (changed.firm, changed.doubt) == (True, "")


def test_a_yes_of_who_was_asked_makes_them_the_owner():
    changed = item(after(PRIYA, Change(verb="accept", code="A3"), recap=handed("A3", PRIYA)), "A3")
    assert (changed.owner, changed.proposed_owner, changed.state) == (PRIYA, None, State.ACCEPTED)


def test_a_yes_of_the_owner_ends_the_hand_over():
    changed = item(after(BEN, Change(verb="accept", code="A3"), recap=handed("A3", PRIYA)), "A3")
    assert (changed.owner, changed.proposed_owner) == (BEN, None)


def test_a_no_declines_with_its_reason():
    changed = item(after(BEN, Change(verb="decline", code="A3", text="I am away")), "A3")
    assert (changed.state, changed.reason, changed.owner) == (State.DECLINED, "I am away", BEN)


def test_a_no_of_who_was_asked_leaves_it_with_its_owner():
    changed = item(after(PRIYA, Change(verb="decline", code="A3"), recap=handed("A3", PRIYA)), "A3")
    assert (changed.owner, changed.proposed_owner, changed.state) == (BEN, None, State.ASKED)


def test_a_hand_over_waits_for_the_yes():
    changed = item(after(BEN, Change(verb="handover", code="A3", to=PRIYA.address)), "A3")
    assert (changed.owner, changed.proposed_owner) == (BEN, PRIYA)


def test_a_hand_over_to_a_name_keeps_the_name():
    assert item(after(MARA, Change(verb="handover", code="A4", to="Nadia")), "A4").proposed_owner == Person(
        name="Nadia"
    )


def test_what_was_declined_is_asked_again_of_somebody_else():
    declined = after(BEN, Change(verb="decline", code="A3", text="I am away"))
    changed = item(after(MARA, Change(verb="handover", code="A3", to=PRIYA.address), recap=declined), "A3")
    assert (changed.state, changed.owner, changed.proposed_owner, changed.reason) == (State.ASKED, None, PRIYA, "")


def test_the_host_who_takes_it_has_it():
    changed = item(after(MARA, Change(verb="handover", code="A4", to=MARA.address)), "A4")
    assert (changed.owner, changed.state) == (MARA, State.ACCEPTED)


def test_a_new_day_is_the_day():
    changed = item(after(BEN, Change(verb="reschedule", code="A3", day=date(2026, 12, 4), text="by Friday")), "A3")
    assert changed.due is not None
    assert (changed.due.day, changed.due.phrase) == (date(2026, 12, 4), "by Friday")


def test_done_keeps_what_came_of_it():
    changed = item(after(BEN, Change(verb="done", code="A3", text="room 12")), "A3")
    assert (changed.state, changed.outcome) == (State.DONE, "room 12")


def test_blocked_keeps_the_cause():
    changed = item(after(BEN, Change(verb="blocked", code="A3", text="legal")), "A3")
    assert (changed.state, changed.reason) == (State.BLOCKED, "legal")


def test_the_host_drops():
    assert item(after(MARA, Change(verb="drop", code="A3")), "A3").state is State.DROPPED


def test_an_owner_only_proposes_to_drop():
    assert item(after(BEN, Change(verb="drop", code="A3")), "A3").state is State.ASKED


def test_the_host_corrects_the_wording():
    assert item(after(MARA, Change(verb="correct", code="D1", text="ship the beta")), "D1").text == "ship the beta"


def test_others_only_propose_a_wording():
    changed = after(BEN, Change(verb="correct", code="D1", text="ship the beta"))
    assert item(changed, "D1").text == "Ship the small version first"


def test_what_the_host_misses_is_added_under_a_code_of_its_own():
    added = item(after(MARA, Change(verb="correct", code="A6", text="Bo sends the deck")), "A6")
    assert (added.kind, added.text, added.evidence.quote) == ("action", "Bo sends the deck", "Bo sends the deck")


def test_what_others_miss_is_not_added():
    assert after(BEN, Change(verb="correct", text="Bo sends the deck")).items == ITEMS


def test_an_objection_opens_the_decision_again():
    agreed = a_meeting(tuple(replace(one, state=State.ACCEPTED) for one in ITEMS))
    assert item(after(BEN, Change(verb="object", code="D1", text="…"), recap=agreed), "D1").state is State.ASKED


def test_an_answer_closes_the_question():
    changed = item(after(BEN, Change(verb="answer", code="Q1", text="40")), "Q1")
    assert (changed.state, changed.outcome) == (State.DONE, "40")


def test_a_name_resolves_what_waits_for_it():
    waiting = a_meeting(tuple(replace(one, owner_as_written="Jo") if one.code == "A4" else one for one in ITEMS))
    changed = item(after(MARA, Change(verb="name", to="jo@acme.example", text="Jo"), recap=waiting), "A4")
    assert changed.proposed_owner is not None
    assert (changed.owner, changed.proposed_owner.address) == (None, "jo@acme.example")


def test_a_name_is_learned():
    people = after(MARA, Change(verb="name", to=ANA.address, text="AR")).people
    assert any(one.address == ANA.address and "AR" in one.aliases for one in people)


@pytest.mark.parametrize("verb", ["agree", "later", "share", "undo", "stop", "forget", "ask"])
def test_what_says_nothing_about_an_item_leaves_it(verb):
    assert after(BEN, Change(verb=verb, code="A3", text="…")).items == ITEMS


def test_the_version_is_counted_by_who_writes_it_down():
    assert after(BEN, Change(verb="accept", code="A3")).version == a_meeting().version


def test_the_host_who_takes_what_nobody_owns_is_its_owner():
    changed = item(after(MARA, Change(verb="accept", code="A4")), "A4")
    assert (changed.owner, changed.state) == (MARA, State.ACCEPTED)
