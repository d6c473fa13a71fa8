"""Mails as bytes, in the shapes that mail programs give them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from builders import HOST, NOTES_ADDRESS, a_policy, an_address

from pipeline.languages.load import load_mail_words
from pipeline.mail.parse import parse_mail
from pipeline.mail.read import MailReading, read_mail
from pipeline.mail.words import MailWords
from pipeline.model import Mail


@functools.cache
def mail_words() -> MailWords:
    return load_mail_words()


def raw(headers: str, body: str | bytes = "", *, charset: str = "utf-8") -> bytes:
    """A mail of exactly these header lines and this body."""
    content = body.encode(charset) if isinstance(body, str) else body
    return headers.strip("\n").replace("\n", "\r\n").encode() + b"\r\n\r\n" + content


def parsed(data: bytes) -> Mail:
    mail = parse_mail(data)
    assert isinstance(mail, Mail), mail
    return mail


def a_text(text: str, *, subject: str = "Fwd: Weekly sync", headers: Mapping[str, str] | None = None) -> Mail:
    """A mail of one plain text."""
    return parsed(build(text, subject=subject, headers=headers))


def build(
    text: str | None = None,
    *,
    html: str | None = None,
    subject: str = "Weekly sync",
    headers: Mapping[str, str] | None = None,
    files: tuple[tuple[str, str, bytes], ...] = (),
    mails: tuple[bytes, ...] = (),
) -> bytes:
    """A mail with a text, a page, files (name, type, content) and attached mails."""
    mail = EmailMessage()
    mail["From"] = an_address(HOST)
    mail["To"] = NOTES_ADDRESS
    mail["Subject"] = subject
    mail["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    mail["Message-ID"] = "<outer@mail.acme.example>"
    for name, value in (headers or {}).items():
        mail[name] = value
    if text is not None:
        mail.set_content(text)
    if html is not None:
        if text is None:
            mail.set_content(html, subtype="html")
        else:
            mail.add_alternative(html, subtype="html")
    for name, kind, content in files:
        maintype, _, subtype = kind.partition("/")
        mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name or None)
    for inner in mails:
        # As programs attach it: whole, untouched.
        mail.add_attachment(inner, maintype="application", subtype="octet-stream", filename="notes.eml")
    return mail.as_bytes(policy=SMTP)


def reading(data: bytes | Mail, *, is_reply: bool = False) -> MailReading:
    mail = data if isinstance(data, Mail) else parsed(data)
    return read_mail(mail, policy=a_policy(), words=mail_words(), is_reply=is_reply)
