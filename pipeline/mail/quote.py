"""A reply cut apart: what its writer typed, and what they quoted.

A quote is a line that begins with ">" anywhere, and everything below a line
that programs without ">" put above the old mail: an attribution ("On … wrote:"),
a header block (Outlook), or "Original Message". Typed lines between quoted
ones are kept with the quoted lines above them: that is how people answer one
item (freescout#349 lost them). Signature, device line and legal footer are
neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from pipeline.mail.attribution import find_attribution
from pipeline.mail.header_block import find_header_block
from pipeline.mail.lines import QUOTE_MARKS, QUOTED, RULE, after_separator, next_written, read_lines
from pipeline.mail.words import MailWords, fold
from pipeline.model import Passage, ReplyText

# A quote of 767 kB took other readers ten seconds; a reply stands in the first part of its mail.
MOST_LINES = 4_000
DELIMITER = re.compile(r"^-- ?$")
SIGNATURE = re.compile(r"^\s?(?:-- ?|–|—|_{2,80})$")
# A delimiter with a page below it is a line that somebody drew.
MOST_SIGNATURE_LINES = 12
MOST_COLUMNS_OF_A_FOOTER = 200
LINK = re.compile(r"\s{0,3}(?:<[^<>]{0,500}>|\[[^\[\]]{0,200}\]|\(\s?(?:https?|mailto):[^()]{0,500}\))")
LINK_GOES_ON = re.compile(r"[(<]https?://[^)>\s]{0,1900}$")
LINK_ONLY = re.compile(r"\s{0,3}[(<]https?://[^)>\s]{0,1900}[)>]?[\s>]{0,4}")
AROUND_A_LINE = " \t<>()[]*_.|"


class _Kind(StrEnum):
    TYPED = "typed"
    QUOTED = "quoted"
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"


def read_reply(text: str, words: MailWords) -> ReplyText:
    """The parts of a reply; nothing is visible only where nothing but quotes and signature is there."""
    lines = read_lines(text)[:MOST_LINES]
    end = _find_tail(lines, words)
    found = _cut(lines, end, words)
    if not found.visible and end < len(lines):
        block = find_header_block(lines, end, words)
        if block is not None and block.end < len(lines):
            # Nothing above a header block, and everything below it: the block is the mail's own.
            return _cut(lines, len(lines), words, start=block.end)
    return found


def read_typed(text: str, words: MailWords) -> str:
    """What somebody wrote who answers nothing: all of it but the signature, since nothing in it is a quote."""
    lines = read_lines(text)
    kinds = [_Kind.TYPED] * len(lines)
    _drop_signatures(lines, kinds, words, DELIMITER)
    return "\n".join(line for line, kind in zip(lines, kinds, strict=True) if kind is _Kind.TYPED).strip("\n")


def _cut(lines: list[str], end: int, words: MailWords, start: int = 0) -> ReplyText:
    lines = [line if number >= start else "" for number, line in enumerate(lines)]
    kinds = [_Kind.QUOTED if QUOTED.match(line) else _Kind.TYPED for line in lines[:end]]
    lines = _mark_attributions(lines, kinds, words)
    _mark_broken_links(lines, kinds)
    _drop_signatures(lines, kinds, words, SIGNATURE)
    passages = _read_passages(lines, kinds)
    quoted = [line for line, kind in zip(lines, kinds, strict=False) if kind is _Kind.QUOTED] + lines[end:]
    return ReplyText(
        visible="\n\n".join(passage.text for passage in passages),
        quoted="\n".join(quoted).strip("\n"),
        passages=tuple(passages),
    )


def _find_tail(lines: Sequence[str], words: MailWords) -> int:
    """Where an unmarked quote begins, to the end of the mail."""
    for number in range(len(lines)):
        head = _find_head(lines, number, words)
        # Below a head with marked lines people answer between them.
        if head is not None and not QUOTED.match(next_written(lines, head)):
            return _above_rule(lines, number, words)
        found = find_attribution(lines, number, words)
        if found is not None and not QUOTED.match(next_written(lines, found.end + 1)):
            return number
    return len(lines)


def _find_head(lines: Sequence[str], number: int, words: MailWords) -> int | None:
    """Where the head of an old mail ends that begins here: a line between dashes, header fields, or both."""
    start = number
    separated = after_separator(lines[number], (*words.original_lines, *words.forward_lines)) is not None
    if separated:
        start = next((at for at in range(number + 1, len(lines)) if lines[at].strip()), number)
    block = find_header_block(lines, start, words)
    if block is not None:
        return block.end
    return number + 1 if separated else None


def _above_rule(lines: Sequence[str], number: int, words: MailWords) -> int:
    """Without the rule that programs draw above the old mail, or the bare "Original Message" of phones."""
    before = number
    while before > 0 and (RULE.fullmatch(lines[before - 1]) or fold(lines[before - 1].strip()) in words.original_lines):
        before -= 1
    return before


def _mark_attributions(lines: list[str], kinds: list[_Kind], words: MailWords) -> list[str]:
    """Takes attributions out of the typed lines; what was typed before one, on its line, stays."""
    lines = list(lines)
    for number, kind in enumerate(kinds):
        if kind is not _Kind.TYPED:
            continue
        head = _find_head(lines, number, words)
        if head is not None and head <= len(kinds):
            kinds[number:head] = [_Kind.ATTRIBUTION] * (head - number)
            continue
        found = find_attribution(lines, number, words)
        if found is None or found.end >= len(kinds):
            continue
        for place in range(number, found.end + 1):
            kinds[place] = _Kind.ATTRIBUTION
        if found.before:
            lines[number], kinds[number] = found.before, _Kind.TYPED
    return lines


def _mark_broken_links(lines: Sequence[str], kinds: list[_Kind]) -> None:
    """A long link that a program wrapped inside a quote loses its mark; nobody typed that line."""
    for number in range(1, len(kinds)):
        broken = kinds[number - 1] is _Kind.QUOTED and kinds[number] is _Kind.TYPED and lines[number].strip()
        if broken and (LINK_GOES_ON.search(lines[number - 1]) or LINK_ONLY.match(lines[number])):
            kinds[number] = _Kind.QUOTED


def _drop_signatures(lines: Sequence[str], kinds: list[_Kind], words: MailWords, delimiter: re.Pattern[str]) -> None:
    """A signature, device line or footer ends a run of typed lines."""
    dropping = False
    for number, kind in enumerate(kinds):
        if kind is not _Kind.TYPED:
            dropping = False
            continue
        if not dropping:
            dropping = _is_signature(lines, kinds, number, delimiter) or _is_footer(lines, number, words)
        if dropping:
            kinds[number] = _Kind.SIGNATURE


def _is_signature(lines: Sequence[str], kinds: Sequence[_Kind], number: int, delimiter: re.Pattern[str]) -> bool:
    if not delimiter.match(lines[number]):
        return False
    below = 0
    for place in range(number + 1, len(kinds)):
        if kinds[place] is not _Kind.TYPED:
            break
        below += bool(lines[place].strip())
    return below <= MOST_SIGNATURE_LINES


def _is_footer(lines: Sequence[str], number: int, words: MailWords) -> bool:
    """Whether this is "Sent from my phone", or the beginning of a legal footer.

    A device line is the last paragraph of something: alone or right below
    other words it may be the answer ("Sent from the bank.").
    """
    line = lines[number]
    bare = (LINK.sub("", line).strip(AROUND_A_LINE) or line.strip(AROUND_A_LINE))[:MOST_COLUMNS_OF_A_FOOTER]
    if not bare:
        return False
    if fold(bare).startswith(words.disclaimers):
        return True
    stands_apart = number > 0 and not lines[number - 1].strip() and any(one.strip() for one in lines[:number])
    return stands_apart and bool(words.device.fullmatch(bare))


def _read_passages(lines: Sequence[str], kinds: Sequence[_Kind]) -> list[Passage]:
    passages: list[Passage] = []
    above: list[str] = []
    typed: list[str] = []
    start = 0
    for number, kind in enumerate([*kinds, None]):
        if kind is _Kind.TYPED:
            if not typed:
                start = number
            typed.append(lines[number])
            continue
        text = "\n".join(typed).strip("\n")
        if text.strip():
            offset = next(place for place, line in enumerate(typed) if line.strip())
            passages.append(Passage(text=text, line=start + offset + 1, under=tuple(above)))
            above = []
        typed = []
        if kind is _Kind.QUOTED:
            above.append(QUOTE_MARKS.sub("", lines[number]))
    return passages
