"""The letters themselves, in every language: what they show can be asked and answered."""

from __future__ import annotations

from datetime import date

import pytest
from recap_builders import a_recap, an_item, read

from pipeline.languages.load import load_languages
from pipeline.log.letters import answer_letter, help_letter
from pipeline.log.question import read_question
from pipeline.model import Asks, Entry, Form, Looked, Question

LANGUAGES = load_languages()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_question_that_help_shows_is_understood(code):
    pack = LANGUAGES[code]
    samples = pack.texts("help.ask.samples").strip().splitlines()
    read = [read_question(text, today=date(2026, 11, 24), language=pack) for text in samples]
    assert len(samples) == 11
    assert [text for text, question in zip(samples, read, strict=True) if question is None] == []
    assert [question.asks for question in read] == [Asks.FIND] * 9 + [Asks.MAP, Asks.UPDATE]


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_is_written_in_every_language(asking, code):
    letter = read(help_letter(asking(code)))
    for text in ("help.notes.heading", "help.answer.heading", "help.ask.heading"):
        assert LANGUAGES[code].texts(text) in letter.html.replace("&#39;", "'")
    assert LANGUAGES[code].texts("help.ask.samples").strip().splitlines()[-1] in letter.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_answer_is_written_in_every_language(asking, weekly, code):
    entries = tuple(Entry(recap=weekly, item=item) for item in weekly.items)
    letter = read(answer_letter(Looked(question=Question(said="x"), entries=entries), asking(code)))
    assert LANGUAGES[code].texts("log.title") in letter.text
    assert LANGUAGES[code].texts("kinds.decision.heading").upper() in letter.text


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("form", [form for form in Form if form is not Form.LETTER])
def test_a_file_hangs_on_the_letter_and_is_named_in_it(asking, weekly, code, form):
    entries = tuple(Entry(recap=weekly, item=item) for item in weekly.items)
    letter = read(answer_letter(Looked(question=Question(said="x", form=form), entries=entries), asking(code)))
    (file,) = letter.mail.iter_attachments()
    assert file.get_filename() in letter.text


def test_more_than_a_file_holds_is_said(asking, weekly):
    entries = tuple(Entry(recap=weekly, item=item) for item in weekly.items)
    question = Question(said="x", form=Form.CSV)
    letter = read(answer_letter(Looked(question=question, entries=entries, more=True), asking()))
    assert "The file holds the newest 12, and there is more" in letter.text


def test_plain_and_html_say_the_same(asking, weekly):
    entries = tuple(Entry(recap=weekly, item=item) for item in weekly.items)
    letter = read(answer_letter(Looked(question=Question(said="x"), entries=entries, more=True), asking()))
    for words in ("ship the small version", "the large one is not tested", "there is more", "You asked"):
        assert words in letter.text.lower() or words in letter.text
        assert words in letter.html.lower() or words in letter.html


def test_no_line_of_an_answer_is_too_long(asking):
    item = an_item("D1", "decision", "a long decision " * 40)
    entry = Entry(recap=a_recap((item,)), item=item)
    letter = read(answer_letter(Looked(question=Question(said="x" * 500), entries=(entry,)), asking()))
    assert [line for line in letter.text.splitlines() if len(line) > 76 and " " in line] == []


def test_text_of_the_question_is_escaped(asking):
    letter = read(answer_letter(Looked(question=Question(said="log <script>alert(1)</script>")), asking()))
    assert "<script>alert" not in letter.html
