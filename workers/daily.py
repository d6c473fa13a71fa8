"""Once a day, in the morning of whoever runs this: a letter about the day before.

Its key holds the day, so that the outbox takes one, however many processes
look and whenever they crash.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from pipeline.outcome import Policy
from workers.log import describe
from workers.ports import Clock, Ring
from workers.store import day as days
from workers.store import figures, outbox, people
from workers.store.store import Store
from workers.watch import build_report

LOG = logging.getLogger(__name__)

MORNING = 8
MONDAY = 0
WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What it takes. `quiet` holds where a day on which all is well is told of on Mondays only."""

    store: Store
    clock: Clock
    policy: Policy
    ring: Ring
    quiet: bool = False
    free: Callable[[], int | None] = lambda: None
    # The day that was looked at last, so that most calls ask nobody.
    told: list[date] = field(default_factory=list)

    def look(self) -> None:
        """Write the letter when it is time. Never raises: no mail waits because of it."""
        here = self.clock.now().astimezone(ZoneInfo(self.policy.timezone))
        if self.policy.operator is None or here.hour < MORNING or self.told[-1:] == [here.date()]:
            return
        try:
            self._write(here)
        except Exception as error:  # noqa: BLE001 - see above
            LOG.error("day not told error=%s", describe(error))  # noqa: TRY400 - one line
            return
        self.told[:] = [here.date()]

    def _write(self, here: datetime) -> None:
        from pipeline.recap.daily import Day, daily_letter  # noqa: PLC0415 - templates are wanted once a day

        until = datetime.combine(here.date(), time(), tzinfo=here.tzinfo)
        before = here.date() - timedelta(days=1)
        now, operator = self.clock.now(), self.policy.operator
        with self.store.begin() as tx:
            counted = days.count(tx, since=datetime.combine(before, time(), tzinfo=here.tzinfo), until=until)
            queues = {queue.name: queue for queue in figures.find(tx, now=now).queues}
            wishes = people.find_told(tx).get(operator.key) if operator else None
        waiting = max(queues["inbox"].age, queues["outbox"].age)
        day = Day(
            day=before,
            mails=counted.mails,
            recaps=counted.recaps,
            answers=counted.answers,
            refused=counted.refused,
            quarantined=counted.quarantined,
            given_up=counted.given_up,
            unreachable=counted.unreachable,
            waiting_mails=queues["inbox"].size,
            waiting_letters=queues["outbox"].size,
            waiting_minutes=int(waiting // 60),
            free=self.free(),
            version=version("followthrough"),
        )
        if self.quiet and day.is_well and here.weekday() != MONDAY:
            return
        letter = daily_letter(build_report(self.policy, wishes.language if wishes else "", now), day)
        with self.store.begin() as tx:
            new = outbox.add(tx, [letter] if letter else [], inbox_id=None, now=now)
        for row in new:
            self.ring(row)
