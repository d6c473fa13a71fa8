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

from pipeline.mail.header_block import find_header_block, is_separator
from pipeline.mail.words import MailWords
from pipeline.model import Passage, ReplyText

# A 767 kB quote took a peer ten seconds (research notes of this project's corpus); a reply is read in its first part.
MOST_LINES = 4_000
MOST_COLUMNS = 2_000
ATTRIBUTION_LINES = 4
SIGNATURE = re.compile(r"^(?:-- ?|—|__+|--+)$")
QUOTED = re.compile(r"^\s{0,3}>")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None)


def read_reply(text: str, words: MailWords) -> ReplyText:
    """The parts of a reply; of a mail that is only a quote, nothing is visible."""
    lines = [line[:MOST_COLUMNS] for line in _clean(text).split("\n")[:MOST_LINES]]
    end = _find_tail(lines, words)
    kinds = ["quoted" if QUOTED.match(line) else "typed" for line in lines[:end]]
    _mark_attributions(lines, kinds, words)
    _drop_signatures(lines, kinds, words)
    passages = _read_passages(lines, kinds)
    visible = "\n\n".join(passage.text for passage in passages)
    quoted = "\n".join([line for line, kind in zip(lines, kinds, strict=False) if kind == "quoted"] + lines[end:])
    return ReplyText(visible=visible, quoted=quoted.strip("\n"), passages=tuple(passages))


def _clean(text: str) -> str:
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").translate(INVISIBLE).replace("\xa0", " ").replace("\u202f", " ")
    )


def _find_tail(lines: list[str], words: MailWords) -> int:
    """Where an unmarked quote begins, to the end of the mail."""
    for number, line in enumerate(lines):
        if is_separator(line, words.original_lines) or is_separator(line, words.forward_lines):
            return number
        if find_header_block(lines, number, words) is not None:
            before = number - 1
            while before >= 0 and re.fullmatch(r"[\s_*-]*", lines[before]):
                before -= 1
            return before + 1
        last = _attribution_end(lines, number, words)
        if last is not None:
            following = next((one for one in lines[last + 1 :] if one.strip()), "")
            if not QUOTED.match(following):
                return number
    return len(lines)


def _attribution_end(lines: list[str], start: int, words: MailWords) -> int | None:
    """The last line of an attribution that begins here; programs wrap it over up to four lines."""
    first = lines[start].strip().casefold()
    if not first or first.startswith(">"):
        return None
    for end in range(start, min(start + ATTRIBUTION_LINES, len(lines))):
        if not lines[end].strip():
            return None
        joined = " ".join(line.strip() for line in lines[start : end + 1]).casefold()
        for opening, closing in words.attributions:
            if joined.startswith(opening) and joined.endswith(closing) and _has_place(joined, opening):
                return end
    return None


def _has_place(joined: str, opening: str) -> bool:
    """An attribution tells when or who: a digit or an address. "On reflection, as Ana wrote:" tells neither."""
    return "@" in joined or (bool(opening) and any(letter.isdigit() for letter in joined))


def _mark_attributions(lines: list[str], kinds: list[str], words: MailWords) -> None:
    for number, kind in enumerate(kinds):
        if kind != "typed":
            continue
        end = _attribution_end(lines, number, words)
        if end is not None and end < len(kinds):
            for place in range(number, end + 1):
                kinds[place] = "attribution"


def _drop_signatures(lines: list[str], kinds: list[str], words: MailWords) -> None:
    """A signature, device line or footer ends a run of typed lines."""
    dropping = False
    for number, kind in enumerate(kinds):
        if kind != "typed":
            dropping = False
            continue
        line = lines[number].strip().casefold()
        starts = SIGNATURE.match(lines[number].rstrip("\n")) or line.startswith(
            (*words.device_lines, *words.disclaimers)
        )
        if starts and (SIGNATURE.match(lines[number]) or len(line) < 80 or line.startswith(words.disclaimers)):
            dropping = True
        if dropping:
            kinds[number] = "signature"


def _read_passages(lines: list[str], kinds: list[str]) -> list[Passage]:
    passages: list[Passage] = []
    above: list[str] = []
    typed: list[str] = []
    start = 0
    for number, kind in enumerate([*kinds, "end"]):
        if kind == "typed":
            if not typed:
                start = number
            typed.append(lines[number].rstrip())
            continue
        text = "\n".join(typed).strip("\n")
        if text.strip():
            offset = next(place for place, line in enumerate(typed) if line.strip())
            passages.append(Passage(text=text, line=start + offset + 1, under=tuple(above)))
            above = []
        typed = []
        if kind == "quoted":
            above.append(re.sub(r"^(?:\s{0,3}> ?)+", "", lines[number]).rstrip())
    return passages
