"""Which phrases are tried on a row, and which can be left out unseen."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest

from pipeline.feedback.phrases import Phrases, build_phrases
from pipeline.feedback.rows import read_row
from pipeline.feedback.words import FeedbackWords
from pipeline.languages.load import load_feedback, load_languages

DRAFTS = Path(__file__).resolve().parents[2] / "corpus" / "feedback" / "drafts.jsonl"


def tables_of(words: FeedbackWords) -> list[Phrases]:
    marks = chain.from_iterable((mark.yes, mark.no) for mark in words.marks.values())
    lists = (words.subjects, words.shapes, words.requests, words.calls, words.doubt, words.asks)
    deeds = (deed.no for deed in words.moments.values())
    return [*marks, *chain.from_iterable(one.values() for one in lists), *deeds, words.sensitive, words.aside.work]


@pytest.mark.parametrize("code", sorted(load_languages()))
def test_a_phrase_that_is_not_tried_would_not_have_stood_there(code):
    rows = [read_row(json.loads(line)["text"]) for line in DRAFTS.read_text(encoding="utf-8").splitlines()]
    tables = tables_of(load_feedback(code))
    found = [[table.stand_in(row) for table in tables] for row in rows]
    assert found == [[table.pattern.search(row.row) is not None for table in tables] for row in rows]


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("arrogan*", "how arrogantly put"),
        ("*ness", "the lateness of it"),
        ("go*", "we goad them"),
        ("up", "look it up"),
        ("don't", "I don't know"),
        ("on_purpose|knowingly", "done on purpose"),
        ("#", "the 12th of May"),
        ("[very] good", "that was good"),
    ],
)
def test_a_phrase_is_tried_wherever_one_of_its_words_may_stand(phrase, said):
    assert build_phrases([phrase], sets={}).stand_in(read_row(said))


def test_a_phrase_is_left_out_where_none_of_its_words_can_stand():
    index = build_phrases(["arrogan*", "late|lazy again"], sets={}).index
    assert [phrase.hints for phrase in index.find_near(read_row("you were lazy today"))] == []
    assert len(list(index.find_near(read_row("late again")))) == 1
