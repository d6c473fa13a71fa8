"""Our own corpus of replies: `corpus/replies/` holds meetings and, a file a language, what people answered.

A change is written as people say it: the code ("-" without one), the verb, then to whom, the day, and in quotes a word
that its text has to hold: `A1 handover tom`, `A2 reschedule 2026-03-20`, `A3 done "stage"`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.mail.quote import read_reply
from pipeline.model import Address, Change, Due, Evidence, Item, Meeting, Person, Recap, ReplyReading, State
from pipeline.replies.read import read_orders

FOLDER = Path(__file__).parent / "corpus" / "replies"
KINDS = {"A": "action", "D": "decision", "Q": "question", "R": "risk"}
HELD_ON, ARRIVED = date(2026, 3, 10), date(2026, 3, 11)
DATED = ("reschedule", "later")
ADDRESSED = ("handover", "name", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One reply and what it means."""

    name: str
    language: str
    recap: str
    by: str
    said: str
    changes: tuple[str, ...]
    unclear: int = 0
    courtesy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was read beside what was meant. `harm` is a change that should not be there."""

    case: Case
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    harm: bool
    unclear: int
    courtesy: bool

    @property
    def exact(self) -> bool:
        return not self.missing and not self.surplus


def read_cases(folder: Path = FOLDER) -> Iterator[Case]:
    for path in sorted(folder.glob("[a-z][a-z]*.toml")):
        if path.stem == "recaps":
            continue
        for number, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["reply"], start=1):
            changes = tuple(row.pop("changes"))
            yield Case(name=f"{path.stem}-{number}", language=path.stem[:2], changes=changes, **row)


def judge(case: Case, knowledge: Knowledge) -> Judged:
    recap, domain = recaps()[case.recap]
    reading = _read(case, recap, domain, knowledge)
    left = [change for change in reading.changes if change.verb != "courtesy"]
    missing = []
    for wanted in case.changes:
        found = next((change for change in left if _fits(wanted, change, domain) and _holds(wanted, change)), None)
        if found is None:
            missing.append(wanted)
        else:
            left.remove(found)
    wrong = [
        change
        for change in left
        if change.verb != "ask" and not any(_fits(wanted, change, domain) for wanted in case.changes)
    ]
    return Judged(
        case=case,
        missing=tuple(missing),
        surplus=tuple(map(_short, left)),
        harm=bool(wrong),
        unclear=len(reading.unclear),
        courtesy=reading.courtesy,
    )


def _read(case: Case, recap: Recap, domain: str, knowledge: Knowledge) -> ReplyReading:
    reply = read_reply(case.said, knowledge.mail_words)
    items = " ".join(item.text for item in recap.items)
    default = knowledge.language_of(items, default="en").code
    pack = knowledge.language_of(reply.visible, default=default)
    return read_orders(reply, recap, writer=f"{case.by}@{domain}", today=ARRIVED, language=pack)


def _fits(wanted: str, change: Change, domain: str) -> bool:
    """Whether code, verb, person and day are those that were meant."""
    code, verb, *rest = _parts(wanted)
    if verb != change.verb or code not in ("-", change.code):
        return False
    if verb in DATED and rest[:1] != [change.day.isoformat() if change.day else ""]:
        return False
    whom = rest[0] if rest and not rest[0].startswith('"') else ""
    if verb in ADDRESSED and rest:
        written = rest[0].strip('"')
        if whom and change.to != f"{whom}@{domain}":
            return False
        if not whom and written not in ((change.to or ""), *(change.text or "").split()) and verb == "handover":
            return False
    return verb != "share" or ("private" in wanted) == ("private" in _text(change))


def _holds(wanted: str, change: Change) -> bool:
    texts = [part.strip('"') for part in _parts(wanted)[2:] if part.startswith('"')]
    return all(text.casefold() in f"{_text(change)} {change.to or ''}".casefold() for text in texts)


def _text(change: Change) -> str:
    return change.text or ""


def _parts(wanted: str) -> list[str]:
    return re.findall(r'"[^"]*"|\S+', wanted)


def _short(change: Change) -> str:
    parts = (change.code or "-", change.verb, change.to or "", change.day.isoformat() if change.day else "")
    return " ".join(part for part in parts if part)


@cache
def recaps() -> Mapping[str, tuple[Recap, str]]:
    """The meetings, each with the domain of its people."""
    tables = tomllib.loads((FOLDER / "recaps.toml").read_text(encoding="utf-8"))
    return {name: (_build_recap(table), table["domain"]) for name, table in tables.items()}


def _build_recap(table: Mapping[str, Any]) -> Recap:
    people = {local: Person(name=name, address=f"{local}@{table['domain']}") for local, name in table["people"].items()}
    host = people[table["host"]]
    return Recap(
        tag="7K2Q",
        meeting=Meeting(
            title=table["title"], held_on=HELD_ON, timezone=table["timezone"], attendees=tuple(people.values())
        ),
        host=Address(address=host.address, name=host.name),
        items=tuple(_build_item(row, people) for row in table["items"]),
        people=tuple(people.values()),
        audience=tuple(Address(address=person.address, name=person.name) for person in people.values()),
    )


def _build_item(row: Mapping[str, str], people: Mapping[str, Person]) -> Item:
    text = row["text"]
    due = date.fromisoformat(row["due"]) if "due" in row else None
    return Item(
        code=row["code"],
        kind=KINDS[row["code"][0]],
        text=text,
        evidence=Evidence(rules=(), quote=text, start=0, end=len(text), lines=(1,), score=1.0),
        owner=people[row["owner"]] if "owner" in row else None,
        due=Due(phrase=due.isoformat(), day=due) if due is not None else None,
        state=State(row.get("state", "asked")),
    )
