"""Files for people and for programs: all of an entry, and nothing that a program would take for a command."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from recap_builders import a_recap, an_item, with_item

from pipeline.log.export import COLUMNS, export, name_record, write_record
from pipeline.model import Entry, Form, Link, Tie

LINK = Link(tie=Tie.REPLACED, tag="9ZKM", code="D4", day=date(2026, 12, 7))


@pytest.fixture
def file(weekly, later, texts):
    """The text of a file with every item of both meetings, the older first."""

    def write(form: Form) -> str:
        entries = [Entry(recap=recap, item=item) for recap in (weekly, later) for item in recap.items]
        return export(entries, form, texts=texts).payload.decode("utf-8")

    return write


def test_markdown_lists_the_newest_meeting_first_and_its_items_in_order(file):
    text = file(Form.MARKDOWN)
    assert text.index("## Planning") < text.index("## Weekly sync")
    assert text.index("**A1**") < text.index("**A2**") < text.index("**D1**")


def test_markdown_says_who_when_why_and_how_it_was_said(file):
    text = file(Form.MARKDOWN)
    assert "- **A1** Dana Wolff: send the budget\n" in text
    assert "  - by Fri 27 Nov 2026 (“by Friday”) · waiting for an answer\n" in text
    assert "  - Why: the large one is not tested\n" in text
    assert "  - “They said: keep the prices.”\n" in text


def test_text_of_notes_is_no_markup(texts):
    item = an_item("D1", "decision", "use *stars* and [links](x) <b>")
    text = export([Entry(recap=a_recap((item,)), item=item)], Form.MARKDOWN, texts=texts).payload.decode()
    assert r"\*stars\* and \[links\](x) \<b\>" in text


def test_a_record_says_whether_the_decision_holds(entry, weekly, texts):
    assert "## Status\n\nin force\n" in write_record(entry(weekly, "D1"), texts)
    replaced = write_record(entry(with_item(weekly, "D1", links=(LINK,)), "D1"), texts)
    assert "in force" not in replaced
    assert r"Replaced by D4 of \[9ZKM\], Mon 7 Dec 2026" in replaced


def test_a_record_says_why_or_that_nobody_said(entry, weekly, texts):
    assert "## Why\n\nthe large one is not tested\n" in write_record(entry(weekly, "D1"), texts)
    assert "## Why\n\nThe notes do not say why.\n" in write_record(entry(weekly, "D2"), texts)


def test_there_is_a_record_of_each_decision_and_of_nothing_else(file):
    assert file(Form.RECORDS).count("## Status") == 4


def test_a_record_has_the_same_name_every_time(entry, weekly):
    assert name_record(entry(weekly, "D1")) == "2026-11-23-7K2Q-D1.md"


def test_csv_has_a_row_for_each_entry(file):
    text = file(Form.CSV)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 24
    first = rows[0]
    assert (first["meeting"], first["code"], first["owner"], first["due"]) == ("9ZKM", "A1", "Dana Wolff", "2026-11-27")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(texts, text):
    item = an_item("D1", "decision", text)
    payload = export([Entry(recap=a_recap((item,)), item=item)], Form.CSV, texts=texts).payload.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(payload))
    assert row["text"] == f"'{text}"


def test_json_keeps_what_is_missing_apart_from_what_is_empty(file):
    rows = json.loads(file(Form.JSON))
    assert len(rows) == 24
    assert rows[1]["due"] is None
    assert rows[0]["due"] == "2026-11-27"
    assert rows[0]["links"] == []


def test_json_names_the_items_an_entry_belongs_to(entry, weekly, texts):
    linked = entry(with_item(weekly, "D1", links=(LINK,)), "D1")
    (row,) = json.loads(export([linked], Form.JSON, texts=texts).payload)
    assert row["links"] == [{"tie": "replaced", "meeting": "9ZKM", "code": "D4", "day": "2026-12-07"}]


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.LETTER])
def test_halves_of_characters_do_not_stop_a_file(texts, form):
    item = an_item("D1", "decision", "half \ud800 a letter")
    assert export([Entry(recap=a_recap((item,)), item=item)], form, texts=texts).payload
