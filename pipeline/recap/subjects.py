"""Subjects of our letters.

The tag stands in front: what mail programs compare when they thread by
subject is the text behind leading blobs in brackets (RFC 5256 2.1), so
"Re: [7K2Q] Weekly sync" stays beside "Weekly sync".
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.mail.words import MailWords
from pipeline.recap.header_lines import clean
from pipeline.recap.page import shorten

MAX_BASE = 150
# A subject has a handful of prefixes at most; more is somebody's game.
MOST_PREFIXES = 20

# The mark by which the forwarder keeps a recap for themselves until they send it (LETTERS.md).
DRAFT = re.compile(r"\[draft\]\s*", re.IGNORECASE)


def find_base(subject: str, *, tag: str, words: MailWords) -> str:
    """The subject without "Re:", "Fwd:" and our own tag in front, in any language we know."""
    front = _compile_prefixes((*words.reply_prefixes, *words.forward_prefixes))
    ours = f"[{tag}]".casefold()
    base = clean(subject[: 10 * MAX_BASE])
    for _ in range(MOST_PREFIXES):
        found = front.match(base)
        if found is not None:
            base = base[found.end() :]
        elif base[: len(ours)].casefold() == ours:
            base = base[len(ours) :].lstrip()
        else:
            break
    return shorten(base, MAX_BASE)


def sent_subject(subject: str) -> str:
    """The subject of what was a draft and is none any more."""
    return DRAFT.sub("", subject)


@cache
def _compile_prefixes(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    marks = "|".join(re.escape(prefix) for prefix in sorted(set(prefixes), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?i)(?:{marks})\s?(?:\[\d{{1,3}}\])?\s?[:：]\s*")


def answer_subject(base: str, *, tag: str) -> str:
    """The subject of an answer, ours or the reader's; "Re:" in every language (RFC 5322 3.6.5)."""
    return f"Re: [{tag}] {base}".rstrip()
