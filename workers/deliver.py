"""The last hop: a finished letter goes from the outbox to the server.

Claim, send, record. The claim is a lease that moves the due time forward
before anything is sent, so a crash needs no clean-up: the row is simply due
again later. Honest limit: a crash between the server's 250 and our commit
sends the same bytes, with the same Message-ID, once more.
"""

from __future__ import annotations

import logging
import re
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from workers.limits import Limits
from workers.meter import Meter, NoMeter
from workers.ports import Clock, Crash, CrashPoint, Fate, NoCrash, Outlet, Verdict
from workers.store import outbox, people
from workers.store.outbox import OutboxRow
from workers.store.pace import find_turn, has_room
from workers.store.store import Store, Transaction

LOG = logging.getLogger(__name__)

# Longer than connecting, signing in and sending take together when each is as slow as its timeout lets it be.
LEASE = timedelta(minutes=5)
RECAP = "recap"
# RFC 3463: no such mailbox, no such domain, no address at all. Other refusals may be about the letter, or pass.
NOBODY_THERE = re.compile(r"(?<![\d.])5\.1\.(?:1|2|3|10)(?!\.?\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What it takes to send letters of the outbox."""

    store: Store
    outlet: Outlet
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    crash: Crash = field(default_factory=NoCrash)
    meter: Meter = field(default_factory=NoMeter)

    def deliver(self, *outbox_ids: int) -> dict[int, Verdict]:
        """Send these letters, one behind the other; left out is what is not to be sent now: see `_claim`.

        What became of a letter is written together with the claim of the next.
        """
        tried: dict[int, Verdict] = {}
        last: tuple[OutboxRow, Fate] | None = None
        for outbox_id in outbox_ids:
            last = self._send(outbox_id, last)
            if last is not None:
                row, fate = last
                tried[row.id] = fate.verdict
        if last is not None:
            with self.store.begin() as tx:
                self._record(tx, *last)
            self._tell(*last)
        return tried

    def deliver_due(self, *, limit: int = 50) -> dict[int, Verdict]:
        """Send what is due, over one connection."""
        with self.store.begin() as tx:
            due = outbox.find_due(tx, now=self.clock.now(), limit=limit)
        with closing(self.outlet):
            return self.deliver(*due)

    def _send(self, outbox_id: int, last: tuple[OutboxRow, Fate] | None) -> tuple[OutboxRow, Fate] | None:
        with self.store.begin() as tx:
            if last is not None:
                self._record(tx, *last)
            row = self._claim(tx, outbox_id)
        if last is not None:
            self._tell(*last)
        if row is None:
            return None
        self.crash.at(CrashPoint.DELIVER_AFTER_CLAIM)
        fate = self.outlet.send(row.raw, to=(row.recipient,))[row.recipient]
        self.crash.at(CrashPoint.DELIVER_AFTER_SEND)
        return row, fate

    def _claim(self, tx: Transaction, outbox_id: int) -> OutboxRow | None:
        """The letter; None when it is sent already, not due, taken, its reader unreachable, or over what may go out.

        While all together are over it, a letter stays due as it is, so that the oldest goes first. One whose reader
        has had enough is put back, so that it holds up nobody else's.
        """
        now = self.clock.now()
        if not has_room(tx, self.limits, now=now):
            return None
        row = outbox.find_to_send(tx, outbox_id, now=now)
        if row is None:
            return None
        since = people.find_undeliverable_since(tx, row.recipient)
        if since is not None:
            outbox.withhold(tx, row, since=since, now=now)
            return None
        turn = find_turn(tx, self.limits, row.recipient, now=now)
        if turn is not None:
            outbox.postpone(tx, row, until=turn)
            LOG.info("letter waits outbox=%d", row.id)
            return None
        outbox.claim(tx, row, now=now, lease=LEASE)
        return row

    def _record(self, tx: Transaction, row: OutboxRow, fate: Fate) -> None:
        now = self.clock.now()
        if fate.verdict is Verdict.SENT:
            outbox.sent(tx, row, now=now)
            return
        outbox.failed(tx, row, verdict=fate.verdict, error=fate.detail, now=now)
        if fate.verdict is Verdict.NEVER and not fate.ours and NOBODY_THERE.search(fate.detail):
            # As after a delivery report that says so: no other letter should try.
            people.mark_undeliverable(tx, row.recipient, now=now)

    def _tell(self, row: OutboxRow, fate: Fate) -> None:
        """What was written down, to whoever watches."""
        self.crash.at(CrashPoint.DELIVER_AFTER_COMMIT)
        self.meter.tried(row.kind, fate.verdict)
        if fate.verdict is Verdict.SENT and row.kind == RECAP and row.arrived_at is not None:
            self.meter.recapped(self.clock.now() - row.arrived_at)
        if fate.ours:
            # Not the letter's fault: nothing goes out until the operator acts, so say it loudly.
            LOG.error("sending needs you outbox=%d trouble=%s", row.id, fate.detail)
        else:
            LOG.info("letter tried outbox=%d verdict=%s", row.id, fate.verdict.value)
