"""What a line asks of the log, language by language; the rows stand in questions.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipeline.languages.load import load_languages
from pipeline.log.question import read_question
from pipeline.log.words import HEADS, STRETCHES, QuestionWords, QuestionWordsError
from pipeline.model import Asks, Form, Person

TODAY = date(2026, 11, 24)
PEOPLE = (Person(name="Ana Ruiz", address="ana@acme.example"), Person(name="Bo Lind", address="bo@acme.example"))
LANGUAGES = load_languages()
ROWS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))


def ask(text: str, code: str = "en"):
    return read_question(text, today=TODAY, language=LANGUAGES[code], people=PEOPLE)


def summary(question) -> str:
    """A question in the words of the rows: kinds, what is looked for, person, days, form."""
    parts = [*question.kinds, *(["mine"] if question.mine else []), *(["open"] if question.still_open else [])]
    parts += [*question.words, question.person.address if question.person else ""]
    parts += [day.isoformat() for day in (question.since, question.until) if day]
    parts.append("" if question.form is Form.LETTER else question.form)
    return " ".join(part for part in parts if part)


def rows(name: str):
    return [(code, row) for code, table in ROWS.items() for row in table[name]]


def test_every_language_has_rows():
    assert set(ROWS) == set(LANGUAGES)


@pytest.mark.parametrize(("code", "row"), rows("find"))
def test_a_question_is_read(code, row):
    text, wanted = row
    question = ask(text, code)
    assert question is not None
    assert question.asks is Asks.FIND
    assert summary(question) == wanted


@pytest.mark.parametrize(("code", "text"), rows("help"))
def test_who_wants_help_is_understood(code, text):
    assert ask(text, code).asks is Asks.HELP


@pytest.mark.parametrize(("code", "row"), rows("map"))
def test_a_wish_for_the_map_is_understood_with_its_days(code, row):
    text, wanted = row
    question = ask(text, code)
    assert question.asks is Asks.MAP
    assert summary(question) == wanted


@pytest.mark.parametrize(("code", "row"), rows("update"))
def test_a_wish_for_an_update_is_understood_with_its_reader_and_its_topic(code, row):
    text, wanted = row
    question = ask(text, code)
    assert question.asks is Asks.UPDATE
    reader = question.reader.address or question.reader.name if question.reader else "nobody"
    assert f"{reader} | {question.topic} | {summary(question)}".replace("|  |", "| |") == wanted


@pytest.mark.parametrize(("code", "text"), rows("none"))
def test_what_is_no_question_is_none(code, text):
    assert ask(text, code) is None


def test_the_words_of_the_question_are_kept_for_its_answer():
    assert ask("  Why   Postgres? ").said == "Why Postgres?"


def test_other_forms_of_a_word_are_found_by_its_beginning():
    assert ask("log pricing").stems == ("pric",)


def test_a_name_nobody_has_is_looked_for():
    question = ask("decisions with Zoe")
    assert question.person is None
    assert question.words == ("zoe",)


def test_a_month_that_has_not_begun_is_that_of_last_year():
    assert ask("decisions since December").since == date(2025, 12, 1)


@pytest.mark.parametrize(
    "text", ["log " + "a" * 100_000, "decisions since " * 10_000, "why " + "(" * 50_000, "\x00\ud800"]
)
def test_endless_lines_end_soon(text):
    assert ask(text) is None or len(ask(text).words) <= 6


def a_table(**values):
    heads = {name: [name] for name in HEADS}
    stretches = {name: [name] for name in STRETCHES}
    lists = {name: [name] for name in ("lead", "since", "until", "within", "with", "about", "small", "endings")}
    forms = {"md": ["md"], "records": ["records"], "csv": ["csv"], "json": ["json"]}
    return {"heads": heads, "stretches": stretches, "forms": forms, **lists, **values}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (None, "is missing"),
        (a_table(heads={}), "heads.help: write a list"),
        (a_table(heads={**a_table()["heads"], "hlep": ["x"]}), "'hlep', which there is not"),
        (a_table(heads={**a_table()["heads"], "help": ["{nobody}"]}), "no piece of a phrase"),
        (a_table(since=[]), "since: write a list"),
        (a_table(forms=3), "write a table forms"),
    ],
)
def test_a_wrong_table_is_an_error_that_says_what_to_write(table, said):
    with pytest.raises(QuestionWordsError, match=said):
        QuestionWords.from_table(table, file="xx/replies.toml", small=())


def test_a_right_table_is_none():
    assert QuestionWords.from_table(a_table(), file="xx/replies.toml", small=()).endings == ("endings",)


def test_a_question_is_read_in_its_own_language_only():
    assert ask("Warum Postgres?", "fr") is None
