"""An answer by mail from a small log and from a large one, on both databases: the same mail, in turn."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from threading import Lock

import pytest
from builders import MONDAY, NOTES_ADDRESS, a_mail, a_policy
from fakes import FakeClock, FakeCrash
from flow.road import RecordingBell
from log_house import KEEPER, fill, member
from rich.table import Table
from stack.postgres import run_postgres

from pipeline.knowledge import Knowledge, load_knowledge
from workers.process import Thinking
from workers.store import inbox
from workers.store.migrate import migrate
from workers.store.store import Store

MOST_TIMES = 3.0
TEAM = member(0, 1).address
QUESTIONS = (
    ("log pricing", TEAM),
    ("why the budget?", TEAM),
    ("decisions since May 2026", TEAM),
    ("mine", TEAM),
    ("log pricing", KEEPER),
    ("decisions", KEEPER),
    ("log zebra crossing", KEEPER),
)
_numbers = count(1)


def measure(*, small: int, large: int, rounds: int) -> Table:
    """A row for each question on each database: both times and their ratio, paired."""
    table = Table(
        "database", "question", "asked by", f"ms of {small:,}", f"ms of {large:,}", f"ratio ≤ {MOST_TIMES:.0f}"
    )
    table.title = "an answer by mail: gathered, looked up, decided, written; median of paired rounds"
    knowledge = load_knowledge()
    for name, run in {"SQLite": sqlite, "PostgreSQL": postgres}.items():
        try:
            with run() as url:
                homes = [_build(url(), items, knowledge) for items in (small, large)]
                for question, asker in QUESTIONS:
                    table.add_row(name, question, asker.partition("@")[0], *_compare(homes, question, asker, rounds))
                for home in homes:
                    home.store.close()
        except pytest.skip.Exception as missing:
            table.add_row(name, f"not measured: {missing.msg}")
    return table


@contextmanager
def sqlite() -> Iterator[Callable[[], str]]:
    with tempfile.TemporaryDirectory(prefix="followthrough-bench-") as folder:
        yield lambda: f"sqlite:///{Path(folder) / f'log{next(_numbers)}.db'}"


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    with ExitStack() as stack:
        server = stack.enter_context(run_postgres())
        yield lambda: stack.enter_context(server.database())


def answer_once(home: Thinking, question: str, asker: str) -> float:
    """Seconds from a received mail to its committed answer."""
    number = next(_numbers)
    raw = a_mail(question, sender=asker, to=(NOTES_ADDRESS,), subject="", message_id=f"<{number}@x.example>")
    with home.store.begin() as tx:
        place = {"mailbox": "bench", "uidvalidity": 1, "uid": number}
        row = inbox.add(tx, **place, raw=raw, content_key=f"bench {number}", arrived_at=MONDAY)
    began = time.perf_counter()
    home.process(row)
    took = time.perf_counter() - began
    with home.store.begin() as tx:
        found = inbox.show(tx, row)
    if found.state != "done":
        raise RuntimeError(f"the question was not answered: {found.state} {found.errors}")
    return took


def _build(url: str, items: int, knowledge: Knowledge) -> Thinking:
    migrate(url)
    store = Store(url)
    fill(store, items=items)
    return Thinking(
        store=store,
        clock=FakeClock(),
        policy=a_policy(),
        knowledge=knowledge,
        bell=RecordingBell(),
        crash=FakeCrash(),
        lock=Lock(),
    )


def _compare(homes: list[Thinking], question: str, asker: str, rounds: int) -> tuple[str, str, str]:
    for home in homes:
        answer_once(home, question, asker)
    pairs = [tuple(answer_once(home, question, asker) for home in homes) for _ in range(rounds)]
    small, large = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    ratio = statistics.median(after / before for before, after in pairs)
    return f"{small:.0f}", f"{large:.0f}", f"{ratio:.2f}" + ("" if ratio <= MOST_TIMES else " NO")
