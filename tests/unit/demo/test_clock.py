"""The demo's clock goes forward, and stands still where something is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from workers.demo.clock import DemoClock, TimeLapse, find_morning
from workers.store.store import Store
from workers.store.tables import LOOKS


@dataclass
class Program:
    """Looks at everybody who is due at once, and writes down when it did."""

    store: Store
    clock: DemoClock
    looked: list[tuple[str, datetime]] = field(default_factory=list)

    def sweep(self) -> None:
        now = self.clock.now()
        with self.store.begin() as tx:
            for row in tx.execute(select(LOOKS).where(LOOKS.c.at <= now)).all():
                self.looked.append((row.address, now))
                tx.execute(update(LOOKS).where(LOOKS.c.id == row.id).values(at=None))


def test_everybody_is_looked_at_when_it_is_time(store):
    clock = DemoClock()
    program = Program(store=store, clock=clock)
    start = clock.now()
    due = {"ana": start + timedelta(hours=9), "ben": start + timedelta(hours=3), "sam": start + timedelta(days=3)}
    with store.begin() as tx:
        for address, at in due.items():
            tx.execute(insert(LOOKS).values(address=address, at=at, memory={}))
    TimeLapse(clock=clock, store=store, sweeping=program).run_until(start + timedelta(days=1))
    assert [name for name, _ in program.looked] == ["ben", "ana"]
    assert all(at - due[name] < timedelta(seconds=30) for name, at in program.looked)
    assert clock.now() >= start + timedelta(days=1)


def test_the_clock_never_goes_back():
    clock = DemoClock(ahead=timedelta(days=2))
    clock.move_to(datetime.now(UTC))
    assert clock.ahead == timedelta(days=2)


@pytest.mark.parametrize(("days", "morning"), [(1, "2026-11-26T10:00:00+01:00"), (7, "2026-12-02T10:00:00+01:00")])
def test_a_morning_is_one_of_the_house(days, morning):
    now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert find_morning(now, ZoneInfo("Europe/Berlin"), days=days).isoformat() == morning
