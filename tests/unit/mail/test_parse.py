"""Bytes become a mail, read as far as they can be read."""

from __future__ import annotations

import base64
import time

import pytest
from mail_builders import build, parsed, raw

from pipeline.mail.parse import NotAMail, content_key, parse_mail
from pipeline.outcome import Reason

HEAD = """\
From: Mara Lindt <mara@acme.example>
To: notes@acme.example
Subject: Weekly sync
"""


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Zoë geht – endlich"),
        ("iso-8859-1", "Zoë, Ægir"),
        ("windows-1252", "“Zoë” – €5"),
        ("koi8-r", "Решили перенести"),
        ("windows-1251", "Решили перенести"),
        ("iso-2022-jp", "予算を送ります"),
        ("shift_jis", "予算を送ります"),
        ("euc-kr", "예산을 보냅니다"),
        ("gb2312", "我会发送预算"),
        ("big5", "我會傳送預算"),
        ("utf-16", "Zoë geht"),
    ],
)
def test_a_text_is_read_in_the_charset_it_names(charset, text):
    encoded = base64.encodebytes(text.encode(charset))
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64"
    assert parsed(raw(head, encoded)).text.strip() == text


def test_a_seven_bit_charset_is_decoded_without_a_transfer_encoding():
    head = f"{HEAD}Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: 7bit"
    assert parsed(raw(head, "議事録", charset="iso-2022-jp")).text == "議事録"


@pytest.mark.parametrize("name", ["x-unknown", "none", "%invalid", "base64", "undefined", "3Dutf-8", '"', "utf 8"])
def test_a_charset_nobody_knows_costs_no_words(name):
    assert parsed(raw(f"{HEAD}Content-Type: text/plain; charset={name}", "Dana geht – endlich")).text == (
        "Dana geht – endlich"
    )


def test_text_that_is_not_in_the_charset_it_names_is_read_as_utf_8():
    assert parsed(raw(f"{HEAD}Content-Type: text/plain; charset=iso-8859-1", "Zoë")).text == "Zoë"


def test_bytes_of_an_old_windows_program_are_read_without_a_charset():
    assert parsed(raw(HEAD, "Zoë – gut".encode("cp1252"))).text == "Zoë – gut"


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Subject: =?utf-8?B?Wm/Dqw==?=", "Zoë"),
        ("Subject: =?iso-8859-1?Q?Zo=EB?=", "Zoë"),
        ("Subject: =?x-nobody?Q?Zoe?=", "Zoe"),
        ("Subject: =?utf-8?B?Wm/Dqw?= sync", "Zoë sync"),
        ("Subject: Zoë", "Zoë"),
        ("Subject: a long subject\n that is folded", "a long subject that is folded"),
        ("Subject:", ""),
    ],
)
def test_a_subject_is_one_decoded_line(line, subject):
    assert parsed(raw(f"From: a@b.example\n{line}")).subject == subject


@pytest.mark.parametrize("hidden", ["\r\nBcc: all@acme.example", "\nX-Followthrough: 1", "\r\n\r\n<b>"])
def test_a_line_break_hidden_in_an_encoded_word_makes_no_header(hidden):
    word = base64.b64encode(f"Weekly{hidden}".encode()).decode()
    mail = parsed(raw(f"From: a@b.example\nSubject: =?utf-8?B?{word}?="))
    assert "\n" not in mail.subject
    assert [name for name, _ in mail.headers] == ["from", "subject"]


def test_a_line_break_hidden_in_a_name_makes_no_second_sender():
    word = base64.b64encode(b"Mara\r\nFrom: boss@acme.example").decode()
    mail = parsed(raw(f"From: =?utf-8?B?{word}?= <mara@acme.example>"))
    assert mail.sender is not None
    assert mail.sender.address == "mara@acme.example"
    assert "\n" not in mail.sender.name


def test_of_several_from_headers_the_topmost_is_the_sender_and_all_are_kept():
    mail = parsed(raw("From: mara@acme.example\nFrom: boss@acme.example\nSubject: x"))
    assert mail.sender is not None
    assert mail.sender.address == "mara@acme.example"
    assert len(mail.all_headers("from")) == 2


@pytest.mark.parametrize("line", ["From:", "From: MAILER-DAEMON <>", "From: undisclosed:;", "From: Mara", "From: <<<@"])
def test_a_from_without_an_address_leaves_no_sender(line):
    assert parsed(raw(f"{line}\nSubject: x", "text")).sender is None


