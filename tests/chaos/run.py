"""One run: people write, things break, and when it is quiet again the promises are judged."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread

import sqlalchemy as sa
from chaos.crowd import Crowd
from chaos.faults import Scene, keep_killing, play
from chaos.house import NAMES, House
from chaos.judge import Judgement, is_quiet, judge

from workers.store.errors import PAUSES
from workers.store.tables import INBOX, OUTBOX

# Of the pauses after a failed try, so much is waited for: twelve minutes of trouble fit into one.
HURRY = 12
# Longer than every claim and every clock that was wrong: when nothing has moved for so long, nothing will.
STILL_SECONDS = 600.0


@dataclass(kw_only=True)
class Hurry:
    """Brings forward what waits after a failed try. A claim is left alone: those who died hold theirs to its end."""

    house: House
    seen: dict[tuple[str, int, datetime], float] = field(default_factory=dict)
    count: int = 0

    def run(self, stop: Event) -> None:
        while not stop.wait(1.0):
            with suppress(sa.exc.SQLAlchemyError):  # the database has its own trouble
                self.look()

    def look(self) -> None:
        now = time.monotonic()
        with self.house.store.begin() as tx:
            for table in (INBOX, OUTBOX):
                columns = (table.c.id, table.c.due_at, table.c.errors, table.c.attempts)
                for row in tx.execute(sa.select(*columns).where(table.c.state == "due", table.c.attempts > 0)):
                    pause = PAUSES[row.attempts - 1]
                    failed_at = datetime.fromisoformat(row.errors[-1]["at"])
                    if row.due_at != failed_at + pause:
                        continue  # somebody holds it
                    since = self.seen.setdefault((table.name, row.id, row.due_at), now)
                    if now - since >= pause.total_seconds() / HURRY:
                        same = (table.c.id == row.id, table.c.due_at == row.due_at)
                        soon = datetime.now(UTC) - timedelta(seconds=1)
                        self.count += tx.execute(sa.update(table).where(*same).values(due_at=soon)).rowcount


def run_chaos(
    house: House,
    *,
    plan: Sequence[str],
    mails: int,
    seed: int,
    say: Callable[[str], None],
    killing: Sequence[str] = NAMES,
) -> Judgement:
    """So many meetings while the plan is played; then wait until it is quiet, and judge.

    The roles named in `killing` are killed all the while, too.
    """
    over = Event()
    crowd = Crowd(house, random.Random(f"{seed} crowd"))
    hurry = Hurry(house=house)
    scene = Scene(house, crowd, random.Random(f"{seed} faults"), say, over)
    crowd.send()
    if not _wait_until(lambda: _is_answered(house, crowd), house):
        raise TimeoutError("the first meeting got no recap, and nothing was broken yet")
    say("the first meeting has its recap and its receipt; from now on things break")
    with _working(partial(crowd.run, mails, partial(scene.share, len(plan))), over), _working(hurry.run, over):
        killer = replace(scene, chance=random.Random(f"{seed} kills"))
        with _working(partial(keep_killing, killer, killing), Event()):
            play(scene, plan)
        say("nothing breaks any more")
        house.start_all()
        waited = _wait_until(lambda: len(crowd.talks) >= mails and is_quiet(house, crowd), house)
    say("it is quiet" if waited else "it does not get quiet")
    judgement = judge(house, crowd, scene.recovered)
    return replace(judgement, figures=judgement.figures | {"tries brought forward": str(hurry.count)})


@contextmanager
def _working(work: Callable[[Event], None], stop: Event) -> Iterator[None]:
    """A thread for the time of this block."""
    thread = Thread(target=work, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _is_answered(house: House, crowd: Crowd) -> bool:
    crowd.answer()
    return is_quiet(house, crowd)


def _wait_until(happened: Callable[[], bool], house: House) -> bool:
    """False when it has not happened and nothing moves any more. How long it takes is the machine's affair."""
    tick, moved, moved_at = Event(), (0, 0), time.monotonic()
    while not happened():
        now = (house.count(INBOX, "done"), house.count(OUTBOX, "sent"))
        if now != moved:
            moved, moved_at = now, time.monotonic()
        if time.monotonic() - moved_at > STILL_SECONDS:
            return False
        tick.wait(1.0)
    return True
