"""The map's numbers: whose meetings count, for whom a thing counts, and who is never in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import HOST, MONDAY, OTHER, OWNER
from recap_builders import DANA, MARA, SAM, a_recap, an_item

from pipeline.log.influence import find_influence
from pipeline.model import Address, Entry, Looked, Meeting, Past, Person, Question, Recap, State
from pipeline.people.erase import ERASED, NOBODY

LEA = Person(name="Lea Brandt", address="lea@acme.example")


def look(*recaps: Recap, known=(MARA, DANA, SAM), past=None):
    """The map of Dana's meetings."""
    entries = tuple(Entry(recap=recap, item=item) for recap in recaps for item in recap.items)
    return find_influence(Looked(question=Question(), entries=entries, past=past or {}), {OWNER}, known=known)


def part(found, name: str):
    (one,) = [one for one in found.parts if one.person.name == name]
    return one


def names(found) -> list[str]:
    return [one.person.name for one in found.parts]


def of(item, **values) -> Recap:
    return a_recap((item,), **values)


def happened(verb: str, code: str, by: str = OTHER):
    return {"7K2Q": (Past(number=1, by=by, at=MONDAY, verb=verb, code=code),)}


@pytest.mark.parametrize(
    "item",
    [
        an_item("D1", "decision", "ship it", owner=SAM),
        an_item("D1", "decision", "ship it", speaker=SAM),
        an_item("D1", "decision", "ship it", quote="- Sam: we ship it."),
        an_item("D1", "decision", "ship it", reason="Sam tested it"),
    ],
)
def test_who_made_a_decision_or_spoke_for_it_shapes_it(item):
    found = look(of(item))
    assert part(found, "Sam Holt").decided == 1
    assert part(found, "Mara Lindt").decided == 0
    assert (found.decisions, found.spoken) == (1, 1)


def test_who_objected_shapes_a_decision_too():
    found = look(of(an_item("D1", "decision", "ship it")), past=happened("object", "D1"))
    assert part(found, "Sam Holt").decided == 1


def test_who_is_only_mentioned_in_a_decision_does_not_shape_it():
    found = look(of(an_item("D1", "decision", "send the plan to Sam", quote="We send the plan to Sam.")))
    assert part(found, "Sam Holt").decided == 0
    assert found.spoken == 0


@pytest.mark.parametrize("values", [{"owner": SAM}, {"proposed_owner": SAM, "owner": DANA}, {"helpers": (SAM,)}])
def test_whom_a_task_went_to_was_asked(values):
    assert part(look(of(an_item("A1", "action", "call the bank", **values))), "Sam Holt").asked == 1


def test_whom_a_question_went_to_was_asked():
    assert part(look(of(an_item("Q1", "question", "who calls?", owner=SAM))), "Sam Holt").asked == 1


def test_a_kept_promise_helps_those_who_waited():
    done = an_item("A1", "action", "call the bank", owner=SAM, state=State.DONE)
    assert part(look(of(done)), "Sam Holt").unblocked == 1
    assert part(look(of(replace(done, state=State.ACCEPTED))), "Sam Holt").unblocked == 0


def test_who_answered_a_question_helped():
    found = look(of(an_item("Q1", "question", "who calls?")), past=happened("answer", "Q1"))
    assert part(found, "Sam Holt").unblocked == 1


def test_who_reviewed_something_helped_and_who_only_plans_to_did_not():
    said = an_item("K1", "kudos", "Sam", quote="Sam reviewed the contract so that we could ship.")
    assert part(look(of(said)), "Sam Holt").unblocked == 1
    assert part(look(of(replace(said, kind="action"))), "Sam Holt").unblocked == 0


def test_one_thing_counts_once_for_each():
    item = an_item("D1", "decision", "ship it", owner=SAM, speaker=SAM, reason="Sam tested it")
    assert part(look(of(item)), "Sam Holt").decided == 1


def test_thanks_go_to_who_is_named_in_them():
    ((who, entry),) = look(of(an_item("K1", "kudos", "Sam, for testing every refund"))).thanks
    assert (who.name, entry.item.code) == ("Sam Holt", "K1")


def test_thanks_that_touch_what_is_private_are_left_out():
    assert look(of(an_item("K1", "kudos", "Sam, for coming in despite his surgery"))).thanks == ()


def test_who_sent_the_notes_is_told():
    assert part(look(a_recap()), "Mara Lindt").notes == 1


