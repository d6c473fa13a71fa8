"""The loop around hop 1: hold the lease, keep a line open, look, wait, look again.

A look follows every (re)connect at once, because whatever came while the line
was down is announced by nobody. After trouble the next try waits longer each
time, up to a cap, with jitter, so that a hundred pollers do not call a server
that just came back in the same second.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from threading import Event

from workers.idle import arms
from workers.ports import Connect, UnreachableError
from workers.receive import Receiver

LOG = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Reads one mailbox until told to stop.

    `net_seconds` is the safety net: the longest time between two looks even
    when IDLE says nothing; it must be well below the lease. `jitter` gives a
    number from 0 to 1. `looked` is told of every good look, `failed` of
    whatever ended one.
    """

    receiver: Receiver
    connect: Connect
    jitter: Callable[[], float]
    net_seconds: float = 20.0
    looked: Callable[[], None] = lambda: None
    failed: Callable[[Exception], None] = lambda _error: None

    def __post_init__(self) -> None:
        if 2 * self.net_seconds > self.receiver.hold.ttl.total_seconds():
            raise ValueError("a lease must outlast two waits, or it is lost while nothing is wrong")

    def run(self, stop: Event) -> None:
        """Until `stop` is set. No trouble ends it: it is told, and tried again after a pause."""
        tries = 0
        while not stop.is_set():
            try:
                if not self.receiver.claim():
                    stop.wait(self.net_seconds)
                    continue
                for _ in self._watch(stop):
                    tries = 0
            except UnreachableError as trouble:
                LOG.warning("mailbox not reachable try=%d trouble=%s", tries, trouble)
                self.failed(trouble)
            except Exception as error:  # noqa: BLE001 - a poller that dies of a bug would leave the mailbox unread
                # The class only: the text of a database error may quote the mail.
                LOG.error("poller stumbled try=%d error=%s", tries, type(error).__name__)  # noqa: TRY400
                self.failed(error)
            else:
                continue
            stop.wait(pause(tries, jitter=self.jitter()))
            tries += 1
        self._let_go()

    def _watch(self, stop: Event) -> Iterator[None]:
        """Look and wait on one line; yields after every good look, ends when the lease is lost or `stop` is set."""
        with closing(self.connect()) as inbox:
            LOG.info("mailbox open")
            waits = arms(longest=self.net_seconds)
            while not stop.is_set() and self.receiver.claim():
                if self.receiver.receive_once(inbox):
                    # More may be under way; see `workers.idle` on why waits begin short.
                    waits = arms(longest=self.net_seconds)
                self.looked()
                yield
                inbox.wait(next(waits), stop)

    def _let_go(self) -> None:
        try:
            self.receiver.release()
        except Exception as error:  # noqa: BLE001 - the lease runs out by itself
            LOG.warning("lease not released error=%s", type(error).__name__)


def pause(tries: int, *, jitter: float) -> float:
    """Seconds before the next try: doubling, capped, and between half and all of that by `jitter` (0 to 1)."""
    longest: float = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(tries, 16))
    return longest * (0.5 + 0.5 * jitter)
