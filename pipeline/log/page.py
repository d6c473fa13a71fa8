"""What the answer of the log shows, in words, before any template arranges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.kinds import KINDS
from pipeline.log.folding import fold_words
from pipeline.model import Entry, Looked, Person, Question, Recap, State
from pipeline.recap import page
from pipeline.recap.page import (
    MAX_TEXT,
    Answer,
    Section,
    begin,
    find_quote,
    join,
    say_due,
    say_name,
    say_reasons,
    shorten,
)
from pipeline.recap.texts import Texts
from pipeline.series.mirror import is_continued

# What a person reads in one letter; the rest is for a file.
MOST_SHOWN = 20
# Of so many of the newest the best are shown.
MOST_FOUND = 60
# More names than these say no more than their number.
MOST_NAMES = 6
MAX_SAID = 200
# How much it counts that a word stands in the item itself, whole or as the beginning of another.
WHOLE, BEGINS = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Everything an answer says. `more` is empty unless there is more than is shown; `nothing` unless it is nothing."""

    asked: str
    sections: tuple[Section, ...]
    nothing: tuple[str, ...]
    more: str


def build_log_page(looked: Looked, *, texts: Texts) -> LogPage:
    """What was found, the best first; by kind where nothing was looked for."""
    question, found = looked.question, arrange(looked)
    shown = found[:MOST_SHOWN]
    more = looked.more or len(found) > len(shown)
    return LogPage(
        asked=texts("log.asked", said=shorten(question.said, MAX_SAID)),
        sections=tuple(_sections(shown, question, texts=texts)),
        nothing=() if shown else _say_nothing(question, texts=texts),
        more=texts("log.most", number=len(shown)) if more else "",
    )


def arrange(looked: Looked) -> tuple[Entry, ...]:
    """The entries by how well they fit, then the newest first; one's own by when they are due."""
    question, entries = looked.question, looked.entries
    if question.still_open:
        # What a later meeting took up again stands there.
        entries = tuple(entry for entry in entries if not is_continued(entry.item))
    if question.mine:
        return tuple(sorted(entries, key=_due_day))
    newest = sorted(entries, key=lambda entry: entry.day or date.max, reverse=True)
    return tuple(sorted(newest, key=lambda entry: -fit(entry, question)))


def fit(entry: Entry, question: Question) -> int:
    """How well an entry fits the words of a question: what it says itself counts, not what stands around it."""
    said = fold_words(entry.item.text)
    return sum(
        WHOLE if word in said else BEGINS if any(one.startswith(stem) for one in said) else 0
        for word, stem in zip(question.words, question.stems, strict=True)
    )


def build_own_entry(entry: Entry, *, answers: tuple[Answer, ...], texts: Texts) -> page.Entry:
    """An entry of who asks: no name, and the answers to tap."""
    shown = build_log_entry(entry, texts=texts)
    return replace(shown, who="", text=begin(shown.text), answers=answers)


def build_log_entry(entry: Entry, *, texts: Texts) -> page.Entry:
    """One entry: who, what, when, why, what became of it, which others it belongs to, and how it was said."""
    item, recap = entry.item, entry.recap
    who = say_name(item.owner) if item.owner is not None and KINDS[item.kind].owned else ""
    text = shorten(item.text, MAX_TEXT)
    return page.Entry(
        code=item.code,
        text=text if who else begin(text),
        who=who,
        facts=tuple(_facts(entry, texts=texts)),
        notes=(*say_reasons(item, texts=texts), *([] if KINDS[item.kind].owned else _say_there(recap, texts=texts))),
        quote=find_quote(item),
    )


def _facts(entry: Entry, *, texts: Texts) -> list[str]:
    item, recap = entry.item, entry.recap
    facts = [shorten(recap.meeting.title or recap.subject, MAX_TEXT) or texts("letter.untitled")]
    facts.append(page.say_where(recap.tag, entry.day, texts=texts))
    if item.due is not None:
        facts.append(say_due(item.due, texts=texts))
    if KINDS[item.kind].owned and (item.state is not State.ASKED or item.owner is not None):
        facts.append(texts(f"states.{item.state}"))
    return facts


def _say_there(recap: Recap, *, texts: Texts) -> list[str]:
    """Who was there when it was decided."""
    people: Sequence[Person] = recap.meeting.attendees or recap.people
    names = [say_name(person) for person in people]
    if not names:
        return []
    shown = join(names[:MOST_NAMES], texts=texts)
    rest = len(names) - MOST_NAMES
    return [begin(texts("log.there_more", names=shown, number=rest) if rest > 0 else texts("log.there", names=shown))]


def _sections(shown: Sequence[Entry], question: Question, *, texts: Texts) -> list[Section]:
    if question.words or question.mine or len(question.kinds) == 1:
        entries = tuple(build_log_entry(entry, texts=texts) for entry in shown)
        return [Section(heading="", entries=entries)] if entries else []
    by_kind = {kind: [entry for entry in shown if entry.item.kind == kind] for kind in KINDS}
    return [
        Section(
            heading=texts(f"kinds.{kind}.heading"),
            entries=tuple(build_log_entry(entry, texts=texts) for entry in entries),
        )
        for kind, entries in by_kind.items()
        if entries
    ]


def _say_nothing(question: Question, *, texts: Texts) -> tuple[str, ...]:
    return (texts("log.nothing_mine"),) if question.mine else (texts("log.nothing"), texts("log.instead"))


def _due_day(entry: Entry) -> date:
    due = entry.item.due
    return due.day if due is not None and due.day is not None else date.max
