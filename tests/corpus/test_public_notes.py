"""The public notes: no item without its verbatim words, on the lines it names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.model import Notes
from pipeline.notes.read import NotesReading, read_notes

SENT_AT = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def readings(corpus_dir, knowledge) -> list[tuple[str, NotesReading]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((corpus_dir / "notes" / "docs").iterdir())]
    return [
        (text, read_notes(Notes(text=text, sent_at=SENT_AT), knowledge=knowledge, timezone="UTC")) for text in texts
    ]


def test_every_quote_stands_in_the_notes_on_its_lines(readings):
    items = [(text, item.evidence) for text, reading in readings for item in reading.items]
    assert items
    for text, evidence in items:
        assert text[evidence.start : evidence.end] == evidence.quote
        assert text.count("\n", 0, evidence.start) + 1 in evidence.lines
        assert max(evidence.lines) <= text.count("\n") + 1


def test_codes_of_one_recap_are_unlike(readings):
    for _, reading in readings:
        codes = [item.code for item in reading.items]
        assert len(codes) == len(set(codes))
