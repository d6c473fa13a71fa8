"""A quarter of a ten-person team on a test clock: who does what is a table, and every letter that goes out is kept.

`make quarter` prints it. Time jumps from one event to the next: a meeting, an
answer, a due look, a lease that ran out.
"""

from __future__ import annotations

import heapq
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from builders import NOTES_ADDRESS, a_mail, a_reply, read_letter
from fakes import Crashed, FakeCrash
from sqlalchemy import event, func, insert, select, union_all

from flow.road import Road
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.model import Address, Recap
from workers.store.payload import load
from workers.store.tables import EVENTS, INBOX, LOOKS, OUTBOX, PEOPLE, RECAPS

FIRST = date(2026, 10, 5)
WEEKS = 13
END = datetime(2027, 1, 16, tzinfo=UTC)
POLLED_AGAIN = timedelta(minutes=10)
# What nobody waits for: never at night, on a free day, or after a stop.
RECURRING = frozenset({"reminder", "progress", "wake", "summary", "done", "agenda"})
CODE = re.compile(r"^([A-Z]\d+) ", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the team. `habit` is how they answer; `patience` how many hours they take."""

    name: str
    place: str
    zone: str
    habit: str
    language: str = ""
    workdays: str = "12345"
    away: tuple[date, date] | None = None
    patience: int = 3

    @property
    def address(self) -> str:
        return f"{self.name.partition(' ')[0].lower()}@acme.example"

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))


TEAM = (
    Member(name="Mara Lindt", place="DE-BE", zone="Europe/Berlin", habit="host"),
    Member(name="Dana Wolff", place="DE-BY", zone="Europe/Berlin", habit="keeps", language="de"),
    Member(name="Sam Holt", place="GB", zone="Europe/London", habit="keeps", patience=26),
    Member(name="Ana Ruiz", place="ES", zone="Europe/Madrid", habit="puts off", language="es"),
    Member(name="Ben Okoye", place="US", zone="America/New_York", habit="silent"),
    Member(name="Priya Nair", place="IN", zone="Asia/Kolkata", habit="moves"),
    Member(name="Rui Costa", place="PT", zone="Europe/Lisbon", habit="hands over", language="pt"),
    Member(name="Yuki Mori", place="JP", zone="Asia/Tokyo", habit="says yes only"),
    Member(
        name="Lea Blanc",
        place="FR",
        zone="Europe/Paris",
        habit="keeps",
        language="fr",
        away=(date(2026, 11, 2), date(2026, 11, 15)),
    ),
    Member(name="Omar Saleh", place="AE", zone="Asia/Dubai", habit="stops", workdays="71234"),
)
BY_ADDRESS = {member.address: member for member in TEAM}
HOST = TEAM[0]
STOPS_AT = datetime(2026, 11, 20, tzinfo=UTC)

TASKS = (
    "send the budget to the bank",
    "write the rollback plan",
    "book the room for the workshop",
    "call the printer about the posters",
    "update the price list",
    "test the refund form",
    "draft the press text",
    "order the new laptops",
    "check the backup of the wiki",
    "translate the help page",
)


@dataclass(frozen=True, kw_only=True)
class Post:
    """A letter of ours as it went out."""

    at: datetime
    to: Member
    raw: bytes
    kind: str
    subject: str
    message_id: str
    text: str

    @property
    def title(self) -> str:
        return self.text.splitlines()[0]

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(CODE.findall(self.text)))


def _open(raw: bytes, member: Member, *, at: datetime) -> Post:
    mail = read_letter(raw)
    body = mail.get_body(("plain",))
    assert body is not None
    return Post(
        at=at,
        to=member,
        raw=raw,
        kind=str(mail["X-Followthrough"]),
        subject=str(mail["Subject"]),
        message_id=str(mail["Message-ID"]),
        text=str(body.get_content()),
    )


@dataclass
class Quarter:
    """The team's thirteen weeks. `crashes` is how many of the points that the road passes pull the plug."""

    road: Road
    crashes: int = 0
    letters: list[Post] = field(default_factory=list)
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    stopped_at: dict[str, datetime] = field(default_factory=dict)
    pulled: int = 0

    def __post_init__(self) -> None:
        self.road.post.clock = self.road.clock
        # No power cut is played here, only crashes of ours: nothing has to reach the disk.
        event.listen(self.road.store.engine, "connect", lambda line, _: line.execute("PRAGMA synchronous=OFF"))
        self.road.clock.moment = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
        self.events: list[tuple[datetime, int, Callable[[], None]]] = []
        self.seen: dict[str, int] = {}
        self.known: set[tuple[str, bytes]] = set()
        self.chance = random.Random(7)
        self.accident = random.Random(11)
        self.pulled_at = {self.accident.randrange(2500) for _ in range(self.crashes)}
        self.road.use_crash(_Unlucky(self))
        self._introduce()
        for week in range(WEEKS):
            self._plan(_berlin(FIRST + timedelta(weeks=week), 10), self._meet(week))

    def run(self) -> None:
        """Everything up to the end."""
        while (at := self._find_next()) is not None and at <= END:
            self.road.clock.moment = max(at, self.road.clock.moment)
            while self.events and self.events[0][0] <= self.road.clock.moment:
                heapq.heappop(self.events)[2]()
            self._run_road()
            self._read_post()

    def recaps(self) -> list[Recap]:
        with self.road.store.begin() as tx:
            return [load(Recap, payload) for payload in tx.execute(select(RECAPS.c.payload)).scalars()]

    def accepted(self) -> set[tuple[str, str]]:
        """Every promise that somebody said yes to, by the tag of its recap and its code."""
        joined = select(RECAPS.c.tag, EVENTS.c.code).join(EVENTS, EVENTS.c.recap_id == RECAPS.c.id)
        with self.road.store.begin() as tx:
            return {(row.tag, row.code) for row in tx.execute(joined.where(EVENTS.c.verb == "accept"))}

    def to(self, member: Member, *kinds: str) -> list[Post]:
        return [post for post in self.letters if post.to is member and post.kind in kinds]

    def timeline(self) -> Iterator[str]:
        """What happened, a line each, by the day in Berlin."""
        day = None
        for at, line in sorted(self.lines, key=lambda one: one[0]):
            there = HOST.local(at)
            if there.date() != day:
                day = there.date()
                yield f"\n{there:%A %d %B %Y}"
            yield f"  {there:%H:%M}  {line}"

    def _introduce(self) -> None:
        rows = [
            {
                "address": member.address,
                "name": member.name,
                "aliases": [],
                "learned_at": self.road.clock.now(),
                "timezone": member.zone,
                "language": member.language,
                "place": member.place,
                "workdays": member.workdays,
                "away_until": None,
            }
            for member in TEAM
        ]
        with self.road.store.begin() as tx:
            tx.execute(insert(PEOPLE), rows)
        for member in TEAM:
            if member.away is not None:
                self._plan(_berlin(member.away[0], 0), self._leave(member, member.away[1]))

    def _plan(self, at: datetime, doing: Callable[[], None]) -> None:
        heapq.heappush(self.events, (at, len(self.events) + self.chance.randrange(10**9), doing))

    def _find_next(self) -> datetime | None:
        """The next event of the team, look, or row that is due again."""
        with self.road.store.begin() as tx:
            rows = union_all(
                select(func.min(LOOKS.c.at).label("at")),
                select(func.min(INBOX.c.due_at)).where(INBOX.c.state == "due"),
                select(func.min(OUTBOX.c.due_at)).where(OUTBOX.c.state == "due"),
            ).subquery()
            moments = [at for at in tx.execute(select(rows.c.at)).scalars() if at is not None]
        return min([*moments, *(one[0] for one in self.events[:1])], default=None)

    def _run_road(self) -> None:
        while True:
            try:
                self.road.run()
            except Crashed:
                self.pulled += 1
                self.road.start_anew()
                # The right to the mailbox is still the dead process's; whoever polls looks again when that has run out.
                self._plan(self.road.clock.now() + POLLED_AGAIN, _nothing)
            else:
                return

    def _read_post(self) -> None:
        for member in TEAM:
            box = self.road.post.letters(member.address)
            for raw in box[self.seen.get(member.address, 0) :]:
                # The honest limit: a crash right after the server's yes sends the same bytes again.
                if b"\r\nX-Followthrough:" in raw and (member.address, raw) not in self.known:
                    self.known.add((member.address, raw))
                    self._get(_open(raw, member, at=self.road.clock.now()))
            self.seen[member.address] = len(box)

    def _get(self, post: Post) -> None:
        self.letters.append(post)
        there = post.to.local(post.at)
        first = post.to.name.partition(" ")[0]
        self.lines.append((post.at, f"→ {first} ({there:%a %H:%M} there)  {post.kind}: {post.title}"))
        words = HABITS[post.to.habit](post, self)
        if words:
            at = _awake(post.at + timedelta(hours=post.to.patience), post.to)
            self._plan(at, self._answer(post, words))

    def _answer(self, post: Post, words: str) -> Callable[[], None]:
        def answer() -> None:
            self.lines.append((self.road.clock.now(), f"← {post.to.name.partition(' ')[0]}: {words!r}"))
            self.road.deliver(a_reply(post.raw, words, sender=post.to.address, sent_at=self.road.clock.now()))
            if words == "stop":
                self.stopped_at[post.to.address] = self.road.clock.now()

        return answer

    def _leave(self, member: Member, until: date) -> Callable[[], None]:
        def leave() -> None:
            words = f"I am away until {until:%-d %B %Y}"
            self.lines.append((self.road.clock.now(), f"← {member.name.partition(' ')[0]}: {words!r}"))
            sender = Address(address=member.address, name=member.name)
            now = self.road.clock.now()
            self.road.deliver(a_mail(words, sender=sender, to=(NOTES_ADDRESS,), subject="Away", sent_at=now))

        return leave

    def _meet(self, week: int) -> Callable[[], None]:
        def meet() -> None:
            self.lines.append((self.road.clock.now(), f"Mara sends the notes of meeting {week + 1}"))
            self.road.deliver(_notes(week))

        return meet


@dataclass
class _Unlucky(FakeCrash):
    """Pulls the plug at some of the points that are passed, chosen before."""

    quarter: Quarter
    count: int = 0

    def at(self, point: str) -> None:
        self.count += 1
        if self.count in self.quarter.pulled_at:
            raise Crashed(point)


def _notes(week: int) -> bytes:
    """Four promises, a decision, every third week an experiment that is looked at two weeks on."""
    held_on = FIRST + timedelta(weeks=week)
    owners = [TEAM[1:][(week * 4 + number) % (len(TEAM) - 1)] for number in range(4)]
    lines = [
        f"- {owner.name} will {TASKS[(week * 3 + number) % len(TASKS)]} for part {week + 1} "
        f"by {held_on + timedelta(days=3 + 4 * number):%-d %B %Y}."
        for number, owner in enumerate(owners)
    ]
    lines.append(f"- We agreed to keep plan {week + 1}, because it is tested.")
    if week % 3 == 0:
        lines += ["", "Experiments", f"- A short stand-up, until {held_on + timedelta(days=16):%-d %B %Y}."]
    names = ", ".join(member.name for member in TEAM)
    return a_mail(
        "\n".join((f"Team meeting {week + 1}", f"Date: {held_on:%-d %B %Y}", f"Attendees: {names}", "", *lines)),
        sender=Address(address=HOST.address, name=HOST.name),
        to=(NOTES_ADDRESS, *(Address(address=one.address, name=one.name) for one in TEAM[1:])),
        subject=f"Team meeting {week + 1}",
        sent_at=_berlin(held_on, 10),
        message_id=f"<meeting{week + 1}@mail.acme.example>",
    )


def _keeps(post: Post, _: Quarter) -> str:
    match post.kind:
        case "recap" | "ask":
            return "ok" if _own(post) else ""
        case "reminder":
            return "\n".join(f"{code}: done" for code in post.codes)
        case _:
            return ""


def _says_yes_only(post: Post, quarter: Quarter) -> str:
    return _keeps(post, quarter) if post.kind in {"recap", "ask"} else ""


def _puts_off(post: Post, quarter: Quarter) -> str:
    """The first reminder is put off for a week, the second answered."""
    if post.kind != "reminder":
        return _keeps(post, quarter)
    had = [one for one in quarter.to(post.to, "reminder") if one.subject == post.subject]
    return "\n".join(f"{code}: remind me in a week" for code in post.codes) if len(had) == 1 else _keeps(post, quarter)


def _moves(post: Post, quarter: Quarter) -> str:
    """Every second reminder moves the day by a week."""
    if post.kind != "reminder":
        return _keeps(post, quarter)
    day = post.to.local(post.at).date() + timedelta(days=9)
    odd = len(quarter.to(post.to, "reminder")) % 2
    return "\n".join(f"{code}: by {day}" if odd else f"{code}: done" for code in post.codes)


def _hands_over(post: Post, quarter: Quarter) -> str:
    if post.kind == "recap" and _own(post):
        return "\n".join(f"{code}: give it to Sam" for code in _own(post))
    return _keeps(post, quarter) if post.kind == "reminder" else ""


def _stops(post: Post, quarter: Quarter) -> str:
    """Keeps promises for a while, then wants no more letters."""
    if post.at < STOPS_AT:
        return _keeps(post, quarter)
    return "stop" if post.kind in RECURRING and post.to.address not in quarter.stopped_at else ""


def _hosts(post: Post, quarter: Quarter) -> str:
    """Drops what is long overdue, and ends every experiment."""
    if post.kind == "wake":
        return "\n".join(f"{code}: done, we keep it" for code in post.codes)
    return ""


def _nothing() -> None:
    """Time goes by."""


def _silent(_post: Post, _quarter: Quarter) -> str:
    return ""


HABITS: dict[str, Callable[[Post, Quarter], str]] = {
    "host": _hosts,
    "keeps": _keeps,
    "puts off": _puts_off,
    "silent": _silent,
    "moves": _moves,
    "hands over": _hands_over,
    "says yes only": _says_yes_only,
    "stops": _stops,
}


def _own(post: Post) -> list[str]:
    """The codes of what is the reader's own, as a one-tap answer names them."""
    return list(dict.fromkeys(re.findall(r"^    (A\d+) ?: ", post.text, re.MULTILINE)))


def _awake(at: datetime, member: Member) -> datetime:
    """People answer in their day, free or not."""
    there = member.local(at)
    if 7 <= there.hour < 22:
        return at
    morning = there.replace(hour=8, minute=0)
    return (morning if there.hour < 7 else morning + timedelta(days=1)).astimezone(UTC)


def _berlin(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def run_quarter(folder: Path, knowledge: Knowledge, *, crashes: int = 0) -> Quarter:
    """The quarter on a database in this folder."""
    road = Road(f"sqlite:///{folder / 'quarter.db'}", knowledge)
    quarter = Quarter(road, crashes=crashes)
    quarter.run()
    return quarter


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        quarter = run_quarter(Path(folder), load_knowledge())
        sys.stdout.write("\n".join(quarter.timeline()) + "\n")
        quarter.road.close()


if __name__ == "__main__":
    main()
