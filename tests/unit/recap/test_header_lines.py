"""Nothing a stranger wrote can end a header, add one, or make a mail that programs read differently."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest

from pipeline.model import Address
from pipeline.recap.header_lines import MOST_REFERENCES, address_line, clean, format_spec, header_line, ids_line

HOSTILE = [
    "Weekly\r\nBcc: everybody@acme.example",
    "Weekly\nBcc: everybody@acme.example",
    "Weekly\rBcc: everybody@acme.example",
    "Weekly\r\n\r\n<html>another body",
    "Weekly\x00\x0b\x0c\x1c\x85\u2028\u2029Bcc: everybody@acme.example",
    "=?utf-8?q?Weekly=0D=0ABcc:_everybody@acme.example?=",
    "Weekly \u202egnirts\u202c \ud800 sync",
    "W\u00f6chentlich " * 40,
    "weekly" * 60,
    "会議の議事録" * 20,
    "👩‍👩‍👧‍👦" * 30,
    "",
]


def parse(raw: bytes):
    return message_from_bytes(raw + b"\r\n", policy=policy.default)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_subject_is_one_header_whatever_it_says(text):
    mail = parse(header_line("Subject", text))
    assert mail.keys() == ["Subject"]
    assert mail.get_payload() == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_a_subject_arrives_as_it_was_cleaned(text):
    assert parse(header_line("Subject", text))["Subject"] == clean(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_header_lines_are_short_and_plain(text):
    raw = header_line("Subject", text) + address_line("To", Address(address="ana@acme.example", name=text))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name", [*HOSTILE, 'A "quoted" \\ name', "Ruiz, Ana", "ana@evil.example", "Ana <x@evil.example>"]
)
def test_a_name_cannot_become_another_address(name):
    mail = parse(address_line("To", Address(address="ana@acme.example", name=name)))
    assert mail.keys() == ["To"]
    assert [one.addr_spec for one in mail["To"].addresses] == ["ana@acme.example"]


def test_a_name_in_another_script_arrives_whole():
    mail = parse(address_line("To", Address(address="ana@acme.example", name="Zoë Müller-Łukasz")))
    assert mail["To"].addresses[0].display_name == "Zoë Müller-Łukasz"


def test_a_domain_in_another_script_becomes_ascii():
    assert format_spec("ana@bücher.example") == "ana@xn--bcher-kva.example"


@pytest.mark.parametrize("address", ["a,b@acme.example", 'a"b@acme.example', "a;b:c@acme.example", "a\\b@acme.example"])
def test_an_odd_local_part_is_quoted_and_stays_one_address(address):
    line = address_line("To", Address(address=address, name="Odd")).decode()
    assert len(getaddresses([line.removeprefix("To: ").strip()])) == 1
    assert parse(line.encode())["To"].addresses[0].domain == "acme.example"


@pytest.mark.parametrize("address", ["ana@acme.example,evil.example", "ana@", "@acme.example", "ana\x00@acme.example"])
def test_an_address_no_server_could_read_stands_in_no_header(address):
    assert address_line("To", Address(address=address)) == b"To: undisclosed-recipients:;\r\n"


def test_long_message_ids_stay_whole():
    ids = [f"<{'x' * 150}{number}@mail.acme.example>" for number in range(3)]
    line = ids_line("References", ids)
    assert line is not None
    assert parse(line)["References"].split() == ids


def test_what_is_no_message_id_is_left_out():
    assert (
        ids_line("References", ["<a@b>\r\nBcc: x@y.example", "none", "<a b@c>", "<ä@b>", "<a@b>"])
        == b"References: <a@b>\r\n"
    )
    assert ids_line("In-Reply-To", [""]) is None


def test_a_long_thread_keeps_its_first_and_its_newest():
    ids = [f"<{number}@mail.acme.example>" for number in range(100)]
    line = ids_line("References", ids)
    assert line is not None
    kept = line.decode().split()[1:]
    assert len(kept) == MOST_REFERENCES
    assert (kept[0], kept[-1]) == (ids[0], ids[-1])
