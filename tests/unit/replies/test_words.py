"""A replies.toml with a fault does not load, and says where and what to write."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from pipeline.replies.words import ReplyWords


@pytest.fixture
def table():
    return tomllib.loads(files("pipeline.languages").joinpath("en", "replies.toml").read_text(encoding="utf-8"))


def fault(table) -> str:
    with pytest.raises(ValueError, match=r"en/replies\.toml: ") as caught:
        ReplyWords.from_table(table, file="en/replies.toml")
    return str(caught.value)


def test_the_pack_as_it_is_loads(table):
    assert ReplyWords.from_table(table, file="en/replies.toml").cues


def test_a_verb_without_words_is_named(table):
    table["verbs"]["done"] = []
    assert "[verbs] done: a verb without words; write at least one phrase" in fault(table)


def test_a_verb_that_is_missing_is_named(table):
    del table["verbs"]["done"]
    assert "[verbs] done: no words; write done = [ … ]" in fault(table)


def test_words_for_no_verb_are_named_with_the_nearest(table):
    table["verbs"]["acept"] = ["aye aye"]
    assert "words for 'acept', which there is not; did you mean 'accept'?" in fault(table)


def test_two_verbs_with_one_phrase_are_named(table):
    table["verbs"]["drop"].append("Done")
    assert "'Done' stands under done and drop; keep one" in fault(table)


def test_a_verb_and_a_guard_with_one_phrase_are_named(table):
    table["guards"]["hedge"].append("done")
    assert "stands under done and hedge" in fault(table)


def test_a_guard_that_is_missing_is_named(table):
    del table["guards"]["hedge"]
    assert "[guards] hedge: no words" in fault(table)


def test_a_list_that_is_none_is_named(table):
    table["lists"]["small"] = "the"
    assert "[lists] small: write a list of phrases" in fault(table)


def test_a_table_that_is_missing_is_named(table):
    del table["guards"]
    assert "[guards] is missing; copy it from en/replies.toml" in fault(table)


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("…", "holds no word"),
        ("give {whom}", "no piece of a phrase"),
        ("give {who} to {who}", "names two people"),
        ("ok ?", "no piece of a phrase"),
        ("a|[b]", "no piece of a phrase"),
    ],
)
def test_a_phrase_that_can_never_stand_is_named(table, phrase, why):
    table["verbs"]["accept"].append(phrase)
    assert why in fault(table)
