"""The composition root: settings go in, running roles come out. Nowhere else are the parts put together.

What thinks is imported only by a process that thinks, so that the `io` role
stays small (it never imports spaCy; `tests/shape` holds it to that).
"""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, partial
from threading import Event, Lock
from typing import Any

from workers.app import DELIVER, FOLLOW, IO_QUEUE, PROCESS, SWEEP, THINK_QUEUE, build_app
from workers.daily import WEEKLY, Daily
from workers.deliver import Sending
from workers.imap import connect, mailbox_name
from workers.meter import Meter, NoMeter, build_meter, watching
from workers.oauth.tokens import Tokens
from workers.poll import Poller
from workers.ports import Clock, Crash, NoCrash, Outlet, SystemClock
from workers.receive import Hold, Receiver
from workers.restored import TTL, Gone, PastClock, Restoring, find_last_moment
from workers.roles import End, run_beat_thread, run_poller_thread, run_worker_thread, stop_on_signals
from workers.round_trip import RoundTrip
from workers.settings import Settings
from workers.smtp import SmtpOutlet
from workers.store.retention import Keep
from workers.store.store import Store
from workers.sweep import Sweeping
from workers.tasks import Bell, add_tasks
from workers.watch import DISK, MAILBOX, Watch, WatchedOutlet


class Role(StrEnum):
    """What a process of `followthrough worker` does."""

    IO = "io"
    THINK = "think"


