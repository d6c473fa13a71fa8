"""What the road tells whoever watches it. Figures only: no address, no word of a mail, and never a name of a row."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.outcome import Outcome
from workers.ports import Clock, Verdict
from workers.store.store import Store


class Meter(Protocol):
    """Told of what happened. Never raises, and costs next to nothing."""

    def decided(self, outcome: Outcome) -> None:
        """A mail has its outcome."""

    def tried(self, kind: str, verdict: Verdict) -> None:
        """A letter of this kind was handed to the server."""

    def recapped(self, after: timedelta) -> None:
        """A recap went out so long after its notes had arrived."""

    def looked(self, at: datetime) -> None:
        """The mailbox was read then, to its end."""

    def token_ends(self, at: datetime) -> None:
        """What lets us in ends then."""


class NoMeter:
    """Nobody watches."""

    def decided(self, outcome: Outcome) -> None:
        """Nothing is counted."""

    def tried(self, kind: str, verdict: Verdict) -> None:
        """Nothing is counted."""

    def recapped(self, after: timedelta) -> None:
        """Nothing is measured."""

    def looked(self, at: datetime) -> None:
        """Nothing is noted."""

    def token_ends(self, at: datetime) -> None:
        """Nothing is noted."""


def build_meter(place: str) -> Meter:
    """Who counts; nobody where no place is set. The library is loaded only then."""
    if not place:
        return NoMeter()
    from workers.metrics import PrometheusMeter  # noqa: PLC0415

    return PrometheusMeter()


def watching(
    place: str, meter: Meter, *, store: Store | None = None, clock: Clock | None = None
) -> AbstractContextManager[object]:
    """Figures are served while this is open; nothing happens where no place is set."""
    if not place:
        return nullcontext()
    from workers.metrics import PrometheusMeter, run_metrics  # noqa: PLC0415

    if not isinstance(meter, PrometheusMeter):
        raise TypeError("figures without anybody who counts")
    return run_metrics(place, meter, store=store, clock=clock)
