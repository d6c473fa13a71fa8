"""Hop 4: what a calendar invitation says of the meeting (iCalendar, RFC 5545 and 5546).

Of a series, the meeting meant is the last one that had begun when the mail
was written; of one that is still to come, the next. Zones are named in many
ways: by IANA, by Windows (CLDR's table, which the library brings), by a path
of the program, or by rules of its own that are only good for counting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.mail.html import html_to_text
from pipeline.mail.reasons import BROKEN, NO_TEXT, ONLY_AN_ANSWER, TOO_LARGE
from pipeline.model import Address, Person
from pipeline.model.ahead import Ahead

MOST_BYTES = 1_000_000
MOST_LINES = 20_000
MOST_EVENTS = 200
MOST_TIMES = 4_000
MOST_PEOPLE = 300
MOST_TITLE = 300
# So far ahead a series is looked at.
AHEAD = timedelta(days=366)
MOST_AHEAD = 60
# Rules that name so many days that a search for the next one could go on for centuries.
SERIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
NEVER_IN_MEETINGS = ("BYYEARDAY", "BYWEEKNO", "BYEASTER", "BYHOUR", "BYMINUTE", "BYSECOND")
THINGS = {"ROOM", "RESOURCE"}
ANSWERS = {"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"}
TAGS = re.compile(r"<(?:p|br|div|li|ul|b|a|html|span)\b[^<>]{0,300}>", re.IGNORECASE)
# "/freeassociation.sourceforge.net/Europe/Berlin", "/mozilla.org/20070129_1/America/New_York"
VENDOR = re.compile(rb"(?i)(TZID[=:]\"?)/[\w.-]{1,60}/(?:\d\w{0,20}/)?")
UNTOLD = {"utc", "etc/utc", "etc/gmt", "gmt", "z"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A meeting as its invitation tells it. `held_on` is None where no day is told; an empty zone was not told.

    `ahead` is None where nothing of it lies ahead of the mail, and nothing is called off.
    """

    title: str = ""
    held_on: date | None = None
    timezone: str = ""
    people: tuple[Person, ...] = ()
    text: str = ""
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zones:
    """The zone that the calendar names for all its events (empty: none), and the one to count in without any."""

    named: str
    otherwise: tzinfo


def read_invite(payload: bytes, *, near: datetime | None, timezone: str) -> Invite | str:
    """The meeting in a calendar file, or the reason why there is none. Never raises."""
    if len(payload) > MOST_BYTES or payload.count(b"\n") > MOST_LINES:
        return TOO_LARGE
    try:
        return _read(payload, near, timezone)
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library do
        return BROKEN


def _read(payload: bytes, near: datetime | None, timezone: str) -> Invite | str:
    from icalendar import Calendar  # noqa: PLC0415

    start = payload.upper().find(b"BEGIN:VCALENDAR")
    if start < 0:
        return BROKEN
    calendar: Any = Calendar.from_ical(VENDOR.sub(rb"\1", payload[start:]))
    if str(calendar.get("METHOD", "")).upper() in ANSWERS:
        return ONLY_AN_ANSWER
    events = list(calendar.walk("VEVENT"))[:MOST_EVENTS]
    if not events:
        return NO_TEXT
    zones = _Zones(named=_zone_name(str(calendar.get("X-WR-TIMEZONE", ""))), otherwise=_zone(timezone) or UTC)
    told = [(held, event) for event in events for held in [_find_held(event, zones, near)]]
    held, event = _nearest(told, near)
    zone = _event_zone(event, zones)
    return Invite(
        title=" ".join(str(event.get("SUMMARY", "")).split())[:MOST_TITLE],
        held_on=held.date() if held is not None else None,
        timezone=zone,
        people=tuple(_read_people(event)),
        text=_read_text(event),
        ahead=_find_ahead(calendar, events, zones, near),
    )


