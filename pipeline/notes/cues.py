"""Turns out of cues: WebVTT (W3C), SRT, and the Word files that Teams once wrote.

A cue is a timing line and the words below it. Cues of one speaker that
follow each other are one turn, since a sentence often runs over several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.notes.speakers import find_label
from pipeline.notes.strand import Strand, clean, join

TIMING = re.compile(
    r"\s{0,8}(?P<time>(?:\d{1,3}:)?\d{1,2}:\d{1,2})[.,]\d{1,7}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,7}"
)
VOICE = re.compile(r"<v(?:\.[\w.-]{1,40})?\s+([^<>\n]{1,80})>")
TAG = re.compile(r"</?[a-z][^<>\n]{0,80}>|<\d[\d:.]{3,15}>")
# Blocks of a WebVTT file that hold no words.
SILENT = ("WEBVTT", "NOTE", "STYLE", "REGION")
# A turn is cut here, so that somebody who talks for an hour is still read in pieces.
MAX_TURN = 4_000
# A line without an end that stands first in so many cues is the name of who speaks.
NAME_ALONE = re.compile(r"[^\W\d_][^\n:.,;!?<>]{1,40}$")
TIMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said until the next one spoke; `at` is when, as written, empty where it was not."""

    speaker: str
    words: Strand
    at: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    speaker: str
    words: Strand
    at: str


def read_turns(text: str, *, start: int, end: int) -> Iterator[Turn]:
    """The turns of the cues in that part of the notes."""
    first: _Said | None = None
    parts, size = list[Strand](), 0
    for said in _read_cues(text, start, end):
        if first is not None and (said.speaker != first.speaker or size > MAX_TURN):
            yield Turn(speaker=first.speaker, words=join(parts), at=first.at)
            first, parts, size = None, [], 0
        first = first or said
        parts.append(said.words)
        size += len(said.words.text)
    if first is not None:
        yield Turn(speaker=first.speaker, words=join(parts), at=first.at)


def _read_cues(text: str, start: int, end: int) -> Iterator[_Said]:
    """Speaker and words of each line of each cue. A line without a name belongs to the speaker of its cue."""
    place, in_cue, at, speaker = start, False, "", ""
    lines = text[start:end].split("\n")
    alone = _find_names(lines)
    above = ""
    for raw in lines:
        line = raw.strip()
        if timing := TIMING.match(raw):
            in_cue, at, speaker = True, timing["time"], ""
        elif not line:
            in_cue = False
        elif in_cue and line in alone and TIMING.match(above):
            speaker = line
        elif in_cue and not line.startswith(SILENT):
            named, words = _split_voice(Strand.of(text, place, place + len(raw)))
            speaker = named or speaker
            if words:
                yield _Said(speaker, words, at)
        above = raw
        place += len(raw) + 1


def _find_names(lines: list[str]) -> Collection[str]:
    """Names that stand alone on the first line of their cues, with words below."""
    firsts = Counter(
        lines[place + 1].strip()
        for place in range(len(lines) - 2)
        if TIMING.match(lines[place]) and lines[place + 2].strip() and NAME_ALONE.match(lines[place + 1].strip())
    )
    if max(firsts.values(), default=0) < TIMES:
        return set()
    return {name for name, times in firsts.items() if not name[0].islower() and (times >= TIMES or name.istitle())}


def _split_voice(strand: Strand) -> tuple[str, Strand]:
    if voice := VOICE.search(strand.text):
        return voice.group(1).strip(), _without_tags(strand.cut(voice.end()))
    words = _without_tags(strand).cut(0)
    label = find_label(words.text)
    return (label.name, words.cut(label.rest)) if label else ("", words)


def _without_tags(strand: Strand) -> Strand:
    place, kept = 0, list[tuple[int, int]]()
    for tag in TAG.finditer(strand.text):
        kept.append((place, tag.start()))
        place = tag.end()
    return clean(strand.keep([*kept, (place, len(strand.text))]))
