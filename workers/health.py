"""Does the program still do its work? Asked every minute by whatever runs it, so it asks the tables and nothing else.

`doctor` looks at servers and settings, `health` at what was done lately. A
role is judged by its own work: a `think` that waits for mail is well while
the mail server is away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from workers.doctor_findings import Finding, fault, fine
from workers.store import figures, signs
from workers.store.store import Transaction

# The poller looks every 20 seconds, and waits for two minutes at most after trouble.
LOOK = timedelta(minutes=3)
# Twelve beats that nobody heard.
SWEEP = timedelta(minutes=1)
# A mail that is being read is not due for two minutes; one that is due for this long is nobody's.
WAIT = timedelta(minutes=10)
TWO_MINUTES = 120


def look_at_mailbox(tx: Transaction, now: datetime) -> Finding:
    """When the mailbox was last read, by whichever process holds its lease."""
    cure = "`followthrough doctor` says why the mailbox cannot be read; if it can, start the io role (or `run`) again"
    return _judge("mailbox", "read", signs.find(tx, signs.LOOKED), now=now, most=LOOK, cure=cure)


def look_at_beat(tx: Transaction, now: datetime) -> Finding:
    """When somebody last looked for what is due, because the beat rang."""
    cure = "start the beat and the io role (or `run`) again; `followthrough doctor` says whether the broker answers"
    return _judge("beat", "heard", signs.find(tx, signs.SWEPT), now=now, most=SWEEP, cure=cure)


def look_at_thinking(tx: Transaction, now: datetime) -> Finding:
    """How long the oldest mail has been waiting for somebody to read it."""
    (queue,) = (one for one in figures.find(tx, now=now).queues if one.name == "inbox")
    if queue.age > WAIT.total_seconds():
        cure = "start the think role (or `run`) again; if it works and cannot keep up, start more of it"
        return fault("thinking", f"waiting mails: {queue.size}, the oldest for {_say(queue.age)}", cure)
    return fine("thinking", f"waiting mails: {queue.size}")


# What each role answers for.
LOOKS: Mapping[str, Callable[[Transaction, datetime], Finding]] = MappingProxyType(
    {"io": look_at_mailbox, "think": look_at_thinking, "beat": look_at_beat}
)


def examine(tx: Transaction, role: str = "", *, now: datetime) -> Iterator[Finding]:
    """What one role answers for; an empty one stands for all of them."""
    for name, look in LOOKS.items():
        if role in ("", name):
            yield look(tx, now)


def _judge(what: str, done: str, at: datetime | None, *, now: datetime, most: timedelta, cure: str) -> Finding:
    if at is None:
        return fault(what, f"was never {done} yet", cure)
    age = max(now - at, timedelta())
    said = f"last {done} {_say(age.total_seconds())} ago"
    return fault(what, said, cure) if age > most else fine(what, said)


def _say(age: float) -> str:
    seconds = int(age)
    return f"{seconds} s" if seconds < TWO_MINUTES else f"{seconds // 60} min"
