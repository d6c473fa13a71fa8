"""Something goes from one person to another: everybody it concerns hears of it, and nobody of what did not happen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import HOST, MONDAY, OTHER, OWNER, a_reply, plain_text

from flow.road import Road
from flow.talk import OUTSIDER, answer, last, ours
from pipeline.model import Recap
from workers.store import series
from workers.store.tables import RECAPS


@pytest.fixture
def road(tmp_path, knowledge):
    road = Road(f"sqlite:///{tmp_path / 'road.db'}", knowledge)
    yield road
    road.close()


def item(road, code="A1"):
    with road.store.begin() as tx:
        recap = series.load(Recap, tx.execute(RECAPS.select()).one().payload)
    return next(one for one in recap.items if one.code == code)


def flat(text):
    return " ".join(text.split())


def an_hour_later(road):
    road.clock.advance(timedelta(hours=2))
    road.run()


def test_who_was_refused_as_new_owner_does_not_hold_it_and_the_old_one_does(met):
    answer(met, f"A1: give it to {OUTSIDER}")
    text = flat(last(met, OWNER))
    assert text.startswith("Nothing has changed")
    assert f"I may not write to {OUTSIDER}" in text
    assert "undo" not in text
    assert (item(met).owner.address, item(met).proposed_owner) == (OWNER, None)


def test_the_host_hears_at_once_whom_somebody_would_hand_it_to_and_can_allow_it(met):
    answer(met, f"A1: give it to {OUTSIDER}")
    assert "would pass this on to somebody outside" in flat(last(met, HOST))
    reply = a_reply(ours(met, HOST)[-1], f"A1: give it to {OUTSIDER}", sender=HOST)
    met.deliver(reply.replace(b"\r\nSubject:", f"\r\nCc: {OUTSIDER}\r\nSubject:".encode(), 1))
    met.run()
    assert "asks you to take this on" in flat(last(met, OUTSIDER))


def test_a_refused_hand_over_is_no_news_of_the_owner_when_the_host_hands_it_on_later(met):
    answer(met, f"A1: give it to {OUTSIDER}")
    answer(met, "A1: blocked by the bank")
    answer(met, "A1: give it to Sam", sender=HOST)
    an_hour_later(met)
    assert "handed to Sam Holt" in flat(last(met, HOST))
    assert "pass it on" not in flat(last(met, HOST))


def test_another_day_in_the_same_breath_counts_where_the_hand_over_does_not(met):
    answer(met, f"A1: give it to {OUTSIDER}\nA1: by 4 December 2026")
    assert item(met).due.day.isoformat() == "2026-12-04"
    assert item(met).proposed_owner is None


def test_who_is_only_a_name_is_not_said_to_owe_an_answer_and_the_host_is_asked_who_that_is(met):
    answer(met, "A1: give it to Bo")
    an_hour_later(met)
    text = flat(last(met, HOST))
    assert "has not answered" not in text
    assert "Dana Wolff would pass it on to Bo" in text
    assert "Who is Bo? Answer: Bo = address" in text


def test_an_owner_who_names_somebody_unknown_is_told_a_line_that_works(met):
    answer(met, "A1: give it to Bo")
    assert "Answer “A1: give it to” and the address" in flat(last(met, OWNER))
    answer(met, "A1: give it to bo@acme.example")
    assert "asks you to take this on" in flat(last(met, "bo@acme.example"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Bo = bo@acme.example", "Only Mara Lindt, who sent the notes, can tell me who somebody is."),
        ("share with lea@acme.example", "Who gets this recap is up to Mara Lindt, who sent the notes"),
    ],
)
def test_what_is_the_hosts_alone_is_refused_in_one_sentence(met, words, says):
    answer(met, words, sender=OTHER)
    assert says in flat(last(met, OTHER))
    assert ours(met, "bo@acme.example") == ours(met, "lea@acme.example") == []


def test_whoever_holds_it_hears_that_the_host_asks_somebody_else(met):
    answer(met, "A1: give it to Sam", sender=HOST)
    text = flat(last(met, OWNER))
    assert "Mara Lindt asks somebody else to take on what is yours" in text
    assert "it stays with you" in text


def test_whoever_held_it_hears_of_the_yes(met):
    answer(met, "A1: give it to Sam")
    answer(met, "A1: ok", sender=OTHER, to=-1)
    assert "Sam Holt has taken this over from you" in flat(last(met, OWNER))


def test_whoever_holds_it_hears_of_the_no_and_why_and_the_host_whose_it_is(met):
    answer(met, "A1: give it to Sam")
    answer(met, "A1: no, too busy this week", sender=OTHER, to=-1)
    assert "too busy this week" in flat(last(met, OWNER))
    assert "It stays with you" in flat(last(met, OWNER))
    assert "it stays with Dana Wolff" in flat(last(met, HOST))


def test_a_no_reaches_also_an_owner_who_wants_no_recurring_letters(met):
    answer(met, "A1: give it to Sam")
    answer(met, "stop")
    answer(met, "A1: no, too busy this week", sender=OTHER, to=-1)
    assert "It stays with you" in flat(last(met, OWNER))


def test_whoever_gets_it_back_by_an_undo_hears_of_that(met):
    answer(met, "A1: give it to Sam")
    answer(met, "A1: ok", sender=OTHER, to=-1)
    answer(met, "undo", sender=OTHER, to=-1)
    assert "Sam Holt has taken something back" in flat(last(met, OWNER))
    assert item(met).owner.address == OWNER


def test_who_is_asked_and_leaves_leaves_nothing_behind_that_was_not_theirs(met):
    answer(met, "A1: give it to Sam")
    answer(met, "leave me out of this recap", sender=OTHER, to=-1)
    assert (item(met).owner.address, item(met).proposed_owner) == (OWNER, None)
    assert "Nobody can be reached for these" not in flat(last(met, HOST))
    assert "It stays with you" in flat(last(met, OWNER))


def test_who_takes_over_what_an_owner_left_behind_owns_it(met):
    answer(met, "A1: give it to Sam")
    answer(met, "leave me out of this recap")
    answer(met, "A1: ok", sender=OTHER, to=-1)
    assert item(met).owner.address == OTHER


def test_a_no_to_what_an_owner_left_behind_is_the_hosts_to_answer(met):
    answer(met, "A1: give it to Sam")
    answer(met, "leave me out of this recap")
    answer(met, "A1: no, too busy", sender=OTHER, to=-1)
    text = flat(last(met, HOST))
    assert "Who then?" in text
    assert "stays with" not in text


def test_who_takes_their_own_yes_back_is_asked_by_the_receipt_and_by_no_letter_from_themselves(met):
    answer(met, "A1: give it to Sam")
    answer(met, "A1: ok", sender=OTHER, to=-1)
    before = len(ours(met, OTHER))
    answer(met, "undo", sender=OTHER, to=-1)
    assert len(ours(met, OTHER)) == before + 1
    assert "You are asked again. Until you say yes, it stays with Dana Wolff." in flat(last(met, OTHER))


def test_who_was_asked_and_does_not_answer_finds_it_in_their_week_and_whoever_holds_it_sees_who_is_asked(met):
    answer(met, "A1: give it to Sam")
    met.run_until(MONDAY + timedelta(days=7))
    weeks = [flat(plain_text(ours(met, reader)[-1])) for reader in (OTHER, OWNER)]
    assert "you are asked, and have not answered yet" in weeks[0]
    assert "Sam Holt" not in weeks[0]
    assert "handed to Sam Holt, who has not answered yet" in weeks[1]
