"""When a forwarded mail was sent, out of a header line in any language.

Never guesses in silence: where a date has two readings (3/4, or a month whose
name means another one next door), the mail that carries it decides, since it
came later; the reading nearest before it is taken. A missing date stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from pipeline.mail.words import MailWords, fold

MOST_CHARACTERS = 120
# RFC 5322 has no "PM", and Python's reader of it drops what it does not know.
OF_A_HEADER = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}(?::\d{2})? [+-]\d{4}")
# At the ends of the calendar no day can be counted from.
FIRST_YEAR, LAST_YEAR = 1900, 2200
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./년年-]\s?(\d{1,2})\s?[./월月-]\s?(\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?((?:20|19)?\d{2})(?!\d)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# "20 November", "20. de noviembre", "November 20", "October 26."
DAY_AND_WORD = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[.,º]?\s{0,2}(?:(?:de|d[’'])\s?)?([^\W\d_]{2,20})")
WORD_AND_DAY = re.compile(r"([^\W\d_]{2,20})\.?[\s-]{1,2}(\d{1,2})(?![\d:])")
CLOCK = re.compile(r"(?<![\d./-])(\d{1,2})[:.h](\d{2})(?:[:.]\d{2})?(?!\d)\s?([AaPp])?\.?(?:[Mm](?!\w))?")
OFFSET = re.compile(r"(?:GMT|UTC|\s)([+-])(\d{1,2}):?(\d{2})?(?!\d)")
ZONE = re.compile(r"\b([A-Z]{3,4})\b")
# Zones by the names that mail programs write; the rest of the world writes an offset.
ZONES = {
    name: hours
    for hours, names in {
        0: "UTC GMT WET",
        1: "CET BST WEST",
        2: "CEST EET",
        3: "EEST MSK",
        9: "JST KST",
        -4: "EDT",
        -5: "EST CDT",
        -6: "CST MDT",
        -7: "MST PDT",
        -8: "PST",
    }.items()
    for name in names.split()
}


def read_moment(text: str, near: datetime | None, words: MailWords) -> datetime | None:
    """The moment that this line names, in the zone of the mail that carries it where it names none."""
    text = text[:MOST_CHARACTERS].strip()
    if OF_A_HEADER.match(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, IndexError, OverflowError):
            return None
    days = sorted(set(_read_days(text, words)))
    if not days:
        return None
    day = _nearest(days, near)
    numbers = YEAR_FIRST.search(text) or _year_last(text)
    rest = text if numbers is None else f"{text[: numbers.start()]} {text[numbers.end() :]}"
    return datetime.combine(day, _read_clock(rest), tzinfo=_read_zone(rest) or (near.tzinfo if near else None))


def _read_days(text: str, words: MailWords) -> Iterator[date]:
    """Every day that this line could mean."""
    found = YEAR_FIRST.search(text)
    if found is not None:
        yield from _days(found[1], found[2], found[3])
        return
    found = _year_last(text)
    if found is not None:
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        yield from _days(year, found[3], found[1])
        if found[2] != ".":
            yield from _days(year, found[1], found[3])
        return
    year_found = YEAR.search(text)
    if year_found is None:
        return
    pairs = [(match[2], match[1]) for match in DAY_AND_WORD.finditer(text)]
    pairs += [(match[1], match[2]) for match in WORD_AND_DAY.finditer(text)]
    for word, day in pairs:
        months = _months(word, words)
        for month in months:
            yield from _days(year_found[1], str(month), day)
        if months:
            return


def _year_last(text: str) -> re.Match[str] | None:
    """A day in numbers. A clock may have dots too (09.26.50), so a short year counts where there is no long one."""
    matches = list(YEAR_LAST.finditer(text))
    return next((one for one in matches if len(one[4]) == 4 or not YEAR.search(text)), None)


def _days(year: str, month: str, day: str) -> Iterator[date]:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        yield found


def _months(word: str, words: MailWords) -> frozenset[int]:
    """The months that a word may name, by the longest beginning that is known."""
    word = fold(word)
    return next((words.month[word[:end]] for end in range(len(word), 1, -1) if word[:end] in words.month), frozenset())


def _nearest(days: list[date], near: datetime | None) -> date:
    """The latest of them that is not after the mail that carries it; clocks and zones may differ by a day."""
    if near is None:
        return days[0]
    before = [day for day in days if day <= near.date() + timedelta(days=1)]
    return max(before) if before else min(days)


def _read_clock(text: str) -> time:
    found = CLOCK.search(text)
    if found is None:
        return time(0)
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else time(0)


def _read_zone(text: str) -> tzinfo | None:
    found = OFFSET.search(text)
    if found is not None and int(found[2]) < 15:
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0) % 60)
        return timezone(-shift if found[1] == "-" else shift)
    names = [name for name in ZONE.findall(text) if name in ZONES]
    return timezone(timedelta(hours=ZONES[names[0]])) if names else None
