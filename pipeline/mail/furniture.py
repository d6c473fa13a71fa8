"""Hop 5: what products write around their notes: how good they are, where to read on, how to have fewer of them.

Such lines would read as tasks ("Please rate the accuracy of this summary").
They are made blank and not taken out, so that lines keep their numbers.
"""

from __future__ import annotations

import re

from pipeline.mail.words import MailWords, fold

MARKS = re.compile(r"[\s>*_#|•·–—\-☐\[\]()]{0,20}")
ADDRESSES = re.compile(r"<?https?://\S{1,2000}")
# A line below that begins with one of these is something new.
SIGNS = frozenset("*-•·#|☐[")
# Where in the recording a point was made; so many of them, and they are no times of the day.
STAMP = re.compile(r"(?m)[ \t]{0,3}\((?:\d{1,2}:)?\d{1,2}:\d{2}\)[ \t]{0,3}$")
STAMPS = 3
WORD = re.compile(r"\w")
MOST_CHARACTERS = 1_000_000


def clear_furniture(text: str, words: MailWords) -> str:
    """The text with those lines blank, and what hangs on them up to the next blank line, bullet or heading."""
    if len(text) > MOST_CHARACTERS:
        return text
    if len(STAMP.findall(text)) >= STAMPS:
        text = STAMP.sub("", text)
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        bare = line.strip()
        inside = _is_furniture(bare, words) or (inside and bool(bare) and bare[0] not in SIGNS)
        kept.append("" if inside else line)
    return "\n".join(kept)


def _is_furniture(line: str, words: MailWords) -> bool:
    said = fold(line[:300]).replace("’", "'")
    mark = MARKS.match(said)
    said = said[mark.end() :] if mark is not None else said
    phrase = next((phrase for phrase in words.product_lines if said.startswith(phrase)), "")
    if not phrase:
        return False
    rest = said[len(phrase) :]
    if rest[:1].isalnum():
        return False
    # One word alone may begin a task as well.
    return " " in phrase or not WORD.search(ADDRESSES.sub("", rest))
