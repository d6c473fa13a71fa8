"""Forwards and replies as the programs of phones and desks write them, in the languages of their users."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from mail_builders import build, reading

FOLDER = Path(__file__).parent / "programs"
FORWARDS, REPLIES = (
    {mail["name"]: mail for mail in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["mail"]}
    for name in ("forwards", "replies")
)


def read(mail, **how):
    headers = {"In-Reply-To": "<letter@mail.acme.example>"} if how else {}
    return reading(build(mail.get("text"), html=mail.get("page"), subject=mail["subject"], headers=headers), **how)


@pytest.mark.parametrize("name", FORWARDS)
def test_the_mail_inside_a_forward_is_whole(name):
    mail = FORWARDS[name]
    found = read(mail).forwarded
    assert found is not None
    assert (found.sender_name, found.sender.address if found.sender else "") == (mail["sender"], mail["address"])
    assert found.subject == mail["inner_subject"]
    assert found.sent_at is not None
    assert found.sent_at.date().isoformat() == mail["day"]
    assert found.note.startswith(mail.get("note", ""))
    assert found.body.startswith(mail.get("begins", ""))
    assert found.body.endswith(mail.get("ends", ""))


@pytest.mark.parametrize("name", FORWARDS)
def test_what_was_forwarded_is_read_as_notes(name):
    assert read(FORWARDS[name]).notes


@pytest.mark.parametrize("name", REPLIES)
def test_only_what_its_writer_typed_is_read_of_a_reply(name):
    mail = REPLIES[name]
    reply = read(mail, is_reply=True).reply
    assert reply.visible == mail.get("visible", reply.visible)
    assert [words for words in mail.get("has", []) if words not in reply.visible] == []
    assert [words for words in mail.get("lacks", []) if words in reply.visible] == []


@pytest.mark.parametrize("name", [name for name in REPLIES if "answers" in REPLIES[name]])
def test_an_answer_between_quoted_lines_knows_the_line_above_it(name):
    mail = REPLIES[name]
    passages = read(mail, is_reply=True).reply.passages
    for line, words in mail["answers"]:
        (passage,) = (one for one in passages if words in one.text)
        assert any(line in one for one in passage.under)
