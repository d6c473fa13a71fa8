"""Deadlines in tasks and new days in replies, a table for each language: one row, one sentence, one day.

Days are counted from Monday, 23 November 2026, or from the day in the heading of the table, behind which the day that
stands may follow. A row is a sentence and the day in it: "asked" where its words name no single day, both days where
there are two, "nothing" where it holds no day at all.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.model import Due
from pipeline.notes.dates import find_due, read_day
from pipeline.notes.words import DateWords

MONDAY = date(2026, 11, 23)
DUE = date(2026, 12, 4)  # the day that stands, in replies
TABLES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in Path(__file__).parent.glob("days/[a-z]*.toml")
}
ROWS = [
    (code, kind, text, day)
    for code, table in sorted(TABLES.items())
    for kind in table
    for text, day in table[kind].items()
]


@cache
def words(code: str) -> DateWords:
    text = files("pipeline.languages").joinpath(code, "language.toml").read_text(encoding="utf-8")
    return DateWords.from_table(tomllib.loads(text)["dates"], file=f"{code}/language.toml")


def shown(due: Due | None) -> str:
    if due is None:
        return "nothing"
    return " | ".join(day.isoformat() for day in ([due.day] if due.day else due.readings)) or "asked"


@pytest.mark.parametrize(("code", "table", "text", "day"), ROWS)
def test_the_day_in_a_sentence_is_read(code, table, text, day):
    kind, *days = table.split()
    today, due = (
        (*map(date.fromisoformat, days), MONDAY, DUE)[:2] if len(days) != 1 else (date.fromisoformat(days[0]), DUE)
    )
    if kind == "task":
        assert shown(find_due(text, today=today, words=words(code))) == day
    else:
        assert shown(read_day(text, today=today, words=words(code), due=due)) == day


@pytest.mark.parametrize("code", sorted(TABLES))
def test_each_language_has_four_hundred_rows(code):
    # The first four hundred of English stand in test_dates.py, with their phrases.
    assert sum(row[0] == code for row in ROWS) >= (100 if code == "en" else 400)
