"""The clock of the demo: the machine's own, which the page can move forward, as `make quarter` moves its clock.

Whoever moves it skips no moment at which something is due: it stands still at
each one until the program has done what it does then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from workers.follow import LEASE
from workers.store.store import Store
from workers.store.tables import INBOX, LOOKS, OUTBOX
from workers.sweep import Sweeping

# People are written to from nine on; an hour later their mail is there.
MORNING = time(10)
# Far more than a week of a small team brings.
MOST_STOPS = 400
STOP_SECONDS = 10.0
# A claimed look stands minutes ahead until it is settled, and so may one that nobody works on: we wait this long.
LOOK_SECONDS = 0.5


@dataclass(slots=True)
class DemoClock:
    """Runs as fast as the machine's, and `ahead` of it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """This moment of the demo, in UTC."""
        return datetime.now(UTC) + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Forward to that moment; a clock that went back would make promises younger than they are."""
        self.ahead += max(moment - self.now(), timedelta())


def find_morning(now: datetime, zone: ZoneInfo, *, days: int) -> datetime:
    """The morning so many days from now."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), MORNING, tzinfo=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLapse:
    """Moves the clock from one due moment to the next, and rings at each."""

    clock: DemoClock
    store: Store
    sweeping: Sweeping

    def run_until(self, moment: datetime) -> None:
        """Everything that is due until then happens at its time."""
        for _ in range(MOST_STOPS):
            self._settle()
            at = self._find_next_look()
            if at is None or at > moment:
                break
            self.clock.move_to(at)
        self.clock.move_to(moment)
        self._settle()

    def _settle(self) -> None:
        self.sweeping.sweep()
        began = monotonic()
        while (waited := monotonic() - began) < STOP_SECONDS:
            if not self._is_busy() and (waited > LOOK_SECONDS or not self._is_looking()):
                return
            sleep(0.02)

    def _is_busy(self) -> bool:
        """Whether something is due that no try has failed at yet; what failed once is tried again in its time."""
        open_mails = select(INBOX.c.id).where(INBOX.c.state == "due", INBOX.c.attempts == 0).limit(1)
        open_letters = select(OUTBOX.c.id).where(OUTBOX.c.state == "due", OUTBOX.c.attempts == 0).limit(1)
        due_looks = select(LOOKS.c.id).where(LOOKS.c.at <= self.clock.now(), LOOKS.c.attempts == 0).limit(1)
        with self.store.begin() as tx:
            return any(tx.execute(query).first() for query in (open_mails, open_letters, due_looks))

    def _is_looking(self) -> bool:
        at = self._find_next_look()
        return at is not None and at <= self.clock.now() + LEASE

    def _find_next_look(self) -> datetime | None:
        with self.store.begin() as tx:
            found: datetime | None = tx.execute(select(func.min(LOOKS.c.at))).scalar()
        return found
