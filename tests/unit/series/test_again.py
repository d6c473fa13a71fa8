"""The same notes a second time change what is written otherwise, and nothing that people answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import HOST, OTHER, OWNER
from recap_builders import DANA, SAM, a_recap, an_item, with_item

from pipeline.languages.load import load_languages
from pipeline.model import Address, Due, Meeting, State
from pipeline.series.again import find_again

ENGLISH = load_languages()["en"]
DAY = date(2026, 11, 23)
FRIDAY = Due(phrase="by Friday", day=date(2026, 11, 27))
MONDAY = Due(phrase="by Monday", day=date(2026, 11, 30))

ITEMS = (
    an_item("A1", "action", "send the budget", quote="Dana will send the budget by Friday.", owner=DANA, due=FRIDAY),
    an_item("A2", "action", "book the room", owner=SAM),
    an_item("D1", "decision", "keep the prices"),
)


def notes(*items, tag="NEW1", title="Weekly sync", day=DAY, **values):
    return a_recap(items or ITEMS, tag=tag, meeting=Meeting(title=title, held_on=day), **values)


def again(new, known=None):
    return find_again(new, (known or notes(tag="0LD1"),), ENGLISH)


def test_the_same_notes_change_nothing():
    found = again(notes())
    assert found.after.tag == "0LD1"
    assert found.codes == ()
    assert found.after.items == ITEMS


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Planning"},
        {"day": date(2026, 11, 24)},
        {"day": None},
        {"host": Address(address=OTHER, name="Sam Holt")},
    ],
)
def test_another_title_day_or_host_is_another_meeting(other):
    assert again(notes(**other)) is None


def test_other_things_said_under_the_same_title_are_another_meeting():
    new = notes(an_item("A1", "action", "paint the door", owner=DANA), an_item("D1", "decision", "hire a designer"))
    assert again(new) is None


def test_a_restricted_meeting_is_never_known_again():
    assert again(notes(), replace(notes(tag="0LD1"), restricted=True)) is None


def test_what_is_new_gets_the_next_code_of_its_kind():
    added = an_item("A1", "action", "call the printer", owner=SAM)
    rest = tuple(replace(item, code=f"{item.code}0") for item in ITEMS)
    found = again(notes(added, *rest))
    assert found.codes == ("A3",)
    assert found.after.items[-1].text == "call the printer"


def test_what_is_missing_now_stays():
    found = again(notes(*ITEMS[:2]))
    assert found.after.items == ITEMS
    assert found.codes == ()


def test_another_wording_is_taken_over():
    reworded = replace(ITEMS[2], text="keep the prices until March")
    assert again(notes(*ITEMS[:2], reworded)).codes == ("D1",)


def test_another_owner_is_taken_over_while_nobody_has_answered():
    found = again(notes(replace(ITEMS[0], owner=SAM), *ITEMS[1:]))
    assert found.codes == ("A1",)
    assert found.after.items[0].owner == SAM


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DONE, State.BLOCKED, State.DECLINED])
def test_what_somebody_answered_stays(state):
    known = with_item(notes(tag="0LD1"), "A1", state=state)
    found = again(notes(replace(ITEMS[0], owner=SAM, due=MONDAY), *ITEMS[1:]), known)
    assert found.codes == ()
    assert found.after.items[0].state is state


def test_a_new_day_is_taken_over():
    moved = replace(ITEMS[0], due=MONDAY, evidence=an_item("A1", "action", "x", quote="send it by Monday").evidence)
    found = again(notes(moved, *ITEMS[1:]))
    assert found.after.items[0].due == MONDAY


def test_a_day_that_was_moved_by_an_answer_is_not_moved_back():
    known = with_item(notes(tag="0LD1"), "A1", due=Due(phrase="next week", day=date(2026, 12, 4)))
    found = again(notes(), known)
    assert found.codes == ()
    assert found.after.items[0].due.day == date(2026, 12, 4)


def test_what_was_doubtful_and_is_plain_now_is_firm():
    known = with_item(notes(tag="0LD1"), "A2", firm=False)
    found = again(notes(), known)
    assert found.codes == ("A2",)
    assert found.after.items[1].firm


def test_new_readers_are_known_and_old_ones_stay():
    known = notes(tag="0LD1", audience=(Address(address=HOST), Address(address=OWNER)))
    found = again(notes(audience=(Address(address=HOST), Address(address=OTHER))), known)
    assert [reader.address for reader in found.readers] == [OTHER]
    assert [reader.address for reader in found.after.audience] == [HOST, OWNER, OTHER]


def undated(*items, day, tag="NEW1"):
    return a_recap(items or ITEMS, tag=tag, meeting=Meeting(title="Weekly sync", held_on=day, dated=False))


def test_notes_without_a_day_are_known_again_some_days_later():
    assert again(undated(day=DAY + timedelta(days=3)), undated(day=DAY, tag="0LD1")) is not None


@pytest.mark.parametrize(
    "new",
    [
        undated(day=DAY + timedelta(days=7)),
        undated(day=DAY - timedelta(days=1)),
        notes(day=DAY + timedelta(days=3)),
        undated(*ITEMS[:2], an_item("D1", "decision", "raise the prices"), day=DAY + timedelta(days=1)),
    ],
    ids=["a week later", "before it", "with a day of its own", "with another line in three"],
)
def test_notes_without_a_day_are_another_meeting(new):
    assert again(new, undated(day=DAY, tag="0LD1")) is None
