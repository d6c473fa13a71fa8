"""Who may do what, and that nothing people write gets round it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_builders import ITEMS, PEOPLE, a_meeting, english, read

from pipeline.model import Passage
from pipeline.recap.build import is_theirs
from pipeline.replies.apply import apply_changes
from pipeline.replies.verbs import VERBS
from pipeline.replies.words import VERB_NAMES

# What only owner or host may do, and what everybody may.
OWNED = {"accept", "decline", "handover", "reschedule", "done", "blocked", "drop", "later"}
FOR_HOSTS = {"name", "share"}

VOCABULARY = (
    "A1 A2 A3 A4 D1 D2 Q1 R1 S1 1 ok yes no done not yet by Friday until next week give it to Sam Priya Ana Ben me "
    "I will can't if maybe all both drop stuck waiting for remind should read missing: agree risk undo stop share "
    "Jo = jo@acme.example sam@acme.example budget plan room laptops and , . ? ! - → \n 👍 % ( ) the is mine"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
SENTENCES = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
WRITERS = st.sampled_from(["ana", "ben", "priya", "sam", "mara", "stranger"])


def test_the_table_holds_every_verb_in_the_order_of_the_contract():
    assert tuple(VERBS) == VERB_NAMES


@pytest.mark.parametrize("verb", VERB_NAMES)
def test_every_verb_has_words(verb):
    assert any(cue.means == verb and not cue.weak for cue in english().replies.cues)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("Jo = jo@acme.example", "host_names"),
        ("share with lena@acme.example", "host_shares"),
        ("keep private", "host_shares"),
    ],
)
def test_only_the_host_names_and_shares(words, refusal):
    reading = read("ben", words)
    assert reading.changes == ()
    assert [one.question for one in reading.unclear] == [refusal]


@settings(deadline=None)  # a busy machine is no fault
@given(WRITERS, SENTENCES)
def test_nobody_changes_what_is_not_theirs(writer, words):
    recap = a_meeting()
    address = f"{writer}@acme.example"
    for change in read(writer, words).changes:
        item = next((one for one in recap.items if one.code == change.code), None)
        if writer != "mara":
            assert change.verb not in FOR_HOSTS
            assert change.verb not in OWNED or (item is not None and is_theirs(item, address))
        if writer == "stranger":
            assert change.verb in {"stop", "forget"}


@settings(deadline=None)  # a busy machine is no fault
@given(WRITERS, SENTENCES)
def test_items_that_are_not_the_writers_stay_as_they_are(writer, words):
    address = f"{writer}@acme.example"
    after = apply_changes(a_meeting(), read(writer, words).changes, by=address)
    if writer == "mara":
        return
    untouched = [one for one in ITEMS if not is_theirs(one, address) and one.kind not in {"decision", "question"}]
    assert [next(one for one in after.items if one.code == old.code) for old in untouched] == untouched


@settings(deadline=None)  # a busy machine is no fault
@given(WRITERS, st.one_of(st.text(max_size=400), SENTENCES), st.lists(st.text(max_size=60), max_size=3))
def test_whatever_people_write_is_read(writer, words, lines):
    reading = read(writer, Passage(text=words, line=1, under=tuple(lines)))
    after = apply_changes(a_meeting(), reading.changes, by=f"{writer}@acme.example")
    assert not reading.courtesy or not reading.changes
    assert len(after.people) >= len(PEOPLE)
    asked = {one.code for one in reading.unclear} - {None}
    assert asked.isdisjoint(change.code for change in reading.changes)


@settings(deadline=None)  # a busy machine is no fault
@given(WRITERS, SENTENCES)
def test_the_same_words_mean_the_same_again(writer, words):
    assert read(writer, words) == read(writer, words)
