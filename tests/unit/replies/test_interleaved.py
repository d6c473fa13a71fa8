"""Words typed between the quoted lines belong to the line right above them."""

from __future__ import annotations

from reply_builders import understood

from pipeline.model import Passage


def under(words: str, *lines: str) -> Passage:
    return Passage(text=words, line=5, under=lines)


def test_an_answer_under_a_code_is_about_that_item():
    assert understood("ana", under("not me", "A2  Ana Ruiz: Write the rollback plan")) == "A2/decline"


def test_the_nearest_line_above_counts():
    lines = ("A1  Ana Ruiz: Send the budget to the bank", "A2  Ana Ruiz: Write the rollback plan")
    assert understood("ana", under("done", *lines)) == "A2/done"


def test_the_words_of_an_item_are_enough_where_the_quote_lost_its_code():
    assert understood("ana", under("ok", "Write the rollback plan")) == "A2/accept"


def test_a_quoted_line_that_names_nothing_leaves_the_answer_bare():
    assert understood("ben", under("ok", "Answer this mail in your own words.")) == "A3/accept"


def test_each_passage_has_its_own_item():
    assert (
        understood(
            "ana",
            under("Yes, will do.", "A1  Send the budget to the bank"),
            under("By Friday next week please.", "A2  Write the rollback plan"),
        )
        == "A1/accept A2/reschedule/1204"
    )


def test_a_greeting_above_the_quote_belongs_to_no_item():
    assert understood("ana", "Hi Mara, see below.", under("done", "A1  Send the budget")) == "A1/done"


def test_a_code_that_is_typed_beats_the_line_above():
    assert understood("ana", under("A1 done", "A2  Write the rollback plan")) == "A1/done"


def test_what_is_typed_under_a_question_answers_it():
    assert understood("ben", under("About forty, I counted.", "Q1  How many seats does the hall have?")) == "Q1/answer"


def test_what_is_typed_under_our_doubt_objects():
    lines = ("D1 says “Ship the small version first”. What looks risky in it, and to whom?",)
    assert understood("ben", under("Half of the customers need the export.", *lines)) == "D1/object"


def test_agreeing_under_our_doubt_agrees():
    lines = ("D1 says “Ship the small version first”. What looks risky in it, and to whom?",)
    assert understood("ben", under("I agree with it.", *lines)) == "D1/agree"
