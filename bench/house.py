"""A house that has met for years, with every table filled: what one recap leaves behind, as often as wanted.

Stands on `log_house`, which writes recaps, log and people; here come their
items, reply addresses, mails, letters and what was answered. Promises of the
last two months are open or kept; of the older ones few were forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import log_house
from log_house import ITEMS_A_TEAM, MEETINGS_A_TEAM, PEOPLE_A_TEAM, member
from psycopg.types.json import Json
from sqlalchemy import JSON, Table, func, select, text, update

from workers.store.store import Store, Transaction
from workers.store.tables import AUDIT, EVENTS, INBOX, ITEMS, LOOKS, OUTBOX, PEOPLE, PLACES, RECAPS, TOKENS

NEWEST = log_house.FIRST_DAY + timedelta(days=5 * (MEETINGS_A_TEAM - 1))
# The morning on which this house is looked at.
TODAY = datetime.combine(NEWEST + timedelta(days=2), time(9), tzinfo=UTC)
LATELY = timedelta(days=60)
BYTES_KEPT = {INBOX: timedelta(days=30), OUTBOX: timedelta(days=90)}
TEAMS_AT_ONCE = 20


def furnish(store: Store, *, items: int) -> None:
    """Everything that so many items leave behind."""
    log_house.fill(store, items=items, forgotten=_forgotten)
    teams = max(1, items // ITEMS_A_TEAM)
    house = list(log_house.first_team(items, _forgotten))
    for first in range(0, teams, TEAMS_AT_ONCE):
        rows: dict[Table, list[dict[str, Any]]] = {}
        for team in range(first, min(teams, first + TEAMS_AT_ONCE)):
            for number, (recap, _) in enumerate(house):
                for table, found in _write_meeting(team, number, recap):
                    rows.setdefault(table, []).append(found)
        with store.begin() as tx:
            for table in (INBOX, PLACES, ITEMS, TOKENS, OUTBOX, EVENTS, AUDIT, LOOKS):
                put(tx, table, rows.get(table, []))
    with store.begin() as tx:
        _settle(tx)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _forgotten(day: date) -> float:
    return 0.5 if NEWEST - day < LATELY else 0.02


def _settle(tx: Transaction) -> None:
    """Hosts and languages are known, and the next numbers are free on PostgreSQL, too."""
    tx.execute(update(PEOPLE).values(heard_language="en"))
    if tx.dialect.name == "postgresql":
        for table in (INBOX, OUTBOX, RECAPS, EVENTS, AUDIT, LOOKS):
            last = tx.execute(select(func.max(table.c.id))).scalar() or 1
            tx.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})"))


def _write_meeting(team: int, number: int, recap: Any) -> Iterable[tuple[Table, dict[str, Any]]]:
    """The rows of one meeting, table by table."""
    recap_id = team * MEETINGS_A_TEAM + number + 1
    mail_id = recap_id + 1
    at = datetime.combine(recap.meeting.held_on, time(10), tzinfo=UTC)
    tag = f"T{team}M{number}"
    people = [member(team, one).address for one in range(PEOPLE_A_TEAM)]
    kept = {table: b"m" * 3_000 if TODAY - at < age else b"" for table, age in BYTES_KEPT.items()}
    yield (
        INBOX,
        {
            "id": mail_id,
            "content_key": f"{tag}:mail",
            "raw": kept[INBOX],
            "size": 3_000,
            "sender": people[0],
            "arrived_at": at,
            "state": "done",
            "errors": [],
        },
    )
    yield PLACES, {"mailbox": "house", "uidvalidity": 1, "uid": mail_id, "inbox_id": mail_id}
    for item in recap.items:
        owner = item.owner.address.replace(".t0@", f".t{team}@") if item.owner is not None else None
        yield ITEMS, _write_item(recap_id, item, owner)
    for place, address in enumerate(people):
        yield TOKENS, {"token": f"{tag}x{place}", "recap_id": recap_id, "address": address, "created_at": at}
        for later, kind in enumerate(("recap", "progress")):
            letter = recap_id * 100 + place * 2 + later
            yield (
                OUTBOX,
                {
                    "id": letter,
                    "key": f"{kind}:{tag}:{address}",
                    "message_id": f"<{kind}.{tag}.{place}@house>",
                    "kind": kind,
                    "recipient": address,
                    "raw": kept[OUTBOX],
                    "inbox_id": mail_id if kind == "recap" else None,
                    "recap_tag": tag if kind == "recap" else None,
                    "created_at": at,
                    "sent_at": at,
                    "tried_at": at,
                    "state": "sent",
                    "attempts": 1,
                    "errors": [],
                },
            )
    for place, verb in enumerate(("recap", "accept", "done", "done", "reschedule")):
        by, code = people[place % PEOPLE_A_TEAM], None if verb == "recap" else f"A{place}"
        number_of = recap_id * 10 + place
        moment = at + timedelta(hours=place)
        common = {"id": number_of, "inbox_id": mail_id, "at": moment, "by": by, "verb": verb}
        yield EVENTS, common | {"recap_id": recap_id, "code": code, "payload": {}}
        yield AUDIT, common | {"what": tag}
    if number == 0:
        for place, address in enumerate(people):
            yield (
                LOOKS,
                {"id": team * 10 + place + 1, "address": address, "at": TODAY + timedelta(days=3), "memory": {}},
            )


def _write_item(recap_id: int, item: Any, owner: str | None) -> dict[str, Any]:
    return {
        "recap_id": recap_id,
        "code": item.code,
        "kind": item.kind,
        "text": item.text,
        "firm": item.firm,
        "owner": owner,
        "state": item.state.value,
        "due_on": item.due.day if item.due is not None else None,
    }


def put(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once, as fast as the database takes them; all have the same columns."""
    if not rows:
        return
    if tx.dialect.name != "postgresql":
        tx.execute(table.insert(), rows)
        return
    names = list(rows[0])
    json = {column.name for column in table.c if isinstance(column.type, JSON)}
    columns = ", ".join(f'"{name}"' for name in names)
    connection: Any = tx.connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([Json(row[name]) if name in json else row[name] for name in names])
