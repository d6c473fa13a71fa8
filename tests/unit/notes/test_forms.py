"""The forms in which people write items, each with examples in six languages: one item of its kind, and no other."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.languages.load import load_languages
from pipeline.model import Notes
from pipeline.notes.read import read_notes

FORMS = tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))["form"]
LANGUAGES = sorted(load_languages())
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["name"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_found_in_every_language(knowledge, form, language):
    found = [
        read_notes(
            Notes(text=text, form="md", sent_at=MONDAY), knowledge=knowledge, timezone="UTC", language=language
        ).items
        for text in form[language]
    ]
    assert [[(item.kind, item.firm) for item in items] for items in found] == [[(form["kind"], True)]] * len(found)
