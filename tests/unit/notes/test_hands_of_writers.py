"""How people and programs put tasks down without naming them: chats, lists by person, rows of bars, small letters."""

from __future__ import annotations

import pytest

from pipeline.model import Item, Notes
from pipeline.notes.read import read_notes


@pytest.fixture
def read(knowledge):
    def items(text: str, kind: str = "action") -> list[tuple[str, str]]:
        found = read_notes(Notes(text=text), knowledge=knowledge, timezone="UTC").items
        return [(item.text, _owner(item)) for item in found if item.firm and item.kind == kind]

    return items


def _owner(item: Item) -> str:
    return item.owner.name if item.owner else item.owner_as_written


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[19/11/2026, 09:12:04] Ana:", "[19/11/2026, 09:15:31] Bo:"),
        ("19/11/2026, 09:12 - Ana:", "19/11/2026, 09:15 - Bo:"),
        ("ana  9:12 AM\n", "bo  9:15 AM\n"),
    ],
)
def test_who_says_it_in_a_chat_is_who_does_it(read, first, second):
    talk = f"{first} who has the key?\n{second} no idea\n{first} ok\n{second} I'll ask the caretaker"
    assert [(text, name.title()) for text, name in read(talk)] == [("ask the caretaker", "Bo")]


def test_lines_of_a_chat_are_told_one_by_one(read):
    chat = "ana  9:12 AM\nI can review the sign before four\nalso the bin is full\nbo  9:13 AM\nI'll order the paint"
    assert read(chat)[0] == ("review the sign before four", "ana")


@pytest.mark.parametrize("answer", ["No idea.", "We still have to find out."])
def test_a_question_nobody_can_answer_in_a_talk_stays_open(read, answer):
    talk = f"Ana: Hi, I am here.\nBo: Me too.\nAna: Who has the second key?\nBo: {answer}\nAna: I see.\nBo: We go on."
    assert read(talk, "question") == [("Who has the second key?", "")]


def test_a_question_that_is_answered_in_a_talk_is_none(read):
    talk = "Ana: Hi, I am here.\nBo: Me too.\nAna: Who has the second key?\nBo: Cy.\nAna: I see.\nBo: We go on."
    assert read(talk, "question") == []


@pytest.mark.parametrize(
    ("talk", "owner"),
    [
        (
            "Ana: Bin ich da?\nBo: Ja.\nAna: Die Einladung muss raus, macht das wer?\nBo: Mach ich.\nAna: Danke dir.",
            "Bo",
        ),
        ("Ana: ¿Me oís?\nBo: Sí.\nAna: ¿Puedes llamar al banco?\nBo: Yo me encargo.\nAna: Gracias, me voy.", "Bo"),
        (
            "Ana: Tu es là ?\nBo: Oui, moi aussi.\nAna: Tu peux appeler la mairie ?\nBo: Je m'en occupe.\nAna: Merci.",
            "Bo",
        ),
        (
            "Ana: Hoor je me?\nBo: Ja, ik hoor je.\nAna: Kun jij de gemeente bellen?\nBo: Doe ik.\nAna: Dank je wel.",
            "Bo",
        ),
        ("Ana: Ouves-me?\nBo: Sim, eu ouço.\nAna: Podes ligar ao banco?\nBo: Deixa comigo.\nAna: Eu agradeço.", "Bo"),
    ],
)
def test_a_request_in_a_talk_belongs_to_who_takes_it_in_every_language(read, talk, owner):
    assert [name for _, name in read(talk)] == [owner]


def test_the_names_over_plain_lines_in_a_list_of_tasks_own_them(read):
    notes = "Weekly\n\n✅ Action items\n\nDana Whit\nShare the figures (04:12)\n\nUnassigned\nBook a room\n"
    assert read(notes) == [("Share the figures (04:12)", "Dana Whit"), ("Book a room", "")]


def test_a_name_in_brackets_behind_the_full_stop_owns_the_task(read):
    assert read("Next steps:\n- Book the room. (Elena)\n") == [("Book the room", "Elena")]


def test_a_row_of_which_only_bars_are_left_has_task_owner_and_day(read):
    assert read("Weekly\n\nOffer for the safe | Fatima | 24 Nov\nWebsite | Bas | done\n") == [
        ("Offer for the safe", "Fatima")
    ]


def test_an_arrow_to_a_first_name_nobody_listed_gives_an_owner(read):
    assert read("Weekly\n\nOrder the cake for May -> Lena\n") == [("Order the cake for May", "Lena")]


def test_an_address_in_the_notes_does_not_hide_a_name(read):
    assert read("Weekly\nana.ruiz@acme.example\n\nNext steps\n- Ana: send the offer\n") == [("send the offer", "Ana")]


def test_a_mark_begins_a_line_of_its_own_and_may_have_a_number_in_parts(read):
    notes = "ACTION 4.1 Ana to circulate the map of benefits to the whole board - CLOSED\nACTION 4.2 Ben to sign it\n"
    assert read(f"Board\n\n{notes}") == [("sign it", "Ben")]


def test_a_writer_of_small_letters_still_writes_sentences(read):
    notes = "hi, we met the bank. they want the plan in may. Ana will send the figures. nothing else came up. bye"
    assert read(notes) == [("send the figures", "Ana")]


def test_numbers_of_minutes_are_no_words_of_theirs(read):
    notes = "Board\n\n2. Report\n2.1 The roof is fine.\n2.2 The board approved the new lock.\n"
    assert read(notes, "decision") == [("approved the new lock", "")]
