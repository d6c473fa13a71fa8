"""What a mail is to us, and the text in it that matters."""

from __future__ import annotations

import pytest
from mail_builders import build, parsed, raw, reading

from pipeline.model import MailClass
from pipeline.outcome import Reason

NOTES = """\
Weekly sync

- Dana sends the budget.
- Bo books the room.
- Sam asks the bank.
- Zoe writes to the landlord.
- We meet again on Monday.
- Done.
"""
INNER = build(NOTES, subject="Notes of Friday", headers={"Cc": "sam@acme.example"})


def notes_of(data) -> list[str]:
    return [one.text.strip() for one in reading(data).notes]


def test_notes_that_somebody_typed_are_notes():
    found = reading(build(NOTES))
    assert (found.mail_class, found.forwarded) == (MailClass.NOTES, None)
    assert found.notes[0].title == "Weekly sync"
    assert notes_of(build(NOTES)) == [NOTES.strip()]


def test_a_forwarded_mail_brings_its_own_author_title_and_people():
    text = f"FYI\n\n---------- Forwarded message ---------\nFrom: Bo Sand <bo@acme.example>\nSubject: Friday\n\n{NOTES}"
    found = reading(build(text, subject="Fwd: Friday"))
    notes = found.notes[0]
    assert found.mail_class is MailClass.NOTES
    assert (notes.author and notes.author.address, notes.title) == ("bo@acme.example", "Friday")
    assert {"mara@acme.example", "bo@acme.example"} <= {person.address for person in notes.people}
    assert notes.text.strip() == NOTES.strip()


def test_an_attached_mail_is_the_notes_and_the_mail_around_it_is_a_word_to_us():
    found = reading(build("Please keep private.\n", mails=(INNER,)))
    assert found.mail_class is MailClass.NOTES
    assert found.forwarded is not None
    assert (found.forwarded.note, found.forwarded.subject) == ("Please keep private.", "Notes of Friday")
    assert [one.address for one in found.forwarded.cc] == ["sam@acme.example"]
    assert [one.text.strip() for one in found.notes] == [NOTES.strip()]


def test_several_attached_mails_are_several_notes():
    other = build(NOTES.replace("Dana", "Zoe"), subject="Notes of Monday")
    assert [one.title for one in reading(build("both", mails=(INNER, other))).notes] == [
        "Notes of Friday",
        "Notes of Monday",
    ]


def test_a_forward_of_a_forward_is_opened_to_the_end():
    middle = f"FYI\n\n---------- Forwarded message ---------\nFrom: Bo <bo@acme.example>\nSubject: Friday\n\n{NOTES}"
    outer = f"-----Original Message-----\nFrom: Sam <sam@acme.example>\nSubject: Fwd: Friday\n\n{middle}"
    found = reading(build(outer, subject="FW: Friday"))
    assert found.forwarded is not None
    assert found.forwarded.sender_name == "Sam"
    assert found.notes[0].author is not None
    assert found.notes[0].author.name == "Bo"
    assert found.notes[0].text.strip() == NOTES.strip()


def test_an_attached_mail_inside_an_attached_mail_is_opened():
    assert notes_of(build("see below", mails=(build("as promised", mails=(INNER,)),))) == [NOTES.strip()]


def test_a_file_is_the_notes_where_the_mail_says_little():
    found = reading(build("Here you go.\n", files=(("sync.txt", "text/plain", NOTES.encode()),)))
    assert [(one.title, one.form) for one in found.notes] == [("sync", "txt")]


def test_a_file_beside_long_notes_is_read_too():
    assert len(notes_of(build(NOTES, files=(("more.md", "text/markdown", b"- Zoe waits."),)))) == 2


def test_a_file_attached_to_an_attached_mail_is_read():
    inner = build("attached", files=(("sync.txt", "text/plain", NOTES.encode()),))
    assert notes_of(build("fyi", mails=(inner,))) == [NOTES.strip()]


def test_what_could_not_be_used_is_named_beside_what_could():
    found = reading(build(NOTES, files=(("notes.zip", "application/zip", b"PK"), ("board.png", "image/png", b"x"))))
    assert found.mail_class is MailClass.NOTES
    assert [(use.name, use.used, use.reason) for use in found.attachments] == [
        ("notes.zip", False, "not-readable"),
        ("board.png", False, "picture"),
    ]


