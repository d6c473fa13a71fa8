"""Addresses of mail servers: what is safe, what is read, what an error may say."""

from __future__ import annotations

import pytest

from workers.endpoint import IMAP_SCHEMES, SMTP_SCHEMES, Guard, parse_endpoint
from workers.imap import mailbox_name


def test_a_url_names_host_port_login_and_folder():
    endpoint = parse_endpoint(
        "imaps://ana%40acme.example:p%2Fw%40%23@mail.acme.example/Team%20Notes", schemes=IMAP_SCHEMES
    )
    assert (endpoint.host, endpoint.port, endpoint.guard) == ("mail.acme.example", 993, Guard.TLS)
    assert (endpoint.user, endpoint.password, endpoint.path) == ("ana@acme.example", "p/w@#", "Team Notes")


@pytest.mark.parametrize(
    ("url", "port", "guard"),
    [
        ("smtps://mail.acme.example", 465, Guard.TLS),
        ("smtp+starttls://mail.acme.example", 587, Guard.STARTTLS),
        ("smtp+starttls://mail.acme.example:25", 25, Guard.STARTTLS),
        ("smtp://localhost", 25, Guard.LOOPBACK),
        ("smtp://127.0.0.1:2525", 2525, Guard.LOOPBACK),
        ("smtp://[::1]:2525", 2525, Guard.LOOPBACK),
    ],
)
def test_a_scheme_decides_port_and_guard(url, port, guard):
    endpoint = parse_endpoint(url, schemes=SMTP_SCHEMES)
    assert (endpoint.port, endpoint.guard, endpoint.user) == (port, guard, None)


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("imap://ana:secret@mail.acme.example", "write imaps:// instead"),
        ("imap://ana:secret@192.0.2.1", "write imaps:// instead"),
        ("imap://ana:secret@localhost.acme.example", "write imaps:// instead"),
        ("pop3://ana:secret@mail.acme.example", "write imaps:// or imap://"),
        ("mail.acme.example", "write imaps:// or imap://"),
        ("imaps:///INBOX", "no host"),
        ("imaps://ana:sec/ret@mail.acme.example", "percent-encode"),
        ("imaps://ana:123/sec@mail.acme.example", "percent-encode"),
        ("imaps://ana:sec#ret@mail.acme.example", "percent-encode"),
        ("imaps://ana:sec?ret@mail.acme.example", "percent-encode"),
        ("imaps://ana:secret@mail.acme.example:port", "percent-encode"),
        ("imaps://ana:secret@[mail.acme.example", "percent-encode"),
    ],
)
def test_a_bad_url_is_told_with_its_cure_and_without_the_password(url, cure):
    with pytest.raises(ValueError, match=cure) as caught:
        parse_endpoint(url, schemes=IMAP_SCHEMES)
    assert "sec" not in str(caught.value)


def test_a_password_is_never_shown():
    assert "secret" not in repr(parse_endpoint("imaps://ana:secret@mail.acme.example", schemes=IMAP_SCHEMES))


def test_the_ledger_knows_a_mailbox_by_a_name_without_password():
    assert mailbox_name("imaps://ana:secret@mail.acme.example") == "ana@mail.acme.example/INBOX"
