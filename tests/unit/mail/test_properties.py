"""Whatever comes in: nothing raises, everything ends, and the same bytes give the same reading."""

from __future__ import annotations

import time

import pytest
from builders import a_policy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_builders import mail_words

from pipeline.mail.attachments import read_attachments
from pipeline.mail.forward import find_forwarded
from pipeline.mail.guard import find_automatic, is_proven
from pipeline.mail.html import html_to_text
from pipeline.mail.parse import NotAMail, content_key, parse_mail
from pipeline.mail.quote import read_reply, read_typed
from pipeline.mail.read import read_mail
from pipeline.mail.route import find_route_keys
from pipeline.model import Attachment, Mail, MailClass

POLICY = a_policy(trusted_authserv_id="mail.acme.example")
MOST_SECONDS = 2

calm = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Pieces that mails are made of, whole and broken; a mail is any row of them.
pieces = st.sampled_from(
    [
        *("From: a@b.example", "From: =?utf-8?B?", "From:", "To: (((", "Subject: =?x?Q?=ZZ?=", "Date: x", "\t folded"),
        *("Message-ID: <a@b>", "References: <a", "In-Reply-To: <a@b>", "Content-Type: multipart/mixed; boundary=b"),
        *("Content-Type: multipart/mixed", "Content-Type: message/rfc822", "Content-Type: text/html; charset=%x"),
        *("Content-Type: text/plain; format=flowed", "Content-Type: ;;;", "Content-Type: text/plain; charset*=x'y'z"),
        *("Content-Disposition: attachment; filename=../x.txt", "Content-Disposition: inline; filename*0=a.eml"),
        *("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: uuencode", "MIME-Version: 1.0", "", ""),
        *("--b", "--b--", "--", "AAAA", "====", "begin 644 x", "<table><tr><td>", "<blockquote>", "</p>", "&#xD800;"),
        *("> quoted", ">> more", "On 1.2.2026 10:00 a@b.c wrote:", "-----Original Message-----", "From: x\nTo: y"),
        *(
            "Begin forwarded message:",
            "> Begin forwarded message:",
            "-- ",
            "Sent from my",
            "-----BEGIN PGP MESSAGE-----",
        ),
        *(
            "Authentication-Results: mail.acme.example; (((",
            'Authentication-Results: mail.acme.example; "',
            "\0",
            "\x1b",
        ),
        *("----- Forwarded Message ----- From: a@b.cTo: c@d.eSubject: x", "Von: a", "日付: x", "\ufeff", "\u202e"),
    ]
)
mailish = st.lists(st.one_of(pieces, st.text(max_size=30)), max_size=40).map("\r\n".join)
some_bytes = st.one_of(
    st.binary(max_size=600),
    mailish.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(mailish, st.binary(max_size=100)).map(
        lambda both: b"From: a@b.example\r\n" + both[0].encode("utf-8", "surrogatepass") + both[1]
    ),
)
texts = st.one_of(mailish, st.text(max_size=400))


@calm
@given(some_bytes)
def test_any_bytes_are_a_mail_or_a_reason_and_never_an_error(data):
    found = parse_mail(data)
    assert isinstance(found, (Mail, NotAMail))
    assert parse_mail(data) == found
    assert len(content_key(data)) == 64


@calm
@given(some_bytes, st.booleans())
def test_any_mail_gets_a_class_and_never_an_error(data, is_reply):
    mail = parse_mail(b"Subject: x\r\n" + data)
    if isinstance(mail, NotAMail):
        assert mail.reason
        return
    found = read_mail(mail, policy=POLICY, words=mail_words(), is_reply=is_reply)
    assert found.mail_class in MailClass
    assert found.notes or found.reply is not None or found.reason is not None


@calm
@given(some_bytes)
def test_no_header_value_breaks_its_line(data):
    mail = parse_mail(b"Subject: x\r\n" + data)
    values = [value for _, value in mail.headers] if isinstance(mail, Mail) else []
    assert not [value for value in values if "\n" in value or "\r" in value or "\0" in value]


