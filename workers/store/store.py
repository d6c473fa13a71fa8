"""The one door to the database: `with store.begin() as tx`. SQLite (WAL) and PostgreSQL behave the same behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

# A transaction is a connection that commits at the end of its block, or rolls back.
Transaction = Connection

BUSY_SECONDS = 30


class Store:
    """A database of this URL. Opens lazily; several threads may share it."""

    def __init__(self, url: str) -> None:
        self.engine = build_engine(url)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """One transaction: all of the block is written, or nothing."""
        with self.engine.begin() as connection:
            yield connection

    def settle(self) -> None:
        """Let go of what was written over: SQLite keeps it in the file beside its own until that is written back."""
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def build_engine(url: str) -> Engine:
    """An engine with the settings that make our promises true."""
    # Errors are logged, and what we write is what people wrote: no error may quote it.
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _make_private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
    # What people wrote to each other is for nobody else on this machine. SQLite gives the files beside it the same
    # rights; a file that is there keeps those it has, and trouble with the place is told by the connection.
    path = str(arguments[0])
    if not path.startswith((":memory:", "file:")):
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself (it begins them late and as readers).
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: after a commit the mail is put away in the mailbox, so a power cut must not undo the commit.
    # What is emptied is written over with zeros: it must not be read off the file afterwards.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A reader that turns into a writer can find the database locked without waiting; so every block is a writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
