"""What looks like an item and leaves nothing behind, in six languages."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.languages.load import load_languages
from pipeline.model import Notes
from pipeline.notes.read import read_notes

TRAPS = tomllib.loads((Path(__file__).parent / "traps.toml").read_text(encoding="utf-8"))["trap"]
LANGUAGES = sorted(load_languages())
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["name"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trap_leaves_no_firm_action(knowledge, trap, language):
    found = [
        item.text
        for text in trap[language]
        for item in read_notes(
            Notes(text=text, form="md", sent_at=MONDAY), knowledge=knowledge, timezone="UTC", language=language
        ).items
        if item.kind == "action" and item.firm
    ]
    assert found == []
