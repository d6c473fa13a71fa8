"""What an answer shows, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from recap_builders import DANA, a_recap, an_item, with_item

from pipeline.log.page import MOST_NAMES, MOST_SHOWN, arrange, build_log_entry, build_log_page
from pipeline.model import Due, Entry, Link, Looked, Meeting, Person, Question, State, Tie

PRICING = Question(said="log pricing", words=("pricing",), stems=("pric",))


def looked(question, *entries, more=False):
    return Looked(question=question, entries=entries, more=more)


def decision(text: str, *, day: int = 1, tag: str = "7K2Q", **values) -> Entry:
    item = an_item("D1", "decision", text, **values)
    return Entry(recap=a_recap((item,), tag=tag, meeting=Meeting(held_on=date(2026, 11, day))), item=item)


def texts_of(entries):
    return [entry.item.text for entry in entries]


def test_the_whole_word_comes_before_its_beginning_and_that_before_what_stands_around_it():
    around, beginning, whole = decision("hire Bo", day=3), decision("keep the prices", day=2), decision("new pricing")
    found = arrange(looked(PRICING, around, beginning, whole))
    assert texts_of(found) == ["new pricing", "keep the prices", "hire Bo"]


def test_of_two_that_fit_alike_the_newer_comes_first():
    found = arrange(looked(PRICING, decision("old pricing", day=2), decision("new pricing", day=9)))
    assert texts_of(found) == ["new pricing", "old pricing"]


def test_mine_is_ordered_by_what_is_due_first():
    def promise(text, day):
        item = an_item("A1", "action", text, owner=DANA, due=Due(phrase="", day=day) if day else None)
        return Entry(recap=a_recap((item,)), item=item)

    entries = promise("never", None), promise("later", date(2026, 12, 9)), promise("soon", date(2026, 12, 1))
    found = arrange(looked(Question(mine=True, still_open=True), *entries))
    assert texts_of(found) == ["soon", "later", "never"]


def test_what_a_later_meeting_took_up_again_is_listed_there_only():
    link = Link(tie=Tie.CONTINUED, tag="9ZKM", code="A1")
    item = an_item("A1", "action", "send it", owner=DANA, links=(link,))
    entry = Entry(recap=a_recap((item,)), item=item)
    assert arrange(looked(Question(mine=True, still_open=True), entry)) == ()
    assert arrange(looked(Question(), entry)) == (entry,)


def test_an_entry_says_who_when_where_and_how_it_stands(entry, weekly, texts):
    shown = build_log_entry(entry(weekly, "A1"), texts=texts)
    assert shown.who == "Dana Wolff"
    assert shown.facts == (
        "Weekly sync",
        "[7K2Q], Mon 23 Nov 2026",
        "by Fri 27 Nov 2026 (“by Friday”)",
        "waiting for an answer",
    )
    assert shown.quote == "Dana will send the budget by Friday."


def test_a_decision_says_why_and_who_was_there(entry, weekly, texts):
    shown = build_log_entry(entry(weekly, "D1"), texts=texts)
    assert shown.notes == ("Why: the large one is not tested", "There: Mara Lindt, Dana Wolff, Sam Holt")


def test_many_who_were_there_are_counted(entry, weekly, texts):
    people = tuple(Person(name=f"Person {number}") for number in range(MOST_NAMES + 3))
    crowd = replace(weekly, meeting=replace(weekly.meeting, attendees=people))
    assert build_log_entry(entry(crowd, "D2"), texts=texts).notes[-1].endswith("Person 5 and 3 more")


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (Tie.REPLACED, "Replaced by D4 of [9ZKM], Mon 7 Dec 2026"),
        (Tie.REPLACES, "Replaces D4 of [9ZKM], Mon 7 Dec 2026"),
        (Tie.CARRIED, "Carried over from [9ZKM], Mon 7 Dec 2026"),
    ],
)
def test_an_entry_names_the_items_it_belongs_to(entry, weekly, texts, tie, said):
    link = Link(tie=tie, tag="9ZKM", code="D4", day=date(2026, 12, 7))
    linked = with_item(weekly, "D1", links=(link,))
    assert said in build_log_entry(entry(linked, "D1"), texts=texts).notes


def test_an_answered_question_shows_its_answer(entry, weekly, texts):
    answered = with_item(weekly, "Q1", state=State.DONE, outcome="Sam does")
    assert "done: Sam does" in build_log_entry(entry(answered, "Q1"), texts=texts).notes


def test_what_was_asked_is_said(texts):
    assert build_log_page(looked(PRICING), texts=texts).asked == "You asked: “log pricing”"


def test_nothing_found_says_what_to_try(texts):
    page = build_log_page(looked(PRICING), texts=texts)
    assert page.sections == ()
    assert page.nothing[0] == "I found nothing for that."


def test_no_more_is_shown_than_a_person_reads(texts):
    entries = [decision(f"pricing {number}", day=1) for number in range(MOST_SHOWN + 1)]
    page = build_log_page(looked(PRICING, *entries), texts=texts)
    assert len(page.sections[0].entries) == MOST_SHOWN
    assert str(MOST_SHOWN) in page.more


def test_where_all_is_shown_there_is_no_more(texts):
    assert build_log_page(looked(PRICING, decision("pricing")), texts=texts).more == ""


def test_without_words_entries_stand_under_the_heading_of_their_kind(entry, weekly, texts):
    entries = [entry(weekly, code) for code in ("A1", "D1", "Q1")]
    page = build_log_page(looked(Question(said="digest"), *entries), texts=texts)
    assert [section.heading for section in page.sections] == ["Who does what", "Decided", "Still open"]
