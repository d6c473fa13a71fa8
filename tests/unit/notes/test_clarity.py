"""What an item leaves open."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from pipeline.model import Due
from pipeline.notes.clarity import find_vague
from pipeline.notes.words import ClarityWords

FRIDAY = Due(phrase="by Friday", day=date(2026, 11, 27))


@pytest.fixture(scope="module")
def words() -> ClarityWords:
    text = files("pipeline.languages").joinpath("en", "language.toml").read_text(encoding="utf-8")
    return ClarityWords.from_table(tomllib.loads(text)["clarity"], file="en/language.toml")


@pytest.mark.parametrize(
    "text",
    [
        "look into the pricing",
        "Look into the pricing",
        "investigate the outage",
        "follow up on the venue",
        "follow-up with legal",
        "reach out to the vendor",
        "think about the name",
    ],
)
def test_a_task_without_an_end_is_asked_for_one(words: ClarityWords, text: str) -> None:
    assert find_vague(text, kind="action", owned=True, due=FRIDAY, words=words) == ("vague-verb",)


@pytest.mark.parametrize(
    "text",
    [
        "send the budget to Ana",
        "look into the pricing and report by mail",
        "investigate the outage and write up what happened",
        "book the room",
        "overlook nothing",
        "write the support article",
        "print the address labels",
        "",
    ],
)
def test_a_task_that_says_what_will_be_there_is_clear(words: ClarityWords, text: str) -> None:
    assert find_vague(text, kind="action", owned=True, due=FRIDAY, words=words) == ()


def test_a_task_that_nobody_owns_is_asked_for_an_owner(words: ClarityWords) -> None:
    assert find_vague("send the budget", kind="action", owned=False, due=FRIDAY, words=words) == ("no-owner",)


def test_a_task_without_a_day_is_asked_for_one(words: ClarityWords) -> None:
    assert find_vague("send the budget", kind="action", owned=True, due=None, words=words) == ("no-date",)


@pytest.mark.parametrize("due", [Due(phrase="soon"), Due(phrase="next week")])
def test_words_that_name_no_day_are_asked_for_one(words: ClarityWords, due: Due) -> None:
    assert find_vague("send the budget", kind="action", owned=True, due=due, words=words) == ("vague-date",)


def test_haste_is_no_date(words: ClarityWords) -> None:
    assert find_vague("send the budget ASAP", kind="action", owned=True, due=None, words=words) == ("vague-date",)


def test_two_readings_of_a_day_are_asked_elsewhere(words: ClarityWords) -> None:
    due = Due(phrase="by 12/5", readings=(date(2026, 12, 5), date(2027, 5, 12)))
    assert find_vague("send the budget", kind="action", owned=True, due=due, words=words) == ()


def test_questions_come_in_the_order_they_are_asked(words: ClarityWords) -> None:
    assert find_vague("look into it", kind="action", owned=False, due=None, words=words) == (
        "no-owner",
        "no-date",
        "vague-verb",
    )


@pytest.mark.parametrize("kind", ["decision", "question", "risk", "parking", "kudos"])
def test_only_kinds_that_are_owned_and_dated_are_asked(words: ClarityWords, kind: str) -> None:
    assert find_vague("look into it soon", kind=kind, owned=False, due=None, words=words) == ()