def test_an_address_as_a_name_does_not_hide_the_true_one():
    mail = parsed(raw('From: "mara@acme.example" <mallory@evil.example>\nSubject: x'))
    assert mail.sender is not None
    assert mail.sender.address == "mallory@evil.example"


@pytest.mark.parametrize(
    "line", ["From: mara@acme.example <mallory@evil.example>", "From: mara@acme.example, mallory@evil.example"]
)
def test_a_from_that_names_two_addresses_names_nobody(line):
    assert parsed(raw(f"{line}\nSubject: x")).sender is None


@pytest.mark.parametrize(
    "hidden", ["mara@acme.example,", "mara@acme.example>", "mara@acme.example\r\n", '"<mara@acme.example>']
)
def test_an_address_hidden_in_an_encoded_name_is_a_name(hidden):
    word = base64.b64encode(hidden.encode()).decode()
    mail = parsed(raw(f"From: =?utf-8?B?{word}?= <mallory@evil.example>\nSubject: x"))
    assert mail.sender is not None
    assert mail.sender.address == "mallory@evil.example"


def test_thousands_of_brackets_in_an_address_are_read_as_no_address():
    assert parsed(raw(f"From: {'(' * 50_000}\nSubject: x")).sender is None


def test_nul_bytes_are_dropped():
    mail = parsed(raw("From: mara@acme.example\nSubject: a\0b", "Dana\0 sends it."))
    assert (mail.subject, mail.text) == ("ab", "Dana sends it.")


@pytest.mark.parametrize("line", ["Date: yesterday", "Date: Mon, 99 Nov 99999 99:99", "Date:", "Date: \0"])
def test_a_date_nobody_can_read_is_missing(line):
    assert parsed(raw(f"From: a@b.example\n{line}")).sent_at is None


def test_a_date_without_a_zone_is_utc():
    sent_at = parsed(raw("From: a@b.example\nDate: Mon, 23 Nov 2026 09:00:00 -0000")).sent_at
    assert sent_at is not None
    assert sent_at.utcoffset() is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"\0" * 1000,
        b"\xff\xd8\xff\xe0 JFIF",
        b"Dana will send the budget.",
        b"{" * 10_000,
        b"PK\3\4zip",
    ],
)
def test_bytes_that_are_no_mail_are_refused_with_a_reason(data):
    refused = parse_mail(data)
    assert isinstance(refused, NotAMail)
    assert refused.reason is Reason.NOT_A_MAIL


def test_a_mail_without_a_body_has_no_text():
    assert parsed(raw(HEAD)).text == ""


def test_a_header_without_an_end_is_read():
    assert parsed(b"From: mara@acme.example\r\nSubject: Weekly").subject == "Weekly"


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n", b"   \n", b"From mara Mon Nov 23 09:00:00 2026\n"])
def test_what_programs_put_before_the_first_header_is_skipped(before):
    assert parsed(before + raw(HEAD, "text")).subject == "Weekly sync"


def test_lines_that_end_in_a_carriage_return_are_lines():
    mail = parsed(b"From: mara@acme.example\rSubject: Weekly\r\rDana sends it.\rBo waits.")
    assert (mail.subject, mail.text) == ("Weekly", "Dana sends it.\nBo waits.")


def test_a_mail_of_30_megabytes_keeps_its_header_and_costs_no_time():
    begin = time.thread_time()
    mail = parsed(raw(HEAD, b"x" * 30_000_000))
    assert (mail.subject, mail.text) == ("Weekly sync", "")
    assert mail.size > 30_000_000
    assert time.thread_time() - begin < 2


def test_a_header_longer_than_any_mails_is_no_mail():
    refused = parse_mail(b"Subject: " + b"x" * 400_000)
    assert isinstance(refused, NotAMail)


def test_parts_nested_deeper_than_anybody_nests_are_refused():
    body = "text"
    for level in range(40):
        body = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n{body}\n--b{level}--'
    refused = parse_mail(f"From: a@b.example\n{body}".encode())
    assert isinstance(refused, NotAMail)
    assert refused.reason is Reason.UNREADABLE


def test_thousands_of_parts_are_refused():
    parts = "".join("--b\n\nx\n" for _ in range(3_000))
    refused = parse_mail(raw(f"{HEAD}Content-Type: multipart/mixed; boundary=b", f"{parts}--b--"))
    assert isinstance(refused, NotAMail)


