"""How far a mailbox has been read: UIDVALIDITY and the last UID (RFC 3501, 2.3.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import CURSORS

# Built once: to build a statement costs more than to run it.
_ADD = build_inserts(CURSORS)
_MOVE = {
    name: add.on_conflict_do_update(
        index_elements=["mailbox"], set_={"uidvalidity": add.excluded.uidvalidity, "uid": add.excluded.uid}
    )
    for name, add in _ADD.items()
}


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
    tx.execute(_MOVE[tx.dialect.name], {"mailbox": mailbox, "uidvalidity": uidvalidity, "uid": uid})
