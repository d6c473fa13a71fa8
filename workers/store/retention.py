"""What is kept for how long: bytes and words go after their time, rows stay, so that ledgers stay whole.

A mail or letter that is still due keeps its bytes, however old. What is
restricted is gone after a day, whatever else is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, null, or_, select, update

from pipeline.model.feedback import PRIVATE
from workers.store import erasure, feedback
from workers.store.leases import claim_lease
from workers.store.store import Transaction
from workers.store.tables import EVENTS, INBOX, OUTBOX, RECAPS

LEASE = "retention"
EVERY = timedelta(hours=1)
RESTRICTED = timedelta(hours=24)
# An undo reaches back a day; what it needs is not kept for longer than that takes.
UNDO = timedelta(days=2)
# A draft waits so long for its "send"; that it was sent is known for longer, so that it is sent once.
DRAFT, DRAFT_ROW = timedelta(days=14), timedelta(days=90)
PROMPT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how many days the bytes of mails and of letters stay, and the words of what was changed; 0 is for ever."""

    mails: int = 30
    letters: int = 90
    events: int = 0


def is_time(tx: Transaction, *, now: datetime) -> bool:
    """Whether nobody has looked for what is over in the last hour; whoever asks first does."""
    return claim_lease(tx, LEASE, owner=now.isoformat(), now=now, ttl=EVERY)


def clear(tx: Transaction, keep: Keep, *, now: datetime) -> int:
    """Empty everything whose time is over; how many rows that were."""
    cleared = erasure.erase_last_letters(tx)
    restricted = select(RECAPS.c.tag).where(RECAPS.c.restricted)
    brought = select(RECAPS.c.inbox_id).where(RECAPS.c.restricted)
    answered = select(EVENTS.c.inbox_id).join(RECAPS).where(RECAPS.c.restricted, EVENTS.c.inbox_id.is_not(None))
    day_ago = now - RESTRICTED
    its_mails = or_(INBOX.c.id.in_(brought), INBOX.c.id.in_(answered))
    mails: list[ColumnElement[bool]] = [(INBOX.c.arrived_at < day_ago) & its_mails]
    letters: list[ColumnElement[bool]] = [(OUTBOX.c.created_at < day_ago) & OUTBOX.c.recap_tag.in_(restricted)]
    # What could not be delivered of what one person says of another: a day to mend it, and no longer.
    letters.append((OUTBOX.c.created_at < day_ago) & OUTBOX.c.kind.in_(PRIVATE))
    cleared += feedback.clear(tx, words=now - DRAFT, rows=now - DRAFT_ROW, prompts=now - PROMPT)
    if keep.mails:
        mails.append(INBOX.c.arrived_at < now - timedelta(days=keep.mails))
    if keep.letters:
        letters.append(OUTBOX.c.created_at < now - timedelta(days=keep.letters))
    old_mails = update(INBOX).where(INBOX.c.state != "due", INBOX.c.raw != b"", or_(*mails))
    old_letters = update(OUTBOX).where(OUTBOX.c.state != "due", OUTBOX.c.raw != b"", or_(*letters))
    cleared += tx.execute(old_mails.values(raw=b"")).rowcount
    cleared += tx.execute(old_letters.values(raw=b"")).rowcount
    undone = (EVENTS.c.at < now - UNDO, EVENTS.c.before.is_not(None))
    cleared += tx.execute(update(EVENTS).where(*undone).values(before=null())).rowcount
    if keep.events:
        silent = (EVENTS.c.at < now - timedelta(days=keep.events), EVENTS.c.by != "")
        cleared += tx.execute(update(EVENTS).where(*silent).values(payload={}, by="")).rowcount
    return cleared
