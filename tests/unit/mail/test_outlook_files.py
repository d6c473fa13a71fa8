"""Mails in Outlook's own files: .msg, and winmail.dat with its files, its hidden body, its meeting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from file_builders import a_docx, a_msg, a_tnef, compound, msg_streams, paragraph, tnef_time
from mail_builders import raw

from pipeline.mail import mapi
from pipeline.mail.invite import Invite, read_invite
from pipeline.mail.outlook import read_msg
from pipeline.mail.parse import parse_mail
from pipeline.mail.tnef import open_tnef
from pipeline.model import Address, Mail

HEADERS = "From: Ana Ruiz <ana@acme.example>\r\nTo: Bo <bo@acme.example>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0100\r\n"
# 24 November 2026, 08:00 UTC, counted from 1601.
FILETIME = (134_400_000_000_000_000 - 13_200 * 10_000_000) - 6_000 * 10_000_000


def msg(told, **more) -> Mail:
    mail = read_msg(a_msg(told, **more))
    assert mail is not None
    return mail


def test_a_msg_that_came_by_mail_keeps_its_headers():
    mail = msg({mapi.SUBJECT: "Notes", mapi.BODY: "Bo waits.\r\n", mapi.HEADERS: HEADERS})
    assert (mail.subject, mail.text, mail.sender) == (
        "Notes",
        "Bo waits.\n",
        Address(address="ana@acme.example", name="Ana Ruiz"),
    )
    assert mail.sent_at is not None
    assert mail.sent_at.astimezone(UTC) == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_a_msg_that_was_never_sent_tells_by_its_properties():
    told = {mapi.SENDER_NAME: "Ana Ruiz", mapi.SENDER_SMTP: "ana@acme.example", mapi.BODY: "Bo waits."}
    people = (
        {mapi.NAME: "Bo", mapi.SMTP: "bo@acme.example", mapi.RECIPIENT_TYPE: 1},
        {mapi.NAME: "Cy", mapi.ADDRESS: "cy@acme.example", mapi.RECIPIENT_TYPE: 2},
    )
    mail = msg(told, people=people)
    assert mail.sender == Address(address="ana@acme.example", name="Ana Ruiz")
    assert (mail.to, mail.cc) == (
        (Address(address="bo@acme.example", name="Bo"),),
        (Address(address="cy@acme.example", name="Cy"),),
    )


def test_a_path_of_exchange_is_no_address():
    assert msg({mapi.SENDER_ADDRESS: "/O=ACME/CN=ANA", mapi.BODY: "x"}).sender is None


def test_the_page_of_a_msg_is_read_where_it_has_no_text():
    assert msg({mapi.HTML: b"<ul><li>Bo waits.</li></ul>"}).text.strip() == "* Bo waits."


def test_the_files_of_a_msg_are_attachments():
    mail = msg({mapi.BODY: "x"}, files=({mapi.FILE_NAME: "notes.md", mapi.FILE: b"- Bo waits." * 900},))
    assert [(one.name, len(one.payload)) for one in mail.attachments] == [("notes.md", 9_900)]


def test_a_mail_in_a_msg_is_text_and_files():
    inner = {**msg_streams({mapi.BODY: "Bo waits."}, header=24)}
    outer = {
        **msg_streams({mapi.BODY: "see below"}, header=32),
        "__attach_version1.0_#00000000": {
            **msg_streams({mapi.NAME: "Weekly"}, header=8),
            "__substg1.0_3701000D": inner,
        },
    }
    mail = read_msg(compound(outer))
    assert mail is not None
    assert [(one.name, one.payload) for one in mail.attachments] == [("Weekly.txt", b"Bo waits.")]


@pytest.mark.parametrize("cut", [0, 8, 300, 600, 1_500])
def test_half_a_msg_is_none(cut):
    assert read_msg(a_msg({mapi.BODY: "Bo waits."})[:cut]) is None


def test_another_file_of_the_same_coat_is_none():
    assert read_msg(compound({"WordDocument": b"x" * 5_000})) is None


def test_the_files_of_a_winmail_stand_in_its_place():
    packet = a_tnef(files=({mapi.FILE_NAME: "notes.docx", mapi.FILE: a_docx(paragraph("x"))},))
    mail = parse_mail(with_winmail(packet, "See attached."))
    assert isinstance(mail, Mail)
    assert (mail.text.strip(), [one.name for one in mail.attachments]) == ("See attached.", ["notes.docx"])


def test_the_body_that_a_winmail_hides_is_the_text():
    mail = parse_mail(with_winmail(a_tnef({mapi.BODY: "Bo waits."}), ""))
    assert isinstance(mail, Mail)
    assert (mail.text.strip(), mail.attachments) == ("Bo waits.", ())


def test_a_winmail_that_cannot_be_opened_stays_as_it_is():
    mail = parse_mail(with_winmail(b"\x78\x9f\x3e\x22 damaged", "See attached."))
    assert isinstance(mail, Mail)
    assert [one.name for one in mail.attachments] == ["winmail.dat"]


def test_a_mail_in_a_winmail_is_text_and_files():
    inner = a_tnef({mapi.BODY: "Bo waits."}, files=({mapi.FILE_NAME: "a.txt", mapi.FILE: b"x"},))
    outer = a_tnef(files=({mapi.FILE_NAME: "Weekly", mapi.FILE: inner},))
    assert [(one.name, one.payload) for one in open_tnef(outer)[1]] == [("Weekly.txt", b"Bo waits."), ("a.txt", b"x")]


def test_packets_in_packets_end():
    packet = a_tnef({mapi.BODY: "Bo waits."})
    for _ in range(50):
        packet = a_tnef(files=({mapi.FILE_NAME: "more", mapi.FILE: packet},))
    assert [one.content_type for one in open_tnef(packet)[1]] == ["application/octet-stream"]


def test_the_meeting_in_a_winmail_is_an_invitation():
    _, files = open_tnef(a_tnef({mapi.SUBJECT: "Budget, again"}, more=tnef_time(0x820D, FILETIME)))
    assert [one.content_type for one in files] == ["text/calendar"]
    found = read_invite(files[0].payload, near=None, timezone="Europe/Berlin")
    assert isinstance(found, Invite)
    assert (found.title, str(found.held_on)) == ("Budget, again", "2026-11-24")


@pytest.mark.parametrize("place", range(6, 150, 7))
def test_a_winmail_with_a_wrong_length_never_raises(place):
    packet = bytearray(a_tnef({mapi.BODY: "Bo waits."}, files=({mapi.FILE_NAME: "a.txt", mapi.FILE: b"x"},)))
    packet[place : place + 4] = b"\xff\xff\xff\x7f"
    assert len(open_tnef(bytes(packet))[1]) <= 1


def with_winmail(packet: bytes, text: str) -> bytes:
    import base64  # noqa: PLC0415

    head = "From: ana@acme.example\nSubject: Notes\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut"
    part = base64.b64encode(packet).decode()
    body = (
        f"--cut\nContent-Type: text/plain\n\n{text}\n--cut\nContent-Type: application/ms-tnef; name=winmail.dat\n"
        f"Content-Disposition: attachment; filename=winmail.dat\nContent-Transfer-Encoding: base64\n\n{part}\n--cut--\n"
    )
    return raw(head, body)
