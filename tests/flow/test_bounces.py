"""A letter that did not arrive: believed where it was ours, told once, and no letter is sent after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_policy, a_reply, plain_text, read_letter
from report_builders import a_prose_report, a_report

from workers.store import outbox, people

OPERATOR = "ops@acme.example"


@pytest.fixture
def recap(road):
    """Dana's recap, sent; and somebody who runs the program."""
    road.use(a_policy(operator=OPERATOR))
    road.deliver(a_mail())
    road.run()
    return road.letters(OWNER)[0]


def letters(road, recipient: str = OWNER):
    """State and last error of each letter to somebody, oldest first."""
    with road.store.begin() as tx:
        rows = [row for row in outbox.list_rows(tx) if row.recipient == recipient]
    return [(row.state, row.errors[-1]["error"] if row.errors else "") for row in sorted(rows, key=lambda row: row.id)]


def is_marked(road, address: str = OWNER) -> bool:
    with road.store.begin() as tx:
        return people.find_undeliverable_since(tx, address) is not None


def receive(road, raw: bytes) -> None:
    road.deliver(raw)
    road.run()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822", "message/rfc822-headers"])
def test_a_report_marks_the_letter_that_came_back(road, recap, returned):
    receive(road, a_report(recap, returned=returned))
    assert letters(road) == [("bounced", "came back: 5.1.1")]
    assert road.states()[-1] == ("done", "bounce")


def test_a_permanent_failure_marks_the_address(road, recap):
    receive(road, a_report(recap))
    assert is_marked(road)
    assert not is_marked(road, OTHER)


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("4.4.7", ""),
        ("5.2.2", ""),
        ("5.3.4", ""),
        ("5.7.1", ""),
        ("5.0.0", "Diagnostic-Code: smtp; 552 5.2.2 mailbox full\n"),
    ],
)
def test_what_may_pass_marks_the_letter_and_not_the_address(road, recap, status, fields):
    receive(road, a_report(recap, status=status, fields=fields))
    assert [state for state, _ in letters(road)] == ["bounced"]
    assert not is_marked(road)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_that_says_nothing_failed_changes_nothing(road, recap, action):
    receive(road, a_report(recap, action=action, status="4.4.1"))
    assert letters(road) == [("sent", "")]
    assert road.states()[-1] == ("ignored", "bounce")


PROSE = {
    "qmail": (
        "Hi. This is the qmail-send program at mail.acme.example.\nI wasn't able to deliver your message.\n\n"
        "<{to}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n"
    ),
    "exim": (
        "A message that you sent could not be delivered. The following address failed:\n\n  {to}\n"
        "    SMTP error from remote mail server after RCPT TO:<{to}>:\n    550 No such user\n\n"
        "------ This is a copy of the message, including all the headers. ------\n"
    ),
    "exchange": (
        "Your message did not reach some or all of the intended recipients.\n\n"
        "      {to} on 23.11.2026 10:05\n            <mail.acme.example #5.1.1>\n"
    ),
    "gmail": (
        "Delivery to the following recipient failed permanently:\n\n     {to}\n\nThe error that the other server "
        "returned was:\n550 550 5.1.1 <{to}> User unknown (state 14).\n\n----- Original message -----\n"
    ),
    "postfix": (
        "<{to}>: host mx.acme.example[192.0.2.7] said: 550 5.1.1 <{to}>: Recipient address rejected: User unknown "
        "(in reply to RCPT TO command)\n"
    ),
}


@pytest.mark.parametrize("server", PROSE)
def test_a_report_in_prose_is_read(road, recap, server):
    receive(road, a_prose_report(recap, PROSE[server]))
    assert [state for state, _ in letters(road)] == ["bounced"]
    assert is_marked(road)


@pytest.mark.parametrize(
    "prose",
    [
        "Warning: message still undelivered after 4 hours to {to}. It is tried again until it is 5 days old.",
        "<{to}>: 451 4.3.0 try again later. You do not need to do anything.",
        "The letter to {to} could not be delivered by mail.acme.example [192.0.5.1.1], Postfix 5.1.1.2.",
    ],
)
def test_prose_that_may_be_a_warning_changes_nothing(road, recap, prose):
    receive(road, a_prose_report(recap, prose))
    assert letters(road) == [("sent", "")]


def test_no_letter_is_sent_after_a_permanent_failure_and_the_list_says_why(road, recap):
    receive(road, a_report(recap))
    receive(road, a_mail(subject="Weekly sync 2"))
    assert letters(road)[-1] == ("withheld", "not sent: undeliverable since 2026-11-24")
    assert len(road.letters(OWNER)) == 1
    assert len(road.letters(OTHER)) == 2


def test_a_mail_from_that_person_shows_that_the_address_lives(road, recap):
    receive(road, a_report(recap))
    receive(road, a_reply(recap, "ok"))
    assert not is_marked(road)


def test_an_operators_retry_tries_the_address_again(road, recap):
    receive(road, a_report(recap))
    receive(road, a_mail(subject="Weekly sync 2"))
    with road.store.begin() as tx:
        withheld = next(row for row in outbox.list_rows(tx, state="withheld"))
        assert outbox.retry(tx, withheld.id, now=road.clock.now())
    road.run()
    assert len(road.letters(OWNER)) == 2


