"""The words that an order keeps, and orders for what there is not: another's change, a code, some of the readers."""

from __future__ import annotations

from datetime import date

import pytest
from reply_builders import a_meeting, read, understood

from pipeline.replies.apply import apply_changes

WORDS = [
    ("ben", "can't do it", "can't do it"),
    ("ben", "I can't do it, I'm in Taipei", "I'm in Taipei"),
    ("ben", "I can't next week, maybe Tom", "I can't next week, maybe Tom"),
    ("ben", "not me, maybe Tom", "maybe Tom"),
    ("ben", "I object to D1, because the prices rise", "because the prices rise"),
    ("ben", "D1: object the prices rise", "the prices rise"),
    ("ben", "A3 done: invoice 2231", "invoice 2231"),
    ("ben", "Q1: yes, we have budget", "yes, we have budget"),
    ("ben", "Q1: no", "no"),
]

STRAY = ["A9 done", "F1: yes, we have budget", "A9: done", "A9 done, F2 too"]
NOT_STRAY = ["B2B call went well", "I passed my C1 exam", "Q4 numbers look good"]

OTHERS = [
    ("en", "undo Priya's change"),
    ("de", "mach Priyas Änderung rückgängig"),
    ("fr", "annule le changement de Priya"),
    ("es", "deshaz el cambio de Priya"),
    ("nl", "maak de wijziging van Priya ongedaan"),
    ("pt", "desfaz a mudança da Priya"),
]
SOME = [
    ("en", "send it to Ana only"),
    ("de", "Nur an Ana schicken"),
    ("fr", "envoyez-le à Ana seulement"),
    ("es", "envíalo solo a Ana"),
    ("nl", "stuur het alleen naar Ana"),
    ("pt", "envia só à Ana"),
]


@pytest.mark.parametrize(("writer", "said", "kept"), WORDS)
def test_a_reason_is_kept_whole(writer, said, kept):
    assert [change.text for change in read(writer, said).changes] == [kept]


@pytest.mark.parametrize("said", STRAY)
def test_a_code_that_there_is_not_is_asked_once_with_those_there_are(said):
    reading = read("ben", said)
    assert reading.changes == ()
    assert [(one.question, one.choices) for one in reading.unclear] == [("stray", ("A3",))]


@pytest.mark.parametrize("said", NOT_STRAY)
def test_what_only_looks_like_a_code_is_no_question(said):
    assert understood("ben", said) == ""


@pytest.mark.parametrize(("code", "said"), OTHERS)
def test_nobody_takes_back_what_another_did(code, said):
    assert understood("mara", said, language=code) == "?undo"


@pytest.mark.parametrize(("code", "said"), SOME)
def test_a_recap_is_not_sent_to_all_when_only_some_were_meant(code, said):
    assert understood("mara", said, language=code) == "?share"


def test_the_day_of_a_missing_item_stays_with_it():
    reading = read("mara", "Missing: people pay by card. Test by 4 December")
    added = apply_changes(a_meeting(), reading.changes, by="mara@acme.example").items[-1]
    assert added.due is not None
    assert (added.text, added.due.day) == ("Missing: people pay by card. Test by 4 December", date(2026, 12, 4))
