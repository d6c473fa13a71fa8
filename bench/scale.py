"""What a mail costs in a house of a thousand items and in one of a million: CPU and statements, on both databases.

The same mails in turn: notes and an answer of a team that is new, and of one
that has met for as long as its house. A mail is all that follows it: read,
decided, written, everybody concerned looked at, its letters taken from the
outbox. CPU is ours, and with PostgreSQL the server's as well.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import house
import log
import pytest
from builders import NOTES_ADDRESS, a_mail, a_policy, a_reply, plain_text, read_letter
from fakes import FakeClock, FakeCrash, FakeOutlet, FakePost
from flow.road import RecordingBell
from log_house import member
from rich.console import Console
from rich.table import Table
from sqlalchemy import event, text

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.languages.load import load_feedback
from pipeline.model import Address
from workers.deliver import Sending
from workers.follow import Following
from workers.process import Thinking
from workers.store import inbox, looks, outbox
from workers.store.migrate import migrate
from workers.store.store import Store

MOST_TIMES = 1.2
SMALL, LARGE = 1_000, 1_000_000
ROUNDS = 15
NOTES = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "hands"
# Notes of so many lines, each with more words than these; never the same twice, or they would be taken for the same.
LINES, MORE_WORDS = 24, 4
# Teams from this number on have not met yet.
NEW = 1_000
PROMISE = re.compile(r"^([A-Z]\d+)  Send the budget", re.MULTILINE)
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU milliseconds, ours and the server's, and statements."""

    ours: float
    server: float
    statements: float

    @property
    def cpu(self) -> float:
        """All of it."""
        return self.ours + self.server


@dataclass(kw_only=True)
class House:
    """A filled database with everything that works on it, in this thread."""

    url: str
    items: int
    knowledge: Knowledge
    statements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        migrate(self.url)
        self.store = Store(self.url)
        house.furnish(self.store, items=self.items)
        self.post = FakePost()
        self.clock = FakeClock(house.TODAY)
        shared: dict[str, Any] = {"store": self.store, "clock": self.clock, "crash": FakeCrash()}
        thinks = shared | {"policy": a_policy(), "knowledge": self.knowledge, "bell": RecordingBell(), "lock": Lock()}
        self.thinking, self.following = Thinking(**thinks), Following(**thinks)
        self.sending = Sending(outlet=FakeOutlet(self.post), **shared)
        self.backends = self._find_backends()
        event.listen(self.store.engine, "before_cursor_execute", self._count)

    def cost_of(self, raw: bytes) -> Cost:
        """One mail, from its row until nothing is due any more."""
        self.statements.clear()
        ours, server = time.process_time(), self._server()
        self.bring(raw)
        return Cost(
            ours=1000 * (time.process_time() - ours),
            server=1000 * (self._server() - server),
            statements=len(self.statements),
        )

    def bring(self, raw: bytes) -> None:
        """The mail goes the whole road."""
        number = next(_numbers)
        place = {"mailbox": "bench", "uidvalidity": 1, "uid": number}
        with self.store.begin() as tx:
            row = inbox.add(tx, **place, raw=raw, content_key=f"bench {number}", arrived_at=self.clock.now())
        self.thinking.process(row)
        with self.store.begin() as tx:
            found = inbox.show(tx, row)
        if found.state != "done":
            raise RuntimeError(f"the mail was not read: {found.state} {found.reason} {found.errors}")
        self.settle()

    def settle(self) -> None:
        """Until nobody has to be looked at and no letter is due."""
        while True:
            with self.store.begin() as tx:
                people = looks.find_due(tx, now=self.clock.now(), limit=20)
                letters = outbox.find_due(tx, now=self.clock.now(), limit=10)
            if not people and not letters:
                return
            self.following.follow(*people)
            self.sending.deliver(*letters)

    def _find_backends(self) -> list[int]:
        if self.store.engine.dialect.name != "postgresql":
            return []
        # One thread has one connection, which its pool keeps.
        with self.store.begin() as tx:
            return [tx.execute(text("SELECT pg_backend_pid()")).scalar_one()]

    def _server(self) -> float:
        """CPU seconds of the server's processes for this database (proc(5), schedstat); SQLite has none."""
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in self.backends) / 1e9

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)


