"""Letters on their way out: finished bytes, a fixed Message-ID, a key that is unique for ever.

States: due → sent → bounced (a report says that it did not arrive)
            | failed (never will be) | quarantined (tried long enough)
            | withheld (not tried: its reader takes no letters, or had it before a restore).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update

from pipeline.model import Letter
from pipeline.model.feedback import NOTE, PRIVATE, RETURNED
from pipeline.outcome import Bounce, Posted
from workers.ports import Verdict
from workers.store import looks, people
from workers.store.errors import next_try, note
from workers.store.inserts import build_inserts
from workers.store.store import Transaction
from workers.store.tables import DRAFTS, INBOX, OUTBOX

BOUNCED = "bounced"
WITHHELD = "withheld"
RESTORED = "not sent: went out before the restore, or should have"
LIST_COLUMNS = tuple(column for column in OUTBOX.c if column.name != "raw")

# Built once: to build a statement costs more than to run it.
_ADD = {
    name: add.on_conflict_do_nothing(index_elements=["key"]).returning(OUTBOX.c.id)
    for name, add in build_inserts(OUTBOX).items()
}
_TO_SEND = (
    select(
        OUTBOX.c.raw,
        OUTBOX.c.recipient,
        OUTBOX.c.lease,
        OUTBOX.c.attempts,
        OUTBOX.c.kind,
        select(INBOX.c.arrived_at).where(INBOX.c.id == OUTBOX.c.inbox_id).scalar_subquery().label("arrived_at"),
    )
    .where(OUTBOX.c.id == bindparam("letter"), OUTBOX.c.state == "due", OUTBOX.c.due_at <= bindparam("now"))
    .with_for_update(skip_locked=True, of=OUTBOX)
)
_CLAIM = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("letter"))
    .values(due_at=bindparam("until"), lease=bindparam("number"), tried_at=bindparam("now"))
)
_SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("letter"), OUTBOX.c.state != BOUNCED)
    .values(state="sent", sent_at=bindparam("now"), due_at=None, attempts=bindparam("tries"))
)
_SENT_OF = (
    select(OUTBOX.c.message_id, OUTBOX.c.recipient, OUTBOX.c.key)
    .where(
        OUTBOX.c.recap_tag.in_(bindparam("tags", expanding=True)),
        OUTBOX.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
# What is asked of one reader's letters whenever they write to us.
_THEIRS = func.lower(OUTBOX.c.recipient) == bindparam("reader")
_ASKED = (
    select(OUTBOX.c.message_id, OUTBOX.c.recipient, OUTBOX.c.key)
    .where(_THEIRS, OUTBOX.c.created_at >= bindparam("since"), OUTBOX.c.key.startswith(bindparam("prefix")))
    .order_by(OUTBOX.c.id.desc())
    .limit(10)
)
_WRITTEN = select(OUTBOX.c.id).where(_THEIRS).limit(1)
_COUNT = select(func.count()).select_from(OUTBOX).where(_THEIRS, OUTBOX.c.created_at >= bindparam("since"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A letter to be sent; `lease` is the number of its claim, `arrived_at` the moment of the mail behind it."""

    id: int
    raw: bytes
    recipient: str
    lease: int
    attempts: int
    kind: str = ""
    arrived_at: datetime | None = None


def add(
    tx: Transaction, letters: Iterable[Letter], *, inbox_id: int | None, now: datetime, recap_tag: str | None = None
) -> list[int]:
    """Rows for these letters; one whose key is known is left out, since it has been written before."""
    rows: list[dict[str, Any]] = [
        {
            "key": letter.key,
            "message_id": letter.message_id,
            "kind": letter.kind,
            "recipient": letter.to,
            "raw": letter.raw,
            "inbox_id": inbox_id,
            "recap_tag": recap_tag,
            "created_at": now,
            "due_at": now,
            "errors": [],
        }
        for letter in letters
    ]
    return sorted(tx.execute(_ADD[tx.dialect.name], rows).scalars()) if rows else []


