"""A draft of an update: where each line of the log stands in it, and what is said where the log has nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import MONDAY, OTHER
from recap_builders import DANA, MARA, SAM, a_recap, an_item

from pipeline.log.update_page import MOST_LINES, build_update_page
from pipeline.model import Due, Entry, Item, Link, Looked, Past, Person, Question, State, Tie

BOSS = Person(name="Noor Haddad", address="noor@acme.example")
ASKED = Question(words=("prices",), stems=("pric",), topic="prices", reader=SAM)


@pytest.fixture
def page(texts):
    def build(*items: Item, question: Question = ASKED, **looked):
        recap = a_recap(items)
        entries = tuple(Entry(recap=recap, item=item) for item in items)
        return build_update_page(Looked(question=question, entries=entries, **looked), texts=texts)

    return build


def codes(page) -> dict[str, list[str]]:
    """What stands under each heading."""
    return {section.heading: [entry.code for entry in section.entries] for section in page.sections}


ROWS = [
    (an_item("D1", "decision", "keep the prices"), "Where it stands"),
    (an_item("A1", "action", "print the prices", owner=DANA, state=State.DONE), "Where it stands"),
    (an_item("Q1", "question", "who tells them the prices?", state=State.DONE), "Where it stands"),
    (an_item("Q1", "question", "who tells them the prices?"), "What is to be decided"),
    (an_item("D1", "decision", "x", links=(Link(tie=Tie.AGAINST, tag="9ZKM", code="D4"),)), "What is to be decided"),
    (an_item("D1", "decision", "x", state=State.ASKED, firm=False, doubt="objected"), "What is to be decided"),
    (an_item("A1", "action", "print the prices", owner=SAM), "For Sam Holt: what it asks for"),
    (an_item("A1", "action", "print", owner=DANA, proposed_owner=SAM), "For Sam Holt: what it asks for"),
    (an_item("R1", "risk", "the prices are known"), "Risks and assumptions"),
    (an_item("S1", "assumption", "the prices hold"), "Risks and assumptions"),
    (an_item("A1", "action", "print", owner=DANA, state=State.BLOCKED, reason="no paper"), "Risks and assumptions"),
    (an_item("A1", "action", "print the prices", owner=DANA), "What comes next"),
    (an_item("E1", "experiment", "half the prices"), "What comes next"),
]


@pytest.mark.parametrize(("item", "heading"), ROWS)
def test_an_item_finds_its_place(page, item, heading):
    assert codes(page(item))[heading] == [item.code]


@pytest.mark.parametrize(("item", "heading"), ROWS)
def test_an_item_stands_once(page, item, heading):
    assert sum(map(len, codes(page(item)).values())) == 1


@pytest.mark.parametrize("tie", [Tie.REPLACED, Tie.CONTINUED])
def test_what_a_later_meeting_has_settled_is_left_out(page, tie):
    found = page(an_item("D1", "decision", "keep the prices", links=(Link(tie=tie, tag="9ZKM", code="D4"),)))
    assert found.sections == ()
    assert found.trouble == ("The log has nothing about “prices” that you were part of.",)


def test_why_and_what_came_of_it_is_what_it_brings(page):
    found = page(
        an_item("D1", "decision", "keep the prices", reason="nobody complains"),
        an_item("A1", "action", "print", owner=DANA, state=State.DONE, outcome="they look fine"),
    )
    (brings,) = [section for section in found.sections if section.heading.endswith("what it brings")]
    assert [entry.text for entry in brings.entries] == ["Nobody complains", "They look fine"]
    stands = found.sections[0]
    assert "nobody complains" not in str(stands).casefold()


def test_what_is_not_there_is_said_so_that_the_writer_can_add_it(page):
    said = {section.heading: section.note for section in page(an_item("R1", "risk", "x")).sections}
    assert "for information only" in said["What is to be decided"]
    assert "Nothing that the log knows of" in said["For Sam Holt: what it asks for"]
    assert "Add a sentence of your own" in said["For Sam Holt: what it brings"]
    assert "Where it stands" not in said


def test_every_line_has_its_meeting_and_its_day(page):
    found = page(*(item for item, _ in ROWS[::3]))
    entries = [entry for section in found.sections for entry in section.entries]
    assert [entry for entry in entries if "[7K2Q], Mon 23 Nov 2026" not in " ".join(entry.facts)] == []


def test_what_comes_next_is_in_the_order_of_its_days(page):
    late, soon = (Due(phrase="", day=date(2026, 12, day)) for day in (9, 2))
    found = page(an_item("A1", "action", "x", owner=DANA, due=late), an_item("A2", "action", "y", owner=DANA, due=soon))
    assert codes(found)["What comes next"] == ["A2", "A1"]


def test_what_the_reader_did_to_an_item_is_said(page):
    def past(verb, code):
        return Past(number=1, by=OTHER, at=MONDAY, verb=verb, code=code)

    answers = {"7K2Q": (past("handover", "A1"), past("object", "D1"))}
    items = an_item("A1", "action", "print", owner=DANA), an_item("D1", "decision", "keep the prices")
    said = str(page(*items, past=answers).sections)
    assert "Sam Holt asked for this." in said
    assert "Sam Holt has objected to this." in said


def test_what_is_more_than_a_screen_is_counted(page):
    items = [an_item(f"D{number}", "decision", f"price {number}") for number in range(MOST_LINES + 2)]
    (stands,) = [section for section in page(*items).sections if section.heading == "Where it stands"]
    assert len(stands.entries) == MOST_LINES
    assert stands.note == "And 2 more in the log."


def test_a_meeting_that_the_reader_was_no_part_of_is_pointed_out(page):
    item = an_item("D1", "decision", "keep the prices")
    assert len(page(item).before) == 1
    (_, warned) = page(item, question=replace(ASKED, reader=BOSS)).before
    assert "Noor Haddad was not part of" in warned
    assert "Weekly sync [7K2Q]" in warned


def test_a_reader_whom_nobody_knows_is_pointed_out(page):
    (_, warned) = page(an_item("D1", "decision", "x"), question=replace(ASKED, reader=Person(name="the board"))).before
    assert "no address for the board" in warned


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (replace(ASKED, words=(), topic=""), "What is it to be about? Write “update for Sam Holt about pricing”"),
        (replace(ASKED, reader=None), "Whom is it for"),
    ],
)
def test_what_is_missing_for_a_draft_is_asked_for(page, question, said):
    instead = (Entry(recap=a_recap(), item=a_recap().items[0]),)
    found = page(question=question, instead=instead)
    assert found.trouble[0].startswith(said)
    assert found.instead == ("Weekly sync [7K2Q], Mon 23 Nov 2026",)
    assert found.sections == ()


def test_the_host_is_a_reader_like_any_other(page):
    assert len(page(an_item("D1", "decision", "x"), question=replace(ASKED, reader=MARA)).before) == 1
