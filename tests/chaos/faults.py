"""What can go wrong, as a table, and a plan of it that one number decides.

A fault is a function that breaks something, tells it, and puts it right again
before it returns.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from chaos.crowd import Crowd
from chaos.house import NAMES, House
from chaos.line import CUT, DEAF, FETCH, IDLE
from chaos.post import MOODS

from workers.store.tables import INBOX

# Longer than every lease that is not about sending.
CLOCK_SECONDS = 360
# How long somebody waits for a mail that was sent over a broken line; the promise is a minute.
MOST_SECONDS = 150.0
# What a fault takes, more or less; mails are spread by it.
_USUAL_SECONDS = 15.0
# A mood lasts until it has hit some letters.
_MOOD_HITS = 3
_MOOD_SECONDS = 30.0


@dataclass
class Scene:
    """What a fault plays on. `recovered` is, by what broke, how many seconds a mail took from then on."""

    house: House
    crowd: Crowd
    chance: random.Random
    say: Callable[[str], None]
    stop: Event
    recovered: dict[str, list[float]] = field(default_factory=dict)
    calm: Event = field(default_factory=Event)
    played: float = 0.0
    begun: float = 0.0

    def share(self, faults: int) -> float:
        """How much of a plan of so many faults is over, from 0 to 1."""
        now = min(_USUAL_SECONDS, time.monotonic() - self.begun) / _USUAL_SECONDS
        return min(1.0, (self.played + now) / faults)

    def pause(self, low: float, high: float) -> None:
        self.stop.wait(self.chance.uniform(low, high))


Fault = Callable[[Scene], None]


def break_line(scene: Scene, *, how: str, doing: str) -> None:
    """Also measures: how long until a mail that comes after it stands in the ledger."""
    scene.calm.set()
    try:
        _break_and_measure(scene, how, doing)
    finally:
        scene.calm.clear()


def _break_and_measure(scene: Scene, how: str, doing: str) -> None:
    strike = scene.house.post.line.strike(how, doing) if doing == IDLE else _strike_fetch(scene)
    name = f"{how} in {doing}"
    if strike is None:
        scene.say(f"the line to the mailbox was to be {name}, but nobody did that")
        return
    scene.say(f"the line to the mailbox is {name}")
    key = scene.crowd.send()
    give_up_at = strike.at + MOST_SECONDS
    while not scene.house.has(INBOX, INBOX.c.content_key == key) and time.monotonic() < give_up_at:
        scene.stop.wait(0.1)
    took = time.monotonic() - strike.at
    scene.recovered.setdefault(name, []).append(took)
    scene.say(f"... and mail comes in again after {took:.1f} s")


def _strike_fetch(scene: Scene):
    scene.crowd.send()
    return scene.house.post.line.strike(CUT, FETCH)


def leave_mailbox(scene: Scene) -> None:
    line = scene.house.post.line
    scene.say("the mail server hangs up on everybody who reads")
    line.away = True
    line.cut_all()
    scene.pause(4, 8)
    line.away = False


def hold_line(scene: Scene) -> None:
    scene.say("the line to the mailbox says nothing, and then all of it")
    scene.house.post.line.hold()
    scene.pause(5, 12)
    scene.house.post.line.let_go()


def spoil_smtp(scene: Scene, *, mood: str) -> None:
    scene.say(MOODS[mood])
    smtpd = scene.house.post.smtpd
    smtpd.mood = mood
    give_up_at = time.monotonic() + _MOOD_SECONDS
    while smtpd.hits[mood] < _MOOD_HITS and time.monotonic() < give_up_at and not scene.stop.is_set():
        scene.stop.wait(0.2)
    smtpd.mood = ""
    scene.say(f"... it did so {smtpd.hits[mood]} times")


def flush_broker(scene: Scene) -> None:
    scene.say("Redis is flushed")
    scene.house.flush_broker()


def restart_broker(scene: Scene) -> None:
    scene.say("Redis is killed")
    scene.house.redis.kill()
    scene.pause(1, 6)
    scene.house.redis.start()


def freeze_broker(scene: Scene) -> None:
    scene.say("Redis stands still")
    scene.house.redis.freeze(on=True)
    scene.pause(3, 8)
    scene.house.redis.freeze(on=False)


def restart_database(scene: Scene) -> None:
    scene.say("PostgreSQL is killed")
    scene.house.postgres.kill()
    scene.pause(1, 6)
    scene.house.postgres.start()


def hang_up_database(scene: Scene) -> None:
    scene.say("PostgreSQL hangs up on everybody")
    scene.house.hang_up_database()


def fill_disk(scene: Scene) -> None:
    """Where the full disk costs the server its life, it is started again once there is room."""
    if scene.house.disk is None:
        scene.say("left out: a full disk needs root, to make a small one")
        return
    scene.say("the disk of PostgreSQL is full")
    scene.house.fill_disk()
    scene.pause(8, 14)
    scene.house.empty_disk()
    if scene.house.postgres.process.poll() is not None:
        scene.say("... which ended PostgreSQL; it is started again")
    scene.house.postgres.start()


def set_clocks(scene: Scene, *, seconds: int, whose: str) -> None:
    names = [name for name in scene.house.commands if name.startswith(whose)]
    who = f"the clock of {names[0]}" if whose else "every clock"
    scene.say(f"{who} jumps by {seconds} s")
    names = names[:1] if whose else names
    for name in names:
        scene.house.set_clock(name, seconds)
    scene.pause(10, 18)
    for name in names:
        scene.house.set_clock(name, 0)


def kill_all(scene: Scene) -> None:
    """A power cut: nobody says goodbye to anybody."""
    scene.say("the power is cut: every role, Redis and PostgreSQL")
    house = scene.house
    with house.lock:
        for name in house.commands:
            house.kill_role(name)
        house.redis.kill()
        house.postgres.kill()
    scene.pause(1, 3)
    house.postgres.start()
    house.redis.start()
    house.start_all()


def kill_one(scene: Scene, *, role: str) -> None:
    names = [one for one in scene.house.commands if one.startswith(role) and scene.house.has_worked(one)]
    if not names:
        return
    name = scene.chance.choice(names)
    scene.say(f"{name} is killed")
    scene.house.kill_role(name)
    scene.pause(0.5, 3)
    scene.house.start_role(name)


FAULTS: dict[str, Fault] = {
    "cut in FETCH": partial(break_line, how=CUT, doing=FETCH),
    "cut in IDLE": partial(break_line, how=CUT, doing=IDLE),
    "deaf in IDLE": partial(break_line, how=DEAF, doing=IDLE),
    "mailbox away": leave_mailbox,
    "mailbox still": hold_line,
    **{f"SMTP {mood}": partial(spoil_smtp, mood=mood) for mood in MOODS},
    "broker flushed": flush_broker,
    "broker killed": restart_broker,
    "broker still": freeze_broker,
    "database killed": restart_database,
    "database hangs up": hang_up_database,
    "disk full": fill_disk,
    "clocks ahead": partial(set_clocks, seconds=CLOCK_SECONDS, whose=""),
    "clocks behind": partial(set_clocks, seconds=-CLOCK_SECONDS, whose=""),
    "one clock ahead": partial(set_clocks, seconds=CLOCK_SECONDS, whose="think"),
    "one clock behind": partial(set_clocks, seconds=-CLOCK_SECONDS, whose="io"),
    "power cut": kill_all,
}
KILLS: dict[str, Fault] = {f"kill {role}": partial(kill_one, role=role) for role in NAMES}


# What is measured happens more than once.
MEASURED = ("cut in FETCH", "cut in IDLE", "deaf in IDLE")


def draw_plan(chance: random.Random) -> list[str]:
    """Every fault, in any order."""
    plan = [*FAULTS, *MEASURED]
    chance.shuffle(plan)
    return plan


def play(scene: Scene, plan: Sequence[str]) -> None:
    """One fault after the other, with a moment between two."""
    for played, name in enumerate(plan):
        if scene.stop.is_set():
            return
        scene.played, scene.begun = played, time.monotonic()
        (FAULTS | KILLS)[name](scene)
        scene.pause(1, 4)
    scene.played = len(plan)


def keep_killing(scene: Scene, roles: Sequence[str], stop: Event) -> None:
    """Beside all other faults, until told to stop; who reads the mailbox is spared while its line is measured."""
    while roles and not stop.wait(scene.chance.uniform(4, 9)):
        role = scene.chance.choice(roles)
        if not (role == "io" and scene.calm.is_set()):
            KILLS[f"kill {role}"](scene)
