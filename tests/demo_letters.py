"""Letters in mailboxes of the demo."""

from __future__ import annotations

from email.message import EmailMessage


def a_letter(
    *,
    subject: str = "Re: [7K2Q] Weekly",
    sender: str = "x@acme.example",
    text: str = "hello",
    page: str = "<p>hello</p>",
    kind: str = "recap",
) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = "ana@acme.example"
    letter["Subject"] = subject
    letter["Message-ID"] = "<1@acme.example>"
    letter["Reply-To"] = "notes+t0k3n@acme.example"
    if kind:
        letter["X-Followthrough"] = kind
    letter.set_content(text)
    letter.add_alternative(page, subtype="html")
    return letter


def put(visitor, letter: EmailMessage) -> None:
    visitor.shelf.boxes["ana@acme.example"] = [letter.as_bytes()]
