"""Meetings to come, as their invitations told them, and who is asked what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from pipeline.model import Address
from pipeline.model.ahead import Ahead
from workers.store.payload import dump, load
from workers.store.store import Transaction
from workers.store.tables import AHEAD

# More meetings to come than anybody has.
MOST = 200

_TO_COME = (
    select(AHEAD.c.address, AHEAD.c.payload)
    .where(AHEAD.c.address.in_(bindparam("keys", expanding=True)), AHEAD.c.last_at > bindparam("now"))
    .order_by(AHEAD.c.last_at)
)


def put(tx: Transaction, ahead: Ahead, reader: Address) -> None:
    """What the newest invitation of this name says, without other people; a meeting that was called off is gone."""
    tx.execute(delete(AHEAD).where(AHEAD.c.uid == ahead.uid, AHEAD.c.address == reader.key))
    if ahead.starts:
        kept = replace(ahead, organiser=None)
        row = {"uid": ahead.uid, "address": reader.key, "last_at": ahead.starts[-1], "payload": dump(kept)}
        tx.execute(insert(AHEAD).values(**row))


def find(tx: Transaction, address: str, *, now: datetime) -> tuple[Ahead, ...]:
    """This person's meetings to come."""
    return find_of(tx, [address], now=now)[address.casefold()]


def find_of(tx: Transaction, addresses: Iterable[str], *, now: datetime) -> Mapping[str, tuple[Ahead, ...]]:
    """The meetings to come of each of these people, by their addresses in small letters; the first of very many."""
    found: dict[str, list[Ahead]] = {address.casefold(): [] for address in addresses}
    for row in tx.execute(_TO_COME, {"keys": sorted(found), "now": now}):
        if len(found[row.address]) < MOST:
            found[row.address].append(load(Ahead, row.payload))
    return {key: tuple(theirs) for key, theirs in found.items()}
