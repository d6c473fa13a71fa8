"""Delivery reports in the shapes that mail servers give them, about a letter of ours."""

from __future__ import annotations

from email.message import Message
from email.parser import HeaderParser

from builders import NOTES_ADDRESS

DAEMON = "Mail Delivery System <MAILER-DAEMON@mail.acme.example>"


def header_of(letter: bytes) -> str:
    """The header of a letter, as servers return it."""
    return letter.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0]


def recipient_of(letter: bytes) -> str:
    found: Message = HeaderParser().parsestr(header_of(letter))
    return str(found["To"]).rpartition("<")[2].strip(">")


def a_report(
    letter: bytes,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    recipient: str | None = None,
    fields: str = "",
    returned: str = "text/rfc822-headers",
    headers: str = "",
) -> bytes:
    """A report with the fields of RFC 3464; `returned` is the type of the part that holds the letter's header."""
    recipient = recipient or recipient_of(letter)
    copy = header_of(letter) + ("\n\nthe text of the letter\n" if returned == "message/rfc822" else "\n")
    text = f"""\
Return-Path: <>
From: {DAEMON}
To: {NOTES_ADDRESS}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 09:10:00 +0000
Message-ID: <{status}.{action}.{len(fields)}.{recipient}@mail.acme.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
{headers}Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report
Content-Type: text/plain

I could not deliver your letter.

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.acme.example
Arrival-Date: Mon, 23 Nov 2026 09:05:00 +0000

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
{fields}
--report
Content-Type: {returned}

{copy}
--report--
"""
    return text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")


def a_prose_report(letter: bytes, prose: str, *, sender: str = DAEMON, subject: str = "failure notice") -> bytes:
    """A report in words, with a copy of the letter below them; `{to}` in the prose is the letter's recipient."""
    text = f"""\
Return-Path: <>
From: {sender}
To: {NOTES_ADDRESS}
Subject: {subject}
Date: Mon, 23 Nov 2026 09:10:00 +0000
Message-ID: <{len(prose)}.prose@mail.acme.example>

{prose.replace("{to}", recipient_of(letter))}

{header_of(letter)}

the text of the letter
"""
    return text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")
