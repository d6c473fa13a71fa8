"""Meetings to come, as their invitations told them, and who is asked what they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select

from pipeline.model import Address
from pipeline.model.ahead import Ahead
from workers.store.payload import dump, load
from workers.store.store import Transaction
from workers.store.tables import AHEAD

# More meetings to come than anybody has.
MOST = 200


def put(tx: Transaction, ahead: Ahead, reader: Address) -> None:
    """What the newest invitation of this name says, without other people; a meeting that was called off is gone."""
    tx.execute(delete(AHEAD).where(AHEAD.c.uid == ahead.uid, AHEAD.c.address == reader.key))
    if ahead.starts:
        kept = replace(ahead, organiser=None)
        row = {"uid": ahead.uid, "address": reader.key, "last_at": ahead.starts[-1], "payload": dump(kept)}
        tx.execute(insert(AHEAD).values(**row))


def find(tx: Transaction, address: str, *, now: datetime) -> tuple[Ahead, ...]:
    """This person's meetings to come."""
    theirs = (AHEAD.c.address == address.casefold(), AHEAD.c.last_at > now)
    rows = tx.execute(select(AHEAD.c.payload).where(*theirs).order_by(AHEAD.c.last_at).limit(MOST)).scalars()
    return tuple(load(Ahead, payload) for payload in rows)
