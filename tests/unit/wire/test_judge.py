"""Faults of the wire, and what they mean for a letter."""

from __future__ import annotations

import smtplib
import socket
import ssl

import pytest

from workers.ports import Verdict
from workers.smtp_judge import judge, needs_operator

LATER, NEVER, SENT = Verdict.LATER, Verdict.NEVER, Verdict.SENT


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (None, SENT),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"5.1.1 no such user")}), NEVER),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (450, b"greylisted")}), LATER),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no"), "b@x.example": (450, b"later")}), LATER),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (552, b"5.2.2 mailbox full")}), LATER),
        (smtplib.SMTPDataError(554, b"5.7.1 spam"), NEVER),
        (smtplib.SMTPDataError(451, b"4.3.0 try later"), LATER),
        (smtplib.SMTPDataError(552, b"5.3.4 message too big"), NEVER),
        (smtplib.SMTPDataError(552, b"5.2.3 length exceeds limit"), NEVER),
        (smtplib.SMTPDataError(552, b"5.2.2 mailbox full"), LATER),
        (smtplib.SMTPServerDisconnected("gone"), LATER),
        (smtplib.SMTPConnectError(421, b"busy"), LATER),
        (smtplib.SMTPConnectError(554, b"no service for you"), LATER),
        (smtplib.SMTPHeloError(501, b"bad name"), LATER),
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not your address", "us@x.example"), LATER),
        (smtplib.SMTPSenderRefused(552, b"5.3.4 too big", "us@x.example"), NEVER),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong password"), LATER),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 try later"), LATER),
        (smtplib.SMTPNotSupportedError("no STARTTLS"), LATER),
        (smtplib.SMTPResponseException(530, b"5.7.0 sign in first"), LATER),
        (ConnectionRefusedError(), LATER),
        (TimeoutError(), LATER),
        (socket.gaierror(), LATER),
        (ssl.SSLCertVerificationError(), LATER),
    ],
    ids=repr,
)
def test_an_error_has_one_verdict(error, verdict):
    assert judge(error) is verdict


def test_a_bug_is_not_the_weather():
    with pytest.raises(ZeroDivisionError):
        judge(ZeroDivisionError())


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPNotSupportedError("no STARTTLS"),
        smtplib.SMTPSenderRefused(553, b"5.7.1 not your address", "us@x.example"),
        smtplib.SMTPConnectError(554, b"no service for you"),
        smtplib.SMTPResponseException(530, b"sign in first"),
        ssl.SSLCertVerificationError(),
    ],
    ids=repr,
)
def test_trouble_with_our_settings_is_told_to_the_operator(error):
    assert needs_operator(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        smtplib.SMTPAuthenticationError(454, b"try later"),
        smtplib.SMTPSenderRefused(451, b"try later", "us@x.example"),
        smtplib.SMTPSenderRefused(552, b"5.3.4 too big", "us@x.example"),
        smtplib.SMTPDataError(554, b"spam"),
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionRefusedError(),
    ],
    ids=repr,
)
def test_the_weather_is_not(error):
    assert not needs_operator(error)
