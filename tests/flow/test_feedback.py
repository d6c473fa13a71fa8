"""A draft of feedback by mail: its writer hears what is good, what judges and what is missing; nobody else anything."""

from __future__ import annotations

import pytest
from builders import NOTES_ADDRESS, OWNER, a_mail, plain_text, read_letter

DRAFT = "You are careless, Sam. On Monday you left the shed open and I had to drive back at night.\n"
FINE = (
    "Hi Sam, thanks for sweeping the yard on Monday, the children could play at once. The gate was still open and "
    "I had to look for the dog. Could you lock it before you go?\n"
)


def send(road, text: str, subject: str = "Feedback for Sam") -> list[bytes]:
    road.deliver(a_mail(text, sender=OWNER, to=(NOTES_ADDRESS,), subject=subject))
    road.run()
    return road.letters(OWNER)


def test_a_draft_is_answered_with_what_is_good_and_what_judges(road):
    text = " ".join(plain_text(send(road, DRAFT)[-1]).split())
    assert "What came of it: “and I had to drive back at night”" in text
    assert "“You are careless” judges who they are." in text
    assert "What one thing could they do next time?" in text


def test_the_answer_threads_with_the_draft_and_says_that_no_person_wrote_it(road):
    letter = read_letter(send(road, DRAFT)[-1])
    assert letter["X-Followthrough"] == "feedback"
    assert letter["Subject"] == "Re: Feedback for Sam"
    assert letter["Auto-Submitted"] == "auto-replied"


def test_nobody_but_its_writer_hears_of_a_draft(road):
    send(road, DRAFT)
    assert {reader for reader, _ in road.sent()} == {OWNER}


def test_a_fine_draft_may_go(road):
    assert "Send it as it is." in plain_text(send(road, FINE)[-1])


@pytest.mark.parametrize(
    ("subject", "said"),
    [("Feedback", "judges"), ("Rückmeldung an Sam", "judges"), ("Re: notes of the feedback round", "")],
)
def test_the_subject_says_what_is_a_draft(road, subject, said):
    letters = send(road, DRAFT, subject)
    assert (
        (said in plain_text(letters[-1]))
        if said
        else all(read_letter(letter)["X-Followthrough"] != "feedback" for letter in letters)
    )


@pytest.mark.parametrize(
    ("draft", "quoted"),
    [
        ("Du bist unzuverlässig, Sam. Am Montag hast du den Schuppen offen gelassen.\n", "„Du bist unzuverlässig“"),
        ("Tu es négligent, Sam. Lundi tu as laissé la remise ouverte.\n", "« Tu es négligent »"),
    ],
)
def test_a_draft_is_quoted_as_its_language_does(road, draft, quoted):
    assert quoted in " ".join(plain_text(send(road, draft)[-1]).split())
