"""What people answer in each language, a table a language: who writes, what, and what it comes to.

Every table has its own recap, so that the words of its items are words of the language. How an outcome is written
stands in `reply_builders`. The day of each answer is Tuesday, 24 November 2026.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from reply_builders import PEOPLE, a_meeting, an_item, understood

from pipeline.model import State

SAID = Path(__file__).parent.glob("said/[a-z]*.toml")
TABLES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in SAID}
ROWS = [
    (code, writer, text, outcome)
    for code, table in sorted(TABLES.items())
    for writer, rows in table["said"].items()
    for text, outcome in rows.items()
]
BY_NAME = {person.address.partition("@")[0]: person for person in PEOPLE}


def the_recap(code: str):
    return a_meeting(
        tuple(
            an_item(
                row["code"],
                row["kind"],
                row["text"],
                BY_NAME.get(row.get("owner", "")),
                date.fromisoformat(row["due"]) if "due" in row else None,
                state=State(row.get("state", "asked")),
            )
            for row in TABLES[code]["items"]
        )
    )


@pytest.mark.parametrize(("code", "writer", "text", "outcome"), ROWS)
def test_an_answer_comes_to_what_was_meant(code, writer, text, outcome):
    assert understood(writer, text, recap=the_recap(code), language=code) == outcome
