"""Hop 6: what the notes say about the meeting itself: its title, day, people, purpose and outcome.

What stands in the notes wins over what the mail says about them: a title
over the subject, a date over the day of sending. A day that the notes write
in two ways at once (12/5) is taken only where the day of sending tells which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.model import Block, BlockKind, Meeting, Notes, Person
from pipeline.notes.attendees import read_attendees, read_person
from pipeline.notes.day_numbers import read_iso, read_month_day, read_numbers
from pipeline.notes.day_words import read_day_at
from pipeline.notes.days import make_day
from pipeline.notes.entries import Entry, read_entries
from pipeline.notes.lines import LineKind
from pipeline.notes.saying import Saying, is_year
from pipeline.notes.titles import clean_title, plain_title, without_frame
from pipeline.notes.tokens import Phrases, read_tokens
from pipeline.notes.words import DateWords, MeetingWords, PeopleWords

_HEAD = 40  # lines in which notes tell about themselves
_TOP = 6  # lines in which a date needs no label
_NEAR_TOP = 12  # lines in which a labelled date is that of the meeting before all others
_MAX_DAY_LINE = 24  # words and marks in a line that tells the day of the meeting without a label
_TOPIC = 3
_MAX_TITLE = 200
# The name of a body stands in the first lines, and is short.
_LETTERHEAD, _LETTERHEAD_WORDS = 3, 7
_MAX_TITLE_WORDS = 16
_MAX_PURPOSE = 300
_SENT_WITHIN = 20  # days after the meeting in which its notes are sent, and one before it for other zones


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packs:
    """The three tables of words that reading a head needs, and the day the notes were sent (None: not told)."""

    meeting: MeetingWords
    dates: DateWords
    people: PeopleWords
    sent_on: date | None


def read_meeting(
    notes: Notes, blocks: Sequence[Block], *, timezone: str, words: MeetingWords, dates: DateWords, people: PeopleWords
) -> Meeting:
    """What the notes say about the meeting. What they do not say stays empty; a mail's subject and day step in."""
    packs = _Packs(meeting=words, dates=dates, people=people, sent_on=_day_of(notes.sent_at, timezone))
    spoken = any(block.kind is BlockKind.TURN for block in blocks)
    entries = tuple(read_entries(notes.text))
    head = entries[:_HEAD]
    title = _find_title(head, packs)
    told = (
        _find_labelled_day(title, [entry for entry in head if entry.number <= _NEAR_TOP], packs)
        or notes.held_on
        or _find_day_in(plain_title(notes.title, words), packs)
        or _find_day_on_top(head, packs)
        # Further down a label may tell the day of something else: "Volunteer day – Date: April 26".
        or _find_labelled_day(title, head, packs)
    )
    day = told or packs.sent_on
    # At the ends of the calendar no day can be counted from.
    held_on = day if day is not None and is_year(day.year) else None
    listed = read_attendees(entries, words=words, people=people)
    return Meeting(
        title=(without_frame(title, words) or clean_title(notes.title, words))[:_MAX_TITLE],
        held_on=held_on,
        dated=told is not None,
        timezone=timezone,
        attendees=listed or (_speakers(blocks, packs) if spoken else ()) or notes.invited,
        purpose=_find_below(entries, words.purpose, packs),
        outcome=_find_below(entries, words.outcome, packs),
    )


def find_next_meeting(
    blocks: Sequence[Block], *, today: date | None, words: MeetingWords, dates: DateWords
) -> date | None:
    """The day of the next meeting, where the notes tell it: a line or a heading that says so, with a day behind it.

    Where nobody knows the day of this one (`today` is None), no day is counted from it.
    """
    if today is None:
        return None
    for block in blocks:
        said = " ".join((*block.sections[-1:], block.text))
        tokens = read_tokens(said[:_MAX_PURPOSE])
        if not any(words.next_meeting.find_at(tokens, at) for at in range(len(tokens))):
            continue
        saying = Saying(tokens=tokens, today=today, words=dates)
        for at in range(len(tokens)):
            counted = read_day_at(saying, at)
            sure: tuple[date, ...] = counted.days if counted and len(counted.days) == 1 else ()
            for day in (_first_day(saying, at), *sure):
                if day and day > today:
                    return day
    return None


