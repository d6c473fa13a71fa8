"""What an item says, without what is told elsewhere: marks, its day at the end, the why of a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model import Due
from pipeline.notes.dates import find_due
from pipeline.notes.words import DateWords

# Two days far apart in the calendar: what means the same on both is a date with a year, and needs no "today".
SOME_DAYS = (date(2000, 1, 3), date(2003, 7, 17))
EDGE = " \t\n.,;:-–—"
MIN_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The words of an item; `reason` is the why behind them, empty where none is given."""

    text: str
    reason: str = ""


def tell(text: str, *, kind: str, due: Due | None, reasons: Sequence[str]) -> Telling:
    """The words of an item for a reader of the recap."""
    plain = " ".join(text.split()).strip(EDGE + "?" if kind == "action" else EDGE)
    reason = ""
    if kind == "decision":
        plain, reason = _split_reason(plain, reasons)
    if kind == "action" and due is not None:
        plain = _without_due(plain, due.phrase.strip(EDGE))
    return Telling(text=plain, reason=reason)


def find_deadline(text: str, today: date | None, *, words: DateWords, next_meeting: date | None = None) -> Due | None:
    """The deadline in the text. Where nobody knows the day of the meeting, only a date with a year names a day."""
    if today is not None:
        return find_due(text, today=today, words=words, next_meeting=next_meeting)
    found = [find_due(text, today=day, words=words) for day in SOME_DAYS]
    first = next((due for due in found if due is not None), None)
    if first is None or all(due == first for due in found):
        return first
    return Due(phrase=first.phrase)


def _split_reason(text: str, reasons: Sequence[str]) -> tuple[str, str]:
    for word in sorted(reasons, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)[,:]?\s", text, re.IGNORECASE)
        if found and len(text[: found.start()].split()) >= MIN_WORDS and text[found.end() :].strip(EDGE):
            return text[: found.start()].strip(EDGE), text[found.end() :].strip(EDGE)
    return text, ""


def _without_due(text: str, phrase: str) -> str:
    """The text without its day, where that stands at one of its ends and leaves a task behind."""
    bare = text.rstrip(EDGE + ")]")
    for rest in (bare.removesuffix(phrase), text.removeprefix(phrase)):
        short = rest.strip(EDGE + "([") if rest not in {bare, text} else ""
        if len(short.split()) >= MIN_WORDS:
            return short
    return text
