"""What the operator decides: read from the environment and `.env`, checked as a whole, every fault told at once.

`Settings` that would be wrong cannot be made. Passwords and the secret never
stand in a repr, so a traceback or a log line cannot hold one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.outcome import Audience, Policy
from workers.limits import Limit, Limits
from workers.oauth.providers import PASSWORD, Account
from workers.settings_checks import SETTINGS, UNCHECKED, find_fault, find_faults, split_address, split_domains
from workers.settings_faults import PREFIX, Fault, variable
from workers.settings_files import FILE, read_files
from workers.settings_sign_in import find_account
from workers.settings_watch import find_from_one, find_limits

__all__ = ["Fault", "Settings", "SettingsError", "SettingsFaults", "Written", "load_one", "load_settings"]

ENV_FILE = Path(".env")
SENDER_NAME = "Followthrough"
# Secrets, each of which may stand in a file of its own: FOLLOWTHROUGH_SECRET_FILE names it.
HIDDEN = tuple(name for name, setting in SETTINGS.items() if setting.hidden)


class SettingsError(ValueError):
    """Settings made by a program are wrong: a bug, since an operator's go through `load_settings`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can set, as written; `policy` is what of it decides about mail."""

    address: str
    imap_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    allowed_domains: str
    trusted_authserv_id: str
    secret: str = field(repr=False)
    database_url: str = field(default="sqlite:///followthrough.db", repr=False)
    broker_url: str = field(default="", repr=False)
    audience: str = Audience.MAIL.value
    timezone: str = "UTC"
    reply_separator: str = "+"
    operator: str = ""
    log: str = "info"
    keep_mails: str = "30"
    keep_letters: str = "90"
    keep_events: str = "0"
    send_limit: str = ""
    metrics: str = ""
    operator_day: str = "daily"
    sign_in: str = PASSWORD
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    oauth_refresh_token: str = field(default="", repr=False)
    oauth_key: str = field(default="", repr=False)
    oauth_tenant: str = ""
    oauth_token_url: str = ""
    oauth_ends: str = ""
    max_bytes: int = 25_000_000

    def __post_init__(self) -> None:
        faults = find_faults({name: getattr(self, name) for name in SETTINGS})
        if faults:
            raise SettingsError("; ".join(f"{fault.name} {fault.wrong}: {fault.cure}" for fault in faults))

    def policy(self) -> Policy:
        """What of the settings decides about mail."""
        address = split_address(self.address)
        return Policy(
            address=address if address.name else type(address)(address=address.address, name=SENDER_NAME),
            secret=self.secret,
            allowed_domains=split_domains(self.allowed_domains),
            trusted_authserv_id=None if self.trusted_authserv_id == UNCHECKED else self.trusted_authserv_id,
            audience=Audience(self.audience),
            timezone=self.timezone,
            reply_separator=self.reply_separator,
            max_bytes=self.max_bytes,
            operator=split_address(self.operator) if self.operator else None,
        )

    def account(self) -> Account | None:
        """Who signs in with tokens; None where the URLs bring passwords."""
        return find_account({name: str(getattr(self, name)) for name in SETTINGS})

    def limits(self) -> Limits:
        """What may go out at once."""
        return find_limits(self.send_limit, self.smtp_url)

    def from_one(self) -> Limit | None:
        """How many mails of one sender are read at once; None is all of them."""
        return find_from_one(self.imap_url)

    def keep(self) -> tuple[int, int, int]:
        """For how many days mails, letters and what was changed are kept; 0 is for ever."""
        return int(self.keep_mails), int(self.keep_letters), int(self.keep_events)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFaults:
    """Why there are no settings: every fault at once."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the environment and `.env`, by field name, defaults filled in; and what is wrong with it."""

    values: Mapping[str, str] = field(repr=False)
    faults: tuple[Fault, ...]

    def is_fine(self, *names: str) -> bool:
        """Whether these settings can be used, whatever is wrong with the others."""
        spoiled = {fault.name for fault in self.faults}
        return not any({variable(name), variable(name + FILE)} & spoiled for name in names)


def load_settings(*, env_file: Path = ENV_FILE) -> Settings | SettingsFaults:
    """The settings of this process; the environment wins over the file."""
    written = read_written(env_file=env_file)
    if written.faults:
        return SettingsFaults(faults=written.faults)
    values: dict[str, Any] = dict(written.values)
    return Settings(**values)


def load_one(name: str, *, env_file: Path = ENV_FILE) -> str | SettingsFaults:
    """One setting, for a command that needs no other."""
    values, unread, unusable = _read(env_file)
    ours = tuple(fault for fault in unusable if fault.name in (variable(name), variable(name + FILE)))
    faults = unread + (ours or find_fault(name, values))
    return SettingsFaults(faults=faults) if faults else values[name]


def read_written(*, env_file: Path = ENV_FILE) -> Written:
    """What is written and every fault of it, for `doctor`."""
    values, unread, unusable = _read(env_file)
    names = [*os.environ, *(_names_in(env_file) if not unread else ())]
    # What stands in a file that cannot be used is not missing as well.
    known = {fault.name.removesuffix(FILE.upper()) for fault in unusable}
    others = (fault for fault in find_faults(values) if fault.name not in known)
    return Written(values=values, faults=(*unread, *_find_misspelled(names), *unusable, *others))


def _find_misspelled(variables: Iterable[str]) -> tuple[Fault, ...]:
    """Variables of ours that nobody reads but that look like one somebody does, where that one is not set."""
    present = {name.upper() for name in variables}
    known = {variable(name) for name in SETTINGS} | {variable(name + FILE) for name in HIDDEN}
    faults = []
    for name in sorted(one for one in present - known if one.startswith(PREFIX)):
        near = get_close_matches(name, known - present, n=1, cutoff=0.9)
        if near:
            faults.append(Fault(name=name, wrong="is no setting", cure=f"write {near[0]}"))
    return tuple(faults)


def _read(env_file: Path) -> tuple[dict[str, str], tuple[Fault, ...], tuple[Fault, ...]]:
    """The values; the fault of `.env` when it cannot be read, and those of files that hold one secret each.

    Everything is text here; `find_faults` is the judge.
    """
    defaults = {one.name: one.default for one in fields(Settings) if one.name in SETTINGS}
    # Built from the table, so that a setting stands in one place. Any: pydantic makes the class at run time.
    texts: dict[str, Any] = dict.fromkeys((*SETTINGS, *(name + FILE for name in HIDDEN)), (str, ""))
    environment: Any = create_model("Environment", __base__=_Environment, **texts)
    unread: tuple[Fault, ...] = ()
    try:
        found = environment(_env_file=env_file)
    except (OSError, UnicodeDecodeError) as error:
        wrong = f"cannot be read ({type(error).__name__})"
        cure = "let this user read it, and save it as UTF-8 text; deploy/followthrough.env shows its shape"
        unread = (Fault(name=str(env_file), wrong=wrong, cure=cure),)
        found = environment(_env_file=None)
    written = {name: str(getattr(found, name)).strip() for name in texts}
    filed, unusable = read_files(written, HIDDEN)
    values = {name: filed.get(name) or written[name] or _default(defaults[name]) for name in SETTINGS}
    return values, unread, unusable


def _default(value: Any) -> str:
    # A required field has no default but a marker of the dataclasses module.
    return value if isinstance(value, str) else ""


def _names_in(env_file: Path) -> list[str]:
    return list(dotenv_values(env_file)) if env_file.is_file() else []


class _Environment(BaseSettings):
    """Where settings come from. Other variables of ours and of others are none of our business here."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )
