"""Stretches of the notes that record a talk word for word, as programs write it down: turns with a name and a time.

Six shapes: cues (WebVTT, SRT, and what Teams once wrote into Word files);
"Ana Ruiz  0:12" above the words; "[00:00:12] Ana Ruiz: words"; "Ana Ruiz
(0:12): words"; "[19/11/2026, 09:12] Ana: words" and the like, as chats on
phones are exported; and a time alone above "Ana Ruiz: words", which is read as
any other talk. A transcript often stands below a summary, so a stretch may
begin and end anywhere. Times alone make no transcript, since an agenda has
them too: names that come again, people we know, or a clock that starts at
nought are wanted beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Person
from pipeline.notes.cues import TIMING, Turn, read_turns
from pipeline.notes.lines import Line, LineKind
from pipeline.notes.strand import Strand, clean, join

TIME = r"(?P<time>\d{1,3}:\d{2}(?::\d{2})?)(?:[.,]\d{1,3})?"
HALF = r"(?:\s?[AaPp]\.?[Mm]\.?)?"
NAME = r"(?P<name>[^\W\d_][^\n:;!?<>\[\]()|]{0,50}?(?:\s?\([^\n:()]{1,40}\))?)"
# Name and time alone on a line; a colon may follow.
ABOVE = re.compile(rf"{NAME}\s*(?:[-–—|·,]\s{{0,3}})?(?<=[\s)])[\[(]?{TIME}{HALF}[\])]?\s{{0,3}}:?\s*$")
# A day before the time, as chats write it.
DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s)"
CHATTED = re.compile(rf"{DAY}{TIME}{HALF}\s[-–—]\s{NAME}\s?:\s+(?=\S)")
# Time first, in brackets or with seconds; or name first and the time in brackets.
STAMPED = re.compile(rf"(?:[\[(]{DAY}?{TIME}{HALF}[\])])\s{{0,3}}(?:[-–—]\s)?{NAME}\s?:\s+(?=\S)")
CLOCKED = re.compile(rf"(?P<time>\d{{1,2}}:\d{{2}}:\d{{2}})(?:[.,]\d{{1,3}})?\s{{1,3}}(?:[-–—]\s)?{NAME}\s?:\s+(?=\S)")
NAMED = re.compile(rf"{NAME}\s?[\[(]{TIME}{HALF}[\])]\s?:\s*(?=\S)")
# A day with a time behind it stands above many a transcript.
DATED = re.compile(r"\d{3}|\d,")
CHAT = re.compile(r"[\[(]\d{1,4}[./-]\d|\d\s?[AaPp]\.?[Mm]\b")
LONGEST = 160
MOST_WORDS = 5
TIMES = 2
# A recording starts at nought; a clock on the wall at ten minutes past midnight is rare.
START = 600
MAX_TURN = 4_000
# Lines between the first of a WebVTT file and its first cue.
MOST_HEAD = 40
# Of names above words, so many have words below them; a list of names and times has not.
WITH_WORDS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A stretch of the notes, from its first character to behind its last, and its turns."""

    start: int
    end: int
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line on which somebody begins to speak. Above its words, `rest` is the end of the line.

    In a chat, which tells the day or the half of the day, each line below is said by itself.
    """

    name: str
    time: str
    rest: int
    above: bool
    chat: bool


def find_talks(
    text: str, lines: Sequence[Line], *, people: Iterable[Person], ends: Callable[[str], bool]
) -> Iterator[Talk]:
    """The stretches, in order. `ends` tells a line that is a heading of the language: no talk goes on behind it."""
    marks = {place: mark for place, line in enumerate(lines) if (mark := _find_mark(_raw(text, line)))}
    if not _is_told(list(marks.values()), people) or not _has_words(lines, marks):
        marks = {}
    place = 0
    while place < len(lines):
        if lines[place].kind is not LineKind.BLANK and TIMING.match(_whole(text, lines, place)):
            last = _end_of_cues(lines, place)
            start, end = _starts(text, lines, _head_of_cues(text, lines, place)), lines[last - 1].end
            yield Talk(start=start, end=end, turns=tuple(read_turns(text, start=start, end=end)))
            place = last
        elif place in marks:
            last = _end_of_talk(text, lines, marks, place, ends)
            start, end = _starts(text, lines, place), lines[last - 1].end
            yield Talk(start=start, end=end, turns=tuple(_read_turns(text, lines, marks, range(place, last))))
            place = last
        else:
            place += 1


def _raw(text: str, line: Line) -> str:
    return "" if line.kind in (LineKind.BLANK, LineKind.TABLE) else text[line.start : line.start + LONGEST]


def _whole(text: str, lines: Sequence[Line], place: int) -> str:
    """The line as it stands: a timing line may look like a bullet to others."""
    start = text.rfind("\n", 0, lines[place].start) + 1
    return text[start : start + LONGEST]


def _starts(text: str, lines: Sequence[Line], place: int) -> int:
    return text.rfind("\n", 0, lines[place].start) + 1


def _find_mark(raw: str) -> _Mark | None:
    line = raw.split("\n", 1)[0]
    for pattern in (CHATTED, STAMPED, CLOCKED, NAMED, ABOVE):
        found = pattern.match(line)
        if found is None:
            continue
        name = found["name"].strip(" -–—|·,*_")
        if not name or len(name.split()) > MOST_WORDS or DATED.search(name):
            return None
        if name[0].islower() and pattern is ABOVE and not _is_nick(name, line[found.end("name") : found.start("time")]):
            return None
        chat = pattern is CHATTED or CHAT.search(line[: found.end()]) is not None
        return _Mark(name, found["time"], found.end(), above=pattern is ABOVE, chat=chat)
    return None


def _is_nick(name: str, between: str) -> bool:
    """Whether a small word above words is somebody's: chat programs leave more than one blank before the time."""
    return len(name.split()) == 1 and len(between) > 1 and not between.strip("\t [(")


def _is_told(marks: Sequence[_Mark], people: Iterable[Person]) -> bool:
    """Whether names and times are those of a talk, and not of an agenda."""
    if len(marks) < TIMES:
        return False
    known = {name.casefold() for person in people for name in (person.name, *person.aliases)}
    known |= {name.split()[0] for name in known if name.split()}
    names = Counter(mark.name for mark in marks)
    again = max(names.values()) >= TIMES
    return again or _seconds(marks[0].time) < START or any(name.casefold() in known for name in names)


def _has_words(lines: Sequence[Line], marks: dict[int, _Mark]) -> bool:
    above = [place for place, mark in marks.items() if mark.above]
    told = [place for place in above if _next(lines, place) is not None and _next(lines, place) not in marks]
    return len(told) >= WITH_WORDS * len(above)


def _next(lines: Sequence[Line], place: int) -> int | None:
    """The next line that is not blank."""
    return next((after for after in range(place + 1, len(lines)) if lines[after].kind is not LineKind.BLANK), None)


def _seconds(time: str) -> int:
    seconds = 0
    for part in time.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def _head_of_cues(text: str, lines: Sequence[Line], place: int) -> int:
    """The first line of the cues: the number above the first one, or the line that opens the file."""
    for before in range(max(0, place - MOST_HEAD), place):
        if _whole(text, lines, before).startswith(("WEBVTT", "\ufeffWEBVTT")):
            return before
    return place - 1 if place and lines[place - 1].kind is not LineKind.BLANK else place


def _end_of_cues(lines: Sequence[Line], place: int) -> int:
    """Behind the last line of the cues: they go on to the next heading."""
    for after in range(place + 1, len(lines)):
        if lines[after].kind is LineKind.HEADING:
            return after
    return len(lines)


def _end_of_talk(
    text: str, lines: Sequence[Line], marks: dict[int, _Mark], place: int, ends: Callable[[str], bool]
) -> int:
    """Behind the last line of the talk. Words below a name go on over blank lines, words beside one do not."""
    mark = marks[place]
    last = place + 1
    for after in range(place + 1, len(lines)):
        line = lines[after]
        if after in marks:
            mark = marks[after]
        elif line.kind is LineKind.BLANK:
            continue
        elif line.kind is not LineKind.TEXT or (after - 1 not in marks and _is_end(text[line.start : line.end], ends)):
            break
        if after not in marks and not mark.above and lines[after - 1].kind is LineKind.BLANK:
            break
        last = after + 1
    return last


def _is_end(line: str, ends: Callable[[str], bool]) -> bool:
    """Whether a line is a heading; "Thanks." is one in other notes, and is said in every talk."""
    return not line.rstrip().endswith((".", "!", "?", ",")) and ends(line)


def _read_turns(text: str, lines: Sequence[Line], marks: dict[int, _Mark], places: range) -> Iterator[Turn]:
    """What each one said until the next one spoke; somebody who goes on speaking has one turn."""
    speaker, time, parts, size, chat = "", "", list[Strand](), 0, False
    for place in places:
        line = lines[place]
        start = line.start
        mark = marks.get(place)
        if mark is not None:
            if parts and (mark.name != speaker or size > MAX_TURN):
                yield Turn(speaker=speaker, words=join(parts), at=time)
                parts, size = [], 0
            time = mark.time if not parts else time
            speaker, chat = mark.name, mark.chat
            start += mark.rest
        if chat and parts:
            yield Turn(speaker=speaker, words=join(parts), at=time)
            parts, size = [], 0
        if start < line.end and (words := clean(Strand.of(text, start, line.end))):
            parts.append(words)
            size += len(words.text)
    if parts:
        yield Turn(speaker=speaker, words=join(parts), at=time)
