"""Moments worth a word: lines on which a named person did something that others could see.

A phrase of the pack says what was done and where the person stands in it
(`{who}`); in a turn, "I" is its speaker. Lines that touch what is nobody's
business here (health, pay, contracts, grief, conflict) are left out before
anything else is looked at, whatever else stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.feedback.rows import PERSON, Row, fold, read_row
from pipeline.feedback.who import Line, Names, build_names, find_introduced, read_lines
from pipeline.feedback.words import MOMENTS, FeedbackWords
from pipeline.model.feedback import Moment

# A line that is longer is no line of notes.
MAX_LINE = 2_000
# An hour of talk word for word; what is longer is a log, and one or two moments are asked for.
MAX_TEXT, MAX_LINES = 60_000, 1_000
_SENTENCE = re.compile(r"[^.!?|;]{1,600}(?:[.](?=\S)[^.!?|;]{0,200})*[.!?]?")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+)")


def find_moments(text: str, *, words: FeedbackWords, people: Sequence[str] = (), title: str = "") -> tuple[Moment, ...]:
    """Every moment of the notes in order, up to `MAX_TEXT` characters and `MAX_LINES` lines; one a line and person."""
    notes = text[:MAX_TEXT].splitlines()[:MAX_LINES]
    lines = read_lines("\n".join(notes), people=people, first=words.first, common=words.common)
    introduced = find_introduced(lines, introduced=words.introduced, common=words.common, people=people)
    names = build_names(
        (*people, *introduced), lines, titles=words.titles, common=words.common, capitals=words.capitals
    )
    private = [words.sensitive.stand_in(read_row(line.said)) for line in lines]
    situation, found, closed = title, [], False
    for at, line in enumerate(lines):
        written = notes[line.number - 1]
        heading = _HEADING.match(written)
        if heading is not None:
            situation = heading[1].strip() if at else title or heading[1].strip()
            closed = bool(at) and (private[at] or words.aside.sections.stand_in(read_row(heading[1])))
            continue
        if private[at] or closed:
            continue
        told = dict(reversed(list(_in_line(line, names, words))))
        cut = _cut_in(lines, at, names, words)
        if cut and cut not in told:
            told[cut] = "interrupted"
        found += [
            Moment(line=line.number, person=name, kind=kind, quote=written.strip(), situation=situation)
            for name, kind in told.items()
            if not _is_near(name, lines, at, names, private)
        ]
    return tuple(found)


def _is_near(person: str, lines: Sequence[Line], at: int, names: Names, private: Sequence[bool]) -> bool:
    """Whether a line right before or behind tells of the same person what is nobody's business."""
    near = [other for other in (at - 1, at + 1) if 0 <= other < len(lines) and private[other]]
    said = {part for other in near for _, _, name in names.find(lines[other].said) for part in fold(name).split()}
    return bool(said & {part for part in fold(person).split() if part not in names.titles})


def _in_line(line: Line, names: Names, words: FeedbackWords) -> Iterator[tuple[str, str]]:
    """Who did what in it, the kinds in the order of the table."""
    if words.aside.tells_of_somebody(_mark(line.said[:MAX_LINE], names.find(line.said[:MAX_LINE]))):
        return
    readings = [
        reading for sentence in _SENTENCE.findall(line.said[:MAX_LINE]) for reading in _readings(sentence, line, names)
    ]
    # Whoever speaks stands in a row too, but is not told of.
    between = not line.speaker
    for kind in MOMENTS:
        marks = words.moments[kind]
        for row, people in readings:
            told = [(name, kind) for name in marks.find_people(row, people) if not _praises_self(name, kind, line)]
            if told and not marks.no.stand_in(row) and not (between and words.aside.stays_between(kind, row)):
                yield from told


def _praises_self(person: str, kind: str, line: Line) -> bool:
    """Whether it is whoever speaks who would be thanked: who thanks in a turn means another."""
    return kind == "credit" and person == line.speaker


def _readings(sentence: str, line: Line, names: Names) -> Iterator[tuple[Row, dict[int, str]]]:
    """The sentence with its names; and again without the first where only its place may have given it a capital."""
    found = names.find(sentence)
    yield _with_people(sentence, line, found)
    if found and not sentence[: found[0][0]].strip() and not names.knows(found[0][2]):
        yield _with_people(sentence, line, found[1:])


def _with_people(sentence: str, line: Line, found: Sequence[tuple[int, int, str]]) -> tuple[Row, dict[int, str]]:
    """The row of a sentence in which each name is one word, and who stands at which of them."""
    people = {number: name for number, (_, _, name) in enumerate(found)}
    said = _mark(sentence, found)
    if line.speaker:
        people[-1] = line.speaker
    if line.speaker and not _begins_with_name(sentence, found):
        # Who speaks is left out in hurried notes: "ravi: got mei the keys".
        number = len(found)
        people[number] = line.speaker
        said = f"{PERSON}{number} {said}"
    return read_row(said), people


def _begins_with_name(sentence: str, found: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a named person is its subject; one who is called by name, before a comma, is not."""
    if not found or sentence[: found[0][0]].strip():
        return False
    return not sentence[found[0][1] :].lstrip().startswith(",")


def _mark(sentence: str, found: Sequence[tuple[int, int, str]]) -> str:
    """The sentence with each name as one marked word."""
    said, at = "", 0
    for number, (start, end, _) in enumerate(found):
        said += f"{sentence[at:start]} {PERSON}{number} "
        at = end
    return said + sentence[at:]


def _cut_in(lines: Sequence[Line], at: int, names: Names, words: FeedbackWords) -> str:
    """Whoever broke in with this line, as the next speaker says; or whom this line itself calls to order by name."""
    line = lines[at]
    if not line.speaker:
        return ""
    behind = lines[at + 1] if at + 1 < len(lines) else None
    if behind is not None and behind.speaker and behind.speaker != line.speaker and _protests(behind, words):
        called = _called(behind, names)
        if not called or fold(called) in fold(line.speaker) or fold(line.speaker) in fold(called):
            return line.speaker
    before = lines[at - 1].speaker if at else ""
    called = _called(line, names) if _protests(line, words) else ""
    return called if called and fold(called) not in (fold(before), fold(line.speaker)) else ""


def _protests(line: Line, words: FeedbackWords) -> bool:
    return words.calls["unfinished"].stand_in(read_row(line.said))


def _called(line: Line, names: Names) -> str:
    """The name with which a line begins, before a comma."""
    found = names.find(line.said[:60])
    if not found or found[0][0] > 0:
        return ""
    return found[0][2] if line.said[found[0][1] :].lstrip().startswith((",", "!")) else ""
