"""How much faster two `think` processes are than one while there is enough to read: mails a second, in turn.

The mails wait in the mailbox's ledger before the first is read. Each holds an
hour of talk, so that reading it is nearly all of the work: with short notes it
is letters, database and servers, for which no third core is here. What is
counted is the time from the first third done, when each process has begun and
read what it reads once, to the last mail done.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import cost
import pytest
import road
from rich.table import Table
from stack.home import ROLES, Home

from workers.store.tables import INBOX

TARGET = 1.7
THINK = ROLES["think"]
# A talk of our own corpus, said again and again until an hour is over: people say 140 words a minute.
TALK = cost.HANDS / "teams-transcript.txt"
WORDS = 8_000
# Seconds between two looks at how many are done: who looks all the time takes a part of what is measured.
PAUSE = 0.1


def measure(*, mails: int, rounds: int) -> Table:
    """Rounds of one and of two processes in turn, over the same servers."""
    table = Table("think processes", "mails/s", "times one", f"≥ {TARGET}")
    speeds: dict[int, list[float]] = {1: [], 2: []}
    try:
        with tempfile.TemporaryDirectory(prefix="followthrough-bench-") as folder, road.roles(Path(folder)) as home:
            for _ in range(rounds):
                for many, found in speeds.items():
                    found.append(_measure(home, many, mails))
    except pytest.skip.Exception as missing:  # how the harness says that a server is not installed
        table.add_row(f"not measured: {missing.msg}")
        return table
    one, two = max(speeds[1]), max(speeds[2])
    table.add_row("1", f"{one:.2f}", "", "")
    table.add_row("2", f"{two:.2f}", f"{two / one:.2f}", "yes" if two / one >= TARGET else "NO")
    return table


def _measure(home: Home, many: int, mails: int) -> float:
    """Mails a second of so many processes."""
    text = _talk_for_an_hour()
    done = home.count(INBOX, "done")
    _end_thinking(home)
    for _ in range(mails):
        home.deliver(cost.mail(home.team(), text))
    home.wait_for(lambda: home.count(INBOX, "due") >= mails, "every mail received")
    home.commands = home.commands | {f"think {number + 1}": THINK for number in range(many)}
    home.start()
    first = done + mails // 3
    home.wait_for(lambda: home.count(INBOX, "done") >= first, "the first mails read", pause=PAUSE)
    began, read = time.perf_counter(), home.count(INBOX, "done")
    home.wait_for(lambda: home.count(INBOX, "done") >= done + mails, "every mail read", seconds=300, pause=PAUSE)
    speed = (done + mails - read) / (time.perf_counter() - began)
    home.settle()
    return speed


def _talk_for_an_hour() -> str:
    talk = TALK.read_text(encoding="utf-8")
    return talk * (WORDS // len(talk.split()) + 1)


def _end_thinking(home: Home) -> None:
    """Nobody reads from now on."""
    for name in [name for name in home.processes if name.startswith("think")]:
        home.kill(name)
    home.commands = {name: words for name, words in home.commands.items() if not name.startswith("think")}
