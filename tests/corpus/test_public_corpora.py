"""Public notes and replies that nobody here wrote. Floors keep a gain from being lost unseen; they only ever rise."""

from __future__ import annotations

import pytest
from corpora import answer_notes, answer_replies, figures_of_notes, figures_of_replies

NOTES = {
    "action F1": 0.78,
    "action F1, under a heading or label": 0.895,
    "action F1, in free text": 0.715,
    "decision F1": 0.685,
    "all kinds F1": 0.745,
    "precision of firm actions": 0.845,
    "owners right, on found actions": 0.925,
    "days right": 0.95,
    "title": 0.97,
    "date": 0.97,
    "attendees F1": 0.95,
}
EXACT = 0.96
HARM = 0.01
EACH = 0.85


@pytest.fixture(scope="module")
def notes(corpus_dir, knowledge):
    folder = corpus_dir / "notes"
    return figures_of_notes(folder, answer_notes(folder, knowledge))


@pytest.fixture(scope="module")
def replies(corpus_dir, knowledge, tmp_path_factory):
    folder = corpus_dir / "replies"
    answers = answer_replies(folder, knowledge, tmp_path_factory.mktemp("replies"))
    return figures_of_replies(folder, answers, languages=frozenset(knowledge.languages))


@pytest.mark.parametrize("figure", NOTES)
def test_notes_are_read_at_least_this_well(notes, figure):
    assert notes[figure] >= NOTES[figure]


def test_no_day_is_invented(notes):
    assert notes["days invented, of found actions"] == 0


def test_replies_are_read_exactly(replies):
    assert replies["exact"] >= EXACT


def test_a_reply_rarely_changes_what_it_should_not(replies):
    assert replies["harm"] <= HARM


def test_no_language_and_no_sort_of_reply_is_read_badly(replies):
    assert {name: share for name, share in replies.items() if name.startswith("exact, ") and share < EACH} == {}
