"""What stays on a row after a failed try: when and what kind of error, never what a mail says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

# Pauses after the first, second, … failed try. After the last the row rests in quarantine.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))


def note(errors: list[Any], error: str, *, now: datetime) -> list[Any]:
    """The errors with one more, cut to a line."""
    return [*errors, {"at": now.isoformat(), "error": error[:300]}]


def next_try(attempts: int, *, now: datetime, pauses: tuple[timedelta, ...] = PAUSES) -> datetime | None:
    """When to try again after so many failed tries; None when it is over."""
    return now + pauses[attempts - 1] if attempts <= len(pauses) else None
