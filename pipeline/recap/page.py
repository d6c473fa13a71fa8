"""What a letter shows, in words, before any template arranges it.

Both parts of a letter are filled from these values, so they say the same.
Text of the notes is shortened here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote, urlsplit

from pipeline.kinds import KINDS
from pipeline.model import Due, Item, Link, Person, State
from pipeline.recap.build import is_theirs
from pipeline.recap.header_lines import clean
from pipeline.recap.texts import Texts

MAX_TEXT = 400
MAX_QUOTE = 300
OPEN = frozenset({State.ASKED, State.ACCEPTED, State.BLOCKED})

# One-tap answers of an owner, in the order they are offered.
FOR_DATED = ("accept", "done", "reschedule", "handover", "decline")
FOR_OWNED = ("answer", "handover", "decline")
FOR_DOUBTFUL = ("confirm", "correct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A prefilled mail: what is tapped, what then stands in the mail, the `mailto:` link (RFC 6068)."""

    label: str
    body: str
    link: str

    @property
    def to(self) -> str:
        """The address it goes to."""
        return unquote(urlsplit(self.link).path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where one reader's answers go, and under which subject."""

    address: str
    subject: str

    def answer(self, key: str, *, texts: Texts, **values: str) -> Answer:
        """The answer of that name of the pack's texts."""
        return self.answer_with(texts(f"answers.{key}.label"), texts(f"answers.{key}.body", **values))

    def answer_with(self, label: str, body: str) -> Answer:
        """An answer of its own words. All of the address is escaped but its @: some programs read + as a blank."""
        subject, lines = (quote(part, safe="") for part in (self.subject, body.replace("\n", "\r\n")))
        return Answer(
            label=label, body=body, link=f"mailto:{quote(self.address, safe='@')}?subject={subject}&body={lines}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as a reader sees it; empty fields are not shown. `suggest` sets the first answer off from the others."""

    code: str
    text: str
    who: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    quote: str = ""
    answers: tuple[Answer, ...] = ()
    suggest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    entries: tuple[Entry, ...]
    note: str = ""


# What stands before a line of notes and is no word of it: bullets, numbers, boxes, marks of quoting and headings.
MARKER = re.compile(r"^(?:(?:[-*+•·‣▪>#|]+|\d{1,3}[.)]|\[[ xX]?\])\s+)+")


def build_entry(item: Item, *, reader: str, asked: Container[str], texts: Texts) -> Entry:
    """An item in a list that everybody sees; `asked` are the addresses, by their keys, that got a letter about it."""
    who = _who(item, reader=reader, texts=texts)
    # Who got no letter owes no answer.
    waits = item.owner is not None and item.owner.address.casefold() in asked
    return Entry(
        code=item.code,
        text=shorten(item.text, MAX_TEXT) if who else begin(shorten(item.text, MAX_TEXT)),
        who=who,
        facts=_facts(item, waits=waits, texts=texts),
        notes=_notes(item, texts=texts),
        quote=find_quote(item),
    )


def build_own_entry(item: Item, *, reply: Reply, texts: Texts) -> Entry:
    """An item as its owner sees it: no name, and the answers to tap."""
    kind = KINDS[item.kind]
    keys = FOR_DATED if kind.dated else FOR_OWNED
    doubt = () if item.firm else (ask_about(item, texts=texts, otherwise="recap.yours.unsure"),)
    return Entry(
        code=item.code,
        text=begin(shorten(item.text, MAX_TEXT)),
        facts=_facts(item, waits=True, texts=texts) if item.firm else _due_facts(item, texts=texts),
        notes=(*doubt, *_notes(item, texts=texts)),
        quote=find_quote(item),
        answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in keys),
        suggest=item.firm,
    )


def build_doubtful_entry(item: Item, *, reader: str, reply: Reply, texts: Texts) -> Entry:
    """An item that may be none, as a question."""
    who = _who(item, reader=reader, texts=texts)
    return Entry(
        code=item.code,
        text=shorten(item.text, MAX_TEXT) if who else begin(shorten(item.text, MAX_TEXT)),
        who=who,
        facts=_due_facts(item, texts=texts),
        notes=(ask_about(item, texts=texts),),
        quote=find_quote(item),
        answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in FOR_DOUBTFUL),
    )


def ask_about(item: Item, *, texts: Texts, otherwise: str = "doubts.unsure") -> str:
    """The question a doubtful item raises; `otherwise` is asked where no doubt has a name."""
    if item.due is not None and item.due.readings and item.due.day is None:
        return texts("doubts.two-days", code=item.code, due=say_due(item.due, texts=texts))
    named = f"doubts.{item.doubt}"
    return texts(named if texts.has(named) else otherwise, code=item.code, name=clean(item.owner_as_written))


def say_name(person: Person) -> str:
    """A person's name, or their address where nobody told the name."""
    return shorten(person.name, MAX_TEXT) or person.address


