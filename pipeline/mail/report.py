"""Hop 2, delivery reports: which of our letters did not arrive, at whom, and whether for good.

Servers that follow RFC 3464 say it in fields. The others (qmail, old Exim,
old Exchange) say it in prose above a copy of the letter; there a status is
believed where it has the shape of RFC 3463, since words of a human language
cannot tell "failed" from "still trying".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import Mail

MOST_PROSE = 50_000
MOST_IDS = 10
MOST_RECIPIENTS = 200

# Not a part of an IP address or of a version with four numbers.
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
# A reply of SMTP without an enhanced status: the codes that a server says of a recipient.
REPLY = re.compile(r"(?<![\d.])(4[25][0-2]|5[05][0-4])[ -](?!bytes)")
FIELD = re.compile(r"(?im)^(final-recipient|original-recipient|action|status|diagnostic-code)[ \t]*:[ \t]*(.*)$")
RETURNED_ID = re.compile(r"(?im)^[> \t]{0,10}message-id[ \t]*:\s{0,5}(<[^<>\s]{1,300}>)")
# Where the copy of the letter begins; what is above it is the server's prose.
COPY = re.compile(r"(?im)^[> \t]{0,10}(?:return-path|received|date|from|dkim-signature|mime-version)[ \t]*:")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}")

# Permanent by their digits, but they speak of a full mailbox or of the letter: the next one may well arrive.
PASSING = re.compile(r"5\.(?:2\.[23]|3\.4|6\.\d+|7\.\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A recipient at whom a letter did not arrive. `status` is that of RFC 3463."""

    recipients: tuple[str, ...]
    status: str

    @property
    def permanent(self) -> bool:
        """Whether no letter to this address will ever arrive."""
        return self.status.startswith("5") and PASSING.fullmatch(self.status) is None


def find_returned_ids(mail: Mail) -> tuple[str, ...]:
    """The Message-IDs of the mails that a report is about, as it claims."""
    header = mail.report.returned if mail.report is not None else ""
    attached = (
        part.payload[:MOST_PROSE].decode("utf-8", "replace").partition("\n\n")[0].replace("\r\n", "\n")
        for part in mail.attachments[:MOST_IDS]
        if part.content_type in {"message/rfc822", "text/rfc822-headers"}
    )
    found = [one for text in (header, *attached, mail.text[:MOST_PROSE]) for one in RETURNED_ID.findall(text)]
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def find_failures(mail: Mail) -> tuple[Failure, ...]:
    """What a report says of each recipient that was not reached. Nothing of those it is still trying to reach."""
    if mail.report is not None:
        groups = re.split(r"\n\s*\n", mail.report.status)[:MOST_RECIPIENTS]
        return tuple(failure for group in groups if (failure := _read_group(group)) is not None)
    prose = _prose_of(mail)
    status = _find_status(prose)
    # A prose that names no permanent error may only be a warning that the server still tries.
    if not status.startswith("5"):
        return ()
    named = (mail.header("x-failed-recipients") or "", prose)
    recipients = dict.fromkeys(one.rstrip(".").casefold() for text in named for one in ADDRESS.findall(text))
    return (Failure(recipients=tuple(recipients)[:MOST_RECIPIENTS], status=status),)


def _read_group(group: str) -> Failure | None:
    fields = {name.lower(): value.strip() for name, value in FIELD.findall(group)}
    recipients = tuple(
        fields[name].rpartition(";")[2].strip(" <>").casefold()
        for name in ("final-recipient", "original-recipient")
        if name in fields
    )
    status = _find_status(fields.get("status", ""))
    if status in {"", "5.0.0", "4.0.0"}:
        # What the other server said is more exact than "something".
        status = _find_status(fields.get("diagnostic-code", "")) or status
    action = fields.get("action", "").casefold() or ("failed" if status.startswith("5") else "")
    return Failure(recipients=recipients, status=status) if recipients and action.startswith("fail") else None


def _find_status(text: str) -> str:
    found = STATUS.search(text)
    if found is not None:
        return found[0]
    reply = REPLY.search(text)
    return f"{reply[1][0]}.0.0" if reply is not None else ""


def _prose_of(mail: Mail) -> str:
    text = mail.text[:MOST_PROSE]
    copy = COPY.search(text)
    return text[: copy.start()] if copy is not None else text
