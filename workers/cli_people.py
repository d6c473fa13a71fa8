"""`people` and `erase`: whom the house knows, how they want to be written to, and forgetting one of them.

Addresses are whole here: this is the screen of the person who runs the
server, and has to tell people apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from workers.cli_say import Code, plain, say, screen, stop

OPERATOR = "operator"
LANGUAGES = ("de", "en", "es", "fr", "nl", "pt")
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="As `people list` shows it.", show_default=False)]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="Another address of theirs.", show_default=False)]
Zone = Annotated[str, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/Lisbon.", show_default=False)]
Tongue = Annotated[
    str, typer.Option("--language", metavar="CODE", help="en, de, es, fr, nl or pt.", show_default=False)
]
Place = Annotated[str, typer.Option("--place", metavar="PLACE", help="Whose holidays: PT, DE-BY.", show_default=False)]
Days = Annotated[str, typer.Option("--workdays", metavar="DAYS", help="1234567, Monday is 1.", show_default=False)]
Hour = Annotated[int | None, typer.Option("--hour", metavar="H", min=0, max=23, help="When letters come.")]
Away = Annotated[str, typer.Option("--away-until", metavar="DAY", help="2026-12-12, or none.", show_default=False)]
Stopped = Annotated[bool | None, typer.Option("--stopped/--started", help="Whether reminders come.")]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def list_people() -> None:
    """Everybody whose address was learned, and what they told us."""
    from workers.cli_store import open_tables  # noqa: PLC0415 - `--help` needs no database
    from workers.store import people  # noqa: PLC0415

    with open_tables() as tx:
        rows = people.list_rows(tx)
    if not rows:
        say("Nobody is known yet.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("address", "name", "language", "zone", "away until", "letters"):
        table.add_column(column, overflow="fold")
    for row in rows:
        away = row.away_until.isoformat() if row.away_until else ""
        told = (row.language or row.heard_language, row.timezone, away, _say_letters(row))
        table.add_row(plain(row.address), plain(row.name or "–"), *map(plain, told))
    screen().print(table)


def show_person(address: Address) -> None:
    """One person: their addresses, and everything they told us."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import erasure, people  # noqa: PLC0415

    with open_tables() as tx:
        person = people.find_person(tx, address)
        row = next((one for one in people.list_rows(tx) if one.address == person), None)
        others = [one.address for one in people.find_addresses(tx, person)]
        held = erasure.count(tx, person)
    if row is None and not held.letters and not held.mails:
        _stop_unknown(address)
    grid = Table.grid(padding=(0, 2))
    facts = [("addresses", ", ".join((person, *others)))]
    if row is not None:
        days = row.workdays or "12345"
        facts += [("name", row.name or "–"), ("also called", ", ".join(row.aliases) or "–")]
        facts += [("language", row.language or row.heard_language or "–"), ("zone", row.timezone or "–")]
        facts += [("holidays of", row.place or "–"), ("working days", days), ("letters", _say_letters(row) or "all")]
        facts += [("away until", row.away_until.isoformat() if row.away_until else "–")]
    facts += [("recaps that name them", str(held.recaps)), ("items", str(held.items))]
    facts += [("mails from them", str(held.mails)), ("letters to them", str(held.letters))]
    for name, value in facts:
        grid.add_row(Text(name, style="dim"), plain(value))
    screen().print(grid)


def merge_people(address: Address, other: Other) -> None:
    """Say that OTHER is another address of the person at ADDRESS: answers from either count the same."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import audit, people  # noqa: PLC0415

    now = datetime.now(UTC)
    _check_address(address)
    _check_address(other)
    with open_tables() as tx:
        people.join_addresses(tx, address, other, learned_from=people.OPERATOR, now=now)
        audit.write(tx, ("same",), by=OPERATOR, what=address.casefold(), inbox_id=None, now=now)
    say(f"{other} is another address of {address} now.")


def set_person(
    address: Address,
    timezone: Zone = "",
    language: Tongue = "",
    place: Place = "",
    workdays: Days = "",
    hour: Hour = None,
    away_until: Away = "",
    stopped: Stopped = None,
) -> None:
    """Set how one person is written to, where they told you and not us."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import audit, looks, people  # noqa: PLC0415

    _check_address(address)
    given: dict[str, Any] = {"timezone": timezone, "language": language, "place": place.upper(), "workdays": workdays}
    values = {key: value for key, value in given.items() if value}
    if hour is not None:
        values["hour"] = hour
    if away_until:
        values["away_until"] = None if away_until == "none" else _read_day(away_until)
    if stopped is not None:
        values["stopped"] = stopped
    _check_values(values)
    now = datetime.now(UTC)
    with open_tables() as tx:
        people.write_preferences(tx, replace(people.find_preferences(tx, address), **values), now=now)
        audit.write(tx, sorted(values), by=OPERATOR, what=address.casefold(), inbox_id=None, now=now)
        looks.look_now(tx, [address], now=now)
    say(f"{address}: {', '.join(sorted(values)) or 'nothing'} set.")


def erase(address: Address, yes: Sure = False) -> None:
    """Forget one person everywhere: address, name, their mails, letters to them. This cannot be undone."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import audit, erasure  # noqa: PLC0415

    now = datetime.now(UTC)
    with open_tables() as tx:
        held = erasure.count(tx, address)
        sure = yes or typer.confirm(f"Forget {address}: {_say_held(held)}? This cannot be undone.")
        if not sure:
            stop("nothing was erased", "say yes, or write --yes", code=Code.FAULT)
        erasure.erase(tx, address)
        audit.write(tx, ("forget",), by=OPERATOR, what="", inbox_id=None, now=now)
    say(f"Forgotten: {_say_held(held)}. Backups of the database are yours to clear.")


def _check_values(values: dict[str, Any]) -> None:
    """End with what to write where a value cannot be; the working days become numbers."""
    from workers.settings_checks import find_fault  # noqa: PLC0415

    for fault in find_fault("timezone", {"timezone": values.get("timezone", "")}):
        stop(f"--timezone {fault.wrong}", fault.cure, code=Code.MISUSE)
    if values.get("language", "en") not in LANGUAGES:
        stop(f"--language is {values['language']!r}", f"write one of {', '.join(LANGUAGES)}", code=Code.MISUSE)
    days = values.get("workdays", "1")
    if not set(days) <= set("1234567"):
        stop(f"--workdays is {days!r}", "write the working days as digits, Monday is 1: 12345", code=Code.MISUSE)
    if "workdays" in values:
        values["workdays"] = frozenset(map(int, days))


def _say_held(held: Any) -> str:
    return f"{held.recaps} recaps, {held.items} items, {held.mails} mails, {held.letters} letters"


def _say_letters(row: Any) -> str:
    if row.stopped_at is not None:
        return "stopped"
    return "come back" if row.undeliverable_at is not None else ""


def _read_day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        stop(f"--away-until is {value!r}", "write a day as 2026-12-12, or none", code=Code.MISUSE)


def _check_address(value: str) -> None:
    local, at, domain = value.rpartition("@")
    if not (local and at and "." in domain) or any(sign in value for sign in " <>,"):
        stop(f"{value!r} is no address", "write it like ana@acme.example", code=Code.MISUSE)


def _stop_unknown(address: str) -> NoReturn:
    stop(f"nobody is known as {address}", "see `followthrough people list`")
