"""What an item leaves open."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Due
from pipeline.notes.clarity import find_vague
from pipeline.notes.words import ClarityWords, DateWords

FRIDAY = Due(phrase="by Friday", day=date(2026, 11, 27))


SATURDAY = date(2026, 12, 12)
KEYS = {"search": "vague-search", "contact": "vague-contact", "better": "vague-better", "work": "vague-verb"}
TABLES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("clarity/[a-z]*.toml"))
}
ROWS = [(code, lack, text) for code, table in TABLES.items() for lack, texts in table.items() for text in texts]


@cache
def clarity_words(code: str) -> ClarityWords:
    return ClarityWords.from_table(settings(code)["clarity"], file=f"{code}/language.toml")


@cache
def date_words(code: str) -> DateWords:
    return DateWords.from_table(settings(code)["dates"], file=f"{code}/language.toml")


def settings(code: str) -> dict[str, Any]:
    return tomllib.loads(files("pipeline.languages").joinpath(code, "language.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def words() -> ClarityWords:
    return clarity_words("en")


@pytest.mark.parametrize(("code", "lack", "text"), ROWS)
def test_a_wish_is_asked_for_the_one_thing_it_lacks(code: str, lack: str, text: str) -> None:
    found = find_vague(text, kind="action", owned=True, due=FRIDAY, words=clarity_words(code))
    assert found == ((KEYS[lack],) if lack in KEYS else ())


def test_a_day_before_the_meeting_is_asked_about(words: ClarityWords) -> None:
    asked = find_vague("send the budget", kind="action", owned=True, due=FRIDAY, words=words, today=SATURDAY)
    assert asked == ("past-date",)


@pytest.mark.parametrize(("phrase", "asked"), [("by 12 December", ("weekend-date",)), ("by Saturday", ())])
def test_a_day_on_a_weekend_is_asked_about_where_it_is_not_called_so(words, phrase, asked) -> None:
    due = Due(phrase=phrase, day=SATURDAY)
    found = find_vague(
        "send the budget", kind="action", owned=True, due=due, words=words, dates=date_words("en"), today=FRIDAY.day
    )
    assert found == asked


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
        "vague-search",
        "no-date",
    )


@pytest.mark.parametrize("kind", ["decision", "question", "risk", "parking", "kudos"])
def test_only_kinds_that_are_owned_and_dated_are_asked(words: ClarityWords, kind: str) -> None:
    assert find_vague("look into it soon", kind=kind, owned=False, due=None, words=words) == ()
