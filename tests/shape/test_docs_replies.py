"""The cheat sheet for readers: every verb stands on it, and every example on it is read as what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from reply_builders import read

from pipeline.languages.load import load_languages
from pipeline.replies.words import VERB_NAMES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "REPLIES.md").read_text(encoding="utf-8")
# What the sheet calls each verb.
VERB_OF = {
    "say yes": "accept",
    "say no": "decline",
    "hand it over": "handover",
    "move the day": "reschedule",
    "say it is done": "done",
    "say what holds it up": "blocked",
    "drop it": "drop",
    "put the words right": "correct",
    "agree": "agree",
    "object": "object",
    "answer a question": "answer",
    "say who somebody is": "name",
    "be reminded later": "later",
    "share, or keep it": "share",
    "take it back": "undo",
    "get no more letters": "stop",
    "be forgotten": "forget",
    "ask": "ask",
    "say thanks": "courtesy",
}
FOR_THE_HOST = frozenset({"drop", "correct", "name", "share"})
ADDRESS = re.compile(r"\b(?:address|Adresse|adresse|dirección|adres|endereço)$")
MOST_LINES = 60


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the table below that heading."""
    table = PAGE.partition(f"\n{heading}\n")[2] if heading else PAGE
    lines = table.partition("\n## ")[0].splitlines()
    yield from ([cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|"))


FIRST = [row for row in rows("") if row[0] in VERB_OF]
WORDS = list(rows("## The main words in six languages"))
EXAMPLES = [(row[0], "en", said) for row in FIRST for said in re.findall(r"`([^`]+)`", row[1])]
CODES = {pack.name: code for code, pack in load_languages().items()}
EXAMPLES += [(row[0], CODES[name], said) for row in WORDS[2:] for name, said in zip(WORDS[0][1:], row[1:], strict=True)]


@pytest.mark.parametrize("table", [FIRST, WORDS[2:]], ids=["english", "six languages"])
def test_every_verb_has_its_line(table):
    assert sorted(VERB_OF[row[0]] for row in table) == sorted(VERB_NAMES)


def test_every_line_is_a_verb():
    every = [*rows(""), *WORDS]
    assert {row[0] for row in every} - set(VERB_OF) == {"you want to", "---"}


def test_every_language_that_is_read_has_its_column():
    assert set(WORDS[0][1:]) == set(CODES)


@pytest.mark.parametrize(("title", "language", "said"), EXAMPLES)
def test_an_example_is_read_as_what_it_says(title, language, said):
    verb = VERB_OF[title]
    said = ADDRESS.sub("jo@acme.example", said).replace("…", "41")
    found = read("mara" if verb in FOR_THE_HOST else "ana", said, language=language)
    assert [order.verb for order in found.orders] or ["courtesy"][: found.courtesy] == [verb]
    assert {order.verb for order in found.orders} <= {verb}
    assert not found.unclear


def test_the_sheet_is_one_page():
    assert len(PAGE.splitlines()) <= MOST_LINES
