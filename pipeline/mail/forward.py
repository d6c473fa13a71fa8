"""Hop 5: take the meeting mail out of the mail that carried it.

People forward in three ways: as an attachment (`read.py` looks for it first,
because it keeps the true sender and date), inline under a line such as
"Forwarded message", or under nothing but a header block (Outlook) or an
attribution (Outlook for Mac). Outlook writes a reply and a forward alike, so
without a separator the outer subject and In-Reply-To decide.
Never looks at a clock: a missing date stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from pipeline.mail.attribution import DASHES, Attribution, find_attribution
from pipeline.mail.header_block import HeaderBlock, find_announced_block, find_header_block
from pipeline.mail.lines import (
    DAY,
    MOMENT,
    ONE_QUOTE_MARK,
    QUOTED,
    RULE,
    after_separator,
    has_prefix,
    read_lines,
    without_prefixes,
)
from pipeline.mail.mailboxes import ADDRESS, read_mailboxes, read_sender
from pipeline.mail.moments import read_moment
from pipeline.mail.words import MailWords
from pipeline.model import Forwarded, Mail

# Between the separator and the first header some programs leave room.
NEAR = 6
# Nobody writes more above what they forward.
MOST_ABOVE = 2_000
NAME_IN_QUOTES = re.compile(r"[\"'«“„]\s?([^\"'«»“”„]{1,100}?)\s?[\"'»”“]\s{0,3}[<(\[]")


@dataclass(frozen=True, slots=True)
class _Intent:
    """What subject and headers say about a mail before its text is read; both are false where they say nothing."""

    forwards: bool
    answers: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a mail, as they are and with one level of quoting off (Apple Mail quotes what it forwards)."""

    lines: list[str]
    bare: list[str]
    last_quoted: int

    def above(self, number: int) -> list[str]:
        """What stands above this line."""
        return self.lines[:number]

    def below(self, start: int, end: int) -> list[str]:
        """The forwarded mail whose header begins at `start` and ends before `end`.

        Where it is quoted, unquoted lines inside are slips of a program, and
        those below the last quoted line are not of that mail.
        """
        if start < len(self.lines) and QUOTED.match(self.lines[start]):
            return self.bare[end : self.last_quoted + 1]
        return self.lines[end:]


def find_forwarded(mail: Mail, words: MailWords) -> Forwarded | None:
    """The mail inside this one, written inline; None when nothing was forwarded."""
    page = _read_page(mail.text)
    intent = _read_intent(mail, words)
    marks = words.forward_lines if intent.answers else (*words.forward_lines, *words.original_lines)
    for number, line in enumerate(page.bare[:MOST_ABOVE]):
        rest = after_separator(f"> {line}" if QUOTED.match(page.lines[number]) else line, marks)
        if rest is not None:
            return _below_separator(page, number, rest, mail, words)
        if intent.answers:
            if _begins_quote(page.lines, number, words):
                return None
            continue
        block = find_header_block(page.bare, number, words)
        if block is not None and (intent.forwards or _is_whole(block)):
            return _build(page.above(number), block, page.below(number, block.end), mail, words)
        if intent.forwards and (found := find_attribution(page.bare, number, words)) is not None:
            return _build_attributed(page.above(number), found, page.below(number, found.end + 1), mail, words)
    return None


def is_answer(mail: Mail, words: MailWords) -> bool:
    """Whether subject or In-Reply-To say that this mail answers another."""
    return _read_intent(mail, words).answers


def _read_intent(mail: Mail, words: MailWords) -> _Intent:
    """Where a prefix is both ("VS:" forwards in Danish and answers in Finnish), In-Reply-To decides."""
    forwards = has_prefix(mail.subject, words.forward_prefixes) or mail.header("x-forwarded-message-id") is not None
    both = forwards and has_prefix(mail.subject, words.reply_prefixes)
    if both and mail.in_reply_to:
        forwards = False
    answers = not forwards and (bool(mail.in_reply_to) or has_prefix(mail.subject, words.reply_prefixes))
    return _Intent(forwards=forwards, answers=answers)


def _begins_quote(lines: Sequence[str], number: int, words: MailWords) -> bool:
    return (
        after_separator(lines[number], words.original_lines) is not None
        or find_header_block(lines, number, words) is not None
        or find_attribution(lines, number, words) is not None
    )


