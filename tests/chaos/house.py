"""The house that is shaken: every server and every role is a process that can be killed and started again.

Whatever ends by itself is started again after a moment, as systemd does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, RLock, Thread

import psycopg
import pytest
import redis
import sqlalchemy as sa
from chaos.post import ChaosPost, run_post
from stack.home import ROLES, Home
from stack.postgres import Postgres, prepare_postgres
from stack.redis import redis_command
from stack.servers import free_port, running, wait_until

DATABASE = "chaos"
TESTS = Path(__file__).resolve().parents[1]
STARTS = 4
NAMES = ("io", "think", "beat")
# Room for the database of a long run; what is left of it can be taken away.
DISK_BYTES = 768 * 1024 * 1024
# So that a restart is quick, and the small disk is not full of what was written long ago.
POSTGRES = ("-c", "max_wal_size=64MB", "-c", "checkpoint_timeout=60s", "-c", "fsync=off")


@dataclass
class Server:
    """One server process. Its ports stay the same however often it dies."""

    command: list[str]
    options: dict
    attempt: Callable[[], object] = lambda: None
    running: ExitStack = field(default_factory=ExitStack)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        for left in reversed(range(STARTS)):
            self.running.close()
            try:
                self.process = self.running.enter_context(running(self.command, **self.options))
                wait_until(self.attempt, process=self.process, log=self.options["log"])
            except pytest.fail.Exception:
                # What has much to put right after a fall may take longer, or fall again.
                if not left:
                    raise
            else:
                return

    def kill(self) -> None:
        """The power is cut."""
        self.running.close()

    def freeze(self, *, on: bool) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGSTOP if on else signal.SIGCONT)


class House(Home):
    """Two of each role. Everything that a fault can touch hangs on it."""

    post: ChaosPost

    def __init__(self, post: ChaosPost, folder: Path, servers: tuple[Postgres, Server, Server], *, two: bool) -> None:
        database, self.postgres, self.redis = servers
        self.broker = f"redis://127.0.0.1:{self.redis.options['ports'][0]}/0"
        commands = {f"{name} {number}": ROLES[name] for name in NAMES for number in ((1, 2) if two else (1,))}
        super().__init__(post, database.url(DATABASE), folder, commands, self.broker)
        self.disk: Path | None = None
        self.ended: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self.resting: set[str] = set()
        self.begun: dict[str, int] = {}
        self.lock = RLock()
        for name in commands:
            self.set_clock(name, 0)

    # --- its roles ---

    def start_role(self, name: str) -> None:
        with self.lock:
            if name in self.processes:
                return
            self.resting.discard(name)
            with self._log(name).open("ab") as log:
                self.begun[name] = log.tell()
                words = [sys.executable, "-m", "chaos.role", str(self._clock(name)), *self.commands[name]]
                environment = self._environment() | {"PYTHONPATH": str(TESTS)}
                self.processes[name] = subprocess.Popen(
                    words, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )

    def kill_role(self, name: str) -> None:
        """With -9. It stays down until it is started."""
        with self.lock:
            self.resting.add(name)
            if name in self.processes:
                self.kill(name)
                self.killed[name.partition(" ")[0]] += 1

    def has_worked(self, name: str) -> bool:
        """Whether this role has done something since its start: killed before that, it would never do anything."""
        with self._log(name).open("rb") as log:
            log.seek(self.begun.get(name, 0))
            said = log.read()
        done = {"io": (b"letter tried", b"mail received"), "think": (b"mail decided",), "beat": (b"rings",)}
        return any(words in said for words in done[name.partition(" ")[0]])

    def start_all(self) -> None:
        for name in self.commands:
            self.start_role(name)

    def watch(self, stop: Event, say: Callable[[str], None]) -> None:
        """Start again what ended by itself."""
        while not stop.wait(1.0):
            with self.lock:
                over = [(name, process.returncode) for name, process in self.processes.items() if process.poll()]
                for name, code in over:
                    del self.processes[name]
                    self.ended[name.partition(" ")[0]] += 1
                    say(f"{name} ended by itself with {code}, and is started again")
                    self.start_role(name)

    def said(self) -> str:
        return self._said()

    # --- its clocks ---

    def set_clock(self, name: str, seconds: int) -> None:
        """Let one role's clock be so much ahead, or behind."""
        new = self._clock(name).with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._clock(name))

    def _clock(self, name: str) -> Path:
        return self.folder / f"{name}.clock"

    # --- its disk ---

    def fill_disk(self) -> None:
        assert self.disk is not None
        with (self.disk / "ballast").open("wb") as ballast:
            room = shutil.disk_usage(self.disk).free
            with suppress(OSError):
                os.posix_fallocate(ballast.fileno(), 0, room)

    def empty_disk(self) -> None:
        assert self.disk is not None
        (self.disk / "ballast").unlink(missing_ok=True)

    # --- its broker and its tables ---

    def flush_broker(self) -> None:
        redis.Redis.from_url(self.broker).flushall()

    def hang_up_database(self) -> None:
        plain = self.database_url.replace("+psycopg", "").rpartition("/")[0]
        with psycopg.connect(f"{plain}/postgres", autocommit=True) as line:
            line.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}'")

    def has(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> bool:
        """Whether there is such a row; False also while nobody can be asked."""
        try:
            with self.store.begin() as tx:
                return tx.execute(sa.select(table.c.id).where(*where)).first() is not None
        except sa.exc.SQLAlchemyError:
            return False


@contextmanager
def run_house(say: Callable[[str], None], *, two: bool = True):
    """Yields a `House` with everything started, and somebody who looks after it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="followthrough-chaos-")))
        disk = _make_disk(folder / "disk", stack)
        database, command, options = prepare_postgres(folder / "disk")
        postgres = Server([*command, *POSTGRES], options, lambda: database.run("SELECT 1"))
        stack.callback(postgres.kill)
        postgres.start()
        database.run(f"CREATE DATABASE {DATABASE}")
        port = free_port()
        broker = Server(redis_command(folder, port), {"ports": [port], "log": folder / "redis"})
        stack.callback(broker.kill)
        broker.start()
        house = House(stack.enter_context(run_post()), folder, (database, postgres, broker), two=two)
        house.disk = folder / "disk" if disk else None
        stack.callback(house.store.close)
        stop = Event()
        keeper = Thread(target=house.watch, args=(stop, say), daemon=True)
        stack.callback(lambda: [house.kill(name) for name in list(house.processes)])
        house.migrate()
        house.start_all()
        house.wait_for(house.has_looked, "the first look")
        keeper.start()
        stack.callback(keeper.join)
        stack.callback(stop.set)
        yield house


def _make_disk(folder: Path, stack: ExitStack) -> bool:
    """A small disk of its own for the database, where this user may make one."""
    folder.mkdir()
    folder.parent.chmod(0o711)
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode != 0:
        return False
    stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=False, capture_output=True)
    return True
