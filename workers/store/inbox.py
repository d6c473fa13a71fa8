"""The ledger of received mail: a mail exists for us from the commit of its row on.

States: due → done | ignored | refused | quarantined. A claim moves the due
time forward, so a crash needs no clean-up: the row is due again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from workers.store.errors import next_try, note
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import INBOX, PLACES

ERROR = "error"
LIST_COLUMNS = tuple(column for column in INBOX.c if column.name != "raw")

# Built once: to build a statement costs more than to run it.
_AT = select(PLACES.c.inbox_id).where(
    PLACES.c.mailbox == bindparam("mailbox"),
    PLACES.c.uidvalidity == bindparam("uidvalidity"),
    PLACES.c.uid == bindparam("uid"),
)
_ADD = {
    name: add.on_conflict_do_nothing(index_elements=["content_key"]).returning(INBOX.c.id)
    for name, add in build_inserts(INBOX).items()
}
_ADD_PLACE = insert(PLACES)
_TO_READ = (
    select(INBOX.c.raw, INBOX.c.content_key, INBOX.c.arrived_at, INBOX.c.lease, INBOX.c.attempts, INBOX.c.paced)
    .where(INBOX.c.id == bindparam("mail"), INBOX.c.state == "due", INBOX.c.due_at <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(INBOX).where(INBOX.c.id == bindparam("mail")).values(due_at=bindparam("until"), lease=bindparam("number"))
)
_STILL_OURS = (
    select(INBOX.c.id)
    .where(INBOX.c.id == bindparam("mail"), INBOX.c.lease == bindparam("number"), INBOX.c.state == "due")
    .with_for_update()
)
_NAME = update(INBOX).where(INBOX.c.id == bindparam("mail")).values(sender=bindparam("by"))
_CLOSE = (
    update(INBOX)
    .where(INBOX.c.id == bindparam("mail"))
    .values(state=bindparam("outcome"), reason=bindparam("why"), due_at=None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """A claimed mail. `lease` is the number of this claim: whoever holds an older one writes nothing."""

    id: int
    raw: bytes
    content_key: str
    arrived_at: datetime
    lease: int
    attempts: int
    paced: bool = False


def add(
    tx: Transaction,
    *,
    mailbox: str,
    uidvalidity: int,
    uid: int,
    raw: bytes,
    content_key: str,
    arrived_at: datetime,
) -> int | None:
    """A new row; None when this place or this content is known. A known content's new place is written down."""
    place = {"mailbox": mailbox, "uidvalidity": uidvalidity, "uid": uid}
    if tx.execute(_AT, place).first():
        return None
    values = {
        "content_key": content_key,
        "raw": raw,
        "size": len(raw),
        "arrived_at": arrived_at,
        "due_at": arrived_at,
        "errors": [],
    }
    new = tx.execute(_ADD[tx.dialect.name], values).scalar()
    known = new or tx.execute(select(INBOX.c.id).where(INBOX.c.content_key == content_key)).scalar_one()
    tx.execute(_ADD_PLACE, {**place, "inbox_id": known})
    return new


def is_known(tx: Transaction, content_key: str) -> bool:
    """Whether a mail of this content was ever taken."""
    return tx.execute(select(INBOX.c.id).where(INBOX.c.content_key == content_key)).first() is not None


def claim(tx: Transaction, inbox_id: int, *, now: datetime, lease: timedelta) -> InboxRow | None:
    """Take a due row for so long; None when it is done, not due yet, or somebody else is on it."""
    found = tx.execute(_TO_READ, {"mail": inbox_id, "now": now}).first()
    if found is None:
        return None
    number = found.lease + 1
    tx.execute(_CLAIM, {"mail": inbox_id, "until": now + lease, "number": number})
    return InboxRow(
        id=inbox_id,
        raw=found.raw,
        content_key=found.content_key,
        arrived_at=found.arrived_at,
        lease=number,
        attempts=found.attempts,
        paced=found.paced,
    )


