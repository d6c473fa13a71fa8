"""A short status of one topic for one reader, drafted from the log for whoever asked; that person passes it on.

Each line is an item of the log with its meeting and day, and stands once:
what waits for a decision first of all, then what the reader has to do with
it, then how things stand, what is in the way, and what comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.log.page import arrange, build_log_entry
from pipeline.log.sight import OPEN, readers_of
from pipeline.model import Entry, Looked, Person, State, Tie
from pipeline.recap import page
from pipeline.recap.page import MAX_TEXT, Section, begin, join, say_name, say_where, shorten
from pipeline.recap.recap_page import find_title
from pipeline.recap.texts import Texts
from pipeline.replies.apply import OBJECTED
from pipeline.series.mirror import is_continued

# Who reads an update reads a screen of it.
MOST_LINES = 5
MOST_MEETINGS = 8
# In this order a reader has them; in that of `SORTS` an item finds its place.
HEADINGS = ("stands", "ask", "cost", "benefit", "risks", "next")
# What is said where there is nothing: a gap that the writer fills, or good news.
EMPTY = ("ask", "cost", "benefit")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePage:
    """Everything an update says. `trouble` is empty unless there is none; `instead` are meetings to ask about then."""

    title: str
    trouble: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


def build_update_page(looked: Looked, *, texts: Texts) -> UpdatePage:
    """The draft, or what is missing for one."""
    question = looked.question
    reader, topic = question.reader, shorten(question.topic, MAX_TEXT)
    if reader is None or not question.words:
        name = say_name(reader) if reader is not None else texts("update.somebody")
        asked = texts("update.no_topic" if reader is not None else "update.no_reader", name=name)
        return UpdatePage(
            title=texts("update.title_alone"), trouble=(asked,), instead=_say_meetings(looked, texts=texts)
        )
    name = say_name(reader)
    title = texts("update.title", name=name, topic=topic)
    entries = tuple(entry for entry in arrange(looked) if _holds(entry))
    if not entries:
        trouble = (texts("update.nothing", topic=topic),)
        return UpdatePage(title=title, trouble=trouble, instead=_say_meetings(looked, texts=texts))
    return UpdatePage(
        title=title,
        before=(texts("update.draft"), *_say_unmet(entries, reader, texts=texts)),
        sections=tuple(_sections(looked, entries, reader, texts=texts)),
    )


def _holds(entry: Entry) -> bool:
    """Whether an item still says how things are: no later meeting took it up or put another in its place."""
    item = entry.item
    return not is_continued(item) and not any(link.tie is Tie.REPLACED for link in item.links)


def _sections(looked: Looked, entries: Sequence[Entry], reader: Person, *, texts: Texts) -> Iterator[Section]:
    name = say_name(reader)
    sorted_out: dict[str, list[Entry]] = {heading: [] for heading in HEADINGS}
    for entry in entries:
        sort = next((sort for sort, fits in SORTS if fits(entry, reader)), "")
        if sort:
            sorted_out[sort].append(entry)
    for heading in HEADINGS:
        found = sorted(sorted_out[heading], key=_due_day) if heading in {"cost", "next"} else sorted_out[heading]
        lines = [_build_line(entry, looked, reader, texts=texts) for entry in found]
        if heading == "benefit":
            lines = [_build_benefit(entry, texts=texts) for entry in entries if _brings(entry)]
        left = len(lines) - MOST_LINES
        note = texts("update.more", number=left) if left > 0 else ""
        if not lines and heading in EMPTY:
            note = texts(f"update.{heading}_none", name=name)
        if lines or note:
            yield Section(heading=texts(f"update.{heading}", name=name), entries=tuple(lines[:MOST_LINES]), note=note)


def _due_day(entry: Entry) -> date:
    due = entry.item.due
    return due.day if due is not None and due.day is not None else date.max


def _is_asked(entry: Entry, _reader: Person) -> bool:
    """An open question, a decision that somebody objected to, or two decisions that cannot both hold."""
    item = entry.item
    doubted = item.doubt == OBJECTED or any(link.tie is Tie.AGAINST for link in item.links)
    return (item.kind == "question" and item.state in OPEN) or (item.kind == "decision" and doubted)


def _is_readers(entry: Entry, reader: Person) -> bool:
    owner = entry.item.proposed_owner or entry.item.owner
    return entry.item.state in OPEN and owner is not None and owner.key == reader.key


def _stands(entry: Entry, _reader: Person) -> bool:
    return entry.item.kind == "decision" or entry.item.state is State.DONE


def _is_risk(entry: Entry, _reader: Person) -> bool:
    return entry.item.kind in {"risk", "assumption"} or entry.item.state is State.BLOCKED


def _is_next(entry: Entry, _reader: Person) -> bool:
    return entry.item.kind in {"action", "experiment"} and entry.item.state in OPEN


SORTS: tuple[tuple[str, Callable[[Entry, Person], bool]], ...] = (
    ("cost", _is_readers),
    ("ask", _is_asked),
    ("stands", _stands),
    ("risks", _is_risk),
    ("next", _is_next),
)


def _build_line(entry: Entry, looked: Looked, reader: Person, *, texts: Texts) -> page.Entry:
    """Who, what, when, and what the reader did to it."""
    # Its reason and what came of it stand under what it brings.
    bare = replace(entry, item=replace(entry.item, reason="", outcome="")) if _brings(entry) else entry
    shown = build_log_entry(bare, texts=texts)
    past = looked.past.get(entry.recap.tag, ())
    theirs = {one.verb for one in past if one.code == entry.item.code and one.by.casefold() == reader.key}
    verbs = [verb for verb in ("handover", "object") if verb in theirs]
    said = tuple(texts(f"update.by_reader.{verb}", name=say_name(reader)) for verb in verbs)
    return replace(shown, notes=(*shown.notes, *said), quote="")


def _brings(entry: Entry) -> bool:
    """Whether the notes say why something was decided, or somebody said what came of it."""
    item = entry.item
    return bool(item.reason and item.kind == "decision") or bool(item.outcome and item.state is State.DONE)


def _build_benefit(entry: Entry, *, texts: Texts) -> page.Entry:
    """Why something was decided, or what came of something done, with the item that says it."""
    item, recap = entry.item, entry.recap
    said = begin(shorten(item.outcome or item.reason, MAX_TEXT))
    return page.Entry(code=item.code, text=said, facts=(say_where(recap.tag, entry.day, texts=texts),))


def _say_unmet(entries: Sequence[Entry], reader: Person, *, texts: Texts) -> Iterator[str]:
    """What the reader may not know yet: meetings they were no part of."""
    if not reader.address:
        yield texts("update.unknown", name=say_name(reader))
        return
    unmet = [entry for entry in entries if reader.key not in readers_of(entry.recap, entry.item)]
    titles = list(dict.fromkeys(_say_meeting(entry, texts=texts) for entry in unmet))
    if titles:
        yield texts("update.unmet", name=say_name(reader), meetings=join(titles[:MOST_MEETINGS], texts=texts))


def _say_meetings(looked: Looked, *, texts: Texts) -> tuple[str, ...]:
    """The newest meetings that the asker could ask about."""
    entries = sorted(looked.instead, key=lambda entry: -(entry.day.toordinal() if entry.day else 0))
    return tuple(dict.fromkeys(_say_meeting(entry, texts=texts) for entry in entries))[:MOST_MEETINGS]


def _say_meeting(entry: Entry, *, texts: Texts) -> str:
    return f"{find_title(entry.recap, texts=texts)} {say_where(entry.recap.tag, entry.day, texts=texts)}"
