"""The language of a text is told from its small words, or not at all."""

from __future__ import annotations

import pytest

from pipeline.notes.tongue import build_tongues

TONGUES = build_tongues({"en": ["the", "is", "in"], "nl": ["het", "is", "in", "de"], "es": ["el", "de", "en"]})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The door is open", "en"),
        ("Het is open", "nl"),
        ("EL perro en casa", "es"),
        ("is in", ""),  # of two languages alike
        ("de", ""),  # half a word is no evidence
        ("Kubernetes 1.31", ""),
        ("", ""),
    ],
)
def test_the_language_with_the_most_words_of_its_own_is_told(text: str, code: str) -> None:
    assert TONGUES.tell(text) == code


def test_more_evidence_can_be_asked_for() -> None:
    assert not TONGUES.tell("The door is open", least=2)
    assert TONGUES.tell("The door in the house is open", least=2) == "en"


def test_the_end_of_a_very_long_text_does_not_count() -> None:
    assert TONGUES.tell("x " * 30_000 + "the the the") == ""


def test_the_letter_of_a_code_is_no_small_word() -> None:
    assert build_tongues({"en": ["a"]}).tell("A3 A4 A5") == ""