def test_the_operator_hears_of_it_once_a_day(road, recap):
    for status in ("5.1.1", "5.1.2", "5.1.3"):
        receive(road, a_report(recap, status=status))
    (told,) = road.letters(OPERATOR)
    assert OWNER in plain_text(told)
    assert "budget" not in plain_text(told)
    road.clock.advance(timedelta(days=1))
    receive(road, a_report(road.letters(OTHER)[0]))
    assert len(road.letters(OPERATOR)) == 2


def test_without_an_operator_nobody_is_written_to(road):
    receive(road, a_mail())
    before = len(road.sent())
    receive(road, a_report(road.letters(OWNER)[0]))
    assert len(road.sent()) == before


def test_a_bounce_that_comes_back_from_the_operator_ends_there(road, recap):
    receive(road, a_report(recap))
    receive(road, a_report(road.letters(OPERATOR)[0]))
    road.clock.advance(timedelta(days=1))
    receive(road, a_report(road.letters(OTHER)[0]))
    assert len(road.letters(OPERATOR)) == 1
    assert [state for state, _ in letters(road, OPERATOR)] == ["bounced", "withheld"]


def test_somebody_only_written_to_does_not_become_known_by_a_bounce(road, recap):
    receive(road, a_report(road.letters(HOST)[0]))
    with road.store.begin() as tx:
        assert [person for person in people.find_all(tx) if not person.name] == []


# --- forged ones -----------------------------------------------------------


def test_a_report_of_a_letter_that_is_not_ours_changes_nothing(road, recap):
    receive(road, a_report(recap.replace(b".followthrough@", b".elsewhere@")))
    assert letters(road) == [("sent", "")]
    assert not is_marked(road)


def test_a_report_of_somebody_elses_letter_changes_nothing_for_either(road, recap):
    receive(road, a_report(recap, recipient=OTHER))
    assert letters(road) == [("sent", "")]
    assert letters(road, OTHER) == [("sent", "")]
    assert not is_marked(road, OTHER)


def test_a_person_who_writes_of_a_bounce_changes_nothing(road, recap):
    report = a_prose_report(recap, PROSE["qmail"], sender=HOST, subject="Re: Weekly sync")
    receive(road, report.replace(b"Return-Path: <>\r\n", b""))
    assert letters(road)[0] == ("sent", "")
    assert not is_marked(road)


def test_a_report_is_never_answered(road, recap):
    receive(road, a_report(recap))
    assert road.post.letters("MAILER-DAEMON@mail.acme.example") == []


# --- Gmail's code ----------------------------------------------------------


def a_confirmation(*, sender: str = "Gmail Team <forwarding-noreply@google.com>", headers: str = "") -> bytes:
    text = f"""\
{headers}From: {sender}
To: {NOTES_ADDRESS}
Subject: (#123456789) Gmail Forwarding Confirmation - Receive Mail from mara@acme.example
Date: Mon, 23 Nov 2026 09:10:00 +0000
Message-ID: <{len(headers)}.code@mail.example>

mara@acme.example has requested to automatically forward mail to your email
address {NOTES_ADDRESS}. Confirmation code: 123456789

https://mail-settings.google.example/mail/vf-abc
"""
    return text.replace("\n", "\r\n").encode()


def test_gmails_code_is_passed_on_to_the_operator_and_nothing_else_of_the_mail(road, recap):
    receive(road, a_confirmation())
    (told,) = road.letters(OPERATOR)
    assert "123456789" in str(read_letter(told)["Subject"])
    assert "123456789" in plain_text(told)
    assert "mara@" not in plain_text(told)
    assert "vf-abc" not in plain_text(told)


def test_without_an_operator_the_list_shows_the_code(road):
    receive(road, a_confirmation())
    assert road.states() == [("done", "forwarding-code 123456789")]


def test_a_code_that_only_claims_to_be_gmails_is_passed_on_to_nobody(road):
    road.use(a_policy(operator=OPERATOR, trusted_authserv_id="mail.acme.example"))
    receive(road, a_confirmation())
    receive(
        road, a_confirmation(headers="Authentication-Results: mail.acme.example; dkim=pass header.d=evil.example\n")
    )
    assert road.states() == [("quarantined", "unproven")] * 2
    assert road.letters(OPERATOR) == []


def test_a_code_that_google_signed_is_believed(road):
    road.use(a_policy(operator=OPERATOR, trusted_authserv_id="mail.acme.example"))
    receive(road, a_confirmation(headers="Authentication-Results: mail.acme.example; dkim=pass header.d=google.com\n"))
    assert len(road.letters(OPERATOR)) == 1


@pytest.mark.parametrize(
    ("refusal", "marked"),
    [
        ("550 5.1.1 User unknown", True),
        ("550 5.1.10 Recipient not found", True),
        ("550 5.7.1 Not today", False),
        ("552 5.2.2 Mailbox full", False),
        ("450 4.1.1 Try again later", False),
    ],
)
def test_a_server_that_knows_nobody_there_marks_the_address_like_a_report(road, refusal, marked):
    road.post.refusals[OWNER] = refusal
    receive(road, a_mail())
    assert is_marked(road) is marked
    assert not is_marked(road, OTHER)
