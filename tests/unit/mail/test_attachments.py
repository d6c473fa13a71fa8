"""What of the attachments is notes; everything else is named, with the reason, and never opened."""

from __future__ import annotations

import pytest
from mail_builders import raw

from pipeline.mail.attachments import (
    MOST_ATTACHMENTS,
    MOST_BYTES,
    AttachedMail,
    NotesFile,
    read_attachments,
)
from pipeline.mail.reasons import BROKEN, NO_TEXT, NOT_READABLE, PICTURE, TOO_LARGE, TOO_MANY
from pipeline.model import Attachment


def one(name: str, payload: bytes = b"Dana sends it.", kind: str = "application/octet-stream"):
    files, uses = read_attachments((Attachment(name=name, content_type=kind, payload=payload),))
    return (files[0] if files else None), uses[0]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("notes.txt", "txt"),
        ("NOTES.TXT", "txt"),
        ("notes.md", "md"),
        ("notes.markdown", "md"),
        ("call.vtt", "vtt"),
        ("call.srt", "srt"),
        ("my.weekly.notes.txt", "txt"),
    ],
)
def test_a_text_is_read_by_the_end_of_its_name(name, form):
    file, use = one(name)
    assert isinstance(file, NotesFile)
    assert (file.form, file.text, use.used, use.reason) == (form, "Dana sends it.", True, "")


def test_what_only_calls_itself_text_comes_into_no_letter():
    assert one("notes.txt", bytes(range(256)) * 4)[1].reason == NOT_READABLE
    assert one("notes.txt", b"Dana sends it by Friday, as said.\x00")[1].used


@pytest.mark.parametrize(
    ("kind", "form"), [("text/plain", "txt"), ("text/markdown", "md"), ("text/vtt", "vtt"), ("text/html", "html")]
)
def test_a_part_without_a_name_is_read_by_its_type(kind, form):
    file, _ = one("", b"<p>Dana sends it.</p>" if form == "html" else b"Dana sends it.", kind)
    assert isinstance(file, NotesFile)
    assert (file.form, file.text) == (form, "Dana sends it.")


def test_a_page_keeps_its_list_as_lines():
    file, _ = one("notes.html", b"<ul><li>Dana sends it.</li><li>Bo waits.</li></ul>")
    assert isinstance(file, NotesFile)
    assert [line.strip() for line in file.text.splitlines()] == ["* Dana sends it.", "* Bo waits."]


@pytest.mark.parametrize(("name", "kind"), [("notes.eml", "application/octet-stream"), ("", "message/rfc822")])
def test_an_attached_mail_is_a_mail(name, kind):
    found, _ = one(name, raw("From: bo@acme.example\nSubject: Notes", "Bo waits."), kind)
    assert isinstance(found, AttachedMail)
    assert (found.name, found.mail.subject, found.mail.text.strip()) == (name, "Notes", "Bo waits.")


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("notes.zip", "application/zip", NOT_READABLE),
        ("notes.txt.zip", "text/plain", NOT_READABLE),
        ("notes.pdf.exe", "application/pdf", NOT_READABLE),
        ("notes.docx", "application/octet-stream", BROKEN),
        ("winmail.dat", "application/ms-tnef", NOT_READABLE),
        ("smime.p7s", "application/pkcs7-signature", NOT_READABLE),
        ("board.png", "image/png", PICTURE),
        ("", "image/jpeg", PICTURE),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(name, kind, reason):
    file, use = one(name, b"PK\3\4", kind)
    assert file is None
    assert (use.name, use.content_type, use.used, use.reason) == (name, kind, False, reason)


@pytest.mark.parametrize("payload", [b"", b"  \r\n ", b"\xef\xbb\xbf"])
def test_a_file_without_text_says_so(payload):
    assert one("notes.txt", payload)[1].reason == NO_TEXT


def test_a_file_that_is_too_large_is_not_read():
    assert one("notes.txt", b"x" * (MOST_BYTES + 1))[1].reason == TOO_LARGE


def test_more_files_than_anybody_sends_are_not_read():
    many = tuple(
        Attachment(name=f"{number}.txt", content_type="text/plain", payload=b"x")
        for number in range(MOST_ATTACHMENTS + 2)
    )
    files, uses = read_attachments(many)
    assert len(files) == MOST_ATTACHMENTS
    assert [use.reason for use in uses[MOST_ATTACHMENTS:]] == [TOO_MANY, TOO_MANY]


@pytest.mark.parametrize(
    "payload",
    ["Zoë – gut".encode(), "Zoë – gut".encode("utf-8-sig"), "Zoë – gut".encode("utf-16"), "Zoë – gut".encode("cp1252")],
)
def test_a_file_that_names_no_charset_is_read_all_the_same(payload):
    file, _ = one("notes.txt", payload)
    assert isinstance(file, NotesFile)
    assert file.text == "Zoë – gut"


def test_line_ends_are_one_sign():
    file, _ = one("notes.txt", b"one\r\ntwo\rthree")
    assert isinstance(file, NotesFile)
    assert file.text == "one\ntwo\nthree"
