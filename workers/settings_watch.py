"""Settings of those who watch it: how much may go out, and where figures are served.

Pure, like `workers.settings_checks`. Providers stop whoever sends more than
they allow, sometimes for a day; theirs are the numbers here, with some room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from workers.endpoint import IMAP_SCHEMES, SMTP_SCHEMES, is_loopback, parse_endpoint
from workers.limits import Limit, Limits
from workers.settings_faults import Complaint, Setting

SPANS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
ONE_LIMIT = re.compile(r"([1-9][0-9]{0,6})/(minute|hour|day)")
UNBOUNDED = "none"
# Every day, or on Mondays while all is well.
RHYTHMS = ("daily", "weekly")
# Google Workspace: 2,000 messages a day. Microsoft 365: 30 a minute, 10,000 recipients a day.
PROVIDERS = {
    "smtp.gmail.com": "100/minute 1900/day",
    "smtp-relay.gmail.com": "100/minute 9000/day",
    "smtp.office365.com": "28/minute 9000/day",
}
OTHERS = "200/minute"
# Nobody reads more; whatever would write it is a loop.
TO_ONE = (Limit(most=60, within=timedelta(hours=1)),)
# Of one sender; a person forwards a few mails a day and answers some more.
FROM_ONE = Limit(most=60, within=timedelta(hours=1))

LOOPBACK = "127.0.0.1"
PLACE = re.compile(r"(?:(\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9.-]{1,253}):)?([0-9]{1,5})")


def find_limits(written: str, smtp_url: str) -> Limits:
    """What may go out over this server. The one on this machine has bounds of its own, and is what tests use."""
    host = parse_endpoint(smtp_url, schemes=SMTP_SCHEMES).host
    if written == UNBOUNDED or (not written and is_loopback(host)):
        return Limits()
    words = (written or PROVIDERS.get(host.casefold(), OTHERS)).replace(",", " ").split()
    found = [one for word in words if (one := ONE_LIMIT.fullmatch(word)) is not None]
    together = tuple(Limit(most=int(one[1]), within=SPANS[one[2]]) for one in found)
    return Limits(together=together, to_one=TO_ONE)


def find_from_one(imap_url: str) -> Limit | None:
    """How many mails of one sender are read at once. A mailbox on this machine is for trying out, and for tests."""
    return None if is_loopback(parse_endpoint(imap_url, schemes=IMAP_SCHEMES).host) else FROM_ONE


def split_place(written: str) -> tuple[str, int]:
    """Host and port of a place to listen at: a port alone is on this machine."""
    found = PLACE.fullmatch(written)
    if found is None:
        raise ValueError("no place to listen at")
    return (found[1] or LOOPBACK).strip("[]"), int(found[2])


def _check_limits(value: str) -> Complaint | None:
    words = value.replace(",", " ").split()
    if value == UNBOUNDED or (words and all(ONE_LIMIT.fullmatch(word) for word in words)):
        return None
    return Complaint(f"is {value!r}, which is no limit", "write it like 30/minute 2000/day, or none")


def _check_place(value: str) -> Complaint | None:
    try:
        _, port = split_place(value)
    except ValueError:
        port = 0
    if 0 < port < 65_536:
        return None
    return Complaint(f"is {value!r}, which is no place to listen at", "write a port such as 9464, or 10.0.0.5:9464")


def _check_rhythm(value: str) -> Complaint | None:
    return None if value in RHYTHMS else Complaint(f"is {value!r}, which means nothing here", "write daily or weekly")


WATCH_SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "send_limit": Setting(check=_check_limits),
        "metrics": Setting(check=_check_place),
        "operator_day": Setting(check=_check_rhythm),
    }
)
