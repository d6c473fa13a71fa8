"""The block of `From: … Sent: … To: … Subject: …` that mail programs put above a mail they carry along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.mail.words import MailWords

FIELDS = ("from", "to", "cc", "date", "subject", "other")
MOST_FIELD_LINES = 12
LABEL = re.compile(r"^\s*(?:[*_]{1,2})?\s*([^\W\d_][\w .-]{0,24}?)\s*(?:[*_]{1,2})?\s?[::](?:[*_]{1,2})?\s*(.*)$")
RULE_MARKS = " -_*>=\t:"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """Its values as written, and the first line after it."""

    values: Mapping[str, str]
    end: int


def is_separator(line: str, phrases: tuple[str, ...]) -> bool:
    """A line such as "---------- Forwarded message ---------": one of the phrases with nothing but rules around it."""
    bare = line.strip(RULE_MARKS).casefold()
    if bare not in phrases:
        return False
    # Without dashes or a colon it may be a sentence of somebody's.
    return line.strip().casefold() != bare or line.strip().startswith(">")


def find_header_block(lines: list[str], start: int, words: MailWords) -> HeaderBlock | None:
    """The block that begins on this line; None unless it has a sender and one of date, subject or recipient."""
    first = _field(lines[start], words)
    if first is None or first[0] not in {"from", "subject", "date"}:
        return None
    values: dict[str, str] = {}
    current = ""
    number = start
    while number < min(start + MOST_FIELD_LINES, len(lines)):
        line = lines[number]
        found = _field(line, words)
        if found is not None:
            current = found[0]
            if current in values and current != "other":
                break
            values[current] = found[1].strip(" *_")
        elif not line.strip():
            if not _field_follows(lines, number, words):
                break
        elif current and _continues(line, values[current]):
            values[current] = f"{values[current]} {line.strip()}".strip()
        else:
            break
        number += 1
    if "from" not in values or not values.keys() & {"date", "subject", "to"}:
        return None
    return HeaderBlock(values=values, end=number)


def _field(line: str, words: MailWords) -> tuple[str, str] | None:
    match = LABEL.match(line)
    if match is None:
        return None
    label = match[1].strip().casefold()
    labels = {
        "from": words.from_labels,
        "to": words.to_labels,
        "cc": words.cc_labels,
        "date": words.date_labels,
        "subject": words.subject_labels,
        "other": words.other_labels,
    }
    name = next((name for name in FIELDS if label in labels[name]), None)
    return None if name is None else (name, match[2])


def _field_follows(lines: list[str], number: int, words: MailWords) -> bool:
    """Some programs leave a blank line between two fields."""
    return number + 1 < len(lines) and (found := _field(lines[number + 1], words)) is not None and found[0] != "from"


def _continues(line: str, value: str) -> bool:
    """A long value is wrapped: the next line goes on with an address, or follows an open list or bracket."""
    return not value or value.endswith((",", ";", "<")) or line.lstrip().startswith("<") or line.startswith((" ", "\t"))