def _find_title(head: Sequence[Entry], packs: _Packs) -> str:
    """A labelled title, else the heading above everything, else a first line that looks like one."""
    words = packs.meeting
    for entry in head:
        if entry.label in words.title and entry.value:
            return entry.value
    below = False
    for entry in head:
        if entry.is_heading:
            says_part = _is_section(entry.label, words) or _is_section(entry.text, words)
            # Notes that begin at the third level begin with a topic.
            return "" if entry.level >= _TOPIC or says_part else entry.text
        if entry.label and (entry.label in words.date or entry.label in words.roles):
            continue
        if _is_only_a_day(entry.text, packs):
            continue
        titled = entry.kind is LineKind.TEXT and _is_title_line(entry, packs, by_day=not below)
        if titled and not _is_named(entry.text, words):
            return plain_title(entry.text, words)
        if not _is_letterhead(entry, words):
            return ""
        below = True
    return ""


def _is_letterhead(entry: Entry, words: MeetingWords) -> bool:
    """Whose notes these are, above what they are: "TOWN OF ASHBY", "Library Board of Trustees"."""
    said = entry.text.split()
    labelled = bool(entry.label) and (entry.label != entry.text or _is_section(entry.label, words))
    plain = entry.kind is LineKind.TEXT and not labelled and entry.number <= _LETTERHEAD
    return plain and 0 < len(said) <= _LETTERHEAD_WORDS and said[0][:1].isupper() and entry.text[-1:].isalnum()


def _is_section(label: str, words: MeetingWords) -> bool:
    tables = (
        words.sections,
        words.attendees,
        words.more_attendees,
        words.absent,
        words.roles,
        words.purpose,
        words.outcome,
        words.date,
    )
    return not label or any(label in table for table in tables)


def _is_named(text: str, words: MeetingWords) -> bool:
    """Whether a line is nothing but the name of a part of the notes."""
    return text.rstrip(": ") in words.sections


def _is_only_a_day(text: str, packs: _Packs) -> bool:
    """Whether a line tells a day and nothing else; the title may stand below it."""
    tokens = read_tokens(text[:_MAX_PURPOSE])
    names = (packs.dates.months, packs.dates.weekdays)
    return len(tokens) <= _MAX_TITLE_WORDS and all(
        token.is_mark or token.text[0].isdigit() or any(table.find_at(tokens, at) for table in names)
        for at, token in enumerate(tokens)
    )


def _is_title_line(entry: Entry, packs: _Packs, *, by_day: bool) -> bool:
    """A short line that names a meeting (or `by_day`: its day) and is no sentence.

    Below a letterhead or a first line that may be the title, a day alone names nothing.
    """
    text = entry.text
    if entry.number > _TOP or len(text.split()) > _MAX_TITLE_WORDS or text.endswith((".", ":", ",", "?", "!")):
        return False
    if entry.label and entry.label != text and entry.label in packs.meeting.attendees:
        return False
    tokens = read_tokens(text)
    tables = (packs.meeting.prefixes, packs.meeting.title)
    names_it = any(table.find_at(tokens, at) for table in tables for at in range(len(tokens)))
    return names_it or (by_day and _find_day_in(text, packs) is not None)


def _find_labelled_day(title: str, head: Sequence[Entry], packs: _Packs) -> date | None:
    """The day under its label, or in the title."""
    labelled = (entry.value for entry in head if entry.label in packs.meeting.date)
    if day := next((day for text in labelled if (day := _find_day_in(text, packs))), None):
        return day
    day = _find_day_in(title, packs)
    return day if day and not _is_ahead(day, packs) else None


def _find_day_on_top(head: Sequence[Entry], packs: _Packs) -> date | None:
    """A day in the first lines."""
    days = (_find_day_in(entry.text, packs) for entry in head if _may_tell_day(entry, packs))
    return next((day for day in days if day and not _is_ahead(day, packs)), None)


def _may_tell_day(entry: Entry, packs: _Packs) -> bool:
    """A heading or short line at the top with no task in it: "by 7 December" and "next meeting" tell other days."""
    if entry.number > (2 * _TOP if entry.is_heading else _TOP):
        return False
    tokens = read_tokens(entry.text[:_MAX_PURPOSE])
    others = (packs.meeting.next_meeting, packs.dates.deadline)
    if any(table.find_at(tokens, at) for table in others for at in range(len(tokens))):
        return False
    return entry.is_heading or (entry.kind is LineKind.TEXT and len(tokens) <= _MAX_DAY_LINE)


