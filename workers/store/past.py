"""What a mailbox held before us, and when we last did anything, as far as the tables can tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from workers.store.store import Transaction
from workers.store.tables import EVENTS, INBOX, OUTBOX, PLACES


def find_first_arrival(tx: Transaction, mailbox: str) -> datetime | None:
    """When the earliest mail arrived that was ever taken from this mailbox; None when none was."""
    seen = select(func.min(INBOX.c.arrived_at)).select_from(INBOX.join(PLACES)).where(PLACES.c.mailbox == mailbox)
    return tx.execute(seen).scalar()


def find_last_moment(tx: Transaction) -> datetime | None:
    """The latest moment at which anything was done, what waits left out; None in tables that are empty."""
    columns = (OUTBOX.c.created_at, OUTBOX.c.tried_at, EVENTS.c.at)
    moments = [tx.execute(select(func.max(column))).scalar() for column in columns]
    moments.append(tx.execute(select(func.max(INBOX.c.arrived_at)).where(INBOX.c.state != "due")).scalar())
    return max((moment for moment in moments if moment is not None), default=None)
