"""From delivery to the recap in the reader's mailbox, with the program as its real processes."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.table import Table
from stack.home import Home, running_home
from stack.postgres import run_postgres
from stack.posts import desk_post, dovecot_post
from stack.redis import run_redis

TARGET_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one home did. Latencies are seconds, memory is megabytes."""

    mails_a_second: float
    latencies: list[float]
    memory: dict[str, float]


def measure(*, singles: int, at_once: int) -> Iterator[Table]:
    """A table of speed and a table of memory, over every home whose servers are installed."""
    homes = {"embedded: pymap, aiosmtpd, SQLite": embedded, "roles: Dovecot, Redis, PostgreSQL": roles}
    speed = Table("road", "mails/s", "median s", "p95 s", "max s", f"p95 ≤ {TARGET_SECONDS:.0f} s")
    speed.title = f"{at_once} mails at once; then {singles} single mails, from delivery to the owner's mailbox"
    memory = Table("memory", "process", "resident MB", title="after this work")
    for name, run in homes.items():
        try:
            with tempfile.TemporaryDirectory(prefix="followthrough-bench-") as folder, run(Path(folder)) as home:
                found = _measure(home, singles=singles, at_once=at_once)
        except pytest.skip.Exception as missing:  # how the harness says that a server is not installed
            speed.add_row(name, f"not measured: {missing.msg}")
            continue
        p95 = statistics.quantiles(found.latencies, n=20, method="inclusive")[-1]
        figures = (found.mails_a_second, statistics.median(found.latencies), p95, max(found.latencies))
        speed.add_row(name, *(f"{figure:.2f}" for figure in figures), "yes" if p95 <= TARGET_SECONDS else "NO")
        for process, megabytes in found.memory.items():
            memory.add_row(name.partition(":")[0], process, f"{megabytes:.0f}")
    yield speed
    yield memory


@contextmanager
def embedded(folder: Path) -> Iterator[Home]:
    with (
        desk_post() as post,
        running_home(post, folder, database_url=f"sqlite:///{folder / 'followthrough.db'}") as home,
    ):
        yield home


@contextmanager
def roles(folder: Path) -> Iterator[Home]:
    with ExitStack() as servers:
        broker_url = servers.enter_context(run_redis())
        postgres = servers.enter_context(run_postgres(careless=False))
        post = servers.enter_context(dovecot_post())
        database_url = servers.enter_context(postgres.database())
        home = running_home(post, folder, database_url=database_url, broker_url=broker_url)
        yield servers.enter_context(home)


def _measure(home: Home, *, singles: int, at_once: int) -> Figures:
    # The first mail waits until the model is loaded.
    _send_one(home)
    latencies = [_send_one(home) for _ in range(singles)]
    teams = [home.team() for _ in range(at_once)]
    began = time.perf_counter()
    for team in teams:
        home.deliver(team.mail())
    for team in teams:
        for reader in team.readers:
            home.await_letter(reader.address)
    took = time.perf_counter() - began
    return Figures(mails_a_second=at_once / took, latencies=latencies, memory=home.memory())


def _send_one(home: Home) -> float:
    """Seconds from the delivery of a mail to the owner's recap."""
    team = home.team()
    began = time.perf_counter()
    home.deliver(team.mail())
    home.await_letter(team.owner.address)
    took = time.perf_counter() - began
    home.settle()
    return took
