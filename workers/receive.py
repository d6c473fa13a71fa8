"""Hop 1: from the mailbox into the ledger. A mail exists for us from the commit of its inbox row on.

One mail, one transaction: the row, the cursor and the poller's lease move
together or not at all. Only then is the doorbell rung and, once per look, the
mail put away in the mailbox, as a courtesy: were it refused, or did we crash
before it, the ledger still knows what was read.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError

from pipeline.mail.parse import content_key
from workers.ports import (
    Clock,
    Crash,
    CrashPoint,
    Fetched,
    Folder,
    Inbox,
    NoCrash,
    Place,
    Ring,
    Unfetchable,
    UnreachableError,
)
from workers.store import cursor, leases, past, signs
from workers.store import inbox as ledger
from workers.store.store import Store, Transaction

LOG = logging.getLogger(__name__)

# Stands on top of a mail that the ledger holds in part only: the core refuses it, and its sender hears why.
TRUNCATED = "X-Followthrough-Truncated"
TOO_LARGE = "size"
UNREADABLE = "unreadable"
# So many looks in a row, over so long, must fail on one mail before it is given up: servers and lines have bad minutes.
STRIKES = 5
STRIKES_LAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The right to read a mailbox, for so long. Two readers would lose nothing, but do all work twice."""

    owner: str
    ttl: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Everything a look at one mailbox needs. `take_old` reads what lay there before the very first look."""

    store: Store
    clock: Clock
    mailbox: str
    hold: Hold
    ring: Ring
    take_old: bool = False
    crash: Crash = field(default_factory=NoCrash)
    # How often each mail, by (UIDVALIDITY, UID), failed to come, and since when. A restart forgives all.
    strikes: Counter[tuple[int, int]] = field(default_factory=Counter)
    struck_at: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def claim(self) -> bool:
        """Take or renew the right to read this mailbox. False while somebody else has it."""
        with self.store.begin() as tx:
            return self._claim(tx)

    def release(self) -> None:
        """Let the next reader in at once."""
        with self.store.begin() as tx:
            leases.release(tx, self._lease, owner=self.hold.owner)

    def receive_once(self, inbox: Inbox) -> list[int]:
        """Look once; the rows that came to be. Ends early, without harm, when the lease is lost."""
        place = inbox.look()
        start = self._find_start(place)
        if start is None:
            return []
        found = inbox.find_new(after=start.after, since=start.since)
        look = _Look(place=place, start=start, found=found)
        try:
            self._take_all(look, inbox)
        except UnreachableError:
            self._finish(look)
            raise
        self._finish(look)
        for folder, uids in look.away.items():
            if not inbox.move(uids, folder):
                LOG.info("mail stays in place count=%d folder=%s", len(uids), folder.value)
        self.crash.at(CrashPoint.RECEIVE_AFTER_MOVE)
        with self.store.begin() as tx:
            signs.give(tx, signs.LOOKED, now=self.clock.now())
        return look.taken

    def _take_all(self, look: _Look, inbox: Inbox) -> None:
        # What made trouble before comes last: the next mail is not held up.
        for uid in sorted(look.found, key=lambda uid: (self.strikes[look.place.uidvalidity, uid], uid)):
            row = self._take(look, uid, self._fetch(look, inbox, uid))
            if look.lost:
                return
            if row is not None:
                look.taken.append(row)
                self.ring(row)

    def _find_start(self, place: Place) -> _Start | None:
        """Where to begin; None when the mailbox is not ours to read now."""
        with self.store.begin() as tx:
            if not self._claim(tx):
                return None
            known = cursor.find(tx, self.mailbox)
            if known is not None and known.uidvalidity == place.uidvalidity:
                return _Start(after=known.uid)
            LOG.info("mailbox numbered anew first=%s", known is None)
            if self.take_old:
                return _Start(after=0)
            # A mailbox that has been in use is somebody's: its old mail is not answered unless we are told so.
            # That holds as well when a mailbox we know gets other numbers (a restored backup, a move to another
            # server): what came since our first mail is looked at again, and known content is no news.
            first = past.find_first_arrival(tx, self.mailbox)
            if first is not None:
                return _Start(after=0, since=first)
            cursor.move(tx, self.mailbox, uidvalidity=place.uidvalidity, uid=place.uidnext - 1)
            return _Start(after=place.uidnext - 1)

    def _finish(self, look: _Look) -> None:
        """Trust new numbers once everything under them is written down. A crash before that repeats the look."""
        if look.start.since is not None and look.written.issuperset(look.found):
            uid = max([look.place.uidnext - 1, *look.found])
            with self.store.begin() as tx:
                if self._claim(tx):
                    cursor.move(tx, self.mailbox, uidvalidity=look.place.uidvalidity, uid=uid)

    def _fetch(self, look: _Look, inbox: Inbox, uid: int) -> Fetched | Unfetchable | None:
        try:
            return inbox.fetch(uid)
        except UnreachableError:
            # Dovecot hangs up over a mail that it cannot read. Without a strike we would come back to it for ever.
            self._strike(look, uid, "the line broke")
            raise

    def _take(self, look: _Look, uid: int, found: Fetched | Unfetchable | None) -> int | None:
        """Write one mail down; its new row, None when there is none."""
        if found is None or (isinstance(found, Fetched) and look.is_old(found)):
            return self._write(look, uid, None)
        if isinstance(found, Unfetchable):
            return self._strike(look, uid, found.detail)
        try:
            return self._write(look, uid, _Kept(raw=as_kept(found), arrived_at=found.arrived_at, whole=found.whole))
        except (OperationalError, InterfaceError):
            raise  # the database is away, which is no mail's fault
        except Exception as error:  # noqa: BLE001 - whatever one mail does to us, the next one is not held up
            return self._strike(look, uid, type(error).__name__)

    def _write(self, look: _Look, uid: int, mail: _Kept | None) -> int | None:
        key = "" if mail is None else content_key(mail.raw)
        row: int | None = None
        with self.store.begin() as tx:
            if not self._claim(tx):
                look.lost = True
                return None
            if mail is not None:
                row = ledger.add(
                    tx,
                    mailbox=self.mailbox,
                    uidvalidity=look.place.uidvalidity,
                    uid=uid,
                    raw=mail.raw,
                    content_key=key,
                    # A mail is due from its arrival on, and a server's clock may be ahead of ours.
                    arrived_at=min(mail.arrived_at.astimezone(UTC), self.clock.now()),
                )
            if look.start.since is None:
                cursor.move(tx, self.mailbox, uidvalidity=look.place.uidvalidity, uid=look.reach(uid))
            self.crash.at(CrashPoint.RECEIVE_BEFORE_COMMIT)
        look.written.add(uid)
        self.crash.at(CrashPoint.RECEIVE_AFTER_COMMIT)
        self.strikes.pop((look.place.uidvalidity, uid), None)
        self.struck_at.pop((look.place.uidvalidity, uid), None)
        if mail is not None:
            look.away[Folder.DONE if mail.whole else Folder.QUARANTINE].append(uid)
        if row is not None:
            LOG.info("mail received inbox=%d whole=%s", row, mail is not None and mail.whole)
        return row

    def _strike(self, look: _Look, uid: int, detail: str) -> int | None:
        """Leave a mail for the next look; after the last one write down that it was there and could not be had."""
        place = (look.place.uidvalidity, uid)
        self.strikes[place] += 1
        LOG.warning("mail not readable uid=%d strike=%d detail=%s", uid, self.strikes[place], detail)
        since = self.struck_at.setdefault(place, self.clock.now())
        if self.strikes[place] < STRIKES or self.clock.now() - since < STRIKES_LAST:
            return None
        # Enough to list it, and to find it in the mailbox; no two are alike, or the second would count as seen.
        where = f"\r\nUID {uid} of UIDVALIDITY {look.place.uidvalidity}\r\n".encode()
        stand_in = _Kept(raw=_with_mark(UNREADABLE, where), arrived_at=self.clock.now(), whole=False)
        return self._write(look, uid, stand_in)

    def _claim(self, tx: Transaction) -> bool:
        return leases.claim_lease(tx, self._lease, owner=self.hold.owner, now=self.clock.now(), ttl=self.hold.ttl)

    @property
    def _lease(self) -> str:
        return f"poll:{self.mailbox}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A mail as the ledger holds it; `whole` is False when a mark on top says what is missing."""

    raw: bytes
    arrived_at: datetime
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """Where a look begins.

    In a mailbox that was numbered anew, mail from before `since` is not for
    us. None in every other look: all that is found is.
    """

    after: int
    since: datetime | None = None


