"""What new notes have to do with earlier meetings of the same people; the rows stand in pairs.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import OTHER
from recap_builders import DANA, SAM, a_recap, an_item

from pipeline.languages.load import load_languages
from pipeline.model import Address, Due, Link, Meeting, Person, State, Tie
from pipeline.series.join import join

LANGUAGES = load_languages()
PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))
MONDAY, NEXT_MONDAY = date(2026, 11, 16), date(2026, 11, 23)


def meeting(*items, tag="0LD1", day=MONDAY, **values):
    return a_recap(items, tag=tag, meeting=Meeting(title="Sync", held_on=day), **values)


def promise(text, *, code="A1", owner=DANA, **values):
    return an_item(code, "action", text, owner=owner, **values)


def decision(text, *, code="D1", **values):
    return an_item(code, "decision", text, quote=text, **values)


def joined(old, new, code="en"):
    return join(new, old if isinstance(old, tuple) else (old,), LANGUAGES[code])


def pairs(name):
    return [(code, row) for code, table in PAIRS.items() for row in table[name]]


def ties(recap):
    return [link.tie for item in recap.items for link in item.links]


def join_texts(make, row, code):
    new = meeting(make(row[1]), tag="NEW1", day=NEXT_MONDAY)
    return joined(meeting(make(row[0])), new, code)


def test_every_language_has_rows():
    assert set(PAIRS) == set(LANGUAGES)


@pytest.mark.parametrize(("code", "row"), pairs("same"))
def test_one_promise_in_two_meetings_is_carried_over(code, row):
    found = join_texts(promise, row, code)
    assert found.recap.items[0].links == (Link(tie=Tie.CARRIED, tag="0LD1", code="A1", day=MONDAY),)
    assert found.others[0].items[0].links == (Link(tie=Tie.CONTINUED, tag="NEW1", code="A1", day=NEXT_MONDAY),)


@pytest.mark.parametrize(("code", "row"), pairs("apart"))
def test_two_promises_stay_two(code, row):
    found = join_texts(promise, row, code)
    assert ties(found.recap) == []
    assert found.others == ()


@pytest.mark.parametrize(("code", "row"), pairs("replaced"))
def test_a_decision_that_says_so_takes_the_place_of_the_earlier_one(code, row):
    found = join_texts(decision, row, code)
    assert ties(found.recap) == [Tie.REPLACES]
    assert ties(found.others[0]) == [Tie.REPLACED]


@pytest.mark.parametrize(("code", "row"), pairs("against"))
def test_two_decisions_that_cannot_both_hold_are_asked_about(code, row):
    found = join_texts(decision, row, code)
    assert ties(found.recap) == [Tie.AGAINST]
    assert ties(found.others[0]) == [Tie.AGAINST]


@pytest.mark.parametrize(("code", "row"), pairs("beside"))
def test_decisions_on_other_things_stand_beside_each_other(code, row):
    assert ties(join_texts(decision, row, code).recap) == []


def test_a_decision_that_is_named_by_code_and_tag_is_replaced():
    old = meeting(decision("use MySQL"), decision("keep the office", code="D2"))
    new = meeting(decision("close the office, which replaces D2 of [0LD1]"), tag="NEW1", day=NEXT_MONDAY)
    assert joined(old, new).recap.items[0].links == (Link(tie=Tie.REPLACES, tag="0LD1", code="D2", day=MONDAY),)


def test_what_could_be_two_earlier_decisions_is_neither():
    old = meeting(decision("use MySQL for the billing store"), decision("use MySQL for the billing store", code="D2"))
    new = meeting(decision("use Postgres instead of MySQL for the billing store"), tag="NEW1", day=NEXT_MONDAY)
    assert joined(old, new).others == ()


def test_a_decision_that_is_replaced_already_is_not_replaced_again():
    gone = Link(tie=Tie.REPLACED, tag="MID1", code="D1")
    old = meeting(decision("use MySQL for billing", links=(gone,)))
    new = meeting(decision("use Postgres instead of MySQL for billing"), tag="NEW1", day=NEXT_MONDAY)
    assert joined(old, new).others == ()


def test_somebody_elses_decision_is_asked_about_and_not_replaced():
    old = meeting(decision("use MySQL for billing"), host=Address(address=OTHER, name="Sam Holt"))
    new = meeting(decision("use Postgres instead of MySQL for billing"), tag="NEW1", day=NEXT_MONDAY)
    assert ties(joined(old, new).recap) == [Tie.AGAINST]


TASK = "send the budget to the bank"


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED, State.DECLINED])
def test_what_is_over_is_not_carried_over(state):
    new = meeting(promise(TASK), tag="NEW1", day=NEXT_MONDAY)
    assert joined(meeting(promise(TASK, state=state)), new).others == ()


@pytest.mark.parametrize(
    "owner", [SAM, None, Person(name="Dana Wolff", address="dana@elsewhere.example"), Person(name="Dana")]
)
def test_the_same_words_of_another_person_are_another_promise(owner):
    new = meeting(promise(TASK, owner=owner), tag="NEW1", day=NEXT_MONDAY)
    assert joined(meeting(promise(TASK)), new).others == ()


@pytest.mark.parametrize("day", [None, date(2027, 11, 1), date(2025, 11, 1)])
def test_without_two_days_near_each_other_nothing_is_joined(day):
    new = meeting(promise(TASK), tag="NEW1", day=day)
    assert joined(meeting(promise(TASK)), new).others == ()


def test_what_may_be_no_promise_at_all_is_not_joined():
    new = meeting(promise(TASK, firm=False), tag="NEW1", day=NEXT_MONDAY)
    assert joined(meeting(promise(TASK)), new).others == ()


def test_a_promise_that_stood_twice_already_is_not_guessed():
    old = meeting(promise(TASK), promise(TASK, code="A2"))
    new = meeting(promise(TASK), tag="NEW1", day=NEXT_MONDAY)
    assert joined(old, new).others == ()


def test_of_a_chain_of_meetings_the_last_one_is_joined():
    first = meeting(promise(TASK), tag="0NE1", day=date(2026, 11, 9))
    second = joined(first, meeting(promise(TASK), tag="TW02"))
    third = meeting(promise(TASK), tag="THR3", day=NEXT_MONDAY)
    found = joined((*second.others, second.recap), third)
    assert [link.tag for link in found.recap.items[0].links] == ["TW02"]


def test_the_new_item_stands_as_the_old_one_stood():
    old = promise(TASK, state=State.ACCEPTED, due=Due(phrase="by Friday", day=date(2026, 11, 27)))
    found = joined(meeting(old), meeting(promise(TASK), tag="NEW1", day=NEXT_MONDAY))
    item = found.recap.items[0]
    assert item.state is State.ACCEPTED
    assert item.due == old.due


def test_a_new_day_moves_the_old_item_and_asks_its_owner_anew():
    old = promise(TASK, state=State.ACCEPTED, due=Due(phrase="by Friday", day=date(2026, 11, 20)))
    later = Due(phrase="by Monday", day=date(2026, 11, 30))
    found = joined(meeting(old), meeting(promise(TASK, due=later), tag="NEW1", day=NEXT_MONDAY))
    assert found.recap.items[0].state is State.ASKED
    assert found.others[0].items[0].due == later


def test_somebody_elses_meeting_is_linked_and_not_moved():
    due = Due(phrase="by Friday", day=date(2026, 11, 20))
    old = meeting(promise(TASK, due=due), host=Address(address=OTHER, name="Sam Holt"))
    later = Due(phrase="by Monday", day=date(2026, 11, 30))
    found = joined(old, meeting(promise(TASK, due=later), tag="NEW1", day=NEXT_MONDAY))
    assert found.recap.items[0].due == later
    assert found.others[0].items[0].due == due
    assert ties(found.others[0]) == [Tie.CONTINUED]


def test_a_restricted_meeting_is_joined_with_none():
    old = replace(meeting(promise(TASK)), restricted=True)
    assert joined(old, meeting(promise(TASK), tag="NEW1", day=NEXT_MONDAY)).others == ()


def test_notes_that_give_it_to_who_was_asked_already_carry_it_over_to_them_and_ask_anew():
    old = meeting(promise("call the printer", proposed_owner=SAM, state=State.ACCEPTED))
    found = joined(old, meeting(promise("call the printer", owner=SAM), tag="NEW1", day=NEXT_MONDAY))
    for recap in (found.recap, *found.others):
        held = recap.items[0]
        assert (held.owner, held.proposed_owner, held.state) == (SAM, None, State.ASKED)
