"""A fault in `language.toml` names the file, the key and the cure."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from pipeline.notes.days import name_day
from pipeline.notes.tokens import build_phrases, read_tokens
from pipeline.notes.words import DAY_NAMES, ClarityWords, DateWords, WordsError


@pytest.fixture
def settings() -> dict[str, Any]:
    return tomllib.loads(files("pipeline.languages").joinpath("en", "language.toml").read_text(encoding="utf-8"))


def test_a_key_that_nobody_knows_is_named_with_the_nearest(settings: dict[str, Any]) -> None:
    settings["clarity"]["vague_verb"] = []
    with pytest.raises(
        WordsError, match=r"en/language\.toml: \[clarity\]: unknown key 'vague_verb'; did you mean 'vague_verbs'"
    ):
        ClarityWords.from_table(settings["clarity"], file="en/language.toml")


def test_a_missing_key_is_named(settings: dict[str, Any]) -> None:
    del settings["clarity"]["urgency"]
    with pytest.raises(WordsError, match=r"urgency is missing; copy it from en/language\.toml"):
        ClarityWords.from_table(settings["clarity"], file="de/language.toml")


@pytest.mark.parametrize("value", ["asap", [""], [1], {"asap": 1}, None])
def test_a_list_of_words_that_is_none_is_named(settings: dict[str, Any], value: object) -> None:
    settings["clarity"]["urgency"] = value
    with pytest.raises(WordsError, match=r"\[clarity\] urgency: write a list of words"):
        ClarityWords.from_table(settings["clarity"], file="en/language.toml")


def test_a_week_has_seven_days(settings: dict[str, Any]) -> None:
    del settings["dates"]["weekdays"][6]
    with pytest.raises(WordsError, match=r"\[dates\] weekdays: write 7 lists"):
        DateWords.from_table(settings["dates"], file="en/language.toml")


def test_a_word_with_two_meanings_is_named(settings: dict[str, Any]) -> None:
    settings["dates"]["months"][0].append("mar")
    with pytest.raises(WordsError, match=r"\[dates\] months: 'mar' stands there twice"):
        DateWords.from_table(settings["dates"], file="en/language.toml")


@pytest.mark.parametrize("value", [0, -1, "two", True, 1.5])
def test_a_number_word_is_a_whole_number(settings: dict[str, Any], value: object) -> None:
    settings["dates"]["numbers"]["two"] = value
    with pytest.raises(WordsError, match=r"\[dates\] numbers: write a table of words and whole numbers"):
        DateWords.from_table(settings["dates"], file="en/language.toml")


def test_a_day_that_the_program_does_not_know_is_named(settings: dict[str, Any]) -> None:
    settings["dates"]["days"]["tomorow"] = ["tomorow"]
    with pytest.raises(WordsError, match=r"\[dates\] days: unknown key 'tomorow'; did you mean 'tomorrow'"):
        DateWords.from_table(settings["dates"], file="en/language.toml")


@pytest.mark.parametrize("name", DAY_NAMES)
def test_every_named_day_has_its_arithmetic(name: str) -> None:
    assert name_day(name, date(2026, 11, 23)) >= date(2026, 11, 23)


def test_the_longest_phrase_wins() -> None:
    phrases = build_phrases([("end", 1), ("end of week", 2), ("end of", 3)])
    assert phrases.find_at(read_tokens("by End of Week"), 1) == (2, 4)


def test_a_phrase_is_found_before_a_word() -> None:
    phrases = build_phrases([("no later than", True)])
    tokens = read_tokens("no later than Friday")
    assert phrases.ends_before(tokens, 3)
    assert not phrases.ends_before(tokens, 2)
