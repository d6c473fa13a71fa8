"""One table for everything: a cell says which kind of thing a row is, a line says what the letters mean."""

from __future__ import annotations

import pytest

from pipeline.model import Notes
from pipeline.notes.read import read_notes

TABLE = "| No | Type | Item | Who | When |\n| --- | --- | --- | --- | --- |\n"
LEGEND = "A = action, D = decision, I = information\n\n"


@pytest.fixture
def read(knowledge):
    def items(text: str) -> list[tuple[str, str]]:
        found = read_notes(Notes(text=f"Site meeting\n\n{text}"), knowledge=knowledge, timezone="UTC").items
        return [(item.kind, item.text) for item in found if item.firm]

    return items


def test_a_letter_in_a_row_means_what_the_line_above_the_table_says(read):
    rows = "| 1 | A | Order the windows | Ana | Friday |\n| 2 | D | The ramp stays | | |\n"
    assert read(f"{LEGEND}{TABLE}{rows}") == [("action", "Order the windows"), ("decision", "The ramp stays")]


def test_a_row_of_a_kind_that_is_none_of_ours_is_no_task(read):
    assert read(f"{LEGEND}{TABLE}| 1 | I | The crane was late | Ana | Friday |\n") == []


def test_a_row_that_was_closed_on_a_day_is_no_task(read):
    table = "| Action | Who | Status |\n| --- | --- | --- |\n"
    rows = "| Order the windows | Ana | closed 8 April |\n| Paint the door | Bo | open |\n"
    assert read(f"{table}{rows}") == [("action", "Paint the door")]


def test_the_name_of_somebody_at_the_end_goes_before_a_part_of_the_house_that_is_the_topic(knowledge):
    text = "Open day\n\nPresent: Ana, Bo\n\nActions\n- Marketing: print the flyer (Ana)\n"
    items = read_notes(Notes(text=text), knowledge=knowledge, timezone="UTC").items
    assert [item.owner.name for item in items if item.owner] == ["Ana"]


def test_a_question_with_an_arrow_to_its_answer_is_none(read):
    assert read(
        "Open questions\n- Why is the site slow? -> a backup, moved to the night\n- Who pays for the crane?\n"
    ) == [("question", "Who pays for the crane?")]
