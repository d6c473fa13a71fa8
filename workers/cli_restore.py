"""The commands for a bad day: `backup`, and `restored` after one was put back."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from workers.cli_say import Code, say, stop, working

File = Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy is written.", show_default=False)]
RanUntil = Annotated[
    datetime | None,
    typer.Option(
        "--ran-until",
        metavar="MOMENT",
        formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        help='When the program last ran, like "2026-11-25 09:30", in the time of this machine. What fell due later goes'
        " out as usual. Without it, all that fell due until now is held back.",
        show_default=False,
    ),
]


def backup(file: File) -> None:
    """Copy the database while it is in use. SQLite only: PostgreSQL has `pg_dump`, and the command is told."""
    from workers.cli_store import check_tables, find_database_url  # noqa: PLC0415 - each command loads what it needs
    from workers.store.backup import copy_to, find_file, say_pg_dump  # noqa: PLC0415

    url = find_database_url()
    source = find_file(url)
    if source is None:
        stop("PostgreSQL is copied by its own program", f"run: {say_pg_dump(url, file)}", code=Code.MISUSE)
    check_tables(url)
    try:
        with working("copying the database"):
            copy_to(source, file)
    except FileExistsError:
        stop(f"{file} is there already", "name a file that is not; nothing is written over", code=Code.MISUSE)
    except (OSError, sqlite3.Error) as trouble:
        said = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
        stop(
            f"the copy could not be written ({said})",
            "is there room, and may this user write there?",
        )
    say(f"The database is in {file}, which nobody else on this machine can read. Keep it on another one.")


def restored(ran_until: RanUntil = None) -> None:
    """Once after a backup was put back, before the program starts: reads again what came since, and sends nothing."""
    from workers.cli_run import begin  # noqa: PLC0415

    settings = begin()
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from workers.cli_store import check_tables  # noqa: PLC0415
    from workers.doctor import DATABASE_CURE, say_database_trouble  # noqa: PLC0415
    from workers.ports import UnreachableError  # noqa: PLC0415

    check_tables(settings.database_url)
    from workers.restored import StillRunningError  # noqa: PLC0415
    from workers.wiring import go_on_after_restore  # noqa: PLC0415

    try:
        with working("reading again what came since the backup"):
            gone = go_on_after_restore(settings, until=ran_until.astimezone() if ran_until is not None else None)
    except StillRunningError:
        stop("somebody reads the mailbox", "stop the program everywhere; if it is, wait two minutes and try again")
    except UnreachableError as trouble:
        stop(str(trouble), trouble.cure or "try again: nothing is lost, and nothing was sent")
    except SQLAlchemyError as trouble:
        stop(say_database_trouble(trouble), DATABASE_CURE)
    say(f"{gone.mails} mails were read again; {gone.letters} letters are held back, since their readers have them.")
    say("Start the program. `followthrough outbox list --state withheld` shows those letters;")
    say("`followthrough outbox retry ID` sends one that did not go out before.")
