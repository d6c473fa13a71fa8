"""Bring a database to the schema of this program. The steps are Alembic's and ship in the wheel."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from workers.store.store import build_engine

# Any number that nobody else locks in this database.
_LOCK = 7_051_964


def migrate(url: str) -> None:
    """Run every step that is missing, all or none; whoever comes at the same time waits and finds it done."""
    engine = build_engine(url)
    try:
        config = _config()
        with engine.begin() as connection:
            # On SQLite, beginning is the lock.
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def current_and_head(url: str) -> tuple[str | None, str | None]:
    """The step the database is at (None: empty) and the one this program wants."""
    engine = build_engine(url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("workers.store") / "migrations"))
    return config
