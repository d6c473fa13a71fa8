"""Rows out of pipe tables, with or without the dashes below their head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.notes.strand import Strand, clean, join
from pipeline.rules.book import RuleBook

DASHES = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")


def read_rows(rows: Sequence[Strand], *, words: RuleBook) -> list[tuple[Strand, dict[str, str]]]:
    """The rows of one table below its head: their words, and column heading → cell.

    The head is the line above the dashes, or a first line that names a column
    we know. A table without a head gives rows without columns.
    """
    head: list[str] = []
    found: list[tuple[Strand, dict[str, str]]] = []
    for number, row in enumerate(rows):
        if DASHES.match(row.text):
            continue
        cells = [clean(cell) for cell in _cells(row)]
        texts = [cell.text for cell in cells]
        above_dashes = number + 1 < len(rows) and DASHES.match(rows[number + 1].text)
        if not head and not found and (above_dashes or _names_columns(texts, words)):
            head = texts
            continue
        columns = {name: text for name, text in zip(head, texts, strict=False) if name}
        if any(texts):
            found.append((join(cells), columns))
    return found


def _cells(row: Strand) -> list[Strand]:
    inner = row.cut(0)
    text = inner.text
    start = 1 if text.startswith("|") else 0
    end = len(text) - 1 if text.endswith("|") and len(text) > 1 else len(text)
    bars = [place for place in range(start, end) if text[place] == "|" and text[place - 1 : place] != "\\"]
    edges = [start, *(place + 1 for place in bars)]
    return [inner.cut(left, right) for left, right in zip(edges, [*bars, end], strict=True)]


def _names_columns(cells: Sequence[str], words: RuleBook) -> bool:
    known = {phrase for column in words.columns for phrase in column.phrases}
    return sum(cell.casefold().strip(" :") in known for cell in cells) >= 2
