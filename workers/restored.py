"""A database that was restored goes on: what came after the backup is gone through again, and nothing is sent for it.

What came in since the backup lies in the folders where mails are put away, in
the order in which they were read. The core makes of the same mail the same
items, the same letters and the same reply addresses; so the mails are read
again, each at its own moment, people are looked at in between as they were
then, and every letter of it is held back. Who runs this can list and send
those that did not go out after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.mail.parse import content_key
from workers.ports import Clock, Connect, Fetched, Folder, Inbox
from workers.receive import Hold, as_kept
from workers.store import cursor, inbox, leases, looks, outbox, past
from workers.store.store import Store, Transaction

# Mails are put away in batches, and a batch may be out of order; so many known ones in a row are the end of the news.
KNOWN_IN_A_ROW = 50
# Longer than the longest step, one mail that is thought about; any longer, and a poller would take it for a mistake.
TTL = timedelta(minutes=2)


class StillRunningError(Exception):
    """Somebody reads the mailbox at this moment."""


@dataclass(slots=True)
class PastClock:
    """The moment that is gone through again."""

    moment: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.moment

    def go_to(self, moment: datetime) -> None:
        """Forward, never back."""
        self.moment = max(self.moment, moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What came of it: mails read again, letters held back."""

    mails: int
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """What it takes; `process`, `follow` and `tell` are those of the roles, on `clock` and not on the machine's.

    `until` is when the program last ran: what fell due later was never sent, and goes out as usual.
    """

    store: Store
    mailbox: str
    connect: Connect
    hold: Hold
    clock: PastClock
    real: Clock
    until: datetime
    process: Callable[[int], None]
    follow: Callable[[int], None]
    tell: Callable[[], None] = lambda: None

    def go_on(self) -> Gone:
        """All of it. A crash in the middle is cured by doing it again."""
        letters = self._hold_back()
        with closing(self.connect()) as line, self.store.begin() as tx:  # all that was lost, or nothing
            mails = sum(self._read_again(tx, line))
        while (step := self._find_step()) is not None:
            at, row, do = step
            self.clock.go_to(at)
            do(row)
            letters += self._hold_back()
        self.clock.go_to(self.until)
        self.tell()
        letters += self._hold_back()
        with self.store.begin() as tx:
            leases.release(tx, self._lease, owner=self.hold.owner)
        return Gone(mails=mails, letters=letters)

    def _hold_back(self) -> int:
        with self.store.begin() as tx:
            now = self.real.now()
            if not leases.claim_lease(tx, self._lease, owner=self.hold.owner, now=now, ttl=self.hold.ttl):
                raise StillRunningError
            return outbox.hold_back(tx, now=now)

    def _read_again(self, tx: Transaction, line: Inbox) -> Iterator[int]:
        if not line.can_move:
            yield self._take(tx, line, self.mailbox, self._find_unmoved(tx, line))
            return
        for folder in Folder:
            line.turn_to(folder)
            name = f"{self.mailbox}/{folder.value}"
            yield self._take(tx, line, name, self._find_lost(tx, line))

    def _find_lost(self, tx: Transaction, line: Inbox) -> list[int]:
        """The mails of a folder that the ledger does not know, the oldest first."""
        lost: list[int] = []
        known = 0
        for uid in reversed(line.find_new(after=0)):
            mail = line.fetch(uid)
            if not isinstance(mail, Fetched):
                continue
            if inbox.is_known(tx, content_key(as_kept(mail))):
                known += 1
            else:
                known = 0
                lost.append(uid)
            if known == KNOWN_IN_A_ROW:
                break
        return lost[::-1]

    def _find_unmoved(self, tx: Transaction, line: Inbox) -> list[int]:
        """Where nothing is put away: whatever is beyond the cursor and came in time was read, or may have been."""
        known = cursor.find(tx, self.mailbox)
        if known is None or known.uidvalidity != line.look().uidvalidity:
            return []
        mails = ((uid, line.fetch(uid)) for uid in line.find_new(after=known.uid))
        return [uid for uid, mail in mails if isinstance(mail, Fetched) and mail.arrived_at <= self.until]

    def _take(self, tx: Transaction, line: Inbox, name: str, uids: list[int]) -> int:
        taken = 0
        place = line.look()
        at = datetime.min.replace(tzinfo=UTC)
        for uid in uids:
            mail = line.fetch(uid)
            if not isinstance(mail, Fetched):
                continue
            # In the order in which they were read, whatever they say of their arrival.
            at = max(at, min(mail.arrived_at.astimezone(UTC), self.until))
            raw = as_kept(mail)
            row = inbox.add(
                tx,
                mailbox=name,
                uidvalidity=place.uidvalidity,
                uid=uid,
                raw=raw,
                content_key=content_key(raw),
                arrived_at=at,
            )
            taken += row is not None
        return taken

    def _find_step(self) -> tuple[datetime, int, Callable[[int], None]] | None:
        """What was due next, and who does it; None when that is after the end."""
        with self.store.begin() as tx:
            mail, person = inbox.find_first_due(tx), looks.find_first_due(tx)
        steps = [(*found, do) for found, do in ((mail, self.process), (person, self.follow)) if found is not None]
        first = min(steps, key=lambda step: step[0], default=None)
        return first if first is not None and first[0] <= self.until else None

    @property
    def _lease(self) -> str:
        return f"poll:{self.mailbox}"


def find_last_moment(store: Store, *, otherwise: datetime) -> datetime:
    """When the backup was made, as far as its tables tell."""
    with store.begin() as tx:
        return past.find_last_moment(tx) or otherwise
