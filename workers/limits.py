"""How much is how much: values only, so that settings can be checked without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many within so long."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may go out: all together, and to one reader. Empty is without bounds."""

    together: tuple[Limit, ...] = ()
    to_one: tuple[Limit, ...] = ()
