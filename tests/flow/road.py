"""The whole road in one thread, over a mail server in memory and SQLite: the plug can be pulled at any named point."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_policy, read_letter
from fakes import Crashed, FakeClock, FakeCrash, FakeOutlet, FakePost

from pipeline.knowledge import Knowledge
from pipeline.outcome import Policy
from workers.deliver import Sending
from workers.follow import Following
from workers.process import Thinking
from workers.receive import Hold, Receiver
from workers.store import inbox, looks, outbox
from workers.store.migrate import migrate
from workers.store.store import Store

MAILBOX = "notes@desk/INBOX"
READERS = (HOST, OWNER, OTHER)


class RecordingBell:
    """Hears every ring and does nothing: the road looks for what is due by itself."""

    def __init__(self) -> None:
        self.rung: list[int] = []

    def ring_process(self, row: int) -> None:
        self.rung.append(row)

    def ring_deliver(self, *rows: int) -> None:
        self.rung.extend(rows)


class Road:
    """`deliver` puts a mail into the mailbox, `run` does all that is due until nothing is."""

    def __init__(self, url: str, knowledge: Knowledge, *, policy: Policy | None = None) -> None:
        migrate(url)
        self.store = Store(url)
        self.knowledge = knowledge
        self.policy = policy or a_policy()
        self.post = FakePost()
        self.clock = FakeClock()
        self.crash = FakeCrash()
        self.bell = RecordingBell()
        self._start()

    def use(self, policy: Policy) -> None:
        """Other settings from now on."""
        self.policy = policy
        self._start()

    def close(self) -> None:
        self.store.close()

    def deliver(self, raw: bytes) -> None:
        self.post.deliver(raw, to=NOTES_ADDRESS)

    def run(self) -> None:
        """Receive, think and send until nothing is due. A crash ends it where it happens."""
        with closing(self.post.connect(NOTES_ADDRESS, max_bytes=self.policy.max_bytes)) as mailbox:
            self.receiver.receive_once(mailbox)
        while True:
            with self.store.begin() as tx:
                mails = inbox.find_due(tx, now=self.clock.now(), limit=100)
            for row in mails:
                self.thinking.process(row)
            with self.store.begin() as tx:
                letters = outbox.find_due(tx, now=self.clock.now(), limit=100)
            self.sending.deliver(*letters)
            with self.store.begin() as tx:
                people = looks.find_due(tx, now=self.clock.now(), limit=100)
            self.following.follow(*people)
            if not mails and not letters and not people:
                return

    def run_until(self, end: datetime) -> None:
        """Let time go on from one due moment to the next, as far as that one."""
        self.run()
        while (at := self._find_next()) is not None and at <= end:
            self.clock.moment = max(at, self.clock.moment)
            self.run()
        self.clock.moment = max(end, self.clock.moment)

    def crash_at(self, point: str) -> None:
        """The next time the road passes this point, everything stops."""
        self.crash.point = point

    def run_until_crash(self) -> bool:
        try:
            self.run()
        except Crashed:
            return True
        return False

    def restart(self) -> None:
        """A new process on the same tables, after the leases of the old one have run out."""
        self.clock.advance(timedelta(minutes=10))
        self._start()

    def start_anew(self) -> None:
        """A new process at once, while the leases of the old one still hold."""
        self._start()

    def use_crash(self, crash: FakeCrash) -> None:
        """Let this one pull the plug from now on."""
        self.crash = crash
        self._start()

    def letters(self, address: str) -> list[bytes]:
        """Our letters in that mailbox."""
        return [raw for raw in self.post.letters(address) if read_letter(raw)["X-Followthrough"]]

    def sent(self) -> list[tuple[str, str]]:
        """Reader and subject of every letter that went out."""
        return [(reader, str(read_letter(raw)["Subject"])) for reader in READERS for raw in self.letters(reader)]

    def rows(self) -> list[Any]:
        with self.store.begin() as tx:
            return list(inbox.list_rows(tx))

    def states(self) -> list[tuple[str, str | None]]:
        """State and reason of every mail, as `inbox list` shows them, oldest first."""
        return [(row.state, row.reason) for row in sorted(self.rows(), key=lambda row: row.id)]

    def _find_next(self) -> datetime | None:
        with self.store.begin() as tx:
            return looks.find_next(tx)

    def _start(self) -> None:
        self.receiver = Receiver(
            store=self.store,
            clock=self.clock,
            mailbox=MAILBOX,
            hold=Hold(owner=f"test-{id(object())}"),
            ring=self.bell.ring_process,
            take_old=True,
            crash=self.crash,
        )
        self.thinking = Thinking(
            store=self.store,
            clock=self.clock,
            policy=self.policy,
            knowledge=self.knowledge,
            bell=self.bell,
            crash=self.crash,
            lock=Lock(),
        )
        self.following = Following(
            store=self.store,
            clock=self.clock,
            policy=self.policy,
            knowledge=self.knowledge,
            bell=self.bell,
            crash=self.crash,
            lock=Lock(),
        )
        self.outlet = FakeOutlet(self.post)
        self.sending = Sending(store=self.store, outlet=self.outlet, clock=self.clock, crash=self.crash)
