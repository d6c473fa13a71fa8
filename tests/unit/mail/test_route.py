"""Everything in a mail that could name one of our recaps."""

from __future__ import annotations

import pytest
from mail_builders import parsed, raw

from pipeline.mail.route import build_reply_address, build_token, find_route_keys
from pipeline.model import Address

OURS = Address(address="notes@acme.example")
TOKEN = build_token(secret="s", tag="7K2Q", address="dana@acme.example")


def keys(headers: str, body: str = "ok", *, separator: str = "+"):
    mail = parsed(raw(f"From: dana@acme.example\n{headers}", body))
    return find_route_keys(mail, address=OURS, separator=separator)


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To", "X-Gm-Original-To", "Envelope-To"])
def test_a_token_is_found_in_any_header_that_names_a_recipient(header):
    assert keys(f"{header}: notes+r.{TOKEN}@acme.example").tokens == (TOKEN,)


@pytest.mark.parametrize("separator", ["+", ".", "-"])
def test_the_separator_is_the_operators_choice(separator):
    address = build_reply_address(OURS, separator=separator, token=TOKEN)
    assert keys(f"To: Followthrough <{address}>", separator=separator).tokens == (TOKEN,)


def test_a_token_is_read_in_any_case_and_once():
    address = f"notes+r.{TOKEN}@acme.example"
    assert keys(f"To: {address.upper()}\nDelivered-To: {address}").tokens == (TOKEN,)


@pytest.mark.parametrize(
    "address",
    [
        f"other+r.{TOKEN}@acme.example",
        f"notes+r.{TOKEN}@evil.example",
        f"notes+r.{TOKEN}x@acme.example",
        f"notes+r.{TOKEN[:-1]}@acme.example",
        f"notes+x.{TOKEN}@acme.example",
        f"xnotes+r.{TOKEN}@acme.example",
        f"notes-r.{TOKEN}@acme.example",
        "notes@acme.example",
    ],
)
def test_another_address_holds_no_token(address):
    assert keys(f"To: {address}").tokens == ()


def test_the_answered_letter_comes_before_the_older_ones():
    found = keys("In-Reply-To: <c@acme.example>\nReferences: <a@acme.example> <b@acme.example>\n <c@acme.example>")
    assert found.message_ids == ("<c@acme.example>", "<b@acme.example>", "<a@acme.example>")


@pytest.mark.parametrize(
    "line", ["In-Reply-To: yours of Monday", "In-Reply-To: <>", "References:", "In-Reply-To: <a b>"]
)
def test_what_is_no_message_id_is_none(line):
    assert keys(line).message_ids == ()


def test_the_marker_is_found_in_the_quoted_text():
    assert keys("To: notes@acme.example", f"ok\n\n> Reply-To: notes+r.{TOKEN}@acme.example").markers == (TOKEN,)


@pytest.mark.parametrize(
    ("subject", "tags"),
    [
        ("Re: [7K2Q] Weekly sync", ("7K2Q",)),
        ("AW: [7k2q] Weekly sync", ("7K2Q",)),
        ("[7K2Q] [8M3R] both", ("7K2Q", "8M3R")),
        ("Weekly sync", ()),
        ("[project-x] Weekly sync", ()),
        ("[7K2] [7K2QABC] [7K2O] [7K2!]", ()),
    ],
)
def test_the_tag_stands_in_the_subject(subject, tags):
    assert keys(f"Subject: {subject}").tags == tags


def test_thousands_of_keys_are_cut_to_a_few():
    ids = " ".join(f"<{number}@acme.example>" for number in range(500))
    assert len(keys(f"References: {ids}").message_ids) <= 50


def test_nobody_can_make_up_a_token_without_the_secret():
    assert build_token(secret="other", tag="7K2Q", address="dana@acme.example") != TOKEN
    assert build_token(secret="s", tag="7K2Q", address="sam@acme.example") != TOKEN
    assert build_token(secret="s", tag="8M3R", address="dana@acme.example") != TOKEN
    assert build_token(secret="s", tag="7K2Q", address="Dana@Acme.example") == TOKEN