@calm
@given(st.text(max_size=300))
def test_nobody_proves_a_sender_without_a_pass_of_the_trusted_server(value):
    line = "".join(sign for sign in value if sign not in "\r\n")
    mail = parse_mail(f"Authentication-Results: {line}\r\nFrom: mara@acme.example\r\n\r\nx".encode("utf-8", "replace"))
    assert isinstance(mail, Mail)
    assert not is_proven(mail, POLICY) or "pass" in line.lower()


@calm
@given(texts, st.sampled_from(["Fwd: x", "Re: x", "x", "VS: x", ""]))
def test_any_text_is_cut_without_an_error_and_loses_no_passage(text, subject):
    words = mail_words()
    reply = read_reply(text, words)
    assert [passage.text for passage in reply.passages] == (
        [] if not reply.visible else reply.visible.split("\n\n")
    ) or ("\n\n".join(passage.text for passage in reply.passages) == reply.visible)
    assert isinstance(read_typed(text, words), str)
    forwarded = find_forwarded(Mail(text=text, subject=subject), words)
    assert forwarded is None or isinstance(forwarded.body, str)


@calm
@given(texts)
def test_any_page_becomes_text(text):
    assert isinstance(html_to_text(text), str)
    assert "\0" not in html_to_text(f"<p>{text}</p>")


@calm
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.vtt", "a.eml", "a.zip", "", "a"]))
def test_any_file_is_read_or_named_with_a_reason(payload, name):
    files, uses = read_attachments((Attachment(name=name, content_type="text/plain", payload=payload),))
    assert bool(files) == uses[0].used
    assert uses[0].used != bool(uses[0].reason)


@calm
@given(some_bytes)
def test_guard_and_route_take_any_mail(data):
    mail = parse_mail(b"Subject: x\r\n" + data)
    if isinstance(mail, NotAMail):
        assert mail.reason
        return
    found = find_automatic(mail, our_address=POLICY.address.address, words=mail_words())
    keys = find_route_keys(mail, address=POLICY.address, separator="+")
    assert found is None or found[0] in MailClass
    assert len(keys.message_ids) <= 50


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@b.c\r\nSubject: x\r\n\r\n" + b"> quoted line\r\n" * 300_000,
        b"From: a@b.c\r\nSubject: Fwd: x\r\n\r\n" + b"From: a@b.c\r\n" * 100_000,
        b"From: a@b.c\r\nSubject: Fwd: x\r\n\r\n" + b"On 1.2.2026 10:00 a@b.c wrote:\r\n" * 50_000,
        b"From: a@b.c\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n" + b"<div><p>x</p>" * 100_000,
        b"From: a@b.c\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 50_000,
        b"From: a@b.c\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 100_000,
        b"From: " + b"a@b.c, " * 30_000 + b"\r\nSubject: x\r\n\r\nx",
        b"From: a@b.c\r\nSubject: " + b"=?utf-8?Q?x?= " * 15_000 + b"\r\n\r\nx",
        b"From: a@b.c\r\nReferences: " + b"<a@b> " * 40_000 + b"\r\n\r\nx",
        b"From: a@b.c\r\nAuthentication-Results: mail.acme.example;" + b"(" * 200_000 + b"\r\n\r\nx",
        b"From: a@b.c\r\nSubject: x\r\n\r\n" + b"x" * 5_000_000,
        b"From: a@b.c\r\nSubject: x\r\n\r\n" + b"wrote: " * 500_000,
    ],
    ids=lambda data: data[:60].decode(errors="replace"),
)
def test_a_hostile_mail_ends_in_bounded_time(data):
    begin = time.thread_time()
    mail = parse_mail(data)
    if isinstance(mail, Mail):
        read_mail(mail, policy=POLICY, words=mail_words(), is_reply=False)
        is_proven(mail, POLICY)
    assert time.thread_time() - begin < MOST_SECONDS
