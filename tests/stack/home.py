"""The whole program as its real processes, in one of its two homes, watched from outside.

Tests and benches share this. What is due, sent or done is read from the
tables; what was delivered, from the mailboxes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from builders import read_letter
from stack.posts import Post
from stack.teams import Team, teams

from workers.imap import mailbox_name
from workers.store import cursor
from workers.store.store import Store
from workers.store.tables import INBOX, LEASES, OUTBOX

COMMAND = Path(sys.executable).with_name("followthrough")
MIGRATE = ("migrate",)
EMBEDDED = {"run": ("run",)}
ROLES = {"io": ("worker", "--role", "io"), "think": ("worker", "--role", "think"), "beat": ("beat",)}
SECONDS = 90.0


@dataclass
class Home:
    """The running program. `commands` maps each process to its words on the command line."""

    post: Post
    database_url: str
    folder: Path
    commands: dict[str, tuple[str, ...]]
    broker_url: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    unused_teams: Iterator[Team] = field(default_factory=teams)

    def __post_init__(self) -> None:
        self.store = Store(self.database_url)

    def team(self) -> Team:
        """A team that nobody has seen before."""
        return next(self.unused_teams)

    # --- its processes ---

    def migrate(self) -> None:
        """Make the tables."""
        words = [str(COMMAND), *MIGRATE]
        subprocess.run(words, env=self._environment(), cwd=self.folder, check=True, capture_output=True)

    def call(self, *words: str) -> str:
        """Run one command of ours to its good end; what it said beside its answers."""
        return self.run_script(f"followthrough {' '.join(words)}")

    def run_script(self, script: str) -> str:
        """Run lines of a shell, as an operator does; what they said beside their answers."""
        environment = self._environment()
        environment["PATH"] = f"{COMMAND.parent}:{environment['PATH']}"
        words = ["sh", "-euc", script]
        done = subprocess.run(words, env=environment, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def start(self) -> None:
        """Start what does not run; who reads the mailbox has looked into it once."""
        missing = self.commands.keys() - self.processes.keys()
        opened = self._count_openings()
        for name in missing:
            with self._log(name).open("ab") as log:
                words = [*self._place(name), str(COMMAND), *self.commands[name]]
                self.processes[name] = subprocess.Popen(
                    words, env=self._environment(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
        if missing & {"run", "io"}:
            self.wait_for(lambda: self._count_openings() > opened and self.has_looked(), "the first look")

    def kill(self, name: str) -> None:
        """The power is cut: no clean-up, no goodbye."""
        process = self.processes.pop(name)
        process.kill()
        process.wait(60)

    def stop(self) -> dict[str, int]:
        """Ask every process to end; their exit codes."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: process.wait(60) for name, process in self.processes.items()}
        self.processes.clear()
        return codes

    def memory(self) -> dict[str, float]:
        """Resident megabytes of each process."""
        found = {}
        for name, process in self.processes.items():
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            (resident,) = (line for line in lines if line.startswith("VmRSS:"))
            found[name] = int(resident.split()[1]) / 1024
        return found

    # --- its mail ---

    def deliver(self, raw: bytes, *, to: str = "") -> None:
        self.post.deliver(raw, sender="somebody@acme.example", to=to or self.post.address)

    def letters(self, address: str, *, kind: str = "recap") -> list[bytes]:
        """Our letters of that kind in that mailbox."""
        return [raw for raw in self.post.letters(address) if read_letter(raw)["X-Followthrough"] == kind]

    def await_letter(self, address: str, *, kind: str = "recap") -> bytes:
        self.wait_for(lambda: self.letters(address, kind=kind), f"a {kind} for a reader")
        return self.letters(address, kind=kind)[-1]

    # --- its tables ---

    def count(self, table: sa.Table, *states: str) -> int:
        """How many rows are in one of these states."""
        with self.store.begin() as tx:
            query = sa.select(sa.func.count()).select_from(table)
            return tx.execute(query.where(table.c.state.in_(states))).scalar_one()

    def rows(self, table: sa.Table) -> list[Any]:
        with self.store.begin() as tx:
            return list(tx.execute(sa.select(table)).all())

    def settle(self) -> None:
        """Until nothing is due any more."""
        self.wait_for(lambda: not self.count(INBOX, "due") and not self.count(OUTBOX, "due"), "the end of all work")

    def let_leases_run_out(self) -> None:
        """Do by hand what minutes would do: nobody who died holds anything any more."""
        now = datetime.now(UTC)
        with self.store.begin() as tx:
            tx.execute(sa.update(LEASES).values(until=now))
            for table in (INBOX, OUTBOX):
                tx.execute(sa.update(table).where(table.c.state == "due").values(due_at=now))

    def settle_at_once(self) -> None:
        """Until nothing is due any more, without the minutes between a failure and the next try.

        A failure is written down at any moment, also just after the leases ran out; so they run out every second.
        """
        ran_out = 0.0

        def is_settled() -> bool:
            nonlocal ran_out
            if time.monotonic() > ran_out + 1.0:
                self.let_leases_run_out()
                ran_out = time.monotonic()
            return not self.count(INBOX, "due") and not self.count(OUTBOX, "due")

        self.wait_for(is_settled, "the end of all work")

    def wait_for(
        self, happened: Callable[[], object], what: str, *, seconds: float = SECONDS, pause: float = 0.02
    ) -> None:
        """Until it has happened; fails with what the processes said when it takes too long, or one of them ends."""
        give_up_at = time.monotonic() + seconds
        tick = Event()
        while not happened():
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > give_up_at:
                why = f"{', '.join(ended)} ended" if ended else f"{seconds:.0f} s were over"
                pytest.fail(f"waited for {what}, but {why}; they said:\n{self._said()[-6000:]}", pytrace=False)
            tick.wait(pause)

    def has_looked(self) -> bool:
        with self.store.begin() as tx:
            return cursor.find(tx, mailbox_name(self.post.imap_url)) is not None

    def _count_openings(self) -> int:
        return self._said().count("mailbox open")

    def _said(self) -> str:
        return "".join(self._log(name).read_text() for name in self.commands if self._log(name).exists())

    def _place(self, _name: str) -> list[str]:
        """The words that start a process where it belongs."""
        return []

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "FOLLOWTHROUGH_ADDRESS": self.post.address,
            "FOLLOWTHROUGH_IMAP_URL": self.post.imap_url,
            "FOLLOWTHROUGH_SMTP_URL": self.post.smtp_url,
            "FOLLOWTHROUGH_DATABASE_URL": self.database_url,
            "FOLLOWTHROUGH_BROKER_URL": self.broker_url,
            "FOLLOWTHROUGH_ALLOWED_DOMAINS": "acme.example",
            "FOLLOWTHROUGH_TRUSTED_AUTHSERV_ID": "none",
            "FOLLOWTHROUGH_TIMEZONE": "Europe/Berlin",
            "FOLLOWTHROUGH_SECRET": "a secret for tests only",
        }


@contextmanager
def running_home(
    post: Post,
    folder: Path,
    *,
    database_url: str,
    broker_url: str = "",
    commands: dict[str, tuple[str, ...]] | None = None,
):
    """Yields a `Home`: these processes; or one without a broker, the roles with one."""
    home = Home(post, database_url, folder, commands or (ROLES if broker_url else EMBEDDED), broker_url)
    try:
        home.migrate()
        home.start()
        yield home
    finally:
        for name in list(home.processes):
            home.kill(name)
        home.store.close()
