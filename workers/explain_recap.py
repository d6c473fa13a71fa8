"""Read a RECAP.json: the recap a reply is held against where no database is at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.kinds import KINDS
from pipeline.model import Address, Due, Evidence, Item, Meeting, Person, Recap, State

SHAPE = (
    '{"tag", "title", "held_on", "timezone", "host", "people": [{"name", "address"}], "items": [{"code", "kind", …}]}'
)


@dataclass(frozen=True, slots=True)
class NotARecap:
    """What is wrong with the file, and where in it."""

    wrong: str


class _WrongError(Exception):
    """Ends the reading of a file at its first fault; never leaves this module."""


def parse_recap(raw: bytes) -> Recap | NotARecap:
    """The recap, or what is wrong with it."""
    try:
        table = json.loads(raw.decode("utf-8-sig"))
        return _recap(_table(table, "the file"))
    except UnicodeDecodeError:
        return NotARecap("is not UTF-8 text")
    except json.JSONDecodeError as error:
        return NotARecap(f"is not JSON: line {error.lineno}, {error.msg}")
    except RecursionError:
        return NotARecap("is nested too deeply")
    except _WrongError as error:
        return NotARecap(str(error))


def _recap(table: Mapping[str, Any]) -> Recap:
    people = tuple(
        Person(name=_text(row, "name", f"people[{number}]"), address=_address(row, "address", f"people[{number}]"))
        for number, row in enumerate(_rows(table, "people"))
    )
    by_address = {person.key: person for person in people if person.address}
    _text(table, "host", "the file")  # has to be there, unlike the others' addresses
    host = Address(address=_address(table, "host", "the file"))
    if host.key in by_address:
        host = Address(address=host.address, name=by_address[host.key].name)
    return Recap(
        tag=_text(table, "tag", "the file"),
        meeting=Meeting(
            title=_text(table, "title", "the file", default=""),
            held_on=_day(table, "held_on", "the file"),
            timezone=_zone(table),
            attendees=people,
        ),
        host=host,
        items=tuple(_item(row, f"items[{number}]", by_address) for number, row in enumerate(_rows(table, "items"))),
        people=people,
        audience=tuple(Address(address=person.address, name=person.name) for person in by_address.values()),
    )


def _item(row: Mapping[str, Any], place: str, people: Mapping[str, Person]) -> Item:
    code, text = _text(row, "code", place), _text(row, "text", place)
    kind = _choice(row, "kind", place, tuple(KINDS))
    owner = _address(row, "owner", place)
    day = _day(row, "due_iso", place)
    return Item(
        code=code,
        kind=kind,
        text=text,
        evidence=Evidence(rules=(), quote=text, start=0, end=len(text), lines=(1,), score=1.0),
        owner=people.get(owner.casefold(), Person(name=owner, address=owner)) if owner else None,
        due=Due(phrase=day.isoformat(), day=day) if day is not None else None,
        state=State(_choice(row, "state", place, tuple(State), default=State.ASKED)),
    )


def _table(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _WrongError(f"{place} is no object; the shape is {SHAPE}")
    return value


def _rows(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list):
        raise _WrongError(f"{key} is no list; the shape is {SHAPE}")
    return [_table(row, f"{key}[{number}]") for number, row in enumerate(rows)]


def _text(table: Mapping[str, Any], key: str, place: str, *, default: str | None = None) -> str:
    """A text that has to be there, unless there is a default; null is the same as missing."""
    value = table.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"{place}: {key} is missing or no text")
    return value


def _address(table: Mapping[str, Any], key: str, place: str) -> str:
    """An address; empty where it is null or missing."""
    value = _text(table, key, place, default="")
    try:
        return Address(address=value).address if value else ""
    except ValueError:
        raise _WrongError(f"{place}: {key} is no address") from None


def _day(table: Mapping[str, Any], key: str, place: str) -> date | None:
    value = _text(table, key, place, default="")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise _WrongError(f"{place}: {key} is {value!r}; write a day as 2026-11-24, or null") from None


def _zone(table: Mapping[str, Any]) -> str:
    zone = _text(table, "timezone", "the file", default="UTC")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise _WrongError(f"timezone is {zone!r}; write one like Europe/Berlin") from None
    return zone


def _choice(
    table: Mapping[str, Any], key: str, place: str, choices: tuple[str, ...], *, default: str | None = None
) -> str:
    value = _text(table, key, place, default=default)
    if value not in choices:
        raise _WrongError(f"{place}: {key} is {value!r}; write one of {', '.join(choices)}")
    return value
