"""What may be wrong with a setting, and what to write instead: one row per setting, one function per sort of value.

Pure: text in, complaint out. No complaint ever repeats a password or the secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pipeline.model import Address
from pipeline.outcome import Audience
from workers.alphabets import mixes_alphabets
from workers.endpoint import IMAP_SCHEMES, SMTP_SCHEMES, Scheme, is_loopback, parse_endpoint
from workers.settings_faults import Complaint, Fault, Setting, variable
from workers.settings_sign_in import SIGN_IN_SETTINGS, find_sign_in_faults
from workers.settings_watch import WATCH_SETTINGS

LEAST_SECRET = 16
UNCHECKED = "none"
LONGEST_DAYS = 5  # digits
BROKERS = ("redis", "rediss", "amqp", "amqps")
DATABASES = ("sqlite", "postgresql+psycopg")
SEPARATORS = ("+", ".", "-")
LEVELS = ("debug", "info", "warning", "error")
SECRET_CURE = "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"  # noqa: S105 - a recipe


def find_faults(values: Mapping[str, str]) -> tuple[Fault, ...]:
    """Every fault of these values at once, by the order of `SETTINGS`; names are field names, values are stripped."""
    faults = [fault for name in SETTINGS for fault in find_fault(name, values)]
    spoiled = {fault.name for fault in faults}
    faults += find_sign_in_faults(values, spoiled=frozenset(spoiled))
    if values.get("trusted_authserv_id") == UNCHECKED and not spoiled & {variable("imap_url"), variable("smtp_url")}:
        faults += _find_unguarded(values)
    if values.get("operator") and not spoiled & {variable(name) for name in ("operator", "address", "allowed_domains")}:
        faults += _find_operator_outside(values)
    return tuple(faults)


def find_fault(name: str, values: Mapping[str, str]) -> tuple[Fault, ...]:
    """The fault of one setting; empty when it has none."""
    setting, value = SETTINGS[name], values.get(name, "")
    if not value and not setting.missing:
        return ()
    complaint = setting.check(value) if value else Complaint("is not set", setting.missing)
    return (Fault(name=variable(name), wrong=complaint.wrong, cure=complaint.cure),) if complaint else ()


def split_domains(value: str) -> frozenset[str]:
    """The domains of a list with commas or blanks; "@acme.example" means the same as "acme.example"."""
    return frozenset(one.removeprefix("@").casefold() for one in value.replace(",", " ").split())


def split_address(value: str) -> Address:
    """An address, bare or as `Name <address>`; ValueError when it is neither."""
    name, bracket, rest = value.partition("<")
    if not bracket:
        return Address(address=value)
    return Address(address=rest.strip().removesuffix(">"), name=name.strip().strip('"'))


def _find_unguarded(values: Mapping[str, str]) -> list[Fault]:
    imap = parse_endpoint(values["imap_url"], schemes=IMAP_SCHEMES)
    smtp = parse_endpoint(values["smtp_url"], schemes=SMTP_SCHEMES)
    away = [end.host for end in (imap, smtp) if not is_loopback(end.host)]
    if not away:
        return []
    return [
        Fault(
            name=variable("trusted_authserv_id"),
            wrong=f"is none, so anybody could write as anybody, and mail goes over {away[0]}",
            cure="write the name that your mail server puts first in Authentication-Results; "
            "none is for trying out, with both mail servers on this machine",
        )
    ]


def _find_operator_outside(values: Mapping[str, str]) -> list[Fault]:
    operator = split_address(values["operator"])
    cure = "write the address of a person in FOLLOWTHROUGH_ALLOWED_DOMAINS, or leave it empty"
    if operator.domain not in split_domains(values["allowed_domains"]):
        wrong = "is outside the allowed domains, and letters go nowhere else"
    elif operator.key == split_address(values["address"]).key:
        wrong = "is the address that notes are forwarded to, whose letters nobody reads"
    else:
        return []
    return [Fault(name=variable("operator"), wrong=wrong, cure=cure)]


def _near(value: str, names: Iterable[str]) -> str:
    """Begins a cure with what was probably meant; empty when nothing is near."""
    close = get_close_matches(value.casefold(), list(names), n=1, cutoff=0.6)
    return f"did you mean {close[0]}? " if close else ""


def _one_of(*names: str) -> Callable[[str], Complaint | None]:
    def check(value: str) -> Complaint | None:
        cure = f"{_near(value, names)}write {' or '.join(names)}"
        return None if value in names else Complaint(f"is {value!r}, which means nothing here", cure)

    return check


def _address(cure: str) -> Callable[[str], Complaint | None]:
    def check(value: str) -> Complaint | None:
        try:
            address = split_address(value)
        except ValueError:
            return Complaint(f"is {value!r}, which is no address", cure)
        local, _, domain = address.address.rpartition("@")
        if not local or not domain or "@" in local or "," in address.address:
            return Complaint(f"is {value!r}, which is not one address", cure)
        return None

    return check


def _server(schemes: Mapping[str, Scheme], example: str, *, signed_in: bool) -> Callable[[str], Complaint | None]:
    def check(value: str) -> Complaint | None:
        scheme = value.partition("://")[0].lower() if "://" in value else ""
        if not scheme.replace("+", "").isalnum():
            return Complaint("is no URL", f"write it like {example}")
        if scheme not in schemes:
            near = _near(scheme, schemes)
            return Complaint(f"begins with {scheme}://, which we do not speak", f"{near}write it like {example}")
        try:
            end = parse_endpoint(value, schemes=schemes)
        except ValueError as error:
            wrong, _, cure = str(error).partition(": ")
            return Complaint(wrong, cure or f"write it like {example}")
        if signed_in and not end.user:
            return Complaint("names no user", f"write it like {example}; an @ in the user is %40")
        return None

    return check


def _check_database(value: str) -> Complaint | None:
    from sqlalchemy import make_url  # noqa: PLC0415 - a fifth of a second that `--help` need not pay
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    cure = "write sqlite:///followthrough.db or postgresql+psycopg://user:password@host/followthrough"
    scheme = value.partition("://")[0]
    if scheme in ("postgres", "postgresql"):
        return Complaint(
            f"begins with {scheme}://, which leaves the driver open", "begin it with postgresql+psycopg://"
        )
    if scheme not in DATABASES:
        return Complaint(f"is no database we keep things in ({scheme[:20]})", f"{_near(scheme, DATABASES)}{cure}")
    try:
        database = make_url(value).database
    except (ArgumentError, ValueError):
        return Complaint("is not readable as a URL", f"percent-encode / # ? @ : in user and password; {cure}")
    if not database or database == ":memory:":
        return Complaint("names no database, so everything would be forgotten", cure)
    return None


def _check_broker(value: str) -> Complaint | None:
    cure = "write redis://host:6379/0 or amqp://user:password@host, or leave it empty for one process"
    try:
        parts = urlsplit(value)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return Complaint("is not readable as a URL", f"percent-encode / # ? @ : in user and password; {cure}")
    if scheme not in BROKERS:
        return Complaint(f"begins with {scheme[:20]}://, which we do not ring over", f"{_near(scheme, BROKERS)}{cure}")
    return None if host else Complaint("names no host", cure)


def _check_domains(value: str) -> Complaint | None:
    cure = "write domains separated by commas, such as acme.example,acme.test"
    domains = split_domains(value)
    if not domains:
        return Complaint("names no domain", cure)
    if "*" in value:
        return Complaint("holds a *, so that strangers could forward notes and be sent recaps", cure)
    addresses = sorted(one for one in domains if "@" in one)
    if addresses:
        return Complaint(
            f"holds an address, {addresses[0]}", f"write its domain only, {addresses[0].partition('@')[2]}"
        )
    odd = sorted(one for one in domains if not one.replace("-", "").replace(".", "").isalnum() or ".." in one)
    mixed = sorted(filter(mixes_alphabets, domains))
    if mixed:
        return Complaint(f"holds {mixed[0]!a}, which mixes alphabets", f"type it anew; {cure}")
    return Complaint(f"holds {odd[0]!r}, which is no domain", cure) if odd else None


def _check_authserv_id(value: str) -> Complaint | None:
    if value.casefold() == UNCHECKED and value != UNCHECKED:
        return Complaint(f"is {value!r}", "write none in small letters")
    if any(mark in value for mark in " ;,=@/\t"):
        return Complaint(f"is {value!r}, which is no server's name", AUTHSERV_CURE)
    return None


def _check_timezone(value: str) -> Complaint | None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        zones = {zone.casefold(): zone for zone in available_timezones()}
        cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones.values(), reverse=True)}
        wanted = value.casefold().replace(" ", "_")
        city = wanted.rpartition("/")[2]
        near = zones.get(wanted) or cities.get(city) or next(iter(get_close_matches(wanted, zones, 1, 0.6)), None)
        meant = f"did you mean {zones.get(near.casefold(), near)}? " if near else ""
        return Complaint(f"is {value!r}, which is no time zone", f"{meant}write one like Europe/Berlin or UTC")
    return None


def _check_secret(value: str) -> Complaint | None:
    if len(value) < LEAST_SECRET:
        return Complaint(f"has {len(value)} characters; it needs {LEAST_SECRET} or more", SECRET_CURE)
    if len(set(value)) < LEAST_SECRET // 4:
        return Complaint("repeats the same few characters", SECRET_CURE)
    return None


def _check_days(value: str) -> Complaint | None:
    if value.isascii() and value.isdigit() and len(value) <= LONGEST_DAYS:
        return None
    return Complaint(f"is {value!r}, which is no number of days", "write a number such as 30, or 0 for ever")


ADDRESS_CURE = "write the address people forward notes to"
IMAP_EXAMPLE = "imaps://user:password@mail.acme.example/INBOX"
SMTP_EXAMPLE = "smtps://user:password@mail.acme.example or smtp+starttls://…"
AUTHSERV_CURE = (
    "write the name that your mail server puts first in Authentication-Results (look at any mail it delivered); "
    "none is for trying out on this machine only"
)

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "address": Setting(check=_address(f"{ADDRESS_CURE}, such as notes@acme.example"), missing=ADDRESS_CURE),
        "imap_url": Setting(
            check=_server(IMAP_SCHEMES, IMAP_EXAMPLE, signed_in=True),
            missing=f"write it like {IMAP_EXAMPLE}",
            hidden=True,
        ),
        "smtp_url": Setting(
            check=_server(SMTP_SCHEMES, SMTP_EXAMPLE, signed_in=False),
            missing=f"write it like {SMTP_EXAMPLE}",
            hidden=True,
        ),
        "database_url": Setting(check=_check_database, hidden=True),
        "broker_url": Setting(check=_check_broker, hidden=True),
        "allowed_domains": Setting(
            check=_check_domains, missing="write the domains whose people may forward notes, such as acme.example"
        ),
        "trusted_authserv_id": Setting(check=_check_authserv_id, missing=AUTHSERV_CURE),
        "audience": Setting(check=_one_of(*(one.value for one in Audience))),
        "timezone": Setting(check=_check_timezone),
        "secret": Setting(check=_check_secret, missing=SECRET_CURE, hidden=True),
        "reply_separator": Setting(check=_one_of(*SEPARATORS)),
        "operator": Setting(check=_address("write the address of a person, such as ops@acme.example")),
        "log": Setting(check=_one_of(*LEVELS)),
        "keep_mails": Setting(check=_check_days),
        "keep_letters": Setting(check=_check_days),
        "keep_events": Setting(check=_check_days),
        **WATCH_SETTINGS,
        **SIGN_IN_SETTINGS,
    }
)
