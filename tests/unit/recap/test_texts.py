"""The words we print are all there, in every language, and a fault names its place and its cure."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from pipeline.languages.load import load_languages
from pipeline.mail import attachments
from pipeline.notes import clarity
from pipeline.recap.texts import Texts

PACKS = load_languages()


def table(code: str = "en"):
    return tomllib.loads(files("pipeline.languages").joinpath(code, "texts.toml").read_text(encoding="utf-8"))


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", sorted(PACKS))
def test_every_language_says_what_english_says(code):
    assert set(PACKS[code].texts.sentences) == set(PACKS["en"].texts.sentences)


@pytest.mark.parametrize("code", sorted(PACKS))
def test_every_language_has_the_same_blanks(code):
    english = PACKS["en"].texts.sentences
    wrong = [key for key, text in PACKS[code].texts.sentences.items() if blanks(text) - blanks(english[key])]
    assert wrong == []


@pytest.mark.parametrize("code", sorted(PACKS))
def test_every_vague_point_has_its_question_and_its_first_step(code):
    texts = PACKS[code].texts
    assert [key for key in clarity._QUESTIONS if not (texts.has(f"vague.{key}") and texts.has(f"steps.{key}"))] == []


@pytest.mark.parametrize("code", sorted(PACKS))
def test_every_unused_attachment_has_its_reason(code):
    reasons = (
        attachments.NOT_READABLE,
        attachments.TOO_MANY,
        attachments.TOO_LARGE,
        attachments.NO_TEXT,
        attachments.PICTURE,
    )
    assert [key for key in reasons if not PACKS[code].texts.has(f"unused.{key}")] == []


def test_a_day_is_written_with_its_weekday():
    assert PACKS["en"].texts.day(date(2026, 11, 27)) == "Fri 27 Nov 2026"


def test_one_and_several_are_told_apart():
    texts = PACKS["en"].texts
    assert texts.count("recap.mine", 1) == "1 thing is yours"
    assert texts.count("recap.mine", 3) == "3 things are yours"


def test_a_text_nobody_wrote_is_an_error_that_names_the_file():
    with pytest.raises(KeyError, match=r"en/texts\.toml: no text 'recap\.nowhere'"):
        PACKS["en"].texts("recap.nowhere")


def test_words_of_people_are_not_read_as_blanks():
    assert "{text.__class__}" in PACKS["en"].texts("receipt.unclear.quote", text="{text.__class__}")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("kinds.action.heading", None, r"kinds\.action\.heading is missing; write"),
        ("states.done", None, r"states\.done is missing"),
        ("reasons.empty.what", None, r"reasons\.empty\.what is missing"),
        ("days", None, r"the table \[days\] is missing"),
        ("days.weekdays", ["Mon"], r"days\.weekdays needs 7 names"),
        ("days.pattern", "{day.year}", "no plain blank"),
        ("recap.preview", 7, r"recap\.preview is no text"),
        ("recap.preview", "{mine", "recap.preview: "),
    ],
)
def test_a_faulty_file_says_where_and_what_to_write(path, value, says):
    broken = table()
    *folders, last = path.split(".")
    place = broken
    for folder in folders:
        place = place[folder]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(ValueError, match=r"^xx/texts\.toml: .*" + says):
        Texts.from_table(broken, file="xx/texts.toml")
