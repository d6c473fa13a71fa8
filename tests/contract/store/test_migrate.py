"""An empty database becomes one of ours, once, whoever asks how often."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import warnings

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from workers.store.migrate import _config, current_and_head, migrate
from workers.store.store import build_engine
from workers.store.tables import METADATA

# What only one database has: the words of the log, as SQLite's FTS5 and as PostgreSQL's index keep them.
WORDS_OF_THE_LOG = ("entries_words", "ix_entries_words")
# An index of an expression cannot be read back on SQLite: SQLAlchemy and Alembic say so and skip it.
NOT_READ_BACK = (
    r"Skipped unsupported reflection of expression",
    r"autogenerate skipping metadata-specified expression",
)


def differences(url: str) -> list[object]:
    engine = build_engine(url)
    options = {"include_name": lambda name, *_: not (name or "").startswith(WORDS_OF_THE_LOG)}
    with engine.connect() as connection, warnings.catch_warnings():
        for message in NOT_READ_BACK:
            warnings.filterwarnings("ignore", message)
        found = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    engine.dispose()
    return found


def table_names(url: str) -> set[str]:
    engine = build_engine(url)
    names = {name for name in sa.inspect(engine).get_table_names() if not name.startswith(WORDS_OF_THE_LOG)}
    engine.dispose()
    return names


def test_the_steps_build_the_tables_that_the_program_uses(empty_url):
    migrate(empty_url)
    assert table_names(empty_url) == {*METADATA.tables, "alembic_version"}
    assert differences(empty_url) == []


def test_an_empty_database_is_at_no_step(empty_url):
    current, head = current_and_head(empty_url)
    assert current is None
    assert head is not None


def test_afterwards_the_database_is_at_the_last_step(empty_url):
    migrate(empty_url)
    current, head = current_and_head(empty_url)
    assert current == head


def test_a_new_file_is_its_owners_alone(tmp_path):
    migrate(f"sqlite:///{tmp_path}/ours.db")
    assert (tmp_path / "ours.db").stat().st_mode & 0o777 == 0o600


def test_doing_it_twice_keeps_what_is_there(empty_url):
    migrate(empty_url)
    engine = build_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO cursors VALUES ('one', 1, 7)"))
    migrate(empty_url)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT uid FROM cursors")).scalar_one() == 7
    engine.dispose()


def test_several_processes_at_once_on_an_empty_database_do_it_once(empty_url):
    code = "import sys; from workers.store.migrate import migrate; migrate(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", code, empty_url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert differences(empty_url) == []


def test_a_step_that_fails_leaves_nothing_behind(empty_url, monkeypatch):
    def fail_at_the_last_table(*args, **kwargs):
        if args[0] == "tokens":
            raise RuntimeError("the plug was pulled")
        return create_table(*args, **kwargs)

    from alembic import op  # noqa: PLC0415 - its functions appear when Alembic is set up

    create_table = op.create_table
    monkeypatch.setattr(op, "create_table", fail_at_the_last_table)
    with contextlib.suppress(RuntimeError):
        migrate(empty_url)
    monkeypatch.undo()
    migrate(empty_url)
    assert differences(empty_url) == []


def test_the_people_of_the_first_tables_are_kept(empty_url):
    engine = build_engine(empty_url)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text("INSERT INTO people VALUES ('dana@acme.example', 'Dana', '[]', '2026-11-23 09:00:00+00:00')")
        )
    migrate(empty_url)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT name, undeliverable_at FROM people")).one() == ("Dana", None)
    engine.dispose()
