"""Hop 5: take the meeting mail out of the mail that carried it.

People forward in three ways: as an attachment, inline under a line such as
"Forwarded message", or under nothing but a header block (Outlook). We try them
in this order, because the first keeps the true sender and date. Outlook writes
a reply and a forward alike, so without a separator the outer subject decides.
Never looks at a clock: a missing date stays missing.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime

from dateutil import parser as date_parser

from pipeline.mail.header_block import HeaderBlock, find_header_block, is_separator
from pipeline.mail.words import MailWords
from pipeline.model import Address, Forwarded, Mail

QUOTE_MARK = re.compile(r"^\s?> ?")
MOST_LINES = 20_000
NEAR = 6


def find_forwarded(mail: Mail, words: MailWords) -> Forwarded | None:
    """The mail inside this one, written inline; None when nothing was forwarded."""
    text = mail.text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\xa0", " ")
    lines = text.split("\n")[:MOST_LINES]
    is_forward = has_prefix(mail.subject, words.forward_prefixes)
    is_reply = has_prefix(mail.subject, words.reply_prefixes)
    for number, line in enumerate(lines):
        bare = QUOTE_MARK.sub("", line)
        if is_separator(bare, words.forward_lines) or (not is_reply and is_separator(bare, words.original_lines)):
            found = _below(lines, number + 1, words)
            if found is not None:
                return _build(lines[:number], found[0], found[1], mail)
        elif is_forward and (block := find_header_block(_unquoted(lines, number), 0, words)) is not None:
            return _build(_without_rule(lines[:number]), block, _unquoted(lines, number)[block.end :], mail)
    return None


def has_prefix(subject: str, prefixes: tuple[str, ...]) -> bool:
    """Whether the subject begins with one of them, as in "Fwd: …" or "FW : …"."""
    head = subject.strip().casefold().partition(":")[0].strip()
    return ":" in subject and head in prefixes


def _below(lines: list[str], start: int, words: MailWords) -> tuple[HeaderBlock, list[str]] | None:
    inner = _unquoted(lines, start)
    for number in range(min(NEAR, len(inner))):
        block = find_header_block(inner, number, words)
        if block is not None:
            return block, inner[block.end :]
    return None


def _unquoted(lines: list[str], start: int) -> list[str]:
    """The rest of the mail; where all of it is quoted (Apple Mail), one level of quoting is taken off."""
    rest = lines[start:]
    written = [line for line in rest if line.strip()]
    if written and written[0].lstrip().startswith(">"):
        return [QUOTE_MARK.sub("", line) for line in rest]
    return rest


def _without_rule(lines: list[str]) -> list[str]:
    while lines and re.fullmatch(r"[\s_*-]*", lines[-1]):
        lines = lines[:-1]
    return lines


def _build(above: list[str], block: HeaderBlock, below: list[str], mail: Mail) -> Forwarded:
    values = block.values
    sender, name = _read_sender(values.get("from", ""))
    return Forwarded(
        body="\n".join(below).strip("\n").rstrip(),
        sender=sender,
        sender_name=name,
        to=_read_addresses(values.get("to", "")),
        cc=_read_addresses(values.get("cc", "")),
        subject=values.get("subject", ""),
        sent_at=_read_date(values.get("date", ""), mail.sent_at),
        date_text=values.get("date", ""),
        note="\n".join(_without_rule(above)).strip(),
        attachments=mail.attachments,
    )


def _read_sender(text: str) -> tuple[Address | None, str]:
    found = _read_addresses(text)
    if found:
        return found[0], found[0].name
    return None, text.strip(" \"'*<>")


def _read_addresses(text: str) -> tuple[Address, ...]:
    """Addresses of a header line as people see it: "[mailto:…]", doubled addresses and commas in names happen."""
    text = re.sub(r"<mailto:[^>]*>", "", text).replace("[mailto:", "<").replace("]", ">").replace(";", ",")
    found: list[Address] = []
    pending = ""
    for name, address in getaddresses([text]):
        if "@" not in address:
            pending = f"{address or name} "
            continue
        try:
            found.append(Address(address=address.strip("<> "), name=(pending + name).strip(" \"'*")))
        except ValueError:
            continue
        pending = ""
    return tuple(found)


def _read_date(text: str, near: datetime | None) -> datetime | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        pass
    try:
        read = date_parser.parse(re.sub(r"\s+at\s+", " ", text), default=datetime(1, 1, 1))  # noqa: DTZ001 - a blank to fill
    except (ValueError, OverflowError, TypeError):
        return None
    if read.year == 1:
        return None
    return read if read.tzinfo or near is None else read.replace(tzinfo=near.tzinfo)
