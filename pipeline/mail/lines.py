"""The text of a mail as lines that can be compared, and what nearly every reader of lines asks.

Mail programs hide zero-width marks, odd blanks and byte-order marks in their
text; none of them means anything to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.mail.words import GAP, MailWords, fold

# More lines are an archive or an attack: nobody types them, and a quote of that length says nothing new.
MOST_LINES = 20_000
MOST_COLUMNS = 2_000
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"))
BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
CLEANING = {**INVISIBLE, **BLANKS}

QUOTED = re.compile(r"^\s{0,3}>(?!.{0,500}<<\s{0,3}$)")
ONE_QUOTE_MARK = re.compile(r"^\s{0,3}> ?")
QUOTE_MARKS = re.compile(r"^(?:\s{0,3}>){1,50} ?")
RULE = re.compile(r"[\s_*=-]*")

# What a date or a time of day looks like, whatever the language.
DAY = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}")
MOMENT = re.compile(rf"\d{{1,2}}[:.h]\d{{2}}|{DAY.pattern}")

# "-----Original Message-----", alone on its line or (Yahoo) before the first header.
RULED = re.compile(r"^[\s*_|>]{0,20}[-_]{2,40}[\s*]{0,5}(.{3,80}?)[\s*]{0,5}[-_]{2,40}[\s*]{0,5}(.{0,2000})$")
EDGES = " \t-_*>|=:：~"


def read_lines(text: str) -> list[str]:
    """The lines of a text, without what a reader cannot see; a very long text ends early."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CLEANING)
    return [line[:MOST_COLUMNS].rstrip() for line in text.split("\n", MOST_LINES)[:MOST_LINES]]


def after_separator(line: str, phrases: Collection[str]) -> str | None:
    """What stands behind a line such as "----- Forwarded Message -----", mostly nothing; None for any other line.

    Without dashes or a colon around it, it may be a sentence of somebody's.
    """
    bare = fold(line.strip(EDGES))
    if bare in phrases and (fold(line.strip()) != bare or line.startswith(">")):
        return ""
    ruled = RULED.match(line)
    if ruled is None:
        return None
    bare = fold(ruled[1].strip(EDGES))
    known = bare in phrases or any(bare.startswith(one[:-1]) for one in phrases if one.endswith(GAP))
    return ruled[2].strip() if known else None


def next_written(lines: Sequence[str], start: int) -> str:
    """The first line from here that is not blank; empty at the end."""
    return next((line for line in lines[start:] if line.strip()), "")


def has_prefix(subject: str, prefixes: Collection[str]) -> bool:
    """Whether the subject begins with one of them, as in "Fwd: …", "AW[2]: …" or "转发：…"."""
    head, colon, _ = re.sub("：", ":", fold(subject.strip()[:60])).partition(":")
    return bool(colon) and re.sub(r"\s{0,3}\[\d{1,3}\]$", "", head).strip() in prefixes


def without_prefixes(subject: str, words: MailWords) -> str:
    """The subject that was there before people forwarded and answered."""
    for _ in range(20):
        if not has_prefix(subject, (*words.forward_prefixes, *words.reply_prefixes)):
            break
        subject = re.split("[:：]", subject, maxsplit=1)[1].strip()
    return subject.strip()
