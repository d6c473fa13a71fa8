"""Entries as a file: Markdown to read, decision records to keep, CSV and JSON for other programs.

The names of columns are the same in every language, since programs read
them; the words of Markdown are those of the reader.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType

from pipeline.log.page import build_log_entry
from pipeline.model import Attachment, Entry, Form, Item, Link, Recap, State, Tie
from pipeline.recap.page import begin, say_link, say_where
from pipeline.recap.texts import Texts

COLUMNS = (
    "meeting",
    "title",
    "day",
    "code",
    "kind",
    "text",
    "owner",
    "due",
    "state",
    "why",
    "outcome",
    "links",
    "quote",
)
# What a table program would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def export(entries: Sequence[Entry], form: Form, *, texts: Texts) -> Attachment:
    """The entries as one file: the newest meeting first, its items in their own order."""
    name, content_type, write = WRITERS[form]
    entries = sorted(entries, key=_place)
    return Attachment(name=name, content_type=content_type, payload=write(entries, texts).encode("utf-8", "replace"))


def write_markdown(entries: Sequence[Entry], texts: Texts) -> str:
    """A list under the heading of each meeting."""
    parts = [f"# {_plain(texts('log.title'))}"]
    for _, entries_of in groupby(entries, key=lambda entry: entry.recap.tag):
        group = list(entries_of)
        recap = group[0].recap
        parts.append(f"## {_plain(recap.meeting.title or recap.subject or texts('letter.untitled'))}")
        parts.append(_plain(say_where(recap.tag, recap.meeting.held_on, texts=texts)))
        parts.append("\n".join(line for entry in group for line in _lines(entry, texts)))
    return "\n\n".join(parts) + "\n"


def write_record(entry: Entry, texts: Texts) -> str:
    """One decision as a record: what, whether it holds, where, why, and as it was said."""
    item, recap = entry.item, entry.recap
    where = say_where(recap.tag, recap.meeting.held_on, texts=texts)
    title = recap.meeting.title or recap.subject or texts("letter.untitled")
    sections = {
        "status": "\n\n".join(_plain(line) for line in _say_status(item, texts)),
        "decision": _plain(item.text),
        "why": _plain(item.reason) or texts("log.record.unsaid"),
        "said": f"> {_plain(item.evidence.quote)}",
        "where": f"{_plain(title)}, {_plain(where)}",
    }
    head = f"# {item.code} {_plain(where)}: {_plain(begin(item.text))}"
    return "\n\n".join([head, *(f"## {texts(f'log.record.{key}')}\n\n{text}" for key, text in sections.items())]) + "\n"


def write_records(entries: Sequence[Entry], texts: Texts) -> str:
    """The records of all decisions, one below the other."""
    return "\n---\n\n".join(write_record(entry, texts) for entry in find_decisions(entries))


def name_record(entry: Entry) -> str:
    """The file name of a decision's record, the same however often it is written: `2026-11-23-7K2Q-D1.md`."""
    day = entry.day.isoformat() if entry.day is not None else "undated"
    return f"{day}-{entry.recap.tag}-{entry.item.code}.md"


def find_decisions(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that are decisions."""
    return tuple(entry for entry in entries if entry.item.kind == "decision")


def write_csv(entries: Sequence[Entry], _texts: Texts) -> str:
    """A table for Excel and its kin: they take it for UTF-8 by its first character only."""
    page = io.StringIO()
    table = csv.DictWriter(page, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerows({key: _cell(value) for key, value in _row(entry).items()} for entry in entries)
    return "\ufeff" + page.getvalue()


def write_json(entries: Sequence[Entry], _texts: Texts) -> str:
    """A list of objects."""
    rows = [
        _row(entry) | {"links": [_link_row(link) for link in entry.item.links], "quote": entry.item.evidence.quote}
        for entry in entries
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


WRITERS: Mapping[Form, tuple[str, str, Callable[[Sequence[Entry], Texts], str]]] = MappingProxyType(
    {
        Form.MARKDOWN: ("log.md", "text/markdown; charset=utf-8", write_markdown),
        Form.RECORDS: ("decisions.md", "text/markdown; charset=utf-8", write_records),
        Form.CSV: ("log.csv", "text/csv; charset=utf-8", write_csv),
        Form.JSON: ("log.json", "application/json", write_json),
    }
)


def _place(entry: Entry) -> tuple[int, str, int]:
    day = entry.day or date.max
    codes = [item.code for item in entry.recap.items]
    return -day.toordinal(), entry.recap.tag, codes.index(entry.item.code)


def _lines(entry: Entry, texts: Texts) -> Iterator[str]:
    shown = build_log_entry(entry, texts=texts)
    who = f"{texts('item.who', who=_plain(shown.who))} " if shown.who else ""
    yield f"- **{shown.code}** {who}{_plain(shown.text)}"
    # The first two facts say which meeting it was, and stand in the heading.
    facts = " · ".join(_plain(fact) for fact in shown.facts[2:])
    for line in (
        facts,
        *map(_plain, shown.notes),
        _plain(texts("item.quote", quote=shown.quote)) if shown.quote else "",
    ):
        if line:
            yield f"  - {line}"


def _say_status(item: Item, texts: Texts) -> Iterator[str]:
    ties = [link for link in item.links if link.tie in (Tie.REPLACED, Tie.REPLACES, Tie.AGAINST)]
    if not any(link.tie is Tie.REPLACED for link in ties):
        yield texts("log.record.holds" if item.state is not State.DROPPED else "states.dropped")
    yield from (say_link(link, texts=texts) for link in ties)


def _row(entry: Entry) -> dict[str, str | None]:
    item, recap = entry.item, entry.recap
    return {
        "meeting": recap.tag,
        "title": _title(recap),
        "day": entry.day.isoformat() if entry.day is not None else None,
        "code": item.code,
        "kind": item.kind,
        "text": item.text,
        "owner": (item.owner.name or item.owner.address) if item.owner is not None else None,
        "due": item.due.day.isoformat() if item.due is not None and item.due.day is not None else None,
        "state": item.state.value,
        "why": item.reason or None,
        "outcome": item.outcome or None,
        "links": "; ".join(f"{link.tie} {link.tag} {link.code}" for link in item.links) or None,
        "quote": " ".join(item.evidence.quote.split()),
    }


def _link_row(link: Link) -> dict[str, str | None]:
    day = link.day.isoformat() if link.day is not None else None
    return {"tie": link.tie.value, "meeting": link.tag, "code": link.code, "day": day}


def _title(recap: Recap) -> str | None:
    return recap.meeting.title or recap.subject or None


def _cell(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(text: str) -> str:
    """Text on one line that Markdown reads as text."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))