@dataclass(slots=True, kw_only=True)
class _Look:
    """What one look found, lowest UID first, and what has been done with it so far."""

    place: Place
    start: _Start
    found: Sequence[int]
    written: set[int] = field(default_factory=set)
    first_open: int = 0
    taken: list[int] = field(default_factory=list)
    away: dict[Folder, list[int]] = field(default_factory=lambda: defaultdict(list))
    lost: bool = False

    def is_old(self, mail: Fetched) -> bool:
        """Whether this mail lay in the mailbox before we came."""
        return self.start.since is not None and mail.arrived_at < self.start.since

    def reach(self, uid: int) -> int:
        """How far the cursor may go once this mail is written down, too: no mail below it may be missing."""
        while self.first_open < len(self.found) and self.found[self.first_open] in self.written:
            self.first_open += 1
        beyond = self.first_open
        while beyond < len(self.found) and (self.found[beyond] == uid or self.found[beyond] in self.written):
            beyond += 1
        return self.found[beyond] - 1 if beyond < len(self.found) else self.found[-1]


def as_kept(mail: Fetched) -> bytes:
    """The bytes that the ledger holds of a mail."""
    return mail.raw if mail.whole else _with_mark(TOO_LARGE, mail.raw)


def _with_mark(why: str, header: bytes) -> bytes:
    return f"{TRUNCATED}: {why}\r\n".encode() + header
