"""What a reader taps is what the reader of replies understands: the words of texts.toml and of replies.toml agree."""

from __future__ import annotations

from datetime import date

import pytest
from builders import HOST, OTHER, OWNER
from recap_builders import DANA, a_recap, an_item

from pipeline.languages.load import load_languages
from pipeline.model import Passage, ReplyText
from pipeline.replies.read import read_orders

PACKS = load_languages()

# What is tapped, by whom, for which item; what is then typed behind it; the verb it becomes.
TAPPED = [
    ("accept", OWNER, "A1", "", "accept"),
    ("done", OWNER, "A1", "", "done"),
    ("reschedule", OWNER, "A1", "2026-12-08", "reschedule"),
    ("handover", OWNER, "A1", OTHER, "handover"),
    ("decline", OWNER, "A1", "…", "decline"),
    ("later", OWNER, "A1", "", "later"),
    ("blocked", OWNER, "A1", "Ana", "blocked"),
    ("answer", OTHER, "Q1", "40", "answer"),
    ("object", OTHER, "D1", "…", "object"),
    ("correct", HOST, "D2", "X", "correct"),
    ("drop", HOST, "A1", "", "drop"),
    ("owner", HOST, "A3", OTHER, "handover"),
]


@pytest.mark.parametrize("code", sorted(PACKS))
@pytest.mark.parametrize(("key", "writer", "item", "typed", "verb"), TAPPED, ids=[row[0] for row in TAPPED])
def test_a_tapped_answer_becomes_its_verb(code, key, writer, item, typed, verb):
    pack = PACKS[code]
    said = pack.texts(f"answers.{key}.body", code=item) + typed
    reply = ReplyText(visible=said, passages=(Passage(text=said, line=1),))
    reading = read_orders(reply, a_recap(), writer=writer, today=date(2026, 11, 24), language=pack)
    assert [(change.code, change.verb) for change in reading.changes] == [(item, verb)]


@pytest.mark.parametrize("code", sorted(PACKS))
def test_naming_a_person_is_understood(code):
    pack = PACKS[code]
    said = pack.texts("answers.name.body", name="Jo") + "jo@acme.example"
    reply = ReplyText(visible=said, passages=(Passage(text=said, line=1),))
    reading = read_orders(reply, a_recap(), writer=HOST, today=date(2026, 11, 24), language=pack)
    assert [(change.verb, change.to) for change in reading.changes] == [("name", "jo@acme.example")]


@pytest.mark.parametrize("code", sorted(PACKS))
def test_the_word_that_stops_letters_is_understood(code):
    pack = PACKS[code]
    said = pack.texts("answers.stop.body")
    reply = ReplyText(visible=said, passages=(Passage(text=said, line=1),))
    reading = read_orders(reply, a_recap(), writer=OWNER, today=date(2026, 11, 24), language=pack)
    assert [change.verb for change in reading.changes] == ["stop"]
    assert said in pack.texts("letter.stop")


@pytest.mark.parametrize("code", sorted(PACKS))
def test_a_reminder_put_off_says_until_when(code):
    pack = PACKS[code]
    said = pack.texts("answers.later.body", code="A1")
    reply = ReplyText(visible=said, passages=(Passage(text=said, line=1),))
    reading = read_orders(reply, a_recap(), writer=OWNER, today=date(2026, 11, 24), language=pack)
    assert [change.day for change in reading.changes] == [date(2026, 12, 1)]


AWAKE = a_recap(
    (
        an_item("S1", "assumption", "most people pay by card", owner=DANA),
        an_item("E1", "experiment", "a short stand-up for two weeks", owner=DANA),
    )
)


@pytest.mark.parametrize("code", sorted(PACKS))
@pytest.mark.parametrize(
    ("key", "item", "typed", "verb"),
    [
        ("held", "S1", "", "done"),
        ("wrong", "S1", "", "done"),
        ("keep", "E1", "", "done"),
        ("quit", "E1", "", "done"),
        ("extend", "E1", "2026-12-18", "reschedule"),
    ],
)
def test_what_woke_up_is_kept_stopped_or_put_off_by_a_tap(code, key, item, typed, verb):
    pack = PACKS[code]
    said = pack.texts(f"answers.{key}.body", code=item) + typed
    reply = ReplyText(visible=said, passages=(Passage(text=said, line=1),))
    reading = read_orders(reply, AWAKE, writer=OWNER, today=date(2026, 12, 4), language=pack)
    assert [(change.code, change.verb) for change in reading.changes] == [(item, verb)]
    # What became of it is what the others are told.
    assert all(change.text for change in reading.changes)