def test_who_led_a_meeting_or_wrote_it_down_is_told_in_the_words_of_the_notes():
    meeting = replace(a_recap().meeting, parts={"Facilitator": SAM, "Notes by": Person(name="Dana Wolff"), "Host": LEA})
    found = look(a_recap(meeting=meeting), a_recap(meeting=meeting, tag="9ZKM"))
    assert found.care == {"facilitator": {"Sam Holt": 2}, "notes by": {"Dana Wolff": 2}}


def test_the_asker_comes_first_and_the_others_by_name():
    assert names(look(a_recap())) == ["Dana Wolff", "Mara Lindt", "Sam Holt"]


def test_a_meeting_that_the_asker_does_not_read_counts_for_nothing():
    item = an_item("A1", "action", "call the bank", owner=DANA)
    alone = of(item, audience=(Address(address=HOST),), meeting=Meeting(attendees=(MARA, LEA)))
    found = look(alone)
    assert found.meetings == 0
    assert found.parts == ()


def test_nobody_is_shown_whom_the_asker_did_not_meet():
    item = an_item("A1", "action", "call the bank", owner=LEA)
    assert "Lea Brandt" not in names(look(of(item), known=(MARA, DANA, SAM, LEA)))


@pytest.mark.parametrize("known", [(MARA, DANA, SAM), (MARA, DANA)])
def test_who_wanted_to_be_left_out_of_one_meeting_is_in_no_map(known):
    items = (
        an_item("D1", "decision", "ship it", reason="Sam tested it"),
        an_item("K1", "kudos", "Sam, for testing every refund"),
    )
    whole, plain = a_recap(items), Person(name="Sam Holt")
    left = replace(
        whole,
        tag="9ZKM",
        left=(OTHER,),
        meeting=replace(whole.meeting, attendees=(MARA, DANA, plain)),
        audience=whole.audience[:2],
        people=(MARA, DANA, plain),
    )
    for recaps in ((left,), (left, whole)):
        found = look(*recaps, known=known)
        assert names(found) == ["Dana Wolff", "Mara Lindt"]
        assert found.thanks == ()
        assert found.spoken == 0


def test_who_is_forgotten_is_in_no_map():
    meeting = Meeting(attendees=(MARA, DANA, Person(name=ERASED)))
    recap = replace(a_recap(), meeting=meeting, host=Address(address=NOBODY), audience=a_recap().audience[:2])
    assert names(look(recap)) == ["Dana Wolff", "Mara Lindt"]


def test_two_addresses_of_the_asker_are_one_person():
    recap = a_recap()
    second = replace(
        recap,
        tag="9ZKM",
        audience=(Address(address="dana@home.example"), recap.host),
        meeting=Meeting(attendees=(MARA,)),
    )
    entries = tuple(Entry(recap=one, item=item) for one in (recap, second) for item in one.items)
    looked = Looked(question=Question(), entries=entries)
    found = find_influence(looked, {OWNER, "dana@home.example"}, known=(MARA, DANA, SAM))
    assert names(found) == ["Dana Wolff", "Mara Lindt", "Sam Holt"]
    assert len(found.parts[0].meetings) == 2


def test_a_name_without_an_address_is_the_person_of_that_name():
    meeting = Meeting(attendees=(MARA, DANA, Person(name="Sam Holt")))
    assert names(look(a_recap(meeting=meeting))) == ["Dana Wolff", "Mara Lindt", "Sam Holt"]


def test_a_reader_without_a_surname_is_the_one_of_the_notes():
    lea = Person(name="Lea Brandt")
    meeting = Meeting(attendees=(MARA, DANA, lea))
    recap = a_recap(meeting=meeting, audience=(Address(address=OWNER), Address(address=LEA.address)))
    found = look(recap, known=(MARA, DANA))
    assert names(found) == ["Dana Wolff", "Lea Brandt", "Mara Lindt"]
    assert part(found, "Lea Brandt").person.address == LEA.address


def test_a_first_name_that_two_have_counts_for_neither():
    other = Person(name="Sam Ode", address="ode@acme.example")
    meeting = Meeting(attendees=(MARA, DANA, SAM, other))
    found = look(of(an_item("D1", "decision", "ship it", reason="Sam tested it"), meeting=meeting))
    assert [part(found, name).decided for name in ("Sam Holt", "Sam Ode")] == [0, 0]
