"""Attachments of every sort in one mail: what of them is the notes, what is bounded, and that nothing is slow."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from builders import a_policy
from file_builders import a_docx, a_msg, a_pdf, a_zip, paragraph
from mail_builders import mail_words, parsed

from pipeline.mail import mapi
from pipeline.mail.attachments import MOST_ATTACHMENTS, MOST_BYTES, MOST_DOCUMENTS
from pipeline.mail.read import MailReading, read_mail
from pipeline.mail.reasons import BESIDE_NOTES, BROKEN, TOO_LARGE, TOO_MANY
from pipeline.model import MailClass
from pipeline.outcome import Reason

LONG = "\n".join(f"- Point {number}" for number in range(10))
EVENT = b"BEGIN:VEVENT\r\nSUMMARY:Budget\r\nDTSTART;TZID=Asia/Tokyo:20261120T090000\r\nEND:VEVENT\r\n"
INVITE = b"BEGIN:VCALENDAR\r\n" + EVENT + b"END:VCALENDAR\r\n"
File = tuple[str, bytes]


def a_mail(text: str, *files: File | EmailMessage, subject: str = "Notes") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ana Ruiz <ana@acme.example>"
    mail["To"] = "notes@acme.example"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 24 Nov 2026 09:00:00 +0100"
    mail.set_content(text)
    for file in files:
        if isinstance(file, EmailMessage):
            mail.add_attachment(file)
        else:
            mail.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
    return mail


def read(text: str, *files: File | EmailMessage) -> MailReading:
    mail = parsed(a_mail(text, *files).as_bytes())
    return read_mail(mail, policy=a_policy(), words=mail_words(), is_reply=False)


def texts(reading: MailReading) -> list[str]:
    return [notes.text.strip() for notes in reading.notes]


def reasons(reading: MailReading) -> list[str]:
    return [use.reason for use in reading.attachments]


@pytest.mark.parametrize(
    "file",
    [
        ("n.docx", a_docx(paragraph("Bo waits."))),
        ("n.pdf", a_pdf(["Bo waits."])),
        ("n.rtf", rb"{\rtf1 Bo waits.}"),
        ("n.msg", a_msg({mapi.BODY: "Bo waits."})),
        ("n.json", b'[{"text": "Bo waits.", "start": "0:01"}]'),
        ("n.ics", INVITE.replace(b"SUMMARY", b"DESCRIPTION:Bo waits.\r\nSUMMARY")),
    ],
    ids=lambda file: file[0],
)
def test_a_file_beside_a_word_is_the_notes(file):
    reading = read("see attached", file)
    assert (reading.mail_class, reasons(reading)) == (MailClass.NOTES, [""])
    assert texts(reading)[-1].removeprefix("[0:01] ") == "Bo waits."


def test_an_invitation_tells_of_the_meeting_and_the_mail_keeps_the_notes():
    reading = read(LONG, ("invite.ics", INVITE))
    assert texts(reading) == [LONG]
    notes = reading.notes[0]
    assert (notes.title, str(notes.held_on), notes.timezone) == ("Budget", "2026-11-20", "Asia/Tokyo")


def test_the_stamp_in_a_file_name_tells_the_day_and_no_title():
    notes = read("see attached", ("GMT20261120-150211_Recording.transcript.vtt", b"Bo waits.")).notes[0]
    assert (notes.title, str(notes.held_on)) == ("Notes", "2026-11-20")


def test_an_attached_mail_is_opened_with_what_hangs_on_it():
    inner = a_mail("the file", ("n.docx", a_docx(paragraph("Bo waits."))), subject="Weekly")
    reading = read("as asked", inner)
    assert texts(reading) == ["Bo waits."]
    assert [use.name for use in reading.attachments] == ["forwarded.eml", "n.docx"]


def test_a_mail_that_hangs_on_notes_is_an_older_one():
    inner = a_mail(LONG, a_mail("last week"))
    reading = read("as asked", inner)
    assert texts(reading) == [LONG]
    assert reasons(reading) == ["", BESIDE_NOTES]


def test_the_name_under_a_list_is_no_point_of_it():
    assert texts(read(f"{LONG}\n\nAna")) == [LONG]


def test_nothing_that_can_be_read_is_a_reason():
    reading = read("see attached", ("n.pdf", b"%PDF-1.4"), ("n.docx", b"PK\3\4"))
    assert reasons(reading) == [BROKEN, BROKEN]


def test_only_so_many_documents_of_a_mail_are_opened():
    file = ("n.docx", a_docx(paragraph("Bo waits.")))
    reading = read("see attached", *[file] * (MOST_DOCUMENTS + 2))
    assert reasons(reading) == [""] * MOST_DOCUMENTS + [TOO_MANY] * 2


def test_mails_within_a_mail_share_what_is_allowed():
    inner = a_mail("files", *[("n.txt", b"Bo waits.")] * 15)
    reading = read("as asked", inner, *[("m.txt", b"Bo waits.")] * 15)
    assert reasons(reading).count("") == MOST_ATTACHMENTS
    assert len(reading.attachments) == 31


@pytest.mark.parametrize(("depth", "wanted"), [(2, LONG), (12, "see below")])
def test_mails_in_one_another_are_opened_to_a_depth(depth, wanted):
    mail = a_mail(LONG)
    for _ in range(depth):
        mail = a_mail("see below", ("inner.eml", mail.as_bytes()[:MOST_BYTES]))
    reading = read_mail(parsed(mail.as_bytes()), policy=a_policy(), words=mail_words(), is_reply=False)
    assert texts(reading) == [wanted]


def test_four_hundred_attachments_are_named_and_few_are_read():
    reading = read(LONG, *[(f"{number}.txt", b"x") for number in range(400)])
    assert reasons(reading).count("") == MOST_ATTACHMENTS
    assert reasons(reading).count(TOO_MANY) == 400 - MOST_ATTACHMENTS


def test_bombs_of_every_sort_leave_the_notes_alone():
    bomb = a_zip({"word/document.xml": b"a" * 50_000_000})
    reading = read(
        LONG, ("a.docx", bomb), ("b.pdf", a_pdf(["a" * 20_000_000])), ("c.rtf", b"{\\rtf1" + b"{" * 2_000_000)
    )
    assert texts(reading) == [LONG]
    assert reasons(reading) == [TOO_LARGE] * 3


def test_encrypted_mail_says_so():
    mail = a_mail("x")
    mail.replace_header("Content-Type", "application/pkcs7-mime")
    reading = read_mail(parsed(mail.as_bytes()), policy=a_policy(), words=mail_words(), is_reply=False)
    assert reading.reason is Reason.UNREADABLE
