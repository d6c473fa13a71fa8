"""Celery's worker, its beat and the poller as threads of one process, each stopped in order when its block ends."""

from __future__ import annotations

import gc
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from celery.app.trace import setup_worker_optimizations
from celery.beat import Scheduler, Service
from celery.worker import state

from workers.app import name_queue
from workers.poll import Poller

LOG = logging.getLogger(__name__)

# How long a thread may take to finish what it is doing before we leave without it: the tables are the truth.
GRACE_SECONDS = 15.0


class PartEndedError(Exception):
    """A thread that has to run for ever did not; the log says which, and why."""


@contextmanager
def run_worker_thread(app: Any, *, queues: tuple[str, ...], threads: int, failed: Callable[[], None]) -> Iterator[None]:
    """A Celery worker on these queues. `failed` is called when it ends by itself, so that the process can end too.

    One application at a time: Celery's threads look their tasks up in a registry that is the whole process's.
    """
    setup_worker_optimizations(app)
    # What was loaded so far stays for good: each time all of it is looked through for garbage, bells wait for 0.2 s.
    gc.collect()
    gc.freeze()
    worker = app.WorkController(
        pool="threads",
        concurrency=threads,
        queues=[name_queue(app, queue) for queue in queues],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    # A line of AMQP is read by one thread only: stopped from another, it would wait for an answer that it never sees.
    end = _leave_by_itself if str(app.conf.broker_url).startswith("amqp") else worker.stop
    try:
        with _running(f"worker-{'-'.join(queues)}", worker.start, failed=failed, end=end):
            yield
    finally:
        state.should_stop = None


def _leave_by_itself() -> None:
    """The worker looks at this between two bells, and when it has heard none for ten seconds."""
    state.should_stop = 0


@contextmanager
def run_beat_thread(app: Any, *, failed: Callable[[], None]) -> Iterator[None]:
    """Celery's beat with a schedule in memory: what is due stands in the tables, so it need not remember anything."""
    service = Service(app=app, scheduler_cls=Scheduler, max_interval=1)
    with _running("beat", service.start, failed=failed, end=lambda: service.stop(wait=False)):
        yield


@contextmanager
def run_poller_thread(poller: Poller) -> Iterator[None]:
    """Somebody who watches the mailbox, or waits for the lease to become free."""
    stop = Event()
    thread = Thread(target=poller.run, args=(stop,), name="poller", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GRACE_SECONDS)


@contextmanager
def _running(
    name: str, work: Callable[[], None], *, failed: Callable[[], None], end: Callable[[], None]
) -> Iterator[None]:
    """A thread for this work; `end` asks it to stop, `failed` is called when it stops unasked."""
    leaving = Event()

    def run() -> None:
        try:
            work()
        finally:
            if not leaving.is_set():
                LOG.error("part ended by itself name=%s", name)
                failed()

    thread = Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        end()
        thread.join(GRACE_SECONDS)


def wait_until(stop: Event) -> None:
    """Until `stop` is set; wakes once a second, since a signal may not interrupt a wait without end."""
    while not stop.wait(1.0):
        pass


@dataclass(frozen=True, slots=True)
class End:
    """When the parts of this process stop, and whether they were asked to."""

    stop: Event
    broken: Event = field(default_factory=Event)

    def wait(self) -> None:
        """Until somebody says so."""
        wait_until(self.stop)

    def fail(self) -> None:
        """A part stopped unasked: the others stop, too."""
        self.broken.set()
        self.stop.set()

    def tell(self) -> None:
        """Whoever started us must know that this was no good end, and may start us again."""
        if self.broken.is_set():
            raise PartEndedError("a part of the program ended by itself")


def stop_on_signals() -> Event:
    """Set by the first signal. The second one ends the process on the spot, which a crash-proof road can bear."""
    stop = Event()

    def leave(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    return stop
