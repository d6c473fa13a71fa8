"""Moments worth a word: lines on which a named person did something that others could see.

A phrase of the pack says what was done and where the person stands in it
(`{who}`); in a turn, "I" is its speaker. Lines that touch what is nobody's
business here (health, pay, contracts, grief, conflict) are left out before
anything else is looked at, whatever else stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.feedback.phrases import PERSON, Row, read_row
from pipeline.feedback.who import Line, Names, build_names, read_lines
from pipeline.feedback.words import MOMENTS, FeedbackWords
from pipeline.model.feedback import Moment

# A line that is longer is no line of notes.
MAX_LINE = 2_000
_SENTENCE = re.compile(r"[^.!?|;]{1,600}(?:[.](?=\S)[^.!?|;]{0,200})*[.!?]?")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+)")


def find_moments(text: str, *, words: FeedbackWords, people: Sequence[str] = (), title: str = "") -> tuple[Moment, ...]:
    """Every moment of the notes in order; one a line and person."""
    lines = read_lines(text, people=people)
    names = build_names(people, lines, titles=words.titles, common=words.common, capitals=words.capitals)
    sensitive = {line.number for line in lines if words.sensitive.stand_in(read_row(line.said))}
    situation, found = title, []
    for at, line in enumerate(lines):
        heading = _HEADING.match(text.splitlines()[line.number - 1])
        if heading is not None:
            situation = heading[1].strip() if at else title or heading[1].strip()
            continue
        if line.number in sensitive:
            continue
        told = dict(reversed(list(_in_line(line, names, words))))
        cut = _cut_in(lines, at, words)
        if cut and cut not in told:
            told[cut] = "interrupted"
        quote = text.splitlines()[line.number - 1].strip()
        found += [
            Moment(line=line.number, person=name, kind=kind, quote=quote, situation=situation)
            for name, kind in told.items()
        ]
    return tuple(found)


def _in_line(line: Line, names: Names, words: FeedbackWords) -> Iterator[tuple[str, str]]:
    """Who did what in it, the kinds in the order of the table."""
    for sentence in _SENTENCE.findall(line.said[:MAX_LINE]):
        row, people = _with_people(sentence, line, names)
        for kind in MOMENTS:
            marks = words.moments[kind]
            if not marks.no.stand_in(row):
                yield from ((name, kind) for name in marks.find_people(row, people))


def _with_people(sentence: str, line: Line, names: Names) -> tuple[Row, dict[int, str]]:
    """The row of a sentence in which each name is one word, and who stands at which of them."""
    people: dict[int, str] = {}
    said, at = "", 0
    for start, end, name in names.find(sentence):
        said += f"{sentence[at:start]} {PERSON}{len(people)} "
        people[len(people)] = name
        at = end
    said += sentence[at:]
    if line.speaker:
        # Who speaks is left out in hurried notes: "ravi: got mei the keys".
        number = len(people)
        people |= {-1: line.speaker, number: line.speaker}
        said = f"{PERSON}{number} {said}"
    return read_row(said), people


def _cut_in(lines: Sequence[Line], at: int, words: FeedbackWords) -> str:
    """The speaker of a line behind which somebody else says that they had not finished."""
    line = lines[at]
    if not line.speaker or at + 1 >= len(lines):
        return ""
    behind = lines[at + 1]
    if not behind.speaker or behind.speaker == line.speaker:
        return ""
    return line.speaker if words.calls["unfinished"].stand_in(read_row(behind.said)) else ""
