"""Tells whoever runs this what only a person can put right, once a day; and once, that it works again.

A trouble is a row while it lasts, so that every process knows of it. Where
not even a row can be written, because the disk is full, the letter goes past
the outbox: it is the only one that does.
"""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from pipeline.outcome import Policy
from workers.ports import Clock, Fate, Outlet, Ring, Trouble, UnreachableError, Verdict
from workers.store import outbox, people, troubles
from workers.store.store import Store, Transaction

if TYPE_CHECKING:
    from pipeline.recap.render import Templates
    from pipeline.recap.trouble import Report

LOG = logging.getLogger(__name__)

MAILBOX, SENDING, DISK = "mailbox", "sending", "disk"
# Servers have bad minutes; what passes by itself gets longer.
PATIENCE = timedelta(minutes=2)
LONG_PATIENCE = timedelta(minutes=30)
AT_MOST = timedelta(days=1)
# So long what works is not looked up again.
QUIET = timedelta(minutes=1)
# SQLite needs room beside its file, too; below this it is a matter of hours.
LEAST_BYTES = 200_000_000
# So many days before its end a sign-in is spoken of.
DAYS_BEFORE = (14, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What there is to know of troubles. Its methods never raise: who reports one has enough on their hands.

    `mailbox` is the name of the mailbox in the ledger, `place` where letters
    go out, `free` the room in bytes where this folder lies. `ends` is the day
    on which the sign-in ends, None where it does not.
    """

    store: Store
    clock: Clock
    policy: Policy
    outlet: Outlet
    ring: Ring
    mailbox: str
    place: str
    ends: date | None = None
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    looked_at: dict[str, datetime] = field(default_factory=dict)
    straight_at: dict[str, datetime] = field(default_factory=dict)

    def failed(self, what: str, trouble: Trouble | None, *, place: str = "", said: str = "") -> None:
        """It does not work, and this is why; nothing is told where it may pass by itself."""
        if trouble is None:
            return
        self.looked_at.pop(what, None)
        place = place or self.place
        try:
            self._note(what, trouble, place=place, said=said)
        except Exception as error:  # noqa: BLE001 - see the class
            LOG.error("trouble not written down what=%s trouble=%s error=%s", what, trouble, type(error).__name__)  # noqa: TRY400
            if trouble is Trouble.DISK:
                self._send_straight(trouble, place=place)

    def stumbled(self, what: str, error: Exception) -> None:
        """As `failed`, told by the error."""
        if is_disk_full(error):
            self.failed(DISK, Trouble.DISK, place=self._folder() or "the database")
        elif isinstance(error, UnreachableError):
            trouble = error.trouble or Trouble.UNREACHABLE
            self.failed(what, trouble, place=error.place, said=str(error))

    def works(self, what: str) -> None:
        """It works; where it did not, that is told. Cheap enough to be called all the time."""
        now = self.clock.now()
        if now - self.looked_at.get(what, now - QUIET) < QUIET:
            return
        self.looked_at[what] = now
        try:
            self._end(what, now)
        except Exception as error:  # noqa: BLE001 - see the class
            LOG.warning("trouble not ended what=%s error=%s", what, type(error).__name__)

    def find_free(self) -> int | None:
        """The room in bytes where the database lies; None where that is another machine's."""
        folder = self._folder()
        return self.free(Path(folder)) if folder else None

    def look(self) -> None:
        """Whether there is room on the disk, and whether the sign-in ends soon."""
        now = self.clock.now()
        if now - self.looked_at.get("look", now - QUIET) < QUIET:
            return
        self.looked_at["look"] = now
        folder = self._folder()
        try:
            if folder and self.free(Path(folder)) < LEAST_BYTES:
                self.failed(DISK, Trouble.DISK, place=folder)
            else:
                self.works(DISK)
            if self.ends is not None:
                self._tell_of_end(self.ends, now)
        except (OSError, SQLAlchemyError) as error:
            LOG.warning("watch stumbled error=%s", type(error).__name__)

    def _note(self, what: str, trouble: Trouble, *, place: str, said: str) -> None:
        now = self.clock.now()
        name = self._name(what)
        with self.store.begin() as tx:
            row = troubles.note(tx, name, trouble, place=place, now=now)
            language = self._language(tx)
        if row.since == now:
            LOG.error("needs you what=%s trouble=%s place=%s since=%s", what, trouble, place, f"{row.since:%H:%M}")
        if what == SENDING or self.policy.operator is None or now - row.since < _patience(trouble):
            return  # a letter that cannot go out is told of afterwards, with what it was
        if row.told_at is not None and now - row.told_at < AT_MOST:
            return
        letter = build_report(self.policy, language, now).trouble(
            trouble.value, place=place, since=row.since, said=said
        )
        with self.store.begin() as tx:
            new = outbox.add(tx, [letter] if letter else [], inbox_id=None, now=now)
            troubles.tell(tx, name, now=now)
        self._ring(new)

    def _end(self, what: str, now: datetime) -> None:
        name = self._name(what)
        with self.store.begin() as tx:
            if troubles.find(tx, name) is None:
                return
            language = self._language(tx)
        report = build_report(self.policy, language, now)
        with self.store.begin() as tx:
            was = troubles.end(tx, name)
            if was is None:
                return  # somebody else said so
            # Of sending, only what lasted; of the rest, only what was told.
            lasted = was.told_at is not None or (what == SENDING and now - was.since >= _patience(was.trouble))
            letter = report.again(what, was.trouble.value, place=was.place, since=was.since) if lasted else None
            new = outbox.add(tx, [letter] if letter else [], inbox_id=None, now=now)
        LOG.info("works again what=%s trouble=%s", what, was.trouble)
        self._ring(new)

    def _tell_of_end(self, day: date, now: datetime) -> None:
        left = (day - now.date()).days
        due = [days for days in DAYS_BEFORE if 0 <= left <= days]
        if not due or self.policy.operator is None:
            return
        with self.store.begin() as tx:
            language = self._language(tx)
        letter = build_report(self.policy, language, now).ends(day, left=min(due))
        with self.store.begin() as tx:
            new = outbox.add(tx, [letter] if letter else [], inbox_id=None, now=now)
        self._ring(new)

    def _send_straight(self, trouble: Trouble, *, place: str) -> None:
        now = self.clock.now()
        operator = self.policy.operator
        if operator is None or now - self.straight_at.get(trouble, now - AT_MOST) < AT_MOST:
            return
        self.straight_at[trouble] = now
        with suppress(Exception):  # the log has it; more cannot be done
            report = build_report(self.policy, "", now)
            letter = report.trouble(trouble.value, place=place, since=now, said="")
            if letter is not None:
                self.outlet.send(letter.raw, to=(operator.address,))

    def _language(self, tx: Transaction) -> str:
        operator = self.policy.operator
        return people.find_preferences(tx, operator.key).language if operator is not None else ""

    def _name(self, what: str) -> str:
        return f"{what}:{self.mailbox}"

    def _folder(self) -> str:
        url = self.store.engine.url
        return str(Path(str(url.database)).resolve().parent) if url.get_backend_name() == "sqlite" else ""

    def _ring(self, rows: list[int]) -> None:
        for row in rows:
            self.ring(row)


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, or what caused it, says that there is no room left."""
    return any(map(_says_full, _chain(error)))


def _says_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    # PostgreSQL's own number for it (53100, disk full), without loading its driver.
    return getattr(error, "sqlstate", None) == "53100"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__


def _patience(trouble: Trouble) -> timedelta:
    if trouble is Trouble.DISK:
        return timedelta()
    return LONG_PATIENCE if trouble is Trouble.UNREACHABLE else PATIENCE


def build_report(policy: Policy, code: str, now: datetime) -> Report:
    """What letters are written with, in that language where we have it."""
    # Words and templates are wanted when something is wrong, and not before.
    from pipeline.knowledge import DEFAULT_LANGUAGE  # noqa: PLC0415
    from pipeline.languages.load import has_language, load_texts  # noqa: PLC0415
    from pipeline.recap.trouble import Report  # noqa: PLC0415

    language = code if has_language(code) else DEFAULT_LANGUAGE
    return Report(
        policy=policy,
        texts=load_texts(language),
        language=language,
        templates=_load_templates(),
        now=now,
    )


@cache
def _load_templates() -> Templates:
    from pipeline.knowledge import template_root  # noqa: PLC0415 - see `build_report`
    from pipeline.recap.render import load_templates  # noqa: PLC0415

    return load_templates(template_root())


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedOutlet:
    """An outlet whose troubles are told."""

    outlet: Outlet
    watch: Watch

    def send(self, raw: bytes, *, to: Sequence[str]) -> Mapping[str, Fate]:
        """Hand one letter over."""
        fates = self.outlet.send(raw, to=to)
        for fate in fates.values():
            if fate.verdict is Verdict.SENT:
                self.watch.works(SENDING)
            else:
                self.watch.failed(SENDING, fate.trouble, said=fate.detail)
        return fates

    def close(self) -> None:
        """End the connections that rest."""
        self.outlet.close()