def _is_ahead(day: date, packs: _Packs) -> bool:
    """Whether the notes were sent before that day, give or take one for other zones."""
    return packs.sent_on is not None and (day - packs.sent_on).days > 1


def _find_day_in(text: str, packs: _Packs) -> date | None:
    tokens = read_tokens(text[:_MAX_PURPOSE])
    saying = Saying(tokens=tokens, today=packs.sent_on or date(2000, 1, 1), words=packs.dates)
    named = {name[0] for at in range(len(tokens)) if (name := saying.name_at(at, packs.dates.weekdays))}
    weekday = named.pop() if len(named) == 1 else None
    days = (
        _first_day(saying, at, sent_on=packs.sent_on, needs_year=True, weekday=weekday) for at in range(len(tokens))
    )
    return next((day for day in days if day), None)


def _first_day(
    saying: Saying, at: int, *, sent_on: date | None = None, needs_year: bool = False, weekday: int | None = None
) -> date | None:
    """The day that begins there. Of a stretch ("March 25-29, 2014") it is the first day."""
    for read in (read_iso, read_month_day, read_numbers):
        said = read(saying, at)
        if said is None:
            continue
        if not said.days:
            return _first_of_stretch(saying, at, said.end)
        if said.dated or not needs_year:
            return _choose(said.days, sent_on, weekday=weekday)
        if sent_on:
            return _choose(tuple(_around(day, sent_on) for day in said.days), sent_on)
    return None


def _choose(days: Sequence[date], sent_on: date | None, *, weekday: int | None = None) -> date | None:
    """The only day; of two readings the one on the weekday beside it, or near the day of sending, where only one is."""
    if len(days) == 1:
        return days[0]
    called = [day for day in days if day.weekday() == weekday]
    if len(called) == 1:
        return called[0]
    near = [day for day in days if sent_on and -1 <= (sent_on - day).days <= _SENT_WITHIN]
    return near[0] if len(near) == 1 else None


def _around(day: date, sent_on: date) -> date:
    """The same day in the year that brings it nearest to the day of sending."""
    years = (make_day(year, day.month, day.day) for year in (sent_on.year - 1, sent_on.year, sent_on.year + 1))
    return min((found for found in years if found), key=lambda found: abs((found - sent_on).days), default=day)


def _first_of_stretch(saying: Saying, at: int, end: int) -> date | None:
    numbers = [number for place in range(at, end) if (number := saying.number(place))]
    months = [found[0] for place in range(at, end) if (found := saying.name_at(place, saying.words.months))]
    if not numbers or not months or not is_year(numbers[-1]):
        return None
    return make_day(numbers[-1], months[0] + 1, numbers[0]) if numbers[0] <= 31 else None


def _find_below(entries: Sequence[Entry], labels: Phrases[bool], packs: _Packs) -> str:
    """What stands behind one of these labels, or the first lines below it."""
    for place, entry in enumerate(entries):
        if entry.label not in labels:
            continue
        return (entry.value or "; ".join(_lines_below(entries[place + 1 :], packs)))[:_MAX_PURPOSE].strip()
    return ""


def _lines_below(entries: Sequence[Entry], packs: _Packs) -> Iterator[str]:
    for place, entry in enumerate(entries[:3]):
        labelled = entry.label and (_is_section(entry.label, packs.meeting) or entry.label in packs.meeting.title)
        if entry.is_heading or labelled or (place and entry.kind is not LineKind.BULLET):
            return
        yield entry.text


def _speakers(blocks: Sequence[Block], packs: _Packs) -> tuple[Person, ...]:
    """Who spoke, where nobody wrote a list."""
    names = dict.fromkeys(block.speaker for block in blocks if block.speaker)
    found = (read_person(name, words=packs.meeting, people=packs.people) for name in names)
    return tuple(person for person in found if person)


def _day_of(sent_at: datetime | None, timezone: str) -> date | None:
    """The day of sending in the zone of the meeting; a time without a zone is taken as it stands."""
    if sent_at is None or sent_at.tzinfo is None:
        return sent_at.date() if sent_at else None
    try:
        return sent_at.astimezone(ZoneInfo(timezone)).date()
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return sent_at.date()