def _nearest(told: list[tuple[datetime | None, Any]], near: datetime | None) -> tuple[datetime | None, Any]:
    """The event that had begun last when the mail was written; before all of them, the first."""
    dated = [(held, event) for held, event in told if held is not None]
    if not dated:
        return told[0]
    begun = [one for one in dated if near is not None and _has_begun(one[0], near)]
    return max(begun, key=lambda one: _naive(one[0])) if begun else min(dated, key=lambda one: _naive(one[0]))


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _has_begun(moment: datetime, near: datetime) -> bool:
    """A time without a zone is compared as it stands; a day is enough, since notes may be sent during the meeting."""
    if moment.tzinfo is not None and near.tzinfo is not None:
        return moment <= near
    return _naive(moment) <= _naive(near)


def _find_held(event: Any, zones: _Zones, near: datetime | None) -> datetime | None:
    """When the meeting began, in its own zone; midnight for a whole day."""
    told = event.get("DTSTART")
    if told is None:
        return None
    start = told.dt
    if not isinstance(start, datetime):
        start = datetime.combine(start, time())
    elif start.tzinfo is not None:
        start = start.astimezone(_zone(_event_zone(event, zones)) or zones.otherwise)
    rule = event.get("RRULE")
    if rule is None or near is None or event.get("RECURRENCE-ID") is not None:
        return start
    return _find_in_series(event, start, near)


def _find_in_series(event: Any, start: datetime, near: datetime) -> datetime:
    """The last time of a series before the mail, cancelled ones left out."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415

    rule = event["RRULE"][0] if isinstance(event["RRULE"], list) else event["RRULE"]
    often = str((rule.get("FREQ") or [""])[0]).upper()
    if often not in SERIES or any(rule.get(part) for part in NEVER_IN_MEETINGS):
        return start
    parts = [part for part in rule.to_ical().decode().split(";") if not part.startswith("UNTIL=")]
    first = _naive(start)
    last = _naive(near.astimezone(start.tzinfo) if start.tzinfo and near.tzinfo else near)
    until = rule.get("UNTIL")
    if until:
        end = until[0]
        last = min(last, _naive(end) if isinstance(end, datetime) else datetime.combine(end, time(23, 59)))
    left_out = set(_exceptions(event))
    found = first
    # Years without any such day would be searched one by one until the end of the calendar.
    if last - first > timedelta(days=366 * 30):
        return start
    for number, moment in enumerate(rrulestr(";".join(parts), dtstart=first)):
        if moment > last or number > MOST_TIMES:
            break
        found = found if moment.date() in left_out else moment
    return found.replace(tzinfo=start.tzinfo)


def _find_ahead(calendar: Any, events: list[Any], zones: _Zones, near: datetime | None) -> Ahead | None:
    """What lies ahead of the mail: the meeting, and those after it where it is a series."""
    main = next((event for event in events if event.get("RECURRENCE-ID") is None), None)
    if main is None or near is None or not main.get("UID"):
        return None
    called_off = "CANCEL" in str(calendar.get("METHOD", "")).upper() or "CANCEL" in str(main.get("STATUS", "")).upper()
    starts = () if called_off else tuple(sorted(set(_starts_after(main, events, zones, near))))[:MOST_AHEAD]
    if not starts and not called_off:
        return None
    told = main.get("ORGANIZER")
    return Ahead(
        uid=str(main["UID"])[:MOST_TITLE],
        title=" ".join(str(main.get("SUMMARY", "")).split())[:MOST_TITLE],
        starts=starts,
        organiser=_read_person(str(told), str(told.params.get("CN", ""))) if told is not None else None,
    )


def _starts_after(main: Any, events: list[Any], zones: _Zones, near: datetime) -> Iterator[datetime]:
    """Every start within a year of the mail; one that was moved counts where it was moved to. Whole days are none."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415

    moved = {_day_of(event["RECURRENCE-ID"].dt) for event in events if event.get("RECURRENCE-ID") is not None}
    left_out = moved | set(_exceptions(main))
    alone = [start for event in events if event is not main and (start := _find_start(event, zones)) is not None]
    rule, first = main.get("RRULE"), _find_start(main, zones)
    starts = [first] if first is not None else []
    if rule is not None and first is not None and near - first < timedelta(days=366 * 10):
        rule = rule[0] if isinstance(rule, list) else rule
        often = str((rule.get("FREQ") or [""])[0]).upper()
        if often in SERIES and not any(rule.get(part) for part in NEVER_IN_MEETINGS):
            parts = [part for part in rule.to_ical().decode().split(";") if not part.startswith("UNTIL=")]
            until = (rule.get("UNTIL") or [None])[0]
            for number, moment in enumerate(rrulestr(";".join(parts), dtstart=_naive(first))):
                start = moment.replace(tzinfo=first.tzinfo)
                if number > MOST_TIMES or start > near + AHEAD or _is_over(start, until):
                    break
                starts.append(start)
    kept = [*alone, *(one for one in starts if one.date() not in left_out)]
    yield from (one for one in kept if near < one <= near + AHEAD)


