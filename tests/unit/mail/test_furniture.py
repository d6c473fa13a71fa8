"""What products write around their notes is blank; what people write never is."""

from __future__ import annotations

import pytest
from mail_builders import mail_words

from pipeline.mail.furniture import clear_furniture


@pytest.mark.parametrize(
    "line",
    [
        "You should review Gemini's notes to make sure they're accurate.",
        "You should review Gemini’s notes to make sure they’re accurate.",
        "* View full transcript https://otter.example/u/abc",
        "Please rate the accuracy of this summary. 👍 👎",
        "Unsubscribe: https://zoom.example/unsubscribe",
        "  Unsubscribe",
        "Was this recap helpful?",
    ],
)
def test_a_line_of_a_product_is_blank(line):
    assert (
        clear_furniture(f"- Ana sends it.\n{line}\n\n- Bo waits.", mail_words()) == "- Ana sends it.\n\n\n- Bo waits."
    )


@pytest.mark.parametrize(
    "line",
    ["- Unsubscribe inactive users (Ana)", "- Review the notes of Bo", "Ana will view full costs.", "Viewed full"],
)
def test_what_people_write_stays(line):
    assert clear_furniture(line, mail_words()) == line


def test_what_hangs_on_such_a_line_goes_with_it():
    text = "Get tips and learn how Gemini takes notes\n<https://support.example>\nand more\n- Bo waits."
    assert clear_furniture(text, mail_words()) == "\n\n\n- Bo waits."


def test_places_in_the_recording_are_taken_off_where_there_are_several():
    text = "- Send it (04:12)\n- Call Bo (1:11:40)\n- Wait (15:03)"
    assert clear_furniture(text, mail_words()) == "- Send it\n- Call Bo\n- Wait"
    assert clear_furniture("- Lunch (12:30)", mail_words()) == "- Lunch (12:30)"
