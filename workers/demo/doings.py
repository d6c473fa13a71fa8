"""What the page tells of the program: what came in, what became of it and why, what went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from workers.demo.mailboxes import PEOPLE, Mailboxes, read_subject
from workers.store.store import Store, Transaction
from workers.store.tables import EVENTS, INBOX, ITEMS, OUTBOX, RECAPS

# A head is no longer than this; a mail may be.
_HEAD_BYTES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter that went out; `path` is where its reader reads it, empty while it is on its way."""

    kind: str
    reader: str
    subject: str
    state: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One mail that came in and what became of it. Without a sender: letters whose time had come."""

    at: datetime
    sender: str
    subject: str
    state: str
    reason: str
    changes: tuple[str, ...]
    items: int
    letters: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """Reads it from the tables, as `followthrough inbox` and `outbox` do."""

    store: Store
    mailboxes: Mailboxes
    reasons: Mapping[str, str]

    def list_doings(self) -> Sequence[Doing]:
        """Everything so far, the newest first."""
        head = func.substr(INBOX.c.raw, 1, _HEAD_BYTES).label("head")
        with self.store.begin() as tx:
            mails = tx.execute(
                select(INBOX.c.id, INBOX.c.sender, INBOX.c.arrived_at, INBOX.c.state, INBOX.c.reason, head)
            ).all()
            letters = self._read_letters(tx)
            changes = _read_changes(tx)
            items = _count_items(tx)
        found = [
            Doing(
                at=row.arrived_at,
                sender=_name(row.sender),
                subject=read_subject(row.head),
                state=row.state,
                reason=self.reasons.get(row.reason or "", row.reason or ""),
                changes=tuple(changes[row.id]),
                items=items.get(row.id, 0),
                letters=tuple(sent for _, sent in letters[row.id]),
            )
            for row in mails
        ]
        found += [_by_itself(at, sent) for at, sent in letters[None]]
        # Of one second, too, the newest first: servers tell arrival by the second.
        return sorted(found, key=lambda doing: doing.at)[::-1]

    def _read_letters(self, tx: Transaction) -> dict[int | None, list[tuple[datetime, Sent]]]:
        paths = {
            mail.message_id: f"/people/{name}/mails/{mail.number}"
            for name, person in PEOPLE.items()
            for mail in self.mailboxes.list_mails(person)
            if mail.kind
        }
        columns = (OUTBOX.c.inbox_id, OUTBOX.c.kind, OUTBOX.c.recipient, OUTBOX.c.message_id, OUTBOX.c.state)
        head = func.substr(OUTBOX.c.raw, 1, _HEAD_BYTES).label("head")
        found: dict[int | None, list[tuple[datetime, Sent]]] = defaultdict(list)
        for row in tx.execute(select(*columns, OUTBOX.c.created_at, head).order_by(OUTBOX.c.id)):
            sent = Sent(
                kind=row.kind,
                reader=_name(row.recipient),
                subject=read_subject(row.head),
                state=row.state,
                path=paths.get(row.message_id, ""),
            )
            found[row.inbox_id].append((row.created_at, sent))
        return found


def _by_itself(at: datetime, sent: Sent) -> Doing:
    return Doing(at=at, sender="", subject="", state="done", reason="", changes=(), items=0, letters=(sent,))


def _read_changes(tx: Transaction) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    columns: tuple[Any, ...] = (EVENTS.c.inbox_id, EVENTS.c.code, EVENTS.c.verb)
    for row in tx.execute(select(*columns).where(EVENTS.c.inbox_id.is_not(None)).order_by(EVENTS.c.id)):
        found[row.inbox_id].append(f"{row.code} {row.verb}" if row.code else row.verb)
    return found


def _count_items(tx: Transaction) -> dict[int, int]:
    joined = RECAPS.join(ITEMS, ITEMS.c.recap_id == RECAPS.c.id)
    query = select(RECAPS.c.inbox_id, func.count().label("found")).select_from(joined).group_by(RECAPS.c.inbox_id)
    return {row.inbox_id: row.found for row in tx.execute(query)}


def _name(address: str) -> str:
    """Who that is, for people of the demo; else the address."""
    person = PEOPLE.get(address.partition("@")[0])
    return person.name if person and person.address == address.casefold() else address
