"""Gather, decide, apply for some people: what each should hear of now, and when to look again.

Thinks outside every transaction and writes inside one: letters and the next
look together. On write, the lease and the version of every recap that was
looked at are checked again; if one is stale, nothing is written and the look
stays due. Who hears of nothing, as most do, is put back together with others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
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

    def follow(self, *look_ids: int) -> None:
        """Look at these people. Ringing twice does nothing the second time."""
        now = self.clock.now()
        with self.store.begin() as tx:
            rows = looks.claim(tx, look_ids, now=now, lease=LEASE)
        if not rows:
            return  # nothing is due, or somebody else is on it
        self.crash.at(CLAIMED)
        views = self._gather(rows, now)
        quiet: list[tuple[LookRow, Plan]] = []
        for row in rows:
            try:
                view = views[row.id] if row.id in views else self._gather([row], now)[row.id]
                plan = self._decide(view)
                if plan.letters or plan.drafts or plan.spent:
                    self.bell.ring_deliver(*self._apply(row, view, plan, now))
                else:
                    quiet.append((row, plan))
            except Exception as error:  # noqa: BLE001 - a bug of ours must not hold up the others
                self._note_failure(row, error)
        self._settle(quiet, now)

    def _gather(self, rows: Sequence[LookRow], now: datetime) -> Mapping[int, FollowView]:
        """What is known of them, by look; of several nothing at all where one cannot be read: ask one by one then."""
        try:
            with self.store.begin() as tx:
                return follow.gather_views(tx, rows, now=now)
        except Exception:
            if len(rows) == 1:
                raise
            return {}

    def _decide(self, view: FollowView) -> Plan:
        with self.lock:
            return decide_due(view, policy=self.policy, knowledge=self.knowledge)

    def _apply(self, row: LookRow, view: FollowView, plan: Plan, now: datetime) -> list[int]:
        self.crash.at(BEFORE_COMMIT)
        with self.store.begin() as tx:  # the letters and the next look, or nothing
            if not looks.still_ours(tx, row):
                return []  # something changed meanwhile: the look is due again
            if not follow.unchanged(tx, view):
                looks.settle(tx, [(row, now, row.memory)])
                return []
            letters = list(_write(tx, plan, view))
            looks.settle(tx, [(row, _find_next(plan, now), plan.memory)])
        self.crash.at(AFTER_COMMIT)
        LOG.info("person looked at look=%d letters=%d", row.id, len(letters))
        return letters

    def _settle(self, quiet: Sequence[tuple[LookRow, Plan]], now: datetime) -> None:
        """The next look at each. Whatever changed for one of them since has ended the claim, and they are due again."""
        if not quiet:
            return
        self.crash.at(BEFORE_COMMIT)
        with self.store.begin() as tx:
            looks.settle(tx, [(row, _find_next(plan, now), plan.memory) for row, plan in quiet])
        self.crash.at(AFTER_COMMIT)
        LOG.info("people looked at looks=%s letters=0", [row.id for row, _ in quiet])

    def _note_failure(self, row: LookRow, error: Exception) -> None:
        with self.store.begin() as tx:
            looks.fail(tx, row, now=self.clock.now())
        LOG.error("look failed look=%d error=%s", row.id, describe(error))


def _write(tx: Transaction, plan: Plan, view: FollowView) -> Iterator[int]:
    for draft in plan.drafts:
        feedback.write(tx, draft, now=view.now)
    feedback.drop_prompts(tx, plan.spent)
    for due in plan.letters:
        yield from outbox.add(tx, (due.letter,), inbox_id=None, now=view.now, recap_tag=due.tag)


def _find_next(plan: Plan, now: datetime) -> datetime | None:
    return None if plan.look_at is None else max(plan.look_at, now + SOONEST)
