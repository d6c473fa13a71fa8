"""One recap to answer, and what an answer comes to, written short.

"A3/accept A3/reschedule/1127 ?who courtesy": the changes in the order of their
codes, each with whom it names and the month and day it moves to; then the
questions that go back; then whether it was nothing but courtesy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from pipeline.languages.load import Language, load_languages
from pipeline.model import (
    Address,
    Change,
    Due,
    Evidence,
    Item,
    Meeting,
    Passage,
    Person,
    Recap,
    ReplyReading,
    ReplyText,
    State,
)
from pipeline.replies.read import read_orders

TODAY = date(2026, 11, 24)  # a Tuesday
MARA, ANA, BEN, PRIYA, SAM, SAM_ADLER = (
    Person(name=name, address=f"{local}@acme.example")
    for name, local in (
        ("Mara Lindt", "mara"),
        ("Ana Ruiz", "ana"),
        ("Ben Okoye", "ben"),
        ("Priya Nair", "priya"),
        ("Sam Holt", "sam"),
        ("Sam Adler", "sadler"),
    )
)
PEOPLE = (MARA, ANA, BEN, PRIYA, SAM, SAM_ADLER)


def an_item(code: str, kind: str, text: str, owner: Person | None = None, due: date | None = None, **values) -> Item:
    evidence = Evidence(rules=("en.test",), quote=text, start=0, end=len(text), lines=(1,), score=0.9)
    day = Due(phrase="", day=due) if due else None
    return Item(code=code, kind=kind, text=text, evidence=evidence, owner=owner, due=day, **values)


ITEMS = (
    an_item("A1", "action", "Send the budget to the bank", ANA, date(2026, 11, 27)),
    an_item("A2", "action", "Write the rollback plan", ANA, date(2026, 11, 30)),
    an_item("A3", "action", "Book the room for the workshop", BEN, date(2026, 12, 1)),
    an_item("A4", "action", "Order new laptops"),
    an_item("A5", "action", "Call the printer about the posters", PRIYA, date(2026, 11, 26), state=State.ACCEPTED),
    an_item("D1", "decision", "Ship the small version first"),
    an_item("D2", "decision", "Keep the prices until June"),
    an_item("Q1", "question", "How many seats does the hall have?"),
    an_item("S1", "assumption", "We assume that most people pay by card"),
    an_item("R1", "risk", "The test machine is full"),
)


def a_meeting(items: tuple[Item, ...] = ITEMS, people: tuple[Person, ...] = PEOPLE) -> Recap:
    return Recap(
        tag="7K2Q",
        meeting=Meeting(title="Weekly", held_on=date(2026, 11, 23), attendees=people),
        host=Address(address=MARA.address, name=MARA.name),
        items=items,
        people=people,
        audience=tuple(Address(address=person.address, name=person.name) for person in people),
    )


@cache
def packs() -> Mapping[str, Language]:
    return load_languages()


def english() -> Language:
    return packs()["en"]


def read(
    writer: str, *passages: str | Passage, recap: Recap | None = None, today: date = TODAY, language: str = "en"
) -> ReplyReading:
    """What this person's typed words mean; a passage is words alone, or words with the quoted lines above them."""
    typed = tuple(one if isinstance(one, Passage) else Passage(text=one, line=1) for one in passages)
    reply = ReplyText(visible="\n\n".join(one.text for one in typed), passages=typed)
    pack = packs()[language]
    return read_orders(reply, recap or a_meeting(), writer=f"{writer}@acme.example", today=today, language=pack)


def understood(writer: str, *passages: str | Passage, recap: Recap | None = None, language: str = "en") -> str:
    """The same, written short."""
    reading = read(writer, *passages, recap=recap, language=language)
    changes = sorted(map(_short, reading.changes))
    questions = [f"?{one.question}" for one in reading.unclear]
    return " ".join((*changes, *questions, *(["courtesy"] if reading.courtesy else [])))


def _short(change: Change) -> str:
    whom = (change.to or "").partition("@")[0]
    day = change.day.strftime("%m%d") if change.day else ""
    return "/".join(part for part in (change.code or "-", change.verb, whom, day) if part)
