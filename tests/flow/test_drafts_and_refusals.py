"""What the host keeps until they say so, and what a refusal says: in the reader's own language, with what helps."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, read_letter

from flow.road import Road
from flow.talk import answer, last, ours, write

LEA = "lea@acme.example"


@pytest.fixture
def road(tmp_path, knowledge):
    road = Road(f"sqlite:///{tmp_path / 'road.db'}", knowledge)
    yield road
    road.close()


def flat(text):
    return " ".join(text.split())


def draft(road, notes=None):
    road.deliver(a_mail(*([notes] if notes else []), subject="[draft] Weekly sync"))
    road.run()
    return road


def test_a_draft_says_the_word_that_sends_it_and_whom_it_goes_to(road):
    text = flat(last(draft(road), HOST))
    assert "Answer “send”, and it goes to: Dana Wolff (dana@acme.example), Sam Holt (sam@acme.example)." in text
    assert "forward it" not in text


def test_what_was_sent_is_no_draft_any_more(road):
    draft(road)
    answer(road, "send", sender=HOST)
    for reader in (OWNER, OTHER):
        assert "draft" not in str(read_letter(ours(road, reader)[-1])["Subject"])
        assert "draft" not in last(road, reader)


def test_a_german_draft_goes_out_by_the_word_it_names(road):
    draft(
        road,
        "Wochenrunde\nTeilnehmende: Mara Lindt, Dana Wolff\n\n- Dana schickt das Budget bis Freitag an die Bank.\n",
    )
    assert "Antworte „senden“" in flat(last(road, HOST))
    answer(road, "senden", sender=HOST)
    assert "Budget" in last(road, OWNER)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Ich finde das alles gut so, und A1 ist auch schon erledigt.", "teile das mit lea@acme.example"),
        ("No estoy de acuerdo con esto, y además ya lo hice ayer.", "compártelo con lea@acme.example"),
    ],
)
def test_who_answers_somebody_elses_letter_is_told_in_their_own_language_how_to_be_added(met, words, says):
    met.deliver(a_reply(ours(met, OWNER)[0], words, sender=LEA))
    met.run()
    assert says in last(met, LEA)
    assert "budget" not in last(met, LEA).casefold()


def test_who_has_a_copy_is_not_told_how_to_get_one(met):
    met.deliver(a_reply(ours(met, OWNER)[0], "A1: done", sender=OTHER))
    met.run()
    text = flat(last(met, OTHER))
    assert "Answer from your own copy of this recap." in text
    assert "share with" not in text
    assert "Ana will send the budget" not in text


def test_the_line_that_adds_somebody_does_when_the_host_answers_with_it(met):
    answer(met, f"share with {LEA}", sender=HOST)
    assert "WHO DOES WHAT" in last(met, LEA)


def test_who_names_no_meeting_is_not_shown_what_notes_look_like(road):
    write(road, "A1 is done.", sender=OWNER, subject="Re: something", headers={"In-Reply-To": "<gone@acme.example>"})
    assert "Ana will send the budget" not in last(road, OWNER)


def test_notes_without_anything_are_shown_what_works_in_their_own_language(road):
    write(road, "Das Wetter war schön.", sender=OTHER, subject="Ausflug", to=(NOTES_ADDRESS,))
    assert "Ana schickt das Budget bis Freitag." in last(road, OTHER)


def test_who_answers_in_another_language_than_the_notes_is_answered_in_it(met):
    answer(met, "Das kann ich leider nicht machen, ich habe keine Zeit. Sam sollte das übernehmen.")
    assert "Danke" in last(met, OWNER)
    answer(met, "share with lea@acme.example")
    assert "entscheidet Mara Lindt" in flat(last(met, OWNER))


def test_one_english_word_makes_nobody_english(road):
    notes = "Wochenrunde\nTeilnehmende: Mara Lindt, Dana Wolff\n\n- Dana schickt das Budget bis Freitag an die Bank.\n"
    road.deliver(a_mail(notes))
    road.run()
    answer(road, "A1 done")
    assert "Danke" in last(road, OWNER)
