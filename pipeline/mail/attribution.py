"""The line that programs put above a quote: "On Monday, Ana wrote:", in any language.

It says who or when, and mostly has a verb. It may be wrapped over several
lines, stand behind the last typed words on their own line, or (Gmail in some
languages) have no verb at all, only a date and an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.mail.lines import DAY, MOMENT, QUOTED, next_written
from pipeline.mail.mailboxes import ADDRESS
from pipeline.mail.words import MailWords, fold

MOST_ROWS = 6
MOST_CHARACTERS = 400
DASHES = " \t-*_|~"
CLOSED = re.compile(r"[:：]$")
SENDER_LAST = re.compile(r"<[^<>]{1,200}@[^<>]{1,200}>\s{0,3}[:：]?$")
# "Monday, 23 November 2026 09:05:22 CET - Mara Lindt:"
TIME_AND_NAME = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\b[^:：]{0,40}\s[-–—]\s[^:：]{1,100}[:：]$")
BOXED = re.compile(r"^\s{0,3}-{2,40}.{1,300}-{2,40}\s{0,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Its words, its last line, and what was typed before it on its first line."""

    text: str
    end: int
    before: str = ""


def find_attribution(lines: Sequence[str], start: int, words: MailWords) -> Attribution | None:
    """The attribution that begins on this line, or None."""
    first = lines[start].strip()
    if not first or QUOTED.match(first):
        return None
    rows: list[str] = []
    blanks = 0
    for end in range(start, min(start + MOST_ROWS, len(lines))):
        row = lines[end].strip()
        if not row:
            blanks += 1
            if blanks > 1 or first.endswith((".", "!", "?")) or not _begins(first, words):
                return None
            continue
        if rows and row.startswith(">") and " ".join(rows).count("<") <= " ".join(rows).count(">"):
            return None
        rows.append(row)
        following = next_written(lines, end + 1)
        found = _judge(rows, following, words) if _may_end(row, following, words) else None
        if found is not None:
            return Attribution(text=found[1], end=end, before=found[0])
    return None


def _may_end(row: str, following: str, words: MailWords) -> bool:
    """A cheap look before the dear ones: most lines of a mail end like no attribution does."""
    bare = fold(row.rstrip(DASHES))
    return bare.endswith(words.closings) or (bare.endswith(">") and QUOTED.match(following) is not None)


def _judge(rows: Sequence[str], following: str, words: MailWords) -> tuple[str, str] | None:
    """What was typed before it, and the attribution itself, if these rows are one."""
    text = " ".join(rows)
    bare = text.strip(DASHES)
    if len(text) > MOST_CHARACTERS or not bare:
        return None
    if not _says_who_and_when(bare, words, boxed=BOXED.match(text) is not None):
        is_date_and_sender = len(rows) == 1 and (
            (DAY.match(bare) and SENDER_LAST.search(bare)) or (DAY.search(bare[:60]) and TIME_AND_NAME.search(bare))
        )
        return ("", bare) if is_date_and_sender and QUOTED.match(following) else None
    if len(rows) > 1:
        later = (" ".join(rows[number:]).strip(DASHES) for number in range(1, len(rows)))
        if any(_begins(one, words) and _says_who_and_when(one, words) for one in later):
            return None
        return ("", bare) if _begins(bare, words) or rows[1][0] in "<(" or MOMENT.search(rows[0]) else None
    return _split(text, bare, words) if QUOTED.match(following) and not _begins(bare, words) else ("", bare)


def _says_who_and_when(bare: str, words: MailWords, *, boxed: bool = False) -> bool:
    moment, address = MOMENT.search(bare), ADDRESS.search(bare)
    if words.verb.search(bare) is not None:
        # Without a colon it may be an answer: "The report of 20.11.2026 is sent".
        is_closed = boxed or CLOSED.search(bare) is not None
        return boxed or (moment or address) is not None if is_closed else bool(moment and address)
    if moment is None or address is None or not CLOSED.search(bare):
        return False
    return moment.start() < address.start() and SENDER_LAST.search(bare) is not None


def _begins(text: str, words: MailWords) -> bool:
    """Whether it starts as attributions do: with a word such as "On" or a number, and a day soon after."""
    text = text.lstrip(DASHES)
    return bool(text[:1].isdigit() or words.opening.match(text)) and DAY.search(text[:60]) is not None


def _split(text: str, bare: str, words: MailWords) -> tuple[str, str]:
    """Some programs put it behind the last typed words, without a line break."""
    for match in words.opening.finditer(text):
        before = text[: match.start()]
        rest = text[match.start() :].strip(DASHES)
        glued = match[0][0].islower() or before[-1:].isalnum() or ADDRESS.search(before) is not None
        if before.strip(DASHES) and not glued and _begins(rest, words) and _says_who_and_when(rest, words):
            return before.rstrip(DASHES), rest
    return "", bare
