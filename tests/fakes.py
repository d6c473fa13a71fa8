"""Small stand-ins for the world outside. `tests/contract/wire` holds them to the promises of the real ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Condition, Event

from workers.ports import Fate, Fetched, Folder, Place, Unfetchable, UnreachableError, Verdict
from workers.smtp_judge import judge_reply

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


class Crashed(BaseException):
    """The plug was pulled. No `except Exception` may catch it, as none catches a kill."""


class FakeCrash:
    """Pulls the plug once, at one named point; remembers every point that was passed."""

    def __init__(self, point: str | None = None) -> None:
        self.point = point
        self.passed: list[str] = []

    def at(self, point: str) -> None:
        self.passed.append(point)
        if point == self.point:
            self.point = None
            raise Crashed(point)


@dataclass
class FakeMailbox:
    uidvalidity: int = 1
    uidnext: int = 1
    mails: dict[int, bytes] = field(default_factory=dict)
    arrivals: dict[int, datetime] = field(default_factory=dict)
    folders: dict[Folder, FakeMailbox] = field(default_factory=lambda: defaultdict(FakeMailbox))
    ever: list[bytes] = field(default_factory=list)

    def put(self, raw: bytes, arrived_at: datetime) -> None:
        self.mails[self.uidnext] = raw
        self.arrivals[self.uidnext] = arrived_at
        self.uidnext += 1


class FakePost:
    """A mail server in memory. `down` plays a server that cannot be reached."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.boxes: dict[str, FakeMailbox] = defaultdict(FakeMailbox)
        self.refusals: dict[str, str] = {}
        self.down = False
        self.news = Condition()

    def box(self, address: str) -> FakeMailbox:
        local, _, domain = address.lower().rpartition("@")
        return self.boxes[f"{local.partition('+')[0]}@{domain}"]

    def deliver(self, raw: bytes, *, to: str) -> None:
        with self.news:
            box = self.box(to)
            box.put(raw, self.clock.now())
            box.ever.append(raw)
            self.news.notify_all()

    def letters(self, address: str) -> list[bytes]:
        return list(self.box(address).ever)

    def renumber(self, address: str) -> None:
        box = self.box(address)
        box.uidvalidity += 1
        box.arrivals = dict(enumerate([box.arrivals[uid] for uid in box.mails], 1))
        box.mails = dict(enumerate(box.mails.values(), 1))
        box.uidnext = len(box.mails) + 1

    def connect(self, address: str, *, max_bytes: int = 25_000_000) -> FakeInbox:
        if self.down:
            raise UnreachableError("the fake server is down")
        return FakeInbox(self, address, max_bytes=max_bytes)


class FakeInbox:
    """`unfetchable` names UIDs that the server will not hand out; `can_move` False plays a server without MOVE."""

    def __init__(self, post: FakePost, address: str, *, max_bytes: int = 25_000_000) -> None:
        self.post = post
        self.box = post.box(address)
        self.max_bytes = max_bytes
        self.unfetchable: set[int] = set()
        self.can_move = True
        self.waits: list[float] = []
        self._place = Place(uidvalidity=self.box.uidvalidity, uidnext=self.box.uidnext)
        self._known = self.box.uidnext

    def look(self) -> Place:
        return self._place

    def turn_to(self, folder: Folder) -> None:
        self.box = self.box.folders[folder]
        self._place = Place(uidvalidity=self.box.uidvalidity, uidnext=self.box.uidnext)

    def find_new(self, *, after: int, since: datetime | None = None) -> Sequence[int]:
        self._reach()
        self._known = self.box.uidnext
        found = sorted(uid for uid in self.box.mails if uid > after)
        if since is None:
            return found
        return [uid for uid in found if self.box.arrivals[uid] >= since - timedelta(days=1)]

    def fetch(self, uid: int) -> Fetched | Unfetchable | None:
        self._reach()
        raw = self.box.mails.get(uid)
        if raw is None:
            return None
        if uid in self.unfetchable:
            return Unfetchable(detail="the fake server cannot read it")
        if len(raw) > self.max_bytes:
            head, blank, _ = raw.partition(b"\r\n\r\n")
            return Fetched(raw=head + blank, arrived_at=self.box.arrivals[uid], whole=False)
        return Fetched(raw=raw, arrived_at=self.box.arrivals[uid])

    def move(self, uids: Sequence[int], folder: Folder) -> bool:
        self._reach()
        if not self.can_move:
            return False
        for uid in uids:
            self.box.folders[folder].put(self.box.mails.pop(uid), self.box.arrivals[uid])
        return True

    def wait(self, seconds: float, stop: Event) -> None:
        self._reach()
        self.waits.append(seconds)
        with self.post.news:
            self.post.news.wait_for(lambda: stop.is_set() or self.box.uidnext > self._known, timeout=min(seconds, 1.0))

    def close(self) -> None:
        pass

    def _reach(self) -> None:
        if self.post.down:
            raise UnreachableError("the fake server is down")


class FakeOutlet:
    """Delivers into a `FakePost`; refuses whom the post refuses, by the same judgement as the real one."""

    def __init__(self, post: FakePost) -> None:
        self.post = post
        self.sent: list[tuple[bytes, str]] = []

    def send(self, raw: bytes, *, to: Sequence[str]) -> Mapping[str, Fate]:
        return {address: self._send(raw, address) for address in to}

    def close(self) -> None:
        pass

    def _send(self, raw: bytes, address: str) -> Fate:
        refusal = self.post.refusals.get(address.casefold())
        if self.post.down:
            refusal = "421 the fake server is down"
        if refusal is not None:
            code, _, text = refusal.partition(" ")
            return Fate(verdict=judge_reply(int(code), text.encode()), detail=refusal)
        self.post.deliver(raw, to=address)
        self.sent.append((raw, address))
        return Fate(verdict=Verdict.SENT)
