"""A real PostgreSQL on a free port; every test has its database to itself.

PostgreSQL refuses to run as root, so root starts it as the user that Debian's
package makes for it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from stack.servers import free_port, miss, need, running, wait_until

from workers.store.migrate import migrate
from workers.store.tables import METADATA

SUPERUSER = "followthrough"
# Nothing here outlives the run, so nothing is worth waiting for the disk.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server."""

    port: int
    numbers: count = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self):
        """Yields the URL of a new database without tables; it is gone after the block."""
        name = f"test_{next(self.numbers)}"
        self.run(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty(self, url: str) -> None:
        """All of that database is lost, its tables too."""
        name = url.rpartition("/")[2]
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')
        self.run(f'CREATE DATABASE "{name}"')

    def hang_up(self, url: str) -> None:
        """Break every connection to that database."""
        name = url.rpartition("/")[2]
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def run(self, statement: str) -> None:
        with psycopg.connect(self._plain_url, autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _plain_url(self) -> str:
        return f"host=127.0.0.1 port={self.port} user={SUPERUSER} dbname=postgres"


@contextmanager
def run_postgres(*, careless: bool = True):
    """Yields a `Postgres`; one that is not careless waits for the disk, as in real life."""
    folder = Path(tempfile.mkdtemp(prefix="followthrough-postgres-"))
    try:
        server, command, options = prepare_postgres(folder)
        if careless:
            command += [word for name, value in CARELESS.items() for word in ("-c", f"{name}={value}")]
        with running(command, **options) as process:
            # It listens a moment before it lets anybody in.
            wait_until(lambda: server.run("SELECT 1"), process=process, log=options["log"])
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare_postgres(folder: Path) -> tuple[Postgres, list[str], dict[str, object]]:
    """A new cluster in this folder, the command that serves it, and how `running` is told to run that."""
    initdb, program = need("initdb", server="postgres"), need("postgres", server="postgres")
    identity = _identity(folder)
    new = [initdb, "--pgdata", str(folder / "data"), "--username", SUPERUSER, "--auth", "trust", "--no-sync"]
    new += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"]
    subprocess.run(new, check=True, capture_output=True, cwd=folder, **identity)
    server = Postgres(port=free_port())
    command = [program, "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(server.port), "-k", str(folder)]
    # SIGQUIT: at once, but it takes its shared memory along.
    options = {"ports": [server.port], "log": folder / "log", "kill": signal.SIGQUIT, "cwd": folder, **identity}
    return server, command, options


def _identity(folder: Path) -> dict[str, object]:
    """Who runs the server, as Popen is told; the folder is made theirs."""
    if os.getuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        miss("PostgreSQL refuses to run as root, and there is no user postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres():
    with run_postgres() as server:
        yield server


@pytest.fixture
def empty_postgres_url(postgres):
    """A database without tables."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def _migrated(postgres):
    with postgres.database() as url:
        migrate(url)
        yield url


@pytest.fixture
def postgres_url(postgres, _migrated):
    """A database with every table and nothing in them."""
    # Emptying one takes milliseconds, where making one takes a third of a second.
    yield _migrated
    postgres.hang_up(_migrated)
    with psycopg.connect(_migrated.replace("+psycopg", "")) as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(f'DELETE FROM "{table.name}"')
