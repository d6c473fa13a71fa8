"""When a letter that nobody waits for may reach a person: on their working days, in their day, in their zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.model.preferences import MONDAY_TO_FRIDAY, Preferences

# The latest hour at which a letter still counts as one of the day, and the hours at which people are awake.
EVENING = 18
AWAKE = (7, 20)
# Nobody is without a working day for longer; whoever says so is heard from again after it.
LONGEST_PAUSE = 400
# A day that notes or preferences name may be any; beyond these years there is nothing to count.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9990, 1, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """The days and hours of one person. `zone` is the house's where they named none, or one that does not exist."""

    person: Preferences
    zone: ZoneInfo

    def today(self, moment: datetime) -> date:
        """The day it is there."""
        return moment.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        """Whether the person works that day: a weekday of theirs, no holiday of their place, not away."""
        away = self.person.away_until
        return (away is None or day > away) and self._is_usual(day)

    def on_or_after(self, day: date) -> date:
        """The first working day from that one on."""
        day = _clip(day)
        days = (day + DAY * ahead for ahead in range(LONGEST_PAUSE))
        return next((one for one in days if self.is_working(one)), day + DAY * LONGEST_PAUSE)

    def on_or_before(self, day: date) -> date:
        """The last day up to that one on which the person usually works, an absence not counted."""
        return self._back(_clip(day), 1)

    def before(self, day: date, *, days: int) -> date:
        """So many of their usual working days before that one."""
        return self._back(_clip(day) - DAY, days)

    def moment(self, day: date, hour: int) -> datetime:
        """That hour of that day there."""
        return datetime.combine(day, time(hour), tzinfo=self.zone).astimezone(UTC)

    def morning(self, day: date) -> datetime:
        """When the letters of the first working day from that one on are due."""
        return self.moment(self.on_or_after(day), self.person.hour)

    def is_open(self, moment: datetime, *, hour: int, until: int) -> bool:
        """Whether it is a working day there, from the one hour on and before the other."""
        there = moment.astimezone(self.zone)
        return self.is_working(there.date()) and hour <= there.hour < until

    def next_open(self, moment: datetime, *, hour: int, until: int) -> datetime:
        """The first moment from that one on that is open in this sense."""
        if self.is_open(moment, hour=hour, until=until):
            return moment
        there = moment.astimezone(self.zone)
        day = there.date() if there.hour < hour else there.date() + DAY
        return self.moment(self.on_or_after(day), hour)

    @property
    def evening(self) -> int:
        """The hour from which on letters of the day wait for the next: late risers are given an hour or two."""
        return max(EVENING, min(self.person.hour + 2, 24))

    def _is_usual(self, day: date) -> bool:
        workdays = self.person.workdays or MONDAY_TO_FRIDAY
        return day.isoweekday() in workdays and not _is_holiday(self.person.place, day)

    def _back(self, day: date, wanted: int) -> date:
        for _ in range(LONGEST_PAUSE):
            if self._is_usual(day):
                wanted -= 1
                if wanted == 0:
                    break
            day -= DAY
        return day


def working_time(person: Preferences, *, timezone: str) -> WorkingTime:
    """The working time of a person of a house in that zone."""
    for name in (person.timezone, timezone):
        try:
            return WorkingTime(person=person, zone=ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return WorkingTime(person=person, zone=ZoneInfo("UTC"))


def _clip(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _is_holiday(place: str, day: date) -> bool:
    """Whether everything is closed there that day; a place that the library does not know has no holidays."""
    return bool(place) and day in _holidays(place.upper(), day.year)


@lru_cache(maxsize=1000)
def _holidays(place: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - wanted only where somebody named a place

    country, _, part = place.partition("-")
    for subdivision in (part or None, None):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
        except NotImplementedError:
            continue
    return frozenset()
