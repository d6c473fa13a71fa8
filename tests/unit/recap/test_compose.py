"""A letter's bytes: the same every time, valid under every parser we have, marked as a robot's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import mailparser
import pytest
from builders import a_policy

from pipeline.mail.guard import find_automatic
from pipeline.mail.parse import parse_mail
from pipeline.model import Address, Attachment, Mail, MailClass
from pipeline.recap.compose import Envelope, build_message_id, build_picture_id, compose_letter
from pipeline.recap.render import Rendered

ENVELOPE = Envelope(
    kind="recap",
    key="recap:7K2Q:ana@acme.example",
    sender=Address(address="notes@acme.example", name="Followthrough"),
    to=Address(address="ana@acme.example", name="Ana Ruiz"),
    reply_to="notes+r.abcdefghijklmnopqrst@acme.example",
    message_id="<0123.followthrough@acme.example>",
    now=datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
    language="en",
    in_reply_to="<first@mail.acme.example>",
    references=("<first@mail.acme.example>",),
)
RENDERED = Rendered(subject="Re: [7K2Q] Weekly sync", text="A1  Ana: send it\n", html="<p>A1 Ana: send it</p>\n")

BODIES = [
    "plain",
    "",
    "é “quotes” – 会議 👍\n",
    "x" * 5000,
    "a line\n.\n..\nFrom here on\n--=_boundary\n\n",
    "half a pair \ud800 and \udc00, NUL \x00, bell \x07, turned \u202eround\u202c",
    "old\rmac\r\nand dos\n\ttab = sign =3D \n trailing blanks   \n",
]


def body_of(raw: bytes, kind: str) -> str:
    return message_from_bytes(raw, policy=policy.default).get_body((kind,)).get_content()


def test_the_same_letter_is_the_same_bytes():
    assert compose_letter(RENDERED, ENVELOPE) == compose_letter(RENDERED, replace(ENVELOPE))


def test_another_key_is_another_boundary():
    other = compose_letter(RENDERED, replace(ENVELOPE, key="recap:7K2Q:ben@acme.example"))
    assert other.raw != compose_letter(RENDERED, ENVELOPE).raw


@pytest.mark.parametrize("text", BODIES)
def test_every_body_is_short_plain_lines_without_defects(text):
    raw = compose_letter(replace(RENDERED, text=text, html=text), ENVELOPE).raw
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    mail = message_from_bytes(raw, policy=policy.default)
    assert [part.defects for part in mail.walk()] == [[], [], []]
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_body_arrives_as_it_was_written():
    text = "A1  Zoë: “send it” – 会議 👍\n\n.\nFrom here\n"
    raw = compose_letter(replace(RENDERED, text=text), ENVELOPE).raw
    assert body_of(raw, "plain").replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


def test_controls_and_turned_writing_do_not_arrive():
    raw = compose_letter(replace(RENDERED, text="a\x00b \u202ec\ud800"), ENVELOPE).raw
    assert body_of(raw, "plain").split() == ["a", "b", "c"]


def test_a_letter_says_that_a_program_wrote_it():
    mail = message_from_bytes(compose_letter(RENDERED, ENVELOPE).raw, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "OOF" in mail["X-Auto-Response-Suppress"]
    assert mail["X-Followthrough"] == "recap"
    assert mail["Precedence"] is None


def test_a_letter_names_its_own_address_for_answers():
    mail = message_from_bytes(compose_letter(RENDERED, ENVELOPE).raw, policy=policy.default)
    assert mail["Reply-To"].addresses[0].addr_spec == ENVELOPE.reply_to


def test_a_letter_without_a_thread_answers_nothing():
    envelope = replace(ENVELOPE, in_reply_to=None, references=())
    mail = message_from_bytes(compose_letter(RENDERED, envelope).raw, policy=policy.default)
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


PICTURE = Attachment(name="map.png", content_type="image/png", payload=bytes(range(256)) * 40)


def test_a_picture_belongs_to_the_page_that_shows_it():
    mail = message_from_bytes(compose_letter(RENDERED, ENVELOPE, (), (PICTURE,)).raw, policy=policy.default)
    parts = list(mail.walk())
    kinds = ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    assert [part.get_content_type() for part in parts] == kinds
    assert [part.defects for part in parts] == [[]] * 5
    assert parts[-1]["Content-ID"] == f"<{build_picture_id(ENVELOPE.key, 'map.png')}>"
    assert parts[-1].get_content() == PICTURE.payload
    assert list(mail.iter_attachments()) == []


def test_a_picture_and_a_file_stand_in_one_letter():
    file = Attachment(name="log.csv", content_type="text/csv", payload=b"a,b")
    raw = compose_letter(RENDERED, ENVELOPE, (file,), (PICTURE,)).raw
    mail = message_from_bytes(raw, policy=policy.default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["log.csv"]
    assert [part.defects for part in mail.walk()] == [[]] * 7
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert body_of(raw, "html").strip() == RENDERED.html.strip()


def test_a_picture_is_named_by_its_letter():
    assert build_picture_id("map:ana", "map.png") != build_picture_id("map:ben", "map.png")


def test_mailparser_reads_what_we_wrote():
    raw = compose_letter(replace(RENDERED, subject="Re: [7K2Q] Zoë's sync"), ENVELOPE).raw
    mail = mailparser.parse_from_bytes(raw)
    assert mail.subject == "Re: [7K2Q] Zoë's sync"
    assert mail.to == [("Ana Ruiz", "ana@acme.example")]
    assert mail.defects == []


def test_our_own_letter_coming_back_is_known_as_ours(words):
    mail = parse_mail(compose_letter(RENDERED, ENVELOPE).raw)
    assert isinstance(mail, Mail)
    found = find_automatic(mail, our_address="notes@acme.example", words=words.mail_words)
    assert found is not None
    assert found[0] is MailClass.OURS


def test_a_message_id_is_the_same_for_the_same_mail_and_letter():
    first = build_message_id(content_key="ab", key="recap:7K2Q:ana@acme.example", policy=a_policy())
    assert first == build_message_id(content_key="ab", key="recap:7K2Q:ana@acme.example", policy=a_policy())
    assert first != build_message_id(content_key="ab", key="recap:7K2Q:ben@acme.example", policy=a_policy())
    assert first != build_message_id(content_key="cd", key="recap:7K2Q:ana@acme.example", policy=a_policy())


def test_nobody_without_our_secret_can_name_a_letter():
    known = {"content_key": "ab", "key": "recap:7K2Q:ana@acme.example"}
    assert build_message_id(**known, policy=a_policy()) != build_message_id(
        **known, policy=replace(a_policy(), secret="another-secret-of-16")
    )