def still_ours(tx: Transaction, row: InboxRow) -> bool:
    """Whether nobody has claimed the row since, and it is still open; holds it until the end of the block."""
    return tx.execute(_STILL_OURS, {"mail": row.id, "number": row.lease}).first() is not None


def name_sender(tx: Transaction, row: InboxRow, sender: str) -> None:
    """Write down who sent a mail, for the list; known once somebody has read it."""
    tx.execute(_NAME, {"mail": row.id, "by": sender})


def close(tx: Transaction, row: InboxRow, *, state: str, reason: str | None) -> None:
    """The mail has its outcome."""
    tx.execute(_CLOSE, {"mail": row.id, "outcome": state, "why": reason})


def empty(tx: Transaction, row: InboxRow) -> None:
    """Keep the row, and nothing of what the mail says."""
    tx.execute(update(INBOX).where(INBOX.c.id == row.id).values(raw=b""))


def release(tx: Transaction, row: InboxRow, *, now: datetime) -> None:
    """Give a claim back: the row is due at once."""
    tx.execute(update(INBOX).where(INBOX.c.id == row.id, INBOX.c.lease == row.lease).values(due_at=now))


def postpone(tx: Transaction, row: InboxRow, *, until: datetime, reason: str) -> None:
    """Its turn comes then; it is not asked again whether it has one. The reason stands until it is read."""
    values = {"due_at": until, "paced": True, "reason": reason}
    tx.execute(update(INBOX).where(INBOX.c.id == row.id, INBOX.c.lease == row.lease).values(**values))


def fail(tx: Transaction, row: InboxRow, *, error: str, now: datetime) -> None:
    """A try failed: note it, try again later, or rest in quarantine after the last."""
    if not still_ours(tx, row):
        return
    errors = tx.execute(select(INBOX.c.errors).where(INBOX.c.id == row.id)).scalar_one()
    attempts = row.attempts + 1
    again = next_try(attempts, now=now)
    values: dict[str, Any] = {"attempts": attempts, "errors": note(errors, error, now=now), "due_at": again}
    if again is None:
        values |= {"state": "quarantined", "reason": ERROR}
    tx.execute(update(INBOX).where(INBOX.c.id == row.id).values(**values))


def find_due(tx: Transaction, *, now: datetime, limit: int) -> list[int]:
    """Rows to ring for, the longest waiting first."""
    query = (
        select(INBOX.c.id).where(INBOX.c.state == "due", INBOX.c.due_at <= now).order_by(INBOX.c.due_at).limit(limit)
    )
    return list(tx.execute(query).scalars())


def find_first_due(tx: Transaction) -> tuple[datetime, int] | None:
    """When the next mail is due, and which; None when none will be."""
    query = select(INBOX.c.due_at, INBOX.c.id).where(INBOX.c.state == "due").order_by(INBOX.c.due_at, INBOX.c.id)
    row = tx.execute(query.limit(1)).first()
    return None if row is None else (row.due_at, row.id)


def list_rows(tx: Transaction, *, state: str | None = None, limit: int = 100) -> Sequence[Any]:
    """The newest rows without their mails."""
    query = select(*LIST_COLUMNS).order_by(INBOX.c.id.desc()).limit(limit)
    return tx.execute(query.where(INBOX.c.state == state) if state else query).all()


def show(tx: Transaction, inbox_id: int) -> Any | None:
    """One row without its mail; None when there is none of that number."""
    return tx.execute(select(*LIST_COLUMNS).where(INBOX.c.id == inbox_id)).first()


def retry(tx: Transaction, inbox_id: int, *, now: datetime) -> bool:
    """Make a closed or resting row due again. False when there is none, or it has been done."""
    open_again = update(INBOX).where(INBOX.c.id == inbox_id, INBOX.c.state != "done")
    return tx.execute(open_again.values(state="due", reason=None, due_at=now, attempts=0)).rowcount == 1
