"""Who led a meeting or wrote it down, and who put a decision into words."""

from __future__ import annotations

import pytest

from pipeline.languages.load import load_languages
from pipeline.model import Notes, Person
from pipeline.notes.offices import read_parts
from pipeline.notes.read import read_notes

ANA, BO = Person(name="Ana Ruiz", address="ana@acme.example"), Person(name="Bo Lind", address="bo@acme.example")
LANGUAGES = load_languages()
LABELS = [
    ("en", "Facilitator", "Notes by"),
    ("de", "Moderation", "Protokoll"),
    ("es", "Modera", "Toma notas"),
    ("fr", "Animatrice", "Prise de notes"),
    ("nl", "Gespreksleider", "Notulist"),
    ("pt", "Moderadora", "Ata de"),
]


def parts_of(text: str, code: str = "en") -> dict[str, str]:
    pack = LANGUAGES[code]
    found = read_parts(text, people=(ANA, BO), labels=pack.meeting.roles, words=pack.people)
    return {label: person.name for label, person in found.items()}


@pytest.mark.parametrize(("code", "led", "wrote"), LABELS)
def test_a_part_is_known_by_its_label(code, led, wrote):
    assert parts_of(f"Weekly\n{led}: Ana Ruiz\n{wrote}: Bo\n", code) == {led: "Ana Ruiz", wrote: "Bo Lind"}


@pytest.mark.parametrize("line", ["Facilitator: Zoe", "Budget: Ana", "Ana will facilitate.", "Facilitator:"])
def test_everything_else_is_no_part(line):
    assert parts_of(line) == {}


def test_a_decision_keeps_who_put_it_into_words(knowledge):
    talk = "Ana: what about the prices?\nBo: we decided to keep the prices.\nAna: fine.\nBo: good.\n"
    read = read_notes(Notes(text=talk, people=(ANA, BO)), knowledge=knowledge, timezone="UTC")
    (decision,) = [item for item in read.items if item.kind == "decision"]
    assert decision.speaker is not None
    assert decision.speaker.address == BO.address


def test_the_author_of_notes_is_no_speaker(knowledge):
    notes = Notes(text="We decided to keep the prices.\n", people=(ANA, BO), author=ANA)
    read = read_notes(notes, knowledge=knowledge, timezone="UTC")
    (decision,) = [item for item in read.items if item.kind == "decision"]
    assert decision.speaker is None
