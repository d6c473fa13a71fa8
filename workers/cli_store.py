"""The database as the commands see it: is it there, is it ours, is it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from workers.cli_say import stop, stop_for_settings
from workers.doctor import DATABASE_CURE, find_missing_file, look_at_database, say_database_trouble
from workers.doctor_findings import Health
from workers.settings import SettingsFaults, load_one
from workers.store.store import Store, Transaction

NEWER = "a newer Followthrough wrote this database: install that one, or name another database"


def find_database_url() -> str:
    """The one setting that a command on the tables needs."""
    url = load_one("database_url")
    if isinstance(url, SettingsFaults):
        stop_for_settings(url)
    return url


def check_tables(url: str) -> None:
    """End with what to do unless the tables are there and at our step."""
    finding = look_at_database("database", {"database_url": url})
    if finding.health is Health.FAULT:
        stop(finding.said, finding.cure)
    missing = find_missing_file("database", url)
    if missing is not None:
        stop(
            f"no database yet: {missing.said}",
            "`followthrough migrate` makes it, too; or name another in FOLLOWTHROUGH_DATABASE_URL",
        )


def bring_up_to_date(url: str) -> tuple[str | None, str | None]:
    """Run the steps that are missing; the step before and the step after."""
    from alembic.util.exc import CommandError  # noqa: PLC0415 - wanted by two commands only

    from workers.store.migrate import current_and_head, migrate  # noqa: PLC0415

    missing = find_missing_file("database", url)
    if missing is not None and missing.health is Health.FAULT:
        stop(missing.said, missing.cure)
    try:
        before, _ = current_and_head(url)
        migrate(url)
        after, _ = current_and_head(url)
    except SQLAlchemyError as trouble:
        stop(say_database_trouble(trouble), DATABASE_CURE)
    except CommandError:
        stop("the database is at a step that this program does not know", NEWER)
    return before, after


@contextmanager
def open_tables() -> Iterator[Transaction]:
    """One transaction on the operator's database. Trouble ends the command with a sentence."""
    url = find_database_url()
    check_tables(url)
    store = Store(url)
    try:
        with store.begin() as tx:
            yield tx
    except SQLAlchemyError as trouble:
        stop(say_database_trouble(trouble), DATABASE_CURE)
    finally:
        store.close()