def _is_over(moment: datetime, until: date | None) -> bool:
    """Whether a time of a series lies behind its end, which is a day or a moment of any zone."""
    if isinstance(until, datetime):
        return moment > until if until.tzinfo is not None else _naive(moment) > until
    return until is not None and moment.date() > until


def _find_start(event: Any, zones: _Zones) -> datetime | None:
    told = event.get("DTSTART")
    if told is None or not isinstance(told.dt, datetime):
        return None
    start: datetime = told.dt
    zone = _zone(_event_zone(event, zones)) or zones.otherwise
    return start.replace(tzinfo=zone) if start.tzinfo is None else start.astimezone(zone)


def _day_of(told: date) -> date:
    return told.date() if isinstance(told, datetime) else told


def _exceptions(event: Any) -> Iterator[date]:
    told = event.get("EXDATE")
    for one in told if isinstance(told, list) else [told]:
        for value in getattr(one, "dts", ()):
            yield value.dt.date() if isinstance(value.dt, datetime) else value.dt


def _event_zone(event: Any, zones: _Zones) -> str:
    """The IANA name of the meeting's zone. UTC is what programs write that do not tell, so it counts as untold."""
    told = event.get("DTSTART")
    named = str(told.params.get("TZID", "")) if told is not None else ""
    return _zone_name(named) or zones.named


def _zone_name(told: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415

    told = told.strip().strip('"')
    if told.casefold() in UNTOLD:
        return ""
    told = WINDOWS_TO_OLSON.get(told, told)
    return told if "/" in told and _zone(told) is not None else ""


def _zone(name: str) -> tzinfo | None:
    if not re.fullmatch(r"[A-Za-z][\w+-]{1,30}(?:/[\w+-]{1,30}){0,2}", name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _read_people(event: Any) -> Iterator[Person]:
    """Who was asked to come: the organiser first; without rooms, and without those who said no."""
    seen = set()
    for field in ("ORGANIZER", "ATTENDEE"):
        told = event.get(field, [])
        for one in (told if isinstance(told, list) else [told])[:MOST_PEOPLE]:
            params = one.params
            if str(params.get("CUTYPE", "")).upper() in THINGS or str(params.get("PARTSTAT", "")).upper() == "DECLINED":
                continue
            person = _read_person(str(one), str(params.get("CN", "")))
            if person is not None and person.key not in seen:
                seen.add(person.key)
                yield person


def _read_person(told: str, name: str) -> Person | None:
    name = " ".join(name.strip("'\" ").split())[:100]
    try:
        address = Address(address=re.sub(r"(?i)^mailto:", "", told.strip())).address
    except ValueError:
        address = ""
    if "@" in name and address:
        name = ""
    return Person(name=name or address.partition("@")[0], address=address) if name or address else None


def _read_text(event: Any) -> str:
    """What stands below the title. Google writes HTML into it."""
    text = str(event.get("DESCRIPTION", "")).replace("\r\n", "\n").replace("\r", "\n")
    return html_to_text(text) if TAGS.search(text) else text.strip()