QUEUES = {Role.IO: IO_QUEUE, Role.THINK: THINK_QUEUE}
# Sending waits for servers; thinking waits for nothing, and has a lock of its own.
THREADS = {Role.IO: 4, Role.THINK: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every role of one process shares."""

    settings: Settings
    store: Store
    outlet: Outlet
    watch: Watch
    app: Any  # a Celery application, untyped
    tokens: Tokens | None = None
    clock: Clock = field(default_factory=SystemClock)
    crash: Crash = field(default_factory=NoCrash)
    meter: Meter = field(default_factory=NoMeter)

    @property
    def bell(self) -> Bell:
        """The doorbell of this process."""
        return Bell(self.app)

    def close(self) -> None:
        """Take leave of the servers."""
        self.outlet.close()
        self.store.close()


def build_parts(settings: Settings, *, crash: Crash | None = None, clock: Clock | None = None) -> Parts:
    """Open the store and the broker of these settings."""
    account = settings.account()
    # One for reading and sending: they share what they fetch.
    tokens = Tokens(account) if account is not None else None
    app = build_app(settings.broker_url, team=settings.policy().address.key)
    store = Store(settings.database_url)
    outlet = SmtpOutlet(settings.smtp_url, sender=settings.policy().address.address, tokens=tokens)
    ends = date.fromisoformat(settings.oauth_ends) if settings.oauth_ends else None
    meter = build_meter(settings.metrics)
    if ends is not None:
        meter.token_ends(datetime(ends.year, ends.month, ends.day, tzinfo=UTC))
    watch = Watch(
        store=store,
        clock=clock or SystemClock(),
        policy=settings.policy(),
        outlet=outlet,
        ring=Bell(app).ring_deliver,
        mailbox=mailbox_name(settings.imap_url),
        place=outlet.place,
        ends=ends,
    )
    return Parts(
        settings=settings,
        store=store,
        outlet=WatchedOutlet(outlet=outlet, watch=watch),
        tokens=tokens,
        app=app,
        watch=watch,
        crash=crash or NoCrash(),
        meter=meter,
        clock=clock or SystemClock(),
    )


def io_doings(parts: Parts) -> dict[str, Callable[..., None]]:
    """What the io role does when its bells ring."""
    limits = parts.settings.limits()
    sending = Sending(
        store=parts.store, outlet=parts.outlet, clock=parts.clock, limits=limits, crash=parts.crash, meter=parts.meter
    )
    mails, letters, events = parts.settings.keep()
    keep = Keep(mails=mails, letters=letters, events=events)
    daily = build_daily(parts)
    sweeping = Sweeping(store=parts.store, clock=parts.clock, bell=parts.bell, keep=keep)

    def deliver(*outbox_ids: int) -> None:
        sending.deliver(*outbox_ids)

    def sweep() -> None:
        try:
            sweeping.sweep()
        except Exception as error:
            parts.watch.stumbled(DISK, error)
            raise
        parts.watch.look()
        daily.look()

    return {DELIVER: deliver, SWEEP: sweep}


def build_daily(parts: Parts) -> Daily:
    """Who tells the operator of the day before."""
    return Daily(
        store=parts.store,
        clock=parts.clock,
        policy=parts.settings.policy(),
        ring=parts.bell.ring_deliver,
        quiet=parts.settings.operator_day == WEEKLY,
        free=parts.watch.find_free,
    )


def think_doings(parts: Parts) -> dict[str, Callable[..., None]]:
    """What the think role does when its bells ring. Loads all it will need, which takes seconds."""
    from pipeline.knowledge import load_knowledge  # noqa: PLC0415 - the io role never gets here
    from pipeline.languages.load import load_feedback  # noqa: PLC0415
    from workers.apart import Apart  # noqa: PLC0415
    from workers.follow import Following  # noqa: PLC0415
    from workers.process import Thinking  # noqa: PLC0415

    knowledge = load_knowledge(opener=Apart())
    for code in knowledge.languages:
        # Kept once read. It takes seconds, and the first mail after a start would wait for them.
        load_feedback(code)
    shared: dict[str, Any] = {
        "store": parts.store,
        "clock": parts.clock,
        "policy": parts.settings.policy(),
        "knowledge": knowledge,
        "bell": parts.bell,
        "crash": parts.crash,
        "lock": Lock(),
    }
    return {
        PROCESS: Thinking(**shared, from_one=parts.settings.from_one(), meter=parts.meter).process,
        FOLLOW: Following(**shared).follow,
    }


def build_round_trip(settings: Settings) -> RoundTrip:
    """A letter that goes out and comes back, over the servers of these settings."""
    account = settings.account()
    tokens = Tokens(account) if account is not None else None
    policy = settings.policy()
    return RoundTrip(
        policy=policy,
        outlet=SmtpOutlet(settings.smtp_url, sender=policy.address.address, tokens=tokens),
        connect=partial(connect, settings.imap_url, tokens=tokens),
        now=SystemClock().now(),
        clock=time.monotonic,
    )


def go_on_after_restore(settings: Settings, *, until: datetime | None = None) -> Gone:
    """Go through what came after the backup again; `until` is when the program last ran, if anybody knows."""
    real = SystemClock()
    now = real.now()
    clock = PastClock(now)
    # The embedded bell, which nobody hears: a broker would keep ringing for letters that are held back.
    parts = build_parts(replace(settings, broker_url=""), clock=clock)
    try:
        clock.moment = find_last_moment(parts.store, otherwise=now)
        # Only where there is something to think about: it takes seconds.
        doings = cache(partial(think_doings, parts))

        def do(task: str, row: int) -> None:
            doings()[task](row)

        restoring = Restoring(
            store=parts.store,
            mailbox=mailbox_name(settings.imap_url),
            connect=partial(connect, settings.imap_url, tokens=parts.tokens, max_bytes=settings.max_bytes),
            hold=Hold(owner=_name_process(), ttl=TTL),
            clock=clock,
            real=real,
            until=min(until or now, now),
            process=partial(do, PROCESS),
            follow=partial(do, FOLLOW),
            tell=build_daily(parts).look,
        )
        return restoring.go_on()
    finally:
        parts.close()


def build_poller(parts: Parts, *, looked: Callable[[], None] = lambda: None) -> Poller:
    """Who watches the mailbox; of many, the one that holds its lease. `looked` is told of every good look."""
    url = parts.settings.imap_url
    receiver = Receiver(
        store=parts.store,
        clock=parts.clock,
        mailbox=mailbox_name(url),
        hold=Hold(owner=_name_process()),
        ring=parts.bell.ring_process,
        crash=parts.crash,
    )
    opening = partial(connect, url, tokens=parts.tokens, max_bytes=parts.settings.max_bytes)

    def look() -> None:
        parts.meter.looked(parts.clock.now())
        parts.watch.works(MAILBOX)
        looked()

    failed = partial(parts.watch.stumbled, MAILBOX)
    return Poller(receiver=receiver, connect=opening, jitter=random.random, looked=look, failed=failed)


def run_all(
    settings: Settings,
    *,
    stop: Event | None = None,
    crash: Crash | None = None,
    clock: Clock | None = None,
    looked: Callable[[], None] = lambda: None,
) -> None:
    """Everything in this process: poller, worker and beat as threads. Returns when told to stop.

    `looked` is told of every good look at the mailbox: from the first one on, nothing that arrives is missed.
    """
    parts = build_parts(settings, crash=crash, clock=clock)
    add_tasks(parts.app, io_doings(parts) | think_doings(parts))
    end = End(stop or stop_on_signals())
    with ExitStack() as running:
        running.callback(parts.close)
        running.enter_context(watching(settings.metrics, parts.meter, store=parts.store, clock=parts.clock))
        running.enter_context(run_worker_thread(parts.app, queues=(IO_QUEUE, THINK_QUEUE), threads=6, failed=end.fail))
        running.enter_context(run_beat_thread(parts.app, failed=end.fail))
        running.enter_context(run_poller_thread(build_poller(parts, looked=looked)))
        end.wait()
    end.tell()


def run_worker(settings: Settings, role: Role, *, stop: Event | None = None) -> None:
    """One role of many. The io role also stands ready to watch the mailbox."""
    parts = build_parts(settings)
    add_tasks(parts.app, io_doings(parts) if role is Role.IO else think_doings(parts))
    end = End(stop or stop_on_signals())
    with ExitStack() as running:
        running.callback(parts.close)
        running.enter_context(watching(settings.metrics, parts.meter, store=parts.store, clock=parts.clock))
        worker = run_worker_thread(parts.app, queues=(QUEUES[role],), threads=THREADS[role], failed=end.fail)
        running.enter_context(worker)
        if role is Role.IO:
            running.enter_context(run_poller_thread(build_poller(parts)))
        end.wait()
    end.tell()


def run_beat(settings: Settings, *, stop: Event | None = None) -> None:
    """The beat of many processes: rings for the sweep, keeps nothing on disk."""
    app = build_app(settings.broker_url, team=settings.policy().address.key)
    end = End(stop or stop_on_signals())
    with watching(settings.metrics, build_meter(settings.metrics)), run_beat_thread(app, failed=end.fail):
        end.wait()
    end.tell()


def _name_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
