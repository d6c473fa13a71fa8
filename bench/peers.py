"""Libraries that take a forward or a reply apart, asked the same questions about the same mails.

Those that read text get the text that our own parser makes of a mail, so that
charsets and HTML are the same for all. One that is not installed is left out
and named.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from email.utils import getaddresses
from io import StringIO
from pathlib import Path
from typing import Any

import corpora

from pipeline.mail.parse import parse_mail
from pipeline.model import Mail

Found = tuple[str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One mail, whole and as the text our own parser makes of it."""

    raw: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A library's reading of a text: what is visible, and what was forwarded. `does` are the sets it is made for."""

    read: Callable[[Given], Found]
    does: tuple[str, ...]


def answer_mails(folder: Path) -> Iterator[tuple[str, dict[str, corpora.Answer]]]:
    """The answers of each library that is installed."""
    mails = [(name, given) for name, raw in corpora.mails_of(folder) if (given := _given(name, raw)) is not None]
    for library, peer in PEERS.items():
        try:
            yield library, {name: _answer(peer, given) for name, given in mails}
        except ImportError:
            sys.stderr.write(f"{library} is not installed: make install\n")


def _given(name: str, raw: bytes) -> Given | None:
    mail = parse_mail(raw)
    return Given(raw=raw, text=mail.text) if isinstance(mail, Mail) and not name.startswith("hostile") else None


def _answer(peer: Peer, given: Given) -> corpora.Answer:
    try:
        # Some print what they stumble over.
        with redirect_stderr(StringIO()):
            visible, forwarded = peer.read(given)
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - a library that stumbles over a mail has not read it
        visible, forwarded = "", None
    return {"mail": {"class": "notes", "visible_text": visible, "forwarded": forwarded}}


def _email_forward_parser(given: Given) -> Found:
    from emailforwardparser.client import EmailParserClient  # noqa: PLC0415 - a peer may be missing

    found = EmailParserClient().get_original_metadata(given.raw.decode("utf-8", "surrogateescape"))
    if not found.forwarded:
        return given.text, None
    mail = found.email
    return found.message or "", {
        "from": _mailbox(mail.from_),
        "to": [_mailbox(one) for one in mail.to],
        "cc": [_mailbox(one) for one in mail.cc],
        "subject": mail.subject,
        "body": mail.body,
    }


def _quotequail(given: Given) -> Found:
    import quotequail  # noqa: PLC0415

    text = given.text
    visible = "\n".join(part for is_visible, part in quotequail.quote(text) if is_visible)
    found = quotequail.unwrap(text)
    if not found:
        return visible, None
    if found["type"] != "forward":
        return "\n".join(filter(None, [found.get("text_top"), found.get("text_bottom")])), None
    sender = next(iter(_mailboxes(found.get("from"))), {"name": found.get("from"), "address": None})
    return found.get("text_top") or "", {
        "from": sender,
        "to": _mailboxes(found.get("to")),
        "cc": _mailboxes(found.get("cc")),
        "subject": found.get("subject"),
        "body": found.get("text"),
    }


def _mail_parser_reply(given: Given) -> Found:
    from mailparser_reply import EmailReplyParser, constants  # noqa: PLC0415

    return EmailReplyParser(languages=list(constants.MAIL_LANGUAGES)).parse_reply(text=given.text) or "", None


def _email_reply_parser(given: Given) -> Found:
    from email_reply_parser import EmailReplyParser  # noqa: PLC0415

    return EmailReplyParser.parse_reply(given.text), None


def _mailbox(one: Any) -> dict[str, str | None]:
    return {"name": one.name, "address": one.address}


def _mailboxes(value: str | None) -> list[dict[str, str]]:
    return [{"name": name, "address": address} for name, address in getaddresses([value or ""]) if address]


PEERS: Mapping[str, Peer] = {
    "email-forward-parser": Peer(read=_email_forward_parser, does=("forwards",)),
    "quotequail": Peer(read=_quotequail, does=("forwards", "replies")),
    "mail-parser-reply": Peer(read=_mail_parser_reply, does=("replies",)),
    "email-reply-parser": Peer(read=_email_reply_parser, does=("replies",)),
}
