"""How far a mailbox has been read: UIDVALIDITY and the last UID (RFC 3501, 2.3.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from workers.store.store import Transaction
from workers.store.tables import CURSORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Everything up to `uid` is in the ledger, as long as the mailbox keeps this UIDVALIDITY."""

    uidvalidity: int
    uid: int


def find(tx: Transaction, mailbox: str) -> Cursor | None:
    """The cursor of a mailbox; None before its first look."""
    row = tx.execute(select(CURSORS).where(CURSORS.c.mailbox == mailbox)).first()
    return None if row is None else Cursor(uidvalidity=row.uidvalidity, uid=row.uid)


def move(tx: Transaction, mailbox: str, *, uidvalidity: int, uid: int) -> None:
    """Put the cursor there."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    place = {"uidvalidity": uidvalidity, "uid": uid}
    statement = dialect.insert(CURSORS).values(mailbox=mailbox, **place)
    tx.execute(statement.on_conflict_do_update(index_elements=["mailbox"], set_=place))
