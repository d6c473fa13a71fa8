"""Gather, decide, apply for one person: what they should hear of now, and when to look again.

Thinks outside every transaction and writes inside one: letters and the next
look together. On write, the lease and the version of every recap that was
looked at are checked again; if one is stale, nothing is written and the look
stays due.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from pipeline.follow.decide import decide_due
from pipeline.follow.view import FollowView, Plan
from pipeline.knowledge import Knowledge
from pipeline.outcome import Policy
from workers.log import describe
from workers.ports import Clock, Crash
from workers.store import feedback, follow, looks, outbox
from workers.store.looks import LookRow
from workers.store.store import Store, Transaction
from workers.tasks import Bell

LOG = logging.getLogger(__name__)

# Longer than it takes to think about one person; a crash costs this long.
LEASE = timedelta(minutes=2)
# A look that is due again at once would never end.
SOONEST = timedelta(minutes=1)

CLAIMED = "follow.after-claim"
BEFORE_COMMIT = "follow.before-commit"
AFTER_COMMIT = "follow.after-commit"
FOLLOW_CRASH_POINTS = (CLAIMED, BEFORE_COMMIT, AFTER_COMMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What it takes to follow through, put together in `workers.wiring`."""

    store: Store
    clock: Clock
    policy: Policy
    knowledge: Knowledge
    bell: Bell
    crash: Crash
    lock: Lock

    def follow(self, look_id: int) -> None:
        """Look at one person. Ringing twice does nothing the second time."""
        now = self.clock.now()
        with self.store.begin() as tx:
            row = looks.claim(tx, look_id, now=now, lease=LEASE)
        if row is None:
            return  # nothing is due, or somebody else is on it
        self.crash.at(CLAIMED)
        try:
            letters = self._look(row, now)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not hold up the others
            with self.store.begin() as tx:
                looks.fail(tx, row, now=self.clock.now())
            LOG.error("look failed look=%d error=%s", row.id, describe(error))  # noqa: TRY400 - a trace may quote mail
            return
        for outbox_id in letters:
            self.bell.ring_deliver(outbox_id)

    def _look(self, row: LookRow, now: datetime) -> list[int]:
        with self.store.begin() as tx:
            view = follow.gather_view(tx, row.address, memory=row.memory, now=now)
        with self.lock:
            plan = decide_due(view, policy=self.policy, knowledge=self.knowledge)
        self.crash.at(BEFORE_COMMIT)
        with self.store.begin() as tx:  # the letters and the next look, or nothing
            if not looks.still_ours(tx, row):
                return []  # something changed meanwhile: the look is due again
            if not follow.unchanged(tx, view):
                looks.settle(tx, row, at=now, memory=row.memory)
                return []
            letters = list(_write(tx, plan, view))
            looks.settle(tx, row, at=_find_next(plan, now), memory=plan.memory)
        self.crash.at(AFTER_COMMIT)
        LOG.info("person looked at look=%d letters=%d", row.id, len(letters))
        return letters


def _write(tx: Transaction, plan: Plan, view: FollowView) -> Iterator[int]:
    for draft in plan.drafts:
        feedback.write(tx, draft, now=view.now)
    feedback.drop_prompts(tx, plan.spent)
    for due in plan.letters:
        yield from outbox.add(tx, (due.letter,), inbox_id=None, now=view.now, recap_tag=due.tag)


def _find_next(plan: Plan, now: datetime) -> datetime | None:
    return None if plan.look_at is None else max(plan.look_at, now + SOONEST)
