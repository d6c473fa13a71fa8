"""The lines of notes as label and value: "**Attendees:** Ana, Bo", "## Present", "- Date: 12 May".

Only the head of the notes is read like this: what they say about the meeting
itself stands there, and a label in the middle of a discussion is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.notes.lines import Line, LineKind, read_lines
from pipeline.notes.names import LINK
from pipeline.notes.tokens import read_tokens

_MAX_TEXT = 60_000
_MAX_LINE = 600
_MAX_LABEL = 60
_MARKS = re.compile(r"\*{1,3}|_{2,3}|`+|\\(?=[-\\\[\]().*_#])|<!--.{0,200}?-->|(?<!\w)_(?=[\w@])|(?<=\w)_(?!\w)")
_LABEL = re.compile(rf"\s*([^:：]{{1,{_MAX_LABEL}}}?)\s*[:：](?:\s+|$)(.*)")
_COUNT = re.compile(r"\s*\([^()]{0,40}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `label` is empty where there is none; a heading is its own label, with the days in it left out.

    `struck` says that the line was crossed out. `checked` is None where there is no box.
    """

    kind: LineKind
    number: int
    text: str
    label: str = ""
    value: str = ""
    indent: int = 0
    level: int = 0
    checked: bool | None = None
    struck: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether the line stands above others and says nothing itself."""
        return self.kind in (LineKind.HEADING, LineKind.BOLD)


def read_entries(text: str) -> Iterator[Entry]:
    """The lines of the notes that hold words. A line with dashes below it is a heading, as in Markdown."""
    lines = list(read_lines(text[:_MAX_TEXT]))
    for place, line in enumerate(lines):
        if line.kind in (LineKind.BLANK, LineKind.FENCE, LineKind.RULER, LineKind.UNDERLINE):
            continue
        below = lines[place + 1].kind if place + 1 < len(lines) else LineKind.BLANK
        kind = LineKind.HEADING if line.kind is LineKind.TEXT and below is LineKind.UNDERLINE else line.kind
        yield _read_entry(text[line.start : line.end][:_MAX_LINE], line, kind)


def clean_markup(text: str) -> str:
    """The words without emphasis, links and escapes."""
    return " ".join(_MARKS.sub("", LINK.sub(r"\1", text)).split())


def _read_entry(raw: str, line: Line, kind: LineKind) -> Entry:
    text = clean_markup(raw)
    found = _LABEL.match(text) if kind is not LineKind.TABLE else None
    label, value = (found.group(1), found.group(2)) if found else ("", text)
    if not found and (kind in (LineKind.HEADING, LineKind.BOLD) or len(text.split()) <= 4):
        label, value = text, ""
    return Entry(
        kind=kind,
        number=line.number,
        text=text,
        label=_without_days(_COUNT.sub("", label)),
        value=value.strip(),
        indent=line.indent,
        level=line.level,
        checked=line.checked,
        struck=raw.strip().startswith("~~"),
    )


def _without_days(label: str) -> str:
    """A label without numbers and marks at its ends: "2023-01-09 Attendees" is "Attendees"."""
    kept = [token for token in read_tokens(label) if not token.text.isdigit() and not token.is_mark]
    return label[kept[0].start : kept[-1].end] if kept else ""
