"""Turns out of subtitle files: WebVTT (W3C) and SRT.

A cue is a timing line and the words below it. Cues of one speaker that
follow each other are one turn, since a sentence often runs over several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.notes.speakers import find_label
from pipeline.notes.strand import Strand, clean, join

TIMING = re.compile(r"\s{0,8}(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{1,3}")
VOICE = re.compile(r"<v(?:\.[\w.-]{1,40})?\s+([^<>\n]{1,80})>")
TAG = re.compile(r"</?[a-z][^<>\n]{0,80}>|<\d[\d:.]{3,15}>")
# Blocks of a WebVTT file that hold no words.
SILENT = ("WEBVTT", "NOTE", "STYLE", "REGION")
# A turn is cut here, so that somebody who talks for an hour is still read in pieces.
MAX_TURN = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said until the next one spoke."""

    speaker: str
    words: Strand


def is_cued(text: str) -> bool:
    """Whether the text is a subtitle file, whatever its name says."""
    return text.lstrip("\ufeff \n").startswith("WEBVTT") or any(map(TIMING.match, text[:2_000].split("\n")))


def read_turns(text: str) -> Iterator[Turn]:
    """The turns of a subtitle file."""
    speaker, parts, size = "", list[Strand](), 0
    for name, words in _read_cues(text):
        if parts and (name != speaker or size > MAX_TURN):
            yield Turn(speaker=speaker, words=join(parts))
            parts, size = [], 0
        speaker = name
        parts.append(words)
        size += len(words.text)
    if parts:
        yield Turn(speaker=speaker, words=join(parts))


def _read_cues(text: str) -> Iterator[tuple[str, Strand]]:
    """Speaker and words of each line of each cue. A line without a name belongs to the speaker of its cue."""
    place, in_cue, speaker = 0, False, ""
    for raw in text.split("\n"):
        line = raw.strip()
        if TIMING.match(raw):
            in_cue, speaker = True, ""
        elif not line:
            in_cue = False
        elif in_cue and not line.startswith(SILENT):
            named, words = _split_voice(Strand.of(text, place, place + len(raw)))
            speaker = named or speaker
            if words:
                yield speaker, words
        place += len(raw) + 1


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
