"""Text as bare words, so that a heading or a mark is the same however it is dressed."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MAX_READ = 400


def bare_words(text: str) -> tuple[str, ...]:
    """The words without case, numbers, marks and pictures: "✅ 3. ACTION-ITEMS:" is ("action", "items")."""
    words = WORD.findall(text[:MAX_READ].casefold().replace("’", "'"))
    return tuple(word for word in words if not word.isdigit())
