"""Builders: a test says what matters, the rest has a sensible value."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from pipeline.model import Address
from pipeline.outcome import Audience, Policy

NOTES_ADDRESS = "notes@acme.example"
HOST = "mara@acme.example"
OWNER = "dana@acme.example"
OTHER = "sam@acme.example"
NAMES = {HOST: "Mara Lindt", OWNER: "Dana Wolff", OTHER: "Sam Holt"}

# A Monday morning.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "a secret for tests only"

A_MEETING = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by Friday.
- We agreed to ship the small version first, because the large one is not tested.
- Risk: the test machine is full.
"""

_numbers = count(1)


def an_address(address: str | Address) -> str:
    if isinstance(address, Address):
        return f"{address.name} <{address.address}>"
    name = NAMES.get(address, "")
    return f"{name} <{address}>" if name else address


def a_mail(
    body: str = A_MEETING,
    *,
    sender: str | Address = HOST,
    to: Sequence[str | Address] = (NOTES_ADDRESS, OWNER, OTHER),
    cc: Sequence[str] = (),
    subject: str = "Weekly sync",
    sent_at: datetime = MONDAY,
    message_id: str | None = None,
    headers: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> bytes:
    mail = EmailMessage()
    mail["From"] = an_address(sender)
    mail["To"] = ", ".join(map(an_address, to))
    if cc:
        mail["Cc"] = ", ".join(map(an_address, cc))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(sent_at)
    mail["Message-ID"] = message_id or f"<{next(_numbers)}.tests@mail.acme.example>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(body, cte=encoding)
    return mail.as_bytes(policy=email.policy.SMTP)


def read_letter(raw: bytes) -> EmailMessage:
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def plain_text(raw: bytes) -> str:
    part = read_letter(raw).get_body(("plain",))
    assert part is not None, "every letter has a text part"
    return str(part.get_content())


def a_reply(letter: bytes, words: str, *, sender: str | Address = OWNER, sent_at: datetime | None = None) -> bytes:
    """An answer to one of our letters as a webmail writes it: the words on top, the letter quoted below."""
    ours = read_letter(letter)
    quote = "".join(f"> {line}\n" for line in plain_text(letter).splitlines())
    references = f"{ours['References'] or ''} {ours['Message-ID']}".strip()
    return a_mail(
        f"{words}\n\nOn Mon, Nov 23, 2026 at 9:05 AM Followthrough <{NOTES_ADDRESS}> wrote:\n\n{quote}",
        sender=sender,
        to=(str(ours["Reply-To"]),),
        subject=f"Re: {str(ours['Subject']).removeprefix('Re: ')}",
        sent_at=sent_at or MONDAY + timedelta(hours=1),
        headers={"In-Reply-To": str(ours["Message-ID"]), "References": references},
    )


def a_policy(
    *,
    audience: Audience = Audience.MAIL,
    trusted_authserv_id: str | None = None,
    separator: str = "+",
    max_bytes: int = 25_000_000,
    operator: str | None = None,
) -> Policy:
    return Policy(
        address=Address(address=NOTES_ADDRESS, name="Followthrough"),
        secret=SECRET,
        allowed_domains=frozenset({"acme.example"}),
        trusted_authserv_id=trusted_authserv_id,
        audience=audience,
        timezone="Europe/Berlin",
        reply_separator=separator,
        max_bytes=max_bytes,
        operator=Address(address=operator) if operator else None,
    )
