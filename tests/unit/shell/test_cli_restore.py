"""`backup` copies a database in use, and `restored` refuses what it cannot do."""

from __future__ import annotations

import sqlite3
import stat

import pytest
from builders import MONDAY

from workers.store import inbox
from workers.store.backup import copy_to
from workers.store.store import Store

POSTGRES = "postgresql+psycopg://followthrough:a-password@db.acme.example:5433/notes"


def test_a_copy_holds_what_is_committed_while_somebody_writes(folder, ledger):
    ledger.add_mail(state="done")
    with ledger.store.begin() as tx:
        place = {"mailbox": "notes@mail/INBOX", "uidvalidity": 1, "uid": 99}
        assert inbox.add(tx, **place, raw=b"", content_key="under way", arrived_at=MONDAY)
        copy_to(folder / "followthrough.db", folder / "copy.db")
    copy = Store(f"sqlite:///{folder / 'copy.db'}")
    with copy.begin() as tx:
        assert [row.state for row in inbox.list_rows(tx)] == ["done"]
    copy.close()


def test_a_copy_is_one_file_that_nobody_else_may_read(followthrough, folder, ledger):
    followthrough("backup", "copy.db")
    assert [path.name for path in folder.glob("copy.db*")] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_nothing_is_written_over(followthrough, folder, ledger):
    (folder / "copy.db").write_text("the only copy of last year")
    found = followthrough("backup", "copy.db")
    assert found.exit_code == 2
    assert "is there already" in found.stderr
    assert (folder / "copy.db").read_text() == "the only copy of last year"


def test_what_an_earlier_try_left_is_no_hindrance(followthrough, folder, ledger):
    (folder / "copy.db.part").write_text("half of it")
    assert followthrough("backup", "copy.db").exit_code == 0
    assert not (folder / "copy.db.part").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(followthrough, ledger):
    found = followthrough("backup", "nowhere/copy.db")
    assert found.exit_code == 1
    assert "could not be written (No such file or directory)" in found.stderr


def test_a_damaged_database_leaves_no_copy(followthrough, folder, ledger):
    for number in range(200):
        ledger.add_mail(sender=f"{number}@acme.example")
    ledger.store.settle()
    ledger.store.close()
    file = folder / "followthrough.db"
    raw = bytearray(file.read_bytes())
    # Not the first pages, which say what the tables are: the rows.
    raw[-8192:] = b"\xff" * 8192
    file.write_bytes(raw)
    found = followthrough("backup", "copy.db")
    assert found.exit_code == 1
    assert not (folder / "copy.db").exists()


@pytest.mark.parametrize("file", ["copy.dump", "of monday.dump"])
def test_postgres_has_its_own_program_and_its_password_is_not_shown(followthrough, monkeypatch, file):
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", POSTGRES)
    found = followthrough("backup", file)
    quoted = f"--file={file}" if " " not in file else f"'--file={file}'"
    command = f"pg_dump --format=custom {quoted} --host=db.acme.example --port=5433 --username=followthrough notes"
    assert found.exit_code == 2
    assert command in found.stderr
    assert "a-password" not in found.stderr


def test_a_copy_of_no_database_is_refused(followthrough, folder):
    assert followthrough("backup", "copy.db").exit_code == 1
    assert list(folder.iterdir()) == []


def test_a_mailbox_that_cannot_be_read_is_told_and_nothing_is_sent(followthrough, write_env, ledger):
    write_env(IMAP_URL="imap://notes:imap-password@127.0.0.1:1/INBOX")
    number = ledger.add_mail()
    found = followthrough("restored")
    assert found.exit_code == 1
    assert "127.0.0.1" in found.stderr
    assert "imap-password" not in found.stderr
    assert ledger.state_of(number) == "due"


def test_a_moment_that_is_none_is_misuse(followthrough, write_env, ledger):
    write_env()
    found = followthrough("restored", "--ran-until", "yesterday")
    assert found.exit_code == 2
    assert sqlite3.connect("followthrough.db").execute("select count(*) from leases").fetchone() == (0,)
