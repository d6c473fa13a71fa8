"""How one person wants to be written to; what nobody told is what most people of the house want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
NINE = 9


class Rhythm(StrEnum):
    """How often somebody is asked whether they would like to say a word to somebody, at most."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """One person, and when and how letters that nobody waits for may reach them.

    `language` and `timezone` are empty where nobody told: the notes' language
    and the house's zone stand in. `place` is whose holidays count, an ISO 3166
    code (`DE`, or `DE-BY` for a part of it; empty: none are kept). `workdays`
    are ISO weekdays, Monday is 1. `hour` is when the day's letters come, in
    their zone. `away_until` is the last day of an absence; None without one.
    `prompts` is how often they may be asked for feedback.
    `stopped` people get answers to what they wrote, and nothing that recurs.
    """

    address: str
    name: str = ""
    timezone: str = ""
    language: str = ""
    place: str = ""
    workdays: frozenset[int] = MONDAY_TO_FRIDAY
    hour: int = NINE
    away_until: date | None = None
    stopped: bool = False
    prompts: Rhythm = Rhythm.WEEKLY

    def __post_init__(self) -> None:
        if not self.workdays <= frozenset(range(1, 8)):
            raise ValueError(f"ISO weekdays are 1 to 7, not {sorted(self.workdays)}")
        if not 0 <= self.hour <= 23:
            raise ValueError(f"a day has no hour {self.hour}")
