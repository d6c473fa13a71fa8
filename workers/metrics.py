"""Figures for Prometheus: counted as things happen, and asked of the tables when somebody looks.

Loaded only where FOLLOWTHROUGH_METRICS names a place. Each process counts its
own; what the tables say is the same from each process that has them. No label
holds an address or anything that somebody wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pipeline.outcome import Ignored, Outcome, Quarantined, Refused, ReplyRead, Reported
from workers.ports import Clock, Verdict
from workers.settings_watch import split_place
from workers.store import figures
from workers.store.store import Store

LOG = logging.getLogger(__name__)

# Seconds from arrival to the server's 250: the promise is minutes.
BUCKETS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14400)
# Watchers look every few seconds; the tables need not be asked each time.
FRESH = timedelta(seconds=10)


class PrometheusMeter:
    """Counts in a registry of its own, so that nothing else of this process is told."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        info = Gauge("followthrough_version_info", "Which version runs.", ["version"], registry=registry)
        info.labels(version=version("followthrough")).set(1)
        self._outcomes = Counter(
            "followthrough_outcomes", "Mails by what became of them.", ["outcome", "reason"], registry=registry
        )
        self._changes = Counter("followthrough_changes", "Changes that replies made.", ["verb"], registry=registry)
        self._letters = Counter(
            "followthrough_letters", "Tries to send a letter.", ["kind", "verdict"], registry=registry
        )
        self._recap = Histogram(
            "followthrough_recap_seconds", "From the notes' arrival to the recap.", buckets=BUCKETS, registry=registry
        )
        self._looked = Gauge(
            "followthrough_mailbox_looked_timestamp_seconds", "When the mailbox was last read.", registry=registry
        )
        self._token = Gauge(
            "followthrough_token_ends_timestamp_seconds", "When what lets us in ends; 0: not known.", registry=registry
        )

    def decided(self, outcome: Outcome) -> None:
        """A mail has its outcome."""
        reason = outcome.reason.value if isinstance(outcome, Ignored | Quarantined | Refused | Reported) else ""
        self._outcomes.labels(outcome=type(outcome).__name__, reason=reason).inc()
        for change in outcome.changes if isinstance(outcome, ReplyRead) else ():
            self._changes.labels(verb=change.verb).inc()

    def tried(self, kind: str, verdict: Verdict) -> None:
        """A letter of this kind was handed to the server."""
        self._letters.labels(kind=kind, verdict=verdict.value).inc()

    def recapped(self, after: timedelta) -> None:
        """A recap went out."""
        self._recap.observe(after.total_seconds())

    def looked(self, at: datetime) -> None:
        """The mailbox was read then."""
        self._looked.set(at.timestamp())

    def token_ends(self, at: datetime) -> None:
        """What lets us in ends then."""
        self._token.set(at.timestamp())


@dataclass(slots=True, kw_only=True, eq=False)
class TablesCollector(Collector):
    """Asks the tables when somebody looks, and not again for some seconds. A database that is away gives no figures."""

    store: Store
    clock: Clock
    _lock: Lock = field(default_factory=Lock)
    _seen: figures.Figures | None = None
    _at: datetime | None = None

    def collect(self) -> Iterable[Metric]:
        """The figures of this moment, or of some seconds ago."""
        found = self._find()
        size = GaugeMetricFamily("followthrough_queue_size", "Rows that are due.", labels=["queue"])
        age = GaugeMetricFamily("followthrough_queue_age_seconds", "How long the oldest waits.", labels=["queue"])
        items = GaugeMetricFamily("followthrough_items", "Items by their state.", labels=["state"])
        if found is not None:
            for queue in found.queues:
                size.add_metric([queue.name], queue.size)
                age.add_metric([queue.name], queue.age)
            for state, count in found.items.items():
                items.add_metric([state], count)
        return size, age, items

    def _find(self) -> figures.Figures | None:
        now = self.clock.now()
        with self._lock:
            if self._at is None or not timedelta() <= now - self._at < FRESH:
                try:
                    with self.store.begin() as tx:
                        self._seen = figures.find(tx, now=now)
                except Exception as error:  # noqa: BLE001 - whoever watches must see the other figures all the same
                    LOG.warning("figures not found error=%s", type(error).__name__)
                    self._seen = None
                self._at = now
            return self._seen


@contextmanager
def run_metrics(
    place: str, meter: PrometheusMeter, *, store: Store | None = None, clock: Clock | None = None
) -> Iterator[int]:
    """Serve the figures there while the block runs; gives the port. A place that is taken stops nothing but this."""
    if store is not None and clock is not None:
        meter.registry.register(TablesCollector(store=store, clock=clock))
    host, port = split_place(place)
    try:
        server, thread = start_http_server(port, addr=host, registry=meter.registry)
    except OSError as trouble:
        LOG.error("figures not served place=%s trouble=%s", place, type(trouble).__name__)  # noqa: TRY400 - one line
        yield 0
        return
    LOG.info("figures served place=%s", place)
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
