"""One promise in several meetings: whichever is answered, all stand alike."""

from __future__ import annotations

from datetime import date

from recap_builders import DANA, SAM, a_recap, an_item, with_item

from pipeline.model import Due, Link, State, Tie
from pipeline.series.mirror import mirror_changes

DUE = Due(phrase="by Friday", day=date(2026, 11, 27))


def a_chain():
    """Three meetings with one promise, each linked with the next."""
    tags = ("0NE1", "TW02", "THR3")
    recaps = []
    for place, tag in enumerate(tags):
        links = [Link(tie=Tie.CARRIED, tag=tags[place - 1], code="A1")] if place else []
        links += [Link(tie=Tie.CONTINUED, tag=tags[place + 1], code="A1")] if place < 2 else []
        item = an_item("A1", "action", f"send it {place}", owner=DANA, links=tuple(links))
        recaps.append(a_recap((item, an_item("A2", "action", "else", owner=DANA)), tag=tag))
    return recaps


def test_an_answer_moves_the_item_in_every_meeting():
    first, second, third = a_chain()
    after = with_item(third, "A1", state=State.DONE, outcome="sent", due=DUE)
    others = mirror_changes(third, after, (first, second))
    assert [recap.tag for recap in others] == ["0NE1", "TW02"]
    for recap in others:
        assert (recap.items[0].state, recap.items[0].outcome, recap.items[0].due) == (State.DONE, "sent", DUE)


def test_it_works_from_the_first_meeting_too():
    first, second, third = a_chain()
    others = mirror_changes(first, with_item(first, "A1", owner=SAM), (second, third))
    assert [recap.items[0].owner for recap in others] == [SAM, SAM]


def test_each_keeps_its_own_words():
    first, second, third = a_chain()
    others = mirror_changes(third, with_item(third, "A1", text="other words", state=State.DONE), (first, second))
    assert [recap.items[0].text for recap in others] == ["send it 0", "send it 1"]


def test_items_that_belong_to_no_other_change_nothing_else():
    first, second, third = a_chain()
    assert mirror_changes(third, with_item(third, "A2", state=State.DONE), (first, second)) == ()


def test_decisions_that_replace_each_other_do_not_move_each_other():
    link = Link(tie=Tie.REPLACES, tag="0NE1", code="D1")
    old = a_recap((an_item("D1", "decision", "old"),), tag="0NE1")
    new = a_recap((an_item("D1", "decision", "new", links=(link,)),), tag="TW02")
    assert mirror_changes(new, with_item(new, "D1", state=State.DROPPED), (old,)) == ()


def test_a_meeting_that_is_gone_is_passed_over():
    _, second, third = a_chain()
    others = mirror_changes(third, with_item(third, "A1", state=State.DONE), (second,))
    assert [recap.tag for recap in others] == ["TW02"]
