"""Our own small corpus: every item listed is found, on its line, and nothing firm stands where none is listed."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipeline.model import Item, Notes
from pipeline.notes.read import read_notes

NOTES = Path(__file__).parent / "notes"
EXPECTED = tomllib.loads((NOTES / "expected.toml").read_text(encoding="utf-8"))["item"]
FILES = sorted({item["file"] for item in EXPECTED})


@pytest.fixture(scope="module")
def found(knowledge) -> dict[str, tuple[Item, ...]]:
    return {
        name: read_notes(
            Notes(text=(NOTES / name).read_text(encoding="utf-8"), form=name.rpartition(".")[2]),
            knowledge=knowledge,
            timezone="Europe/Berlin",
        ).items
        for name in FILES
    }


def at(items: tuple[Item, ...], kind: str, line: int) -> list[Item]:
    return [item for item in items if item.firm and item.kind == kind and line in item.evidence.lines]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda item: f"{item['file']}:{item['line']}:{item['kind']}")
def test_an_item_is_found_on_its_line(found, expected):
    items = at(found[expected["file"]], expected["kind"], expected["line"])
    assert len(items) == 1
    if "owners" in expected:
        named = [items[0].owner.name if items[0].owner else items[0].owner_as_written]
        assert [name for name in named if name] == expected["owners"]
    if "day" in expected:
        assert items[0].due is not None
        assert items[0].due.day == date.fromisoformat(expected["day"])


@pytest.mark.parametrize("name", FILES)
def test_nothing_firm_is_found_elsewhere(found, name):
    listed = {(item["kind"], item["line"]) for item in EXPECTED if item["file"] == name}
    extra = [
        (item.kind, item.evidence.quote)
        for item in found[name]
        if item.firm and not any((item.kind, line) in listed for line in item.evidence.lines)
    ]
    assert extra == []


@pytest.mark.parametrize("name", FILES)
def test_every_quote_is_verbatim(found, name):
    text = (NOTES / name).read_text(encoding="utf-8")
    assert found[name]
    for item in found[name]:
        assert text[item.evidence.start : item.evidence.end] == item.evidence.quote
