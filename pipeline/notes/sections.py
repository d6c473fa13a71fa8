"""What a heading announces: a kind of item, or a role such as the agenda.

A heading is compared by its bare words, so that "✅ 3. ACTION ITEMS:" and
"Action items" are the same. The longest phrase wins.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.book import RuleBook
from pipeline.rules.wording import bare_words

# A heading may say a little more than its phrase: "Action items from last week", "Open questions for the board".
MORE_WORDS = 4


ASIDE = re.compile(r"\([^()]{0,80}\)")


@lru_cache(maxsize=4_096)
def find_meaning(title: str, book: RuleBook) -> str:
    """The kind or role a heading names, empty where it names none."""
    words = bare_words(ASIDE.sub(" ", title))
    best, meaning = 0, ""
    for section in book.sections:
        for wanted in section.phrases:
            if len(wanted) > best and _says(words, wanted, whole=section.whole):
                best, meaning = len(wanted), section.means
    return meaning


def is_announced(title: str, book: RuleBook) -> bool:
    """Whether a short line is nothing but a heading of the language: a whole phrase and no more."""
    return bare_words(ASIDE.sub(" ", title)) in book.headings


def _says(words: tuple[str, ...], wanted: tuple[str, ...], *, whole: bool) -> bool:
    if whole:
        return words == wanted
    if len(words) > len(wanted) + MORE_WORDS:
        return False
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))