def find_to_send(tx: Transaction, outbox_id: int, *, now: datetime) -> OutboxRow | None:
    """A due letter, held until the end of the block; None when it is sent, not due, or somebody else is on it."""
    found = tx.execute(_TO_SEND, {"letter": outbox_id, "now": now}).first()
    if found is None:
        return None
    return OutboxRow(
        id=outbox_id,
        raw=found.raw,
        recipient=found.recipient,
        lease=found.lease + 1,
        attempts=found.attempts,
        kind=found.kind,
        arrived_at=found.arrived_at,
    )


def claim(tx: Transaction, row: OutboxRow, *, now: datetime, lease: timedelta) -> None:
    """Take it for so long. It counts as tried from now on."""
    tx.execute(_CLAIM, {"letter": row.id, "until": now + lease, "number": row.lease, "now": now})


def postpone(tx: Transaction, row: OutboxRow, *, until: datetime) -> None:
    """Its reader has had enough for now: it goes later, and that is no failed try."""
    tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(due_at=until))


def sent(tx: Transaction, row: OutboxRow, *, now: datetime) -> None:
    """The server has it. Written even when the lease ran out meanwhile: it has been sent, if not sent back already."""
    tx.execute(_SENT, {"letter": row.id, "now": now, "tries": row.attempts + 1})
    if row.kind in PRIVATE:
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(raw=b""))


def failed(tx: Transaction, row: OutboxRow, *, verdict: Verdict, error: str, now: datetime) -> None:
    """A try failed for now, or for ever."""
    ours = (OUTBOX.c.id == row.id, OUTBOX.c.lease == row.lease, OUTBOX.c.state == "due")
    errors = tx.execute(select(OUTBOX.c.errors).where(*ours).with_for_update()).scalar()
    if errors is None:
        return
    attempts = row.attempts + 1
    again = next_try(attempts, now=now) if verdict is Verdict.LATER else None
    values: dict[str, Any] = {"attempts": attempts, "errors": note(errors, error, now=now), "due_at": again}
    if again is None:
        values["state"] = "quarantined" if verdict is Verdict.LATER else "failed"
    tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))
    if again is None:
        _give_back(tx, row, now=now)


def withhold(tx: Transaction, row: OutboxRow, *, since: datetime, now: datetime) -> None:
    """Not sent: letters to its reader come back."""
    errors = tx.execute(select(OUTBOX.c.errors).where(OUTBOX.c.id == row.id)).scalar_one()
    why = note(errors, f"not sent: undeliverable since {since:%Y-%m-%d}", now=now)
    tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(state=WITHHELD, due_at=None, errors=why))
    _give_back(tx, row, now=now)


def _give_back(tx: Transaction, row: OutboxRow, *, now: datetime) -> None:
    """Words of one person for another that do not go out: their writer is to hear so, and no copy stays."""
    if row.kind != NOTE:
        return
    (posted,) = _find_written(tx, OUTBOX.c.id == row.id)
    tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(raw=b""))
    if posted.writer:
        looks.remember(tx, posted.writer, RETURNED + posted.message_id, posted.address, now=now)


def hold_back(tx: Transaction, *, now: datetime) -> int:
    """No letter that waits is sent by itself: each most likely went out before the database was restored; how many.

    It counts as handed over, so that a report about it is still understood.
    """
    rows = tx.execute(select(OUTBOX.c.id, OUTBOX.c.errors, OUTBOX.c.lease).where(OUTBOX.c.state == "due")).all()
    for row in rows:
        values = {"errors": note(row.errors, RESTORED, now=now), "lease": row.lease + 1}
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values, state=WITHHELD, due_at=None))
    return len(rows)


def bounce(tx: Transaction, bounced: Bounce, *, now: datetime) -> None:
    """A report says that this letter did not arrive."""
    theirs = (
        OUTBOX.c.message_id == bounced.message_id,
        func.lower(OUTBOX.c.recipient) == bounced.address.lower(),
        # What is withheld after a restore went out all the same, as the report shows.
        OUTBOX.c.state.in_(("sent", "due", WITHHELD)),
    )
    for row in tx.execute(select(OUTBOX.c.id, OUTBOX.c.errors).where(*theirs).with_for_update()).all():
        why = note(row.errors, f"came back: {bounced.status or 'no status given'}", now=now)
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(state=BOUNCED, due_at=None, errors=why))


