"""What kind of line a line is, by its first signs alone.

Knows Markdown (CommonMark headings, bullets, task lists, pipe tables), wiki
headings and bullets, and what people type in plain mails. No word of any
language is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

# People's notes are read this far; a longer text is cut, and a longer line with it.
MAX_CHARS = 400_000
MAX_LINE = 20_000

QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
FENCE = re.compile(r"\s{0,12}(?:```|~~~)")
RULER = re.compile(r"\s{0,12}(?:[-*_=–—][ \t]*){1,120}$")
UNDERLINE = re.compile(r"\s{0,3}(?:={3,120}|-{3,120})\s*$")
HASHES = re.compile(r"\s{0,3}(#{1,6})(?:[ \t]+|(?=[^\s#\w]))(.*?)[ \t]*#{0,6}[ \t]*$")
WIKI_HEADING = re.compile(r"(={2,6})[ \t]*([^=].{0,300}?)[ \t]*=+[ \t]*$")
ALL_BOLD = re.compile(r"\s{0,12}(\*\*|__)((?:(?!\1).){1,120})\1:?[ \t]*$")
BULLET = re.compile(
    r"""(?P<indent>[ \t]*)
    (?:\\?(?P<stars>\*{1,5}|[-+•‣◦▪●○■–—·])|[-=]{1,2}>|[→⇒➔]|o(?=\t|[ ]{2})
      |(?P<number>\(?\d{1,3}[a-z]?\\?[.)]|\(?[a-z]\)|\(?[A-Z]{1,2}\d{1,2}[.)]))
    [ \t]+(?:(?:[-=]{1,2}>|[→⇒➔])[ \t]*)?(?=\S)""",
    re.VERBOSE,
)
# "2.3 The board approved …": numbers of minutes, where they go on from "2.1" to "2.2"; a day or a sum does not.
LARGE = r"[.):]?[ \t]+(?=[\"“'(@\[*]{0,3}[^\W\d_a-z])"
OUTLINE = re.compile(rf"(?P<indent>[ \t]*)(?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}){LARGE}")
FIRST_AND_SECOND = re.compile(rf"^[ \t>]{{0,12}}(\d{{1,2}})\.([12]){LARGE}", re.MULTILINE)
CHECKBOX = re.compile(r"[ \t]*(?:\\?\[(?P<mark>[ xX✓✔-]?)\\?\]|(?P<open>☐)|(?P<shut>[☑☒✅✔✓]️?))[ \t]+(?=\S)")
TABLE = re.compile(r"\s*\|.*\|\s*$")


class LineKind(StrEnum):
    """What a line looks like."""

    BLANK = "blank"
    FENCE = "fence"
    RULER = "ruler"
    UNDERLINE = "underline"
    HEADING = "heading"
    BOLD = "bold"
    BULLET = "bullet"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `start:end` is its content without marks, counted in the notes. "2.3" before it is `outlined`."""

    kind: LineKind
    number: int
    start: int
    end: int
    indent: int = 0
    level: int = 0
    numbered: bool = False
    outlined: bool = False
    checked: bool | None = None


def read_lines(text: str) -> Iterator[Line]:
    """The lines of the notes with their kinds. Ends after `MAX_CHARS`."""
    place = 0
    bullets = (BULLET, OUTLINE) if _is_outline(text[:MAX_CHARS]) else (BULLET,)
    for number, raw in enumerate(text[:MAX_CHARS].split("\n"), start=1):
        yield _read_line(raw[:MAX_LINE], number=number, place=place, bullets=bullets)
        place += len(raw) + 1


def _is_outline(text: str) -> bool:
    """Whether lines are numbered by topic and place: "2.1", and further down "2.2"."""
    numbers = {found.groups() for found in FIRST_AND_SECOND.finditer(text)}
    return any((topic, "1") in numbers and (topic, "2") in numbers for topic, _ in numbers)


def _read_line(raw: str, *, number: int, place: int, bullets: Sequence[re.Pattern[str]]) -> Line:
    quote = QUOTE.match(raw)
    skip = quote.end() if quote else 0
    content = raw[skip:].rstrip()
    start = place + skip
    if not content.strip():
        return Line(kind=LineKind.BLANK, number=number, start=start, end=start)
    if heading := HASHES.match(content) or WIKI_HEADING.match(content):
        return Line(
            kind=LineKind.HEADING,
            number=number,
            start=start + heading.start(2),
            end=start + heading.end(2),
            level=len(heading.group(1)),
        )
    for kind, pattern in SHAPES:
        if pattern.match(content):
            return Line(kind=kind, number=number, start=start, end=start + len(content))
    if bold := ALL_BOLD.match(content):
        return Line(kind=LineKind.BOLD, number=number, start=start + bold.start(2), end=start + bold.end(2))
    return _read_bullet(content, number=number, start=start, bullets=bullets)


# In this order: a line of dashes is a ruler, "* * *" too, and what else begins with a dash is a bullet.
SHAPES = (
    (LineKind.FENCE, FENCE),
    (LineKind.UNDERLINE, UNDERLINE),
    (LineKind.RULER, RULER),
    (LineKind.TABLE, TABLE),
)


def _read_bullet(content: str, *, number: int, start: int, bullets: Sequence[re.Pattern[str]]) -> Line:
    bullet = next((found for pattern in bullets if (found := pattern.match(content))), None)
    outlined = bullet is not None and bullet.re is OUTLINE
    skip = bullet.end() if bullet else 0
    box = CHECKBOX.match(content, skip)
    lead = content[: len(content) - len(content.lstrip())]
    indent = len(lead.expandtabs(4))
    if bullet and not outlined and (stars := bullet.group("stars")):
        indent += 2 * (len(stars) - 1)
    return Line(
        kind=LineKind.BULLET if bullet or box else LineKind.TEXT,
        number=number,
        start=start + (box.end() if box else skip or len(lead)),
        end=start + len(content),
        indent=indent,
        numbered=bool(bullet and bullet.group("number")),
        outlined=outlined,
        checked=_checked(box) if box else None,
    )


def _checked(box: re.Match[str]) -> bool:
    return not (box.group("open") or (box.group("mark") is not None and box.group("mark").strip() == ""))