def test_a_page_alone_is_read():
    page = "<h2>Next steps</h2><ul><li>Dana sends it.</li><li>Bo waits.</li></ul>"
    (text,) = notes_of(build(html=page))
    assert [line.strip() for line in text.splitlines() if line] == ["## Next steps", "* Dana sends it.", "* Bo waits."]


def test_an_answer_to_one_of_our_letters_is_a_reply_whatever_it_looks_like():
    found = reading(build("Will do.", subject="Notes"), is_reply=True)
    assert found.mail_class is MailClass.REPLY
    assert found.reply is not None
    assert found.reply.visible == "Will do."


@pytest.mark.parametrize(
    ("subject", "headers"),
    [("Re: Weekly sync", {}), ("AW: Weekly sync", {}), ("回复：Weekly sync", {}), ("x", {"In-Reply-To": "<a@b.c>"})],
)
def test_an_answer_to_somebody_is_a_reply(subject, headers):
    found = reading(build("Will do.\n\nOn 23.11.2026 Mara wrote:\n> budget", subject=subject, headers=headers))
    assert found.mail_class is MailClass.REPLY
    assert found.reply is not None
    assert found.reply.visible == "Will do."


@pytest.mark.parametrize(
    "data",
    [
        build(""),
        build("-- \nMara"),
        build("\n\n   \n"),
        raw("From: mara@acme.example\nSubject: Weekly sync"),
        build(html="<p> </p>"),
    ],
)
def test_a_mail_without_words_is_empty(data):
    found = reading(data)
    assert (found.mail_class, found.reason, found.notes) == (MailClass.EMPTY, Reason.EMPTY, ())


def test_a_mail_of_nothing_but_what_we_cannot_read_says_so():
    found = reading(build("", files=(("winmail.dat", "application/ms-tnef", b"x"),)))
    assert (found.mail_class, found.reason) == (MailClass.EMPTY, Reason.UNREADABLE)


@pytest.mark.parametrize(
    "data",
    [
        raw("From: mara@acme.example\nContent-Type: multipart/encrypted; boundary=b", "--b\n\nx\n--b--"),
        raw("From: mara@acme.example\nContent-Type: application/pkcs7-mime; name=smime.p7m", "abc"),
        raw("From: mara@acme.example\nSubject: x", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"),
    ],
)
def test_an_encrypted_mail_is_refused(data):
    found = reading(data)
    assert (found.mail_class, found.reason) == (MailClass.REFUSED, Reason.UNREADABLE)


def test_a_robot_is_told_before_anything_else_is_read():
    found = reading(build(NOTES, headers={"Auto-Submitted": "auto-replied"}, mails=(INNER,)))
    assert (found.mail_class, found.reason, found.notes) == (MailClass.AUTOMATIC, Reason.AUTOMATIC, ())


def test_the_mail_inside_a_bounce_is_nobodys_notes():
    body = f"--b\n\nsorry\n--b\nContent-Type: message/rfc822\n\n{INNER.decode()}\n--b--"
    found = reading(raw("From: a@b.example\nContent-Type: multipart/report; boundary=b", body))
    assert (found.mail_class, found.notes) == (MailClass.BOUNCE, ())


def test_an_attached_mail_that_is_none_costs_nothing():
    found = reading(build(NOTES, mails=(b"\0\0\0",)))
    assert found.mail_class is MailClass.NOTES
    assert found.forwarded is None


def test_the_day_of_the_notes_is_that_of_the_innermost_mail():
    inner = build(NOTES, headers={})
    day = parsed(inner).sent_at
    outer = build("fyi", mails=(inner,))
    assert reading(outer).notes[0].sent_at == day


def test_somebody_whom_one_header_names_and_another_does_not_has_the_name():
    body = "---------- Forwarded message ---------\nFrom: Sam Holt <sam@acme.example>\nDate: Mon, Nov 23, 2026\n"
    body += (
        "Subject: Call\nTo: Mara Lindt <mara@acme.example>\nCc: Bo Carter <bo@client.example>\n\nBo sends the draft.\n"
    )
    found = reading(build(body, headers={"Cc": "bo@client.example"}))
    assert [one.name for one in found.notes[0].people if one.address == "bo@client.example"] == ["Bo Carter"]