def main() -> None:
    table, good = measure(large=int(os.environ.get("SCALE_ITEMS", str(LARGE))), rounds=ROUNDS)
    Console().print(table)
    raise SystemExit(0 if good else 1)


def measure(*, large: int, rounds: int) -> tuple[Table, bool]:
    """A row for each sort of mail on each database, paired; and whether every ratio is small enough."""
    names = ("database", "mail", "of", f"ms {SMALL:,}", f"ms {large:,}", f"CPU ≤ {MOST_TIMES}", "statements", "times")
    table = Table(*names, title=f"a mail in a house of {SMALL:,} items and in one of {large:,}; {rounds} paired rounds")
    knowledge, good = load_knowledge(), True
    for code in knowledge.languages:
        load_feedback(code)
    for name, run in {"SQLite": log.sqlite, "PostgreSQL": log.postgres}.items():
        try:
            with run() as new_url:
                houses = [House(url=new_url(), items=items, knowledge=knowledge) for items in (SMALL, large)]
                for mail, team, costs in _compare(houses, rounds):
                    row, kept = _judge(costs)
                    good = good and kept
                    table.add_row(name, mail, team, *row)
                for one in houses:
                    one.store.close()
        except pytest.skip.Exception as missing:
            table.add_row(name, f"not measured: {missing.msg}")
    return table, good


def _compare(houses: list[House], rounds: int) -> Iterator[tuple[str, str, list[tuple[Cost, Cost]]]]:
    """Notes and an answer to them, of both sorts of team, in both houses by turns."""
    lines = [line for path in sorted(NOTES.glob("*.md")) for line in path.read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if len(line.split()) > MORE_WORDS]
    dice = random.Random(9)  # noqa: S311 - figures have to repeat
    for team, people_of in {"new": _new_team, "old": _old_team}.items():
        notes, answers = [], []
        # The first round warms up.
        for number in range(rounds + 1):
            text = "\n".join(dice.sample(said, LINES))
            pairs = [_bring_both(one, people_of(number), text) for one in houses]
            if number:
                notes.append((pairs[0][0], pairs[1][0]))
                answers.append((pairs[0][1], pairs[1][1]))
        yield "notes", team, notes
        yield "answer", team, answers


def _bring_both(one: House, people: list[Address], text: str) -> tuple[Cost, Cost]:
    host, owner, other = people
    number = next(_numbers)
    names = ", ".join(each.name for each in people)
    body = f"Team {number}\nAttendees: {names}\n\n- {owner.name} will send the budget {number} by Friday.\n\n{text}"
    raw = a_mail(
        body,
        sender=host,
        to=(NOTES_ADDRESS, owner, other),
        subject=f"Team {number}",
        sent_at=house.TODAY,
        message_id=f"<{number}.scale@mail.acme.example>",
    )
    notes = one.cost_of(raw)
    letter = next(
        raw for raw in reversed(one.post.letters(owner.address)) if read_letter(raw)["X-Followthrough"] == "recap"
    )
    theirs = PROMISE.search(plain_text(letter))
    return notes, one.cost_of(a_reply(letter, f"{theirs[1]}: ok", sender=owner, sent_at=house.TODAY))


def _new_team(number: int) -> list[Address]:
    return [Address(address=one.address, name=one.name) for one in (member(NEW + number, place) for place in range(3))]


def _old_team(_number: int) -> list[Address]:
    return [Address(address=one.address, name=one.name) for one in (member(0, place) for place in range(3))]


def _judge(costs: list[tuple[Cost, Cost]]) -> tuple[tuple[str, ...], bool]:
    small, large = (statistics.median(cost.cpu for cost in column) for column in zip(*costs, strict=True))
    cpu = statistics.median(after.cpu / before.cpu for before, after in costs)
    said = statistics.median(after.statements / before.statements for before, after in costs)
    counted = [statistics.median(cost.statements for cost in column) for column in zip(*costs, strict=True)]
    kept = cpu <= MOST_TIMES and said <= MOST_TIMES
    return (
        f"{small:.1f}",
        f"{large:.1f}",
        f"{cpu:.2f}" + ("" if cpu <= MOST_TIMES else " NO"),
        f"{counted[0]:.0f} → {counted[1]:.0f}",
        f"{said:.2f}" + ("" if said <= MOST_TIMES else " NO"),
    ), kept


if __name__ == "__main__":
    main()
