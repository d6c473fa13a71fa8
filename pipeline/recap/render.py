"""Letters from templates: a folder of three files per letter, `subject.txt`, `body.txt`, `body.html`.

A template holds arrangement, never words: those come from the pack's
`texts.toml`. An undefined name is an error. HTML is escaped by Jinja2's own
rule (the last suffix), plain text is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from pipeline.recap.texts import Texts

PARTS = ("subject.txt", "body.txt", "body.html")
SHARED = "_base"
# Leaves room for the "> " that two rounds of quoting put before a line of 80 columns.
COLUMNS = 76
# A blank at which no line ends: before a mark and inside quotation marks, where a language puts one.
GLUED = re.compile(r"(?<=«) | (?=»|[!?:;](?:\s|$))")
TIED = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter in words: both parts say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Every letter's three templates, compiled once."""

    letters: Mapping[str, Mapping[str, Template]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The letters we can write."""
        return tuple(self.letters)


def load_templates(root: Path) -> Templates:
    """All letters below that folder. A letter that lacks one of its three files is an error that names it."""
    environment = Environment(
        loader=FileSystemLoader(root),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["fold"] = fold
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name != SHARED)
    for folder in folders:
        missing = [part for part in PARTS if not (folder / part).is_file()]
        if missing:
            raise ValueError(
                f"{folder}: missing {', '.join(missing)}; a letter is these three files: {', '.join(PARTS)}"
            )
    return Templates(
        letters={
            folder.name: {part: environment.get_template(f"{folder.name}/{part}") for part in PARTS}
            for folder in folders
        }
    )


def render(templates: Templates, kind: str, /, *, texts: Texts, **context: Any) -> Rendered:
    """One letter in words; what varies stands in `context`, the pack's texts are `t`."""
    letter = templates.letters[kind]
    subject, text, html = (letter[part].render(t=texts, **context) for part in PARTS)
    return Rendered(subject=" ".join(subject.split()), text=tidy(text), html=html.strip() + "\n")


def fold(text: str, first: str = "", rest: str | None = None) -> str:
    """Text in lines of at most 76 columns; `first` stands before the first line, `rest` before the others.

    Words are never broken: an address or a link stays whole, however long. A mark that
    stands apart from its word, as in French, does not begin a line.
    """
    words = " ".join(str(text).split())
    if words and len(first) + len(words) <= COLUMNS:
        return first + words
    rest = " " * len(first) if rest is None else rest
    wrapper = TextWrapper(
        width=COLUMNS,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(wrapper.wrap(GLUED.sub(TIED, words))).replace(TIED, " ") or first.rstrip()


def tidy(text: str) -> str:
    """Plain text without blanks at line ends, and with at most one empty line in a row."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