def _is_whole(block: HeaderBlock) -> bool:
    """Without any other sign, a block must be one beyond doubt: notes may begin with "From:" and "Date:" too."""
    return "from" in block.values and len(block.values) >= 3 and ADDRESS.search(block.values["from"]) is not None


def _below_separator(page: _Page, number: int, rest: str, mail: Mail, words: MailWords) -> Forwarded:
    """The mail under its separator; without a readable header it still is one."""
    if rest and (block := find_announced_block([rest], 0, words)) is not None:
        return _build(page.above(number), block, page.below(number, number + 1), mail, words)
    for start in range(number + 1, min(number + 1 + NEAR, len(page.bare))):
        block = find_announced_block(page.bare, start, words)
        if block is not None:
            return _build(page.above(number), block, page.below(start, block.end), mail, words)
    below = [rest, *page.below(number + 1, number + 1)]
    return _build(page.above(number), HeaderBlock(values={}, end=0), below, mail, words)


def _read_page(text: str) -> _Page:
    lines = read_lines(text)
    last = max((number for number, line in enumerate(lines) if QUOTED.match(line)), default=-1)
    return _Page(lines=lines, bare=[ONE_QUOTE_MARK.sub("", line) for line in lines], last_quoted=last)


def _build(above: Sequence[str], block: HeaderBlock, below: Sequence[str], mail: Mail, words: MailWords) -> Forwarded:
    values = block.values
    sender, name = read_sender(values.get("from", ""))
    return Forwarded(
        body=_read_body(_above_end(below, words)),
        sender=sender,
        sender_name=name,
        to=read_mailboxes(values.get("to", "")),
        cc=read_mailboxes(values.get("cc", "")),
        subject=values.get("subject", ""),
        sent_at=read_moment(values.get("date", ""), mail.sent_at, words),
        date_text=values.get("date", ""),
        note=_read_note(above),
        attachments=mail.attachments,
    )


def _build_attributed(
    above: Sequence[str], found: Attribution, below: Sequence[str], mail: Mail, words: MailWords
) -> Forwarded:
    """Outlook for Mac: sender and date stand in one sentence, the subject only on the mail outside."""
    sender, name = read_sender(_sender_in(found.text, words))
    first = MOMENT.search(found.text)
    day = DAY.search(found.text)
    moments = [match.end() for match in MOMENT.finditer(found.text)]
    date_text = found.text[first.start() : moments[-1]] if first is not None and day is not None else ""
    return Forwarded(
        body=_read_body(below),
        sender=sender,
        sender_name=name,
        subject=without_prefixes(mail.subject, words),
        sent_at=read_moment(date_text, mail.sent_at, words),
        date_text=date_text,
        note=_read_note([*above, found.before]),
        attachments=mail.attachments,
    )


def _sender_in(text: str, words: MailWords) -> str:
    """The part of an attribution that names its sender."""
    quoted = NAME_IN_QUOTES.search(text)
    if quoted is not None:
        return f"{quoted[1]} <{text[quoted.end() - 1 :]}"
    address = ADDRESS.search(text)
    end = address.start() if address is not None else len(text)
    past = [match.end() for match in MOMENT.finditer(text[:end])]
    part = words.verb.sub("", text[past[-1] if past else 0 :].strip(DASHES))
    return re.sub(r"^\W{0,3}(?=\w)", "", part)


def _above_end(lines: Sequence[str], words: MailWords) -> Sequence[str]:
    """The lines above "End forwarded message", which a few programs write; below it is the forwarder's signature."""
    ends = [number for number, line in enumerate(lines) if after_separator(line, words.forward_ends) is not None]
    return lines[: ends[-1]] if ends else lines


def _read_body(lines: Sequence[str]) -> str:
    """The text without what a program put around all of it: blank lines, an indent, one level of quoting."""
    written = [line for line in lines if line.strip()]
    if written and all(QUOTED.match(line) for line in written):
        lines = [ONE_QUOTE_MARK.sub("", line) for line in lines]
    return dedent("\n".join(lines)).strip("\n").rstrip()


def _read_note(lines: Sequence[str]) -> str:
    """What the forwarder wrote above, without the rule that some programs draw under it."""
    above = list(lines)
    while above and RULE.fullmatch(above[-1]):
        above.pop()
    return "\n".join(above).strip()
