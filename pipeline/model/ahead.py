"""A meeting that is still to come, as its invitation tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model.mail import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is told of a meeting to come, and of those of its series after it.

    `uid` is the invitation's own name (RFC 5545 3.8.4.7), `starts` are aware
    and in order; empty where the meeting was called off. `organiser` is None
    where the invitation names nobody.
    """

    uid: str
    title: str
    starts: tuple[datetime, ...] = ()
    organiser: Person | None = None
