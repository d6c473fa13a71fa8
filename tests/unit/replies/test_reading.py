"""How one reply becomes one reading: what is cut away, what wins, what is kept of the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reply_builders import ANA, BEN, ITEMS, PRIYA, a_meeting, read, understood

from pipeline.model import Person, State


def changed(code: str, **values):
    return a_meeting(tuple(replace(item, **values) if item.code == code else item for item in ITEMS))


def test_the_last_word_counts():
    assert understood("ana", "A1 ok. Sorry, A1 is not mine.") == "A1/decline"


def test_what_follows_takes_done_back():
    assert understood("ana", "A1 is done.\n\nA1: wait, one page is missing.") == ""


def test_nothing_is_half_applied_to_one_item():
    assert understood("ana", "A1 ok, but by 5/6. A2 ok.") == "A2/accept ?day"


def test_a_tie_changes_nothing_and_offers_both():
    reading = read("ben", "give it to Sam")
    assert reading.changes == ()
    assert reading.unclear[0].choices == ("A3 → sam@acme.example", "A3 → sadler@acme.example")


def test_a_question_which_offers_the_open_items():
    assert read("ana", "done").unclear[0].choices == ("A1", "A2")


def test_a_day_with_two_readings_offers_both():
    assert read("ben", "by 5/6").unclear[0].choices == ("A3: 2027-05-06", "A3: 2027-06-05")


def test_an_unknown_name_stays_as_written():
    assert read("ben", "Nadia Petrova should take this").changes[0].to == "Nadia Petrova"


def test_the_reason_of_a_no_is_kept():
    assert read("ben", "Not me, I am away that week.").changes[0].text == "I am away that week"


def test_the_result_of_what_is_done_is_kept():
    assert read("ben", "A3: done, room 12").changes[0].text == "room 12"


def test_what_blocks_is_kept():
    assert "the caterer" in (read("ben", "I am waiting for the caterer").changes[0].text or "")


def test_a_new_day_keeps_its_words():
    assert read("ben", "A3: by Friday").changes[0].text == "by Friday"


def test_a_yes_to_what_is_accepted_changes_nothing():
    assert understood("ben", "ok", recap=changed("A3", state=State.ACCEPTED)) == "courtesy"


def test_the_day_that_stands_is_no_new_day():
    assert understood("ana", "A1 by Friday") == ""


def test_done_twice_is_done_once():
    assert understood("ben", "A3 done", recap=changed("A3", state=State.DONE)) == ""


def test_an_if_about_what_is_accepted_is_news_and_no_question():
    assert understood("ben", "ok if the site works again", recap=changed("A3", state=State.ACCEPTED)) == ""


def test_a_signature_orders_nothing():
    assert understood("ben", "ok\n\nBen Okoye\nDone well, done early") == "A3/accept"


def test_a_farewell_ends_what_is_read():
    assert understood("ben", "Thanks!\n\nKind regards,\nA3 done") == "courtesy"


def test_at_most_sixty_lines_are_read():
    assert understood("ben", "\n".join(["So it goes."] * 60 + ["done"])) == ""


def test_orders_tell_the_line_they_stand_on():
    assert [order.line for order in read("ana", "A1 ok\nA2 by Friday next week").orders] == [1, 2]


def test_who_is_asked_to_take_over_may_say_yes():
    assert understood("priya", "A3 ok", recap=changed("A3", proposed_owner=PRIYA)) == "A3/accept"


def test_a_bare_yes_takes_what_was_handed_over():
    assert understood("priya", "Will do!", recap=changed("A3", proposed_owner=PRIYA)) == "A3/accept"


def test_the_host_settles_a_doubt_with_a_yes():
    assert understood("mara", "A3: yes", recap=changed("A3", firm=False)) == "A3/agree"


def test_one_open_question_is_answered_without_its_code():
    assert understood("ben", "For your open question: forty seats.") == "Q1/answer"


def test_one_decision_is_agreed_with_without_its_code():
    recap = a_meeting(tuple(item for item in ITEMS if item.code != "D2"))
    assert understood("sam", "I agree.", recap=recap) == "D1/agree"


def test_somebody_who_is_not_in_the_recap_may_only_leave():
    assert understood("stranger", "A1 done, D1 fine, forget me") == "-/forget"


@pytest.mark.parametrize("words", ["A3 done", "A3: by Friday", "give A3 to Ana", "A3 is blocked by legal"])
def test_whoever_names_anothers_item_is_told(words):
    assert understood("priya", words) == "?not_yours"


def test_whoever_only_mentions_anothers_item_is_left_in_peace():
    assert understood("priya", "The workshop room is booked, I heard.") == ""


def test_two_people_of_one_first_name_are_told_apart_by_an_initial():
    assert understood("ben", "give it to Sam A.") == "A3/handover/sadler"


def test_a_name_with_two_words_is_one_name():
    recap = a_meeting(people=(ANA, BEN, Person(name="Jo van Dijk", address="jo@acme.example")))
    assert understood("ben", "Jo van Dijk should take it", recap=recap) == "A3/handover/jo"
