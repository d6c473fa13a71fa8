"""Halves of a letter, which some codecs and formats let through, come into no text: nothing could keep or send them."""

from __future__ import annotations

import json

import pytest
from mail_builders import build, parsed, raw, reading

FROM = "From: mara@acme.example\nSubject: x\n"
HALF = r"\ud800"


def is_whole(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


@pytest.mark.parametrize(
    ("charset", "body"), [("unicode_escape", HALF), ("raw_unicode_escape", HALF), ("utf-7", "+2AA-")]
)
def test_a_text_in_a_charset_that_lets_halves_through_is_whole(charset, body):
    mail = parsed(raw(f"{FROM}Content-Type: text/plain; charset={charset}", f"{body} Dana"))
    assert is_whole(mail.text)
    assert mail.text.endswith(" Dana")


@pytest.mark.parametrize("word", ["=?unicode_escape?Q?=5Cud800?=", "=?utf-7?Q?+2AA-?="])
def test_a_header_that_hides_a_half_is_read(word):
    mail = parsed(raw(f"From: {word} <mara@acme.example>\nTo: {word} <sam@acme.example>\nSubject: {word} sync"))
    assert (mail.sender.address, mail.to[0].address) == ("mara@acme.example", "sam@acme.example")
    assert is_whole(mail.subject + mail.sender.name + mail.to[0].name)
    assert mail.subject.endswith("sync")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.json", json.dumps({"segments": [{"speaker": "Dana", "text": "\ud800 I will send it."}]}).encode()),
        ("talk.rtf", rb"{\rtf1 \u55296? I will send it.}"),
    ],
)
def test_a_file_that_hides_a_half_is_whole(name, content):
    (notes,) = reading(build("see the file", files=((name, "application/octet-stream", content),))).notes
    assert is_whole(notes.text)
    assert "I will send it." in notes.text


def test_a_letter_written_as_two_halves_is_that_letter():
    assert parsed(raw(f"{FROM}Content-Type: text/plain; charset=unicode_escape", r"\ud83d\udc4d")).text == "👍"