def shorten(text: str, limit: int) -> str:
    """Text on one line, cut at a blank where it is too long."""
    text = clean(text)
    if len(text) <= limit:
        return text
    blank = text.rfind(" ", limit // 2, limit + 1)
    return f"{text[: blank if blank > 0 else limit]} …"


def begin(text: str) -> str:
    """Text as a line of its own begins: with a capital, unless its first word has one inside ("iPhone")."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].islower() else text


def join(words: Sequence[str], *, texts: Texts, by: str = "and") -> str:
    """Words in a row, joined as the language does."""
    return texts(f"item.{by}").join(words)


def find_quote(item: Item) -> str:
    """The words of the notes, without the bullet before them; empty where the item says just the same."""
    text = MARKER.sub("", shorten(item.evidence.quote, MAX_QUOTE), count=1)
    same = text.rstrip(".").casefold() == clean(item.text).rstrip(".").casefold()
    return "" if same else text


def _who(item: Item, *, reader: str, texts: Texts) -> str:
    if is_theirs(item, reader) and item.owner is not None and item.owner.address.casefold() == reader.casefold():
        return texts("item.you", name=say_name(item.owner))
    if item.owner is not None:
        return say_name(item.owner)
    if item.owner_as_written and KINDS[item.kind].owned:
        return texts("item.unknown", name=shorten(item.owner_as_written, MAX_TEXT))
    return texts(f"kinds.{item.kind}.nobody")


def _facts(item: Item, *, waits: bool, texts: Texts) -> tuple[str, ...]:
    """What stands beside an item: helpers, the day, how it stands."""
    helpers = [say_name(person) for person in item.helpers]
    facts = [texts("item.helpers", names=join(helpers, texts=texts))] if helpers else []
    facts += _due_facts(item, texts=texts)
    if item.proposed_owner is not None:
        key = "item.handed" if item.proposed_owner.address else "item.meant"
        facts.append(texts(key, name=say_name(item.proposed_owner)))
    elif item.state is not State.ASKED or (waits and KINDS[item.kind].dated):
        facts.append(texts(f"states.{item.state}"))
    return tuple(facts)


def say_state(item: Item, *, reader: str, texts: Texts) -> str:
    """How an item stands for one reader: who is asked to take it, else its state."""
    if item.proposed_owner is None:
        return texts(f"states.{item.state}")
    if item.proposed_owner.address.casefold() == reader.casefold():
        return texts("item.asked")
    return texts("item.handed" if item.proposed_owner.address else "item.meant", name=say_name(item.proposed_owner))


def _due_facts(item: Item, *, texts: Texts) -> tuple[str, ...]:
    if item.due is None:
        # What is over needs no day any more.
        missing = texts(f"kinds.{item.kind}.no_day") if item.state in OPEN else ""
        return (missing,) if missing else ()
    return (say_due(item.due, texts=texts),)


def say_due(due: Due, *, texts: Texts) -> str:
    """The day as we read it, with the words it was read from, so that a wrong reading shows."""
    phrase = shorten(due.phrase, MAX_TEXT)
    if due.day is not None:
        day = texts.day(due.day)
        return texts("item.due_as_said", day=day, phrase=phrase) if phrase else texts("item.due", day=day)
    if due.readings:
        days = join([texts.day(day) for day in due.readings], texts=texts, by="or")
        return texts("item.due_readings", phrase=phrase, days=days)
    return texts("item.due_vague", phrase=phrase)


def _notes(item: Item, *, texts: Texts) -> tuple[str, ...]:
    """What is said about an item below it, and what it still needs."""
    ask = texts(f"kinds.{item.kind}.ask", code=item.code)
    return (*say_reasons(item, texts=texts), *([ask] if ask and item.state in OPEN else []))


def say_reasons(item: Item, *, texts: Texts) -> tuple[str, ...]:
    """Why, what came of it, and which items of other meetings it belongs to."""
    notes = []
    if item.reason:
        key = "item.why" if item.state in {State.ASKED, State.ACCEPTED} else f"item.because.{item.state}"
        notes.append(texts(key, reason=shorten(item.reason, MAX_TEXT)))
    if item.outcome:
        notes.append(texts("item.outcome", outcome=shorten(item.outcome, MAX_TEXT)))
    return (*notes, *(say_link(link, texts=texts) for link in item.links))


def say_link(link: Link, *, texts: Texts) -> str:
    """Which item of which meeting this one belongs to, and how."""
    return texts(f"item.links.{link.tie}", code=link.code, where=say_where(link.tag, link.day, texts=texts))


def say_where(tag: str, day: date | None, *, texts: Texts) -> str:
    """A meeting by its tag and its day, where the day is known."""
    return texts("item.links.where", tag=tag, day=texts.day(day)) if day is not None else f"[{tag}]"
