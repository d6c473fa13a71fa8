"""The one door to the database holds when many go through it at once, and says nothing of what passes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from fakes import START

from workers.store import cursor, inbox, leases
from workers.store.store import Store, build_engine
from workers.store.tables import PEOPLE

COUNT_UP = """
import sys
from workers.store import cursor
from workers.store.store import Store
store = Store(sys.argv[1])
for _ in range(25):
    with store.begin() as tx:
        seen = cursor.find(tx, "one")
        cursor.move(tx, "one", uidvalidity=1, uid=seen.uid + 1)
"""


def test_many_threads_may_read_and_write_at_once(store):
    everybody = Barrier(16)

    def run(number: int) -> bool:
        everybody.wait(60)
        for step in range(10):
            with store.begin() as tx:
                inbox.find_due(tx, now=START, limit=10)
                leases.claim_lease(tx, f"{number}:{step}", owner="one", now=START, ttl=timedelta(minutes=1))
        return True

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(run, range(16)))


def test_on_sqlite_who_reads_in_order_to_write_never_loses_to_another(tmp_path, migrated_file):
    path = tmp_path / "shared.db"
    path.write_bytes(migrated_file.read_bytes())
    url = f"sqlite:///{path}"
    store = Store(url)
    with store.begin() as tx:
        cursor.move(tx, "one", uidvalidity=1, uid=0)
    processes = [subprocess.Popen([sys.executable, "-c", COUNT_UP, url]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    with store.begin() as tx:
        assert cursor.find(tx, "one").uid == 100
    store.close()


def test_on_sqlite_a_commit_is_on_the_disk_before_we_say_so(tmp_path):
    # The mail is put away in the mailbox right after the commit: a power cut must not undo what that relied on.
    engine = build_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with engine.begin() as tx:
        pragmas = {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
        pragmas["foreign_keys"] = tx.exec_driver_sql("PRAGMA foreign_keys").scalar()
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_error_of_the_database_does_not_quote_what_was_written(store):
    secret = "what somebody wrote in confidence"
    person = {"address": "dana@acme.example", "name": secret, "aliases": [], "learned_at": START}
    with store.begin() as tx:
        tx.execute(sa.insert(PEOPLE).values(**person))
    with pytest.raises(sa.exc.IntegrityError) as caught, store.begin() as tx:
        tx.execute(sa.insert(PEOPLE).values(**person))
    assert secret not in str(caught.value)


def test_a_foreign_key_must_lead_somewhere(store):
    with pytest.raises(sa.exc.IntegrityError), store.begin() as tx:
        tx.execute(sa.text("INSERT INTO places VALUES ('notes', 1, 1, 4711)"))