@pytest.mark.parametrize(
    "body",
    [
        "--b\nContent-Type: text/plain\n\nDana sends it.",
        "--b\nContent-Type: text/plain\n\nDana sends it.\n--b",
        "preamble\n--b\n\nDana sends it.\n--b--\nepilogue",
        "--b\nContent-Type: text/plain; charset=\n\nDana sends it.\n--b--",
        "--b\nContent-Type: nonsense\n\nDana sends it.\n--b--",
    ],
)
def test_broken_parts_keep_their_words(body):
    assert "Dana sends it." in parsed(raw(f"{HEAD}Content-Type: multipart/mixed; boundary=b", body)).text


def test_a_multipart_without_a_boundary_keeps_its_words():
    assert "Dana sends it." in parsed(raw(f"{HEAD}Content-Type: multipart/mixed", "Dana sends it.")).text


def test_base64_that_breaks_off_keeps_what_was_there():
    head = f"{HEAD}Content-Transfer-Encoding: base64"
    assert parsed(raw(head, base64.b64encode(b"Dana sends the budget.")[:-3])).text.startswith("Dana sends the bud")


def test_the_plain_text_is_preferred_to_the_page():
    mail = parsed(build("plain words", html="<p>page words</p>"))
    assert mail.text.strip() == "plain words"


def test_a_page_alone_becomes_text():
    assert parsed(build(html="<p>Dana sends it.</p>")).text == "Dana sends it."


def test_soft_line_breaks_are_taken_out():
    head = f"{HEAD}Content-Type: text/plain; format=flowed"
    mail = parsed(raw(head, "Dana sends the \nbudget.\nBo waits.\n-- \nMara\n"))
    assert mail.text.split("\n") == ["Dana sends the budget.", "Bo waits.", "-- ", "Mara", ""]


def test_a_clear_signature_is_taken_off():
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- -- Dana sends it.\n-----BEGIN PGP SIGNATURE-----\nabc\n"
    )
    assert parsed(raw(HEAD, body)).text == "-- Dana sends it."


def test_an_attached_mail_is_kept_whole_and_is_not_the_text():
    inner = raw("From: bo@acme.example\nSubject: Notes", "Bo sends the deck.")
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=b"
    body = b"--b\r\n\r\nsee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    mail = parsed(raw(head, body))
    assert mail.text.strip() == "see below"
    assert [one.content_type for one in mail.attachments] == ["message/rfc822"]
    assert parsed(mail.attachments[0].payload).text.strip() == "Bo sends the deck."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/notes.txt", "notes.txt"),
        ("C:\\Users\\mara\\notes.txt", "notes.txt"),
        ("/abs/notes.txt", "notes.txt"),
        ("no\ttes.txt", "notes.txt"),
        ("x" * 500 + ".txt", "x" * 200),
        ("Zoë.txt", "Zoë.txt"),
    ],
)
def test_the_name_of_a_file_is_one_short_line_without_a_path(written, name):
    assert parsed(build("text", files=((written, "text/plain", b"x"),))).attachments[0].name == name


def test_a_part_without_a_name_stays_without_one():
    mail = parsed(build("text", files=(("", "application/pdf", b"%PDF"),)))
    assert [(one.name, one.payload) for one in mail.attachments] == [("", b"%PDF")]


def test_a_named_text_beside_the_body_is_a_file_even_where_it_says_inline():
    body = (
        "--b\n\nsee the file\n--b\nContent-Type: text/plain; name=notes.txt\n"
        "Content-Disposition: inline; filename=notes.txt\n\nDana sends it.\n--b--"
    )
    mail = parsed(raw(f"{HEAD}Content-Type: multipart/mixed; boundary=b", body))
    assert mail.text.strip() == "see the file"
    assert [one.name for one in mail.attachments] == ["notes.txt"]


def test_the_same_bytes_give_the_same_mail():
    data = build("text", html="<p>x</p>", files=(("", "application/rtf", b"{\\rtf}"), ("a.txt", "text/plain", b"x")))
    assert parse_mail(data) == parse_mail(data)


@pytest.mark.parametrize(
    "header", ["Received: from a by b", "Delivered-To: x@y.example", "DKIM-Signature: v=1", "X-Spam-Score: 1"]
)
def test_a_second_delivery_of_a_mail_has_the_same_content(header):
    first = raw(HEAD, "Dana sends it.\r\n")
    assert content_key(first) == content_key(f"{header}\r\n".encode() + first)
    assert content_key(first) == content_key(first.replace(b"\r\n", b"\n"))


def test_another_text_is_another_content():
    assert content_key(raw(HEAD, "one")) != content_key(raw(HEAD, "two"))