def find_posted(tx: Transaction, message_ids: Sequence[str]) -> tuple[Posted, ...]:
    """The letters of these Message-IDs that were handed to a server."""
    if not message_ids:
        return ()
    return _find_written(tx, OUTBOX.c.message_id.in_(message_ids), OUTBOX.c.lease > 0)


def _find_written(tx: Transaction, *which: ColumnElement[bool]) -> tuple[Posted, ...]:
    """These letters, and whose words each passes on."""
    thread = OUTBOX.c.key == f"{NOTE}:" + DRAFTS.c.thread
    writer = select(DRAFTS.c.by).where(thread).limit(1).scalar_subquery().label("writer")
    rows = tx.execute(select(OUTBOX.c.message_id, OUTBOX.c.recipient, OUTBOX.c.kind, writer).where(*which)).all()
    return tuple(
        Posted(
            message_id=row.message_id,
            address=row.recipient,
            writer=row.writer or "",
            private=row.kind in PRIVATE,
        )
        for row in rows
    )


def find_sent(tx: Transaction, tags: Collection[str], kinds: Sequence[str], *, most: int) -> tuple[Posted, ...]:
    """The letters of these kinds of these recaps, oldest first; of very many the first."""
    if not tags:
        return ()
    rows = tx.execute(_SENT_OF, {"tags": list(tags), "kinds": list(kinds), "most": most}).all()
    return tuple(Posted(message_id=row.message_id, address=row.recipient, key=row.key) for row in rows)


def find_asked(tx: Transaction, prefix: str, *, to: str, since: datetime) -> tuple[Posted, ...]:
    """The questions of this sort to one reader since then, the newest first."""
    rows = tx.execute(_ASKED, {"reader": to.lower(), "since": since, "prefix": prefix}).all()
    return tuple(Posted(message_id=row.message_id, address=row.recipient, key=row.key) for row in rows)


def has_written(tx: Transaction, to: str) -> bool:
    """Whether any letter of ours ever went to this address."""
    return tx.execute(_WRITTEN, {"reader": to.lower()}).first() is not None


def count_since(tx: Transaction, since: datetime, *, to: str) -> int:
    """How many letters have been written to one reader since then."""
    return tx.execute(_COUNT, {"reader": to.lower(), "since": since}).scalar_one()


def find_due(tx: Transaction, *, now: datetime, limit: int) -> list[int]:
    """Letters to ring for, the longest waiting first."""
    due = (OUTBOX.c.state == "due", OUTBOX.c.due_at <= now)
    return list(tx.execute(select(OUTBOX.c.id).where(*due).order_by(OUTBOX.c.due_at).limit(limit)).scalars())


def list_rows(tx: Transaction, *, state: str | None = None, limit: int = 100) -> Sequence[Any]:
    """The newest letters without their bytes."""
    query = select(*LIST_COLUMNS).order_by(OUTBOX.c.id.desc()).limit(limit)
    return tx.execute(query.where(OUTBOX.c.state == state) if state else query).all()


def list_of_mail(tx: Transaction, inbox_id: int) -> Sequence[Any]:
    """The letters that one received mail brought about, without their bytes, oldest first."""
    return tx.execute(select(*LIST_COLUMNS).where(OUTBOX.c.inbox_id == inbox_id).order_by(OUTBOX.c.id)).all()


def show(tx: Transaction, outbox_id: int) -> Any | None:
    """One letter without its bytes; None when there is none of that number."""
    return tx.execute(select(*LIST_COLUMNS).where(OUTBOX.c.id == outbox_id)).first()


def retry(tx: Transaction, outbox_id: int, *, now: datetime) -> bool:
    """Make a letter that was given up due again, and its reader's address good. False when it was not, or is empty.

    One that is due goes by itself, and may be on its way at this moment: to make it due would send it twice.
    """
    given_up = (OUTBOX.c.id == outbox_id, OUTBOX.c.state.not_in(("sent", "due")), OUTBOX.c.raw != b"")
    reader = tx.execute(select(OUTBOX.c.recipient).where(*given_up)).scalar()
    if reader is None:
        return False
    people.mark_deliverable(tx, reader)
    tx.execute(update(OUTBOX).where(*given_up).values(state="due", due_at=now, attempts=0))
    return True
