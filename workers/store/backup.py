"""A copy of a SQLite database while it is in use. PostgreSQL has its own programs for that."""

from __future__ import annotations

import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

PART = ".part"


def find_file(url: str) -> Path | None:
    """The file of a SQLite database; None where the database is another server's."""
    place = make_url(url)
    return Path(str(place.database)) if place.get_backend_name() == "sqlite" else None


def say_pg_dump(url: str, file: Path) -> str:
    """What to type instead where the database is PostgreSQL's: without the password, which pg_dump asks for."""
    place = make_url(url)
    words = ["pg_dump", "--format=custom", f"--file={file}"]
    words += [f"--{name}={value}" for name, value in (("host", place.host), ("port", place.port)) if value]
    words += [f"--username={place.username}"] if place.username else []
    return shlex.join([*words, place.database or ""])


def copy_to(source: Path, file: Path) -> None:
    """The database as it is at one moment; `file` is there when it is whole, and is nobody else's to read.

    Raises `FileExistsError` rather than write over anything, and `sqlite3.Error` where SQLite cannot read or write.
    """
    if file.exists():
        raise FileExistsError(file)
    part = file.with_name(file.name + PART)
    # What an earlier try left behind, if anything.
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _copy(source, part)
        # Like a rename, but never over a file that somebody made meanwhile.
        os.link(part, file)
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(part)) as there:
        here.backup(there)
        # One file, with nothing beside it.
        there.execute("PRAGMA journal_mode=DELETE")
        (said,) = there.execute("PRAGMA quick_check").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError("the copy is not whole")
    with part.open("rb") as written:
        os.fsync(written.fileno())
