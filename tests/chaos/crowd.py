"""The people: hosts send notes, owners answer their recap in their own words as soon as it is there."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle, product
from threading import Event, RLock

from builders import a_reply, read_letter
from chaos.house import House
from stack.teams import FIRST, LAST, Team

from pipeline.mail.parse import content_key
from pipeline.model import Address

ENDINGS = ("", "er", "sen", "ova", "mann", "ski", "ez")
DUE = date(2026, 11, 27)
# One in so many mails comes a second time by another way, as after a 4xx that was taken for a loss.
_TWICE = 25
# How often people look into their mailboxes; all of them at once is work.
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an owner answers, and what must be so of A1 afterwards, by its state and its day."""

    said: str
    state: str
    day: Callable[[date], bool] = lambda day: day == DUE


WORDS = (
    Words(said="ok", state="accepted"),
    Words(said="done", state="done"),
    Words(said="Tuesday instead", state="asked", day=lambda day: day != DUE and day.weekday() == 1),
    Words(said="yes, will do", state="accepted"),
    Words(said="can't do it, sorry", state="declined"),
)


@dataclass(kw_only=True)
class Talk:
    """One meeting: its notes, and the answer to its recap where that was sent."""

    team: Team
    words: Words
    reply: bytes = b""
    reply_id: str = ""


@dataclass
class Crowd:
    """Everybody who writes. `talks` is what they wrote, oldest first."""

    house: House
    chance: random.Random
    talks: list[Talk] = field(default_factory=list)
    twice: int = 0
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.teams = _teams()
        self.unanswered: list[Talk] = []

    def send(self) -> str:
        """One more meeting; the content key of its mail."""
        with self.lock:
            talk = Talk(team=next(self.teams), words=self.chance.choice(WORDS))
            raw = talk.team.mail()
            self._deliver(raw)
            self.talks.append(talk)
            self.unanswered.append(talk)
            return content_key(raw)

    def answer(self) -> None:
        """Whoever has a recap that they did not answer yet, does."""
        with self.lock:
            for talk in list(self.unanswered):
                recap = self._find_recap(talk)
                if recap is None:
                    continue
                talk.reply = a_reply(recap, talk.words.said, sender=talk.team.owner)
                talk.reply_id = str(read_letter(talk.reply)["Message-ID"])
                self._deliver(talk.reply, to=read_letter(recap)["Reply-To"].addresses[0].addr_spec)
                self.unanswered.remove(talk)

    def run(self, mails: int, share: Callable[[], float], stop: Event) -> None:
        """So many meetings, of which this share is wanted by now, and every answer."""
        looked_at = 0.0
        while not stop.is_set():
            if len(self.talks) < int(mails * share()):
                self.send()
            elif time.monotonic() - looked_at > _LOOK_SECONDS:
                self.answer()
                looked_at = time.monotonic()
            else:
                stop.wait(0.1)

    def _find_recap(self, talk: Talk) -> bytes | None:
        found = (read_letter(raw) for raw in self.house.letters(talk.team.owner.address))
        mine = (letter for letter in found if letter["In-Reply-To"] == talk.team.message_id)
        letter = next(mine, None)
        return None if letter is None else letter.as_bytes()

    def _deliver(self, raw: bytes, **to: str) -> None:
        self.house.deliver(raw, **to)
        if self.chance.randrange(_TWICE) == 0:
            self.twice += 1
            self.house.deliver(b"Received: by relay.example; Mon, 23 Nov 2026 09:00:00 +0000\r\n" + raw, **to)


def _teams() -> Iterator[Team]:
    """People of whom no two have one name, until there are more meetings than people; then they meet again."""
    names = [f"{first} {last}{ending}" for ending, last, first in product(ENDINGS, LAST, FIRST)]
    people = [Address(address=f"{name.replace(' ', '.').lower()}@acme.example", name=name) for name in names]
    seats = cycle(people)
    for number, host, owner, other in zip(count(1), seats, seats, seats, strict=False):
        yield Team(number=number, host=host, owner=owner, other=other)
