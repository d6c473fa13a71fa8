"""The mailboxes of the demo's people, as a mail program shows them.

What a letter brings along is shown as it is and never trusted: its page goes
into a frame of its own, where nothing runs and nothing is loaded.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from html import escape, unescape
from types import MappingProxyType
from urllib.parse import parse_qs, quote, urlsplit

from pipeline.model import Address
from workers.demo.mails import TEAM
from workers.desk import Desk

PEOPLE: Mapping[str, Address] = MappingProxyType({one.address.partition("@")[0]: one for one in TEAM})

_ANSWER = re.compile(r'href="(mailto:[^"<>]{1,4000})"')
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One mail of a mailbox. `kind` is that of our letter; empty for what colleagues wrote."""

    number: int
    sender: str
    subject: str
    at: datetime | None
    kind: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A mail as it is read: its text, its page with links that lead to the answer box, the answers it offers."""

    text: str
    page: str
    answers: tuple[str, ...]
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """What lies in the mailboxes of the desk. Heads are read once: a mailbox only ever grows."""

    desk: Desk
    _heads: dict[str, list[Opened]] = field(default_factory=dict)

    def list_mails(self, person: Address) -> Sequence[Opened]:
        """All mails of one person, oldest first."""
        known = self._heads.get(person.address, [])
        new = self.desk.letters(person.address)[len(known) :]
        # A new list, not a longer one: two readers at once must not both add the same mail.
        heads = [*known, *(_read_head(raw, number) for number, raw in enumerate(new, len(known) + 1))]
        self._heads[person.address] = heads
        return heads

    def find(self, person: Address, number: int) -> Opened | None:
        """One mail by its number; None when there is none."""
        mails = self.list_mails(person)
        return mails[number - 1] if 1 <= number <= len(mails) else None

    def read(self, person: Address, number: int) -> EmailMessage:
        """The whole mail; it has to be there."""
        return message_from_bytes(self.desk.letters(person.address)[number - 1], policy=policy.default)


def read_sheet(mail: EmailMessage, *, path: str) -> Sheet:
    """How a mail is shown; `path` is where it is answered."""
    page = _content(mail, "html")
    ours = bool(mail["X-Followthrough"])
    answers = tuple(dict.fromkeys(filter(None, map(_find_words, _ANSWER.findall(page))))) if ours else ()
    if ours:
        page = _ANSWER.sub(lambda found: _lead(found[1], path), page)
    names = (part.get_filename() for part in mail.iter_attachments())
    return Sheet(
        text=_content(mail, "plain"),
        page=_with_pictures(page, mail),
        answers=answers,
        attachments=tuple(name for name in names if name),
    )


def _read_head(raw: bytes, number: int) -> Opened:
    head = BytesHeaderParser(policy=policy.default).parsebytes(raw[:100_000])
    at = None
    with suppress(AttributeError, TypeError, ValueError):
        at = head["Date"].datetime
    sender = ""
    with suppress(AttributeError, IndexError):
        one = head["From"].addresses[0]
        sender = one.display_name or one.addr_spec
    return Opened(
        number=number,
        sender=sender,
        subject=str(head["Subject"] or ""),
        at=at,
        kind=str(head["X-Followthrough"] or ""),
        message_id=str(head["Message-ID"] or ""),
    )


def read_subject(raw: bytes) -> str:
    """What a mail says it is about."""
    subject = BytesHeaderParser(policy=policy.default).parsebytes(raw[:100_000])["Subject"]
    return str(subject) if not isinstance(subject, Header) else ""


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    # A charset that nobody knows is no reason to show nothing.
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else ""


def _find_words(link: str) -> str:
    """What a link of the letter would write into the answer."""
    return parse_qs(urlsplit(unescape(link)).query).get("body", [""])[0]


def _lead(link: str, path: str) -> str:
    words = _find_words(link)
    asked = f"?answer={quote(words)}" if words else ""
    return f'target="_top" href="{escape(path + asked)}#answer"'


def _with_pictures(page: str, mail: EmailMessage) -> str:
    """The pictures inside a letter, in the page itself."""
    for part in mail.walk():
        name = str(part["Content-ID"] or "").strip("<>")
        if name and part.get_content_type() in _PICTURES:
            payload = part.get_payload(decode=True)
            picture = b64encode(payload if isinstance(payload, bytes) else b"").decode()
            page = page.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{picture}")
    return page
