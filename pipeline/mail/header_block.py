"""The block of `From: … Sent: … To: … Subject: …` that mail programs put above a mail they carry along."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.mail.lines import MOMENT
from pipeline.mail.mailboxes import ADDRESS
from pipeline.mail.words import MailWords, fold

MOST_FIELD_LINES = 40
MOST_BLANKS = 2
MARKS = r"[\s|*_>]{0,20}"
LABELLED = re.compile(rf"^{MARKS}([^\W\d_][^:：<>@|*]{{0,40}}?)[\s*_]{{0,6}}[:：]{MARKS}(.*)$")
COLON = re.compile("[:：]")
GLUED = re.compile(r"(?<=[^\W\d_])(?=\s)")
MOST_LABEL = 30
SHORT_LABEL = 3
STARTS = ("from", "date", "subject", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """Its values as written, and the first line after it."""

    values: Mapping[str, str]
    end: int


def find_header_block(lines: Sequence[str], start: int, words: MailWords) -> HeaderBlock | None:
    """The block that begins on this line, wherever it stands."""
    block = find_announced_block(lines, start, words)
    return block if block is not None and _is_header(block.values) else None


def find_announced_block(lines: Sequence[str], start: int, words: MailWords) -> HeaderBlock | None:
    """The block under a line that says that one follows: a sender with a date, subject or recipient will do."""
    first = _read_fields(lines[start], words)
    if not first or first[0][0] not in STARTS:
        return None
    values: dict[str, str] = {}
    current = ""
    number = start
    while number < min(start + MOST_FIELD_LINES, len(lines)):
        line = lines[number]
        fields = _read_fields(line, words)
        if fields:
            if any(name in values and name != "other" for name, _ in fields):
                break
            values.update(fields)
            current = fields[-1][0]
        elif not line.strip():
            if not _goes_on(lines, number, values, words):
                break
        elif current and _is_wrapped(lines, number, values, current, words):
            values[current] = f"{values[current]} {line.strip()}".strip()
        else:
            break
        number += 1
    if len(values.keys() - {"other", "cc"}) < 2:
        return None
    return HeaderBlock(values={name: value.strip(" \t*_|") for name, value in values.items()}, end=number)


def _is_header(values: Mapping[str, str]) -> bool:
    """Two words with colons are no header yet: "No: …" and "Data: …" are labels somewhere, and somebody's answer."""
    fields = values.keys() - {"other"}
    has_address = any(ADDRESS.search(values.get(name, "")) for name in ("from", "to", "cc"))
    has_moment = MOMENT.search(values.get("date", "")) is not None
    if "from" not in fields:
        return {"date", "to"} <= fields and has_address and has_moment
    return len(fields) > 2 or (len(fields) > 1 and (has_address or has_moment))


def _read_fields(line: str, words: MailWords) -> list[tuple[str, str]]:
    """The fields on this line: mostly one or none; Yahoo writes all of them on a single line."""
    match = LABELLED.match(line)
    name = words.labels.get(_folded(match[1])) if match is not None else None
    if match is None or name is None:
        return []
    fields: list[tuple[str, str]] = []
    value = match[2].strip()
    while name != "subject" and (inner := _find_label(value, words, alone=not fields)) is not None:
        begin, end, found = inner
        fields.append((name, value[:begin]))
        name, value = found, value[end:].strip()
    return [*fields, (name, value)]


def _find_label(value: str, words: MailWords, *, alone: bool) -> tuple[int, int, str] | None:
    """A further label inside a value, where it begins and ends: with its colon or, among others, without it.

    Yahoo glues a label to the value before it ("…@acme.example>To: …"), and
    in some languages forgets a colon.
    """
    for end in COLON.finditer(value):
        begin = _label_before(value, end.start(), words)
        if begin is not None:
            return begin, end.end(), words.labels[_folded(value[begin : end.start()])]
    if alone:
        return None
    for end in GLUED.finditer(value):
        begin = _label_before(value, end.end(), words)
        if begin is not None and not value[begin - 1].isspace():
            return begin, end.end(), words.labels[_folded(value[begin : end.end()])]
    return None


def _label_before(value: str, end: int, words: MailWords) -> int | None:
    """Where the longest label begins that ends here. A short one is glued to nothing but a closing bracket."""
    for begin in range(max(1, end - MOST_LABEL), end):
        label = value[begin:end]
        if label[0].isspace() or label[0].islower() or _folded(label) not in words.labels:
            continue
        before = value[begin - 1]
        if before == ">" or before.isspace() or len(label.strip()) > SHORT_LABEL:
            return begin
    return None


def _folded(label: str) -> str:
    return " ".join(fold(label).split())


def _goes_on(lines: Sequence[str], number: int, values: Mapping[str, str], words: MailWords) -> bool:
    """Some programs leave a blank line or two between the fields; a complete block ends at the first."""
    if {"from", "date", "to", "subject"} <= values.keys():
        return False
    following = next((line for line in lines[number : number + MOST_BLANKS + 1] if line.strip()), "")
    fields = _read_fields(following, words)
    return bool(fields) and fields[0][0] not in values and fields[0][0] != "from"


def _is_wrapped(lines: Sequence[str], number: int, values: Mapping[str, str], current: str, words: MailWords) -> bool:
    """A long value goes on: with an address, after an open list or bracket, or because more fields follow."""
    line, value = lines[number], values[current]
    if not value or value.rstrip().endswith((",", ";", "<", "[mailto:")) or value.count("<") > value.count(">"):
        return True
    if current in {"to", "cc", "from"} and (line.lstrip()[:1] in "<[" or ADDRESS.search(line) is not None):
        return True
    following = [fields[0][0] for row in lines[number + 1 : number + 3] if (fields := _read_fields(row, words))]
    return bool(following) and following[0] not in values and following[0] != "from"
