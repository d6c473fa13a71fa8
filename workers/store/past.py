"""What a mailbox held before us, as far as the ledger can tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from workers.store.store import Transaction
from workers.store.tables import INBOX, PLACES


def find_first_arrival(tx: Transaction, mailbox: str) -> datetime | None:
    """When the earliest mail arrived that was ever taken from this mailbox; None when none was."""
    seen = select(func.min(INBOX.c.arrived_at)).select_from(INBOX.join(PLACES)).where(PLACES.c.mailbox == mailbox)
    return tx.execute(seen).scalar()
