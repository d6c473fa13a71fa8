"""The safety net: every few seconds, ring for whatever is due and has not been rung for."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from workers.ports import Clock
from workers.store import inbox, looks, outbox, retention, signs
from workers.store.retention import Keep
from workers.store.store import Store
from workers.tasks import Bell

LOG = logging.getLogger(__name__)

# Enough for a busy minute; the rest is found by the next sweep.
LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeping:
    """Looks for due rows. Due times live in the tables, so retries and lost bells are the same thing."""

    store: Store
    clock: Clock
    bell: Bell
    keep: Keep = field(default_factory=Keep)

    def sweep(self) -> None:
        """Ring for due mails, letters and looks. Ringing for one that is being worked on does nothing."""
        now = self.clock.now()
        with self.store.begin() as tx:
            signs.give(tx, signs.SWEPT, now=now)
            inbox_ids = inbox.find_due(tx, now=now, limit=LIMIT)
            outbox_ids = outbox.find_due(tx, now=now, limit=LIMIT)
            look_ids = looks.find_due(tx, now=now, limit=LIMIT)
            cleared = retention.clear(tx, self.keep, now=now) if retention.is_time(tx, now=now) else None
        if cleared is not None:
            self.store.settle()
        if cleared:
            LOG.info("cleared rows=%d", cleared)
        self.bell.ring_again(inbox_ids=inbox_ids, outbox_ids=outbox_ids, look_ids=look_ids)
