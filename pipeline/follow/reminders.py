"""Reminders: two working days before, on the day, three and seven days after; one letter a recap and morning.

What was sent is read off the letters themselves: a letter at one moment has
told of everything that was due by then. So nothing is counted, a crash needs
no clean-up, and a step that fell into an absence or was overtaken is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipeline.follow.desk import FollowDesk
from pipeline.follow.view import Case, DueLetter, Plan
from pipeline.follow.working_time import WorkingTime
from pipeline.kinds import KINDS
from pipeline.model import Item, State
from pipeline.recap.build import is_theirs
from pipeline.recap.page import Entry, build_own_entry, say_state
from pipeline.series.mirror import is_continued

KIND = "reminder"
BEFORE, ON_THE_DAY, AFTER, LAST, AGAIN = "before", "day", "after", "last", "again"
# Working days before the day, and days after it.
AHEAD = 2
LATE = ((AFTER, timedelta(days=3)), (LAST, timedelta(days=7)))
# A reminder that could not go out for so long would only surprise.
STALE = timedelta(days=10)
MOST_A_DAY = 5
MOST_IN_A_LETTER = 25
REMINDED = frozenset({State.ASKED, State.ACCEPTED})
# Answers that give an item another day or another owner: its reminders begin anew.
BEGIN_ANEW = frozenset({"reschedule", "handover", "later", "undo"})
ANSWERS = ("done", "reschedule", "later", "blocked", "handover")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One reminder of an item's series, and when it may go out."""

    name: str
    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """An item that its owner is reminded of now."""

    item: Item
    step: Step


def plan_reminders(desk: FollowDesk) -> Plan:
    """The letters of this moment: one for each recap with something due, as many a day as a person can bear."""
    now, time = desk.view.now, desk.time
    letters: list[DueLetter] = []
    looks: list[datetime] = []
    had = sum(_is_today(letter.at, desk) for case in desk.view.cases for letter in case.letters(KIND))
    is_open = time.is_open(now, hour=desk.view.person.hour, until=time.evening)
    for case in desk.view.cases:
        due, ahead = _find_due(case, desk)
        looks += ahead
        if not due:
            continue
        told_today = any(_is_today(letter.at, desk) for letter in case.letters(KIND))
        if is_open and not told_today and had + len(letters) < MOST_A_DAY:
            letters.append(_write(case, due, desk))
        elif is_open:
            looks.append(time.morning(time.today(now) + timedelta(days=1)))
        else:
            looks.append(time.next_open(now, hour=desk.view.person.hour, until=time.evening))
    return Plan(letters=tuple(letters), look_at=min(looks, default=None))


def find_steps(item: Item, time: WorkingTime) -> tuple[Step, ...]:
    """The reminders of an item in their order; put off, it is told of once on that day, and goes on from there."""
    if item.due is None or item.due.day is None:
        steps: list[Step] = []
    else:
        day, hour = item.due.day, time.person.hour
        ahead = ((BEFORE, time.before(day, days=AHEAD)), (ON_THE_DAY, time.on_or_before(day)))
        steps = [Step(name=name, moment=time.moment(time.on_or_after(at), hour)) for name, at in ahead]
        steps += [Step(name=name, moment=time.morning(day + later)) for name, later in LATE]
    if item.quiet_until is not None:
        again = Step(name=AGAIN, moment=time.morning(item.quiet_until))
        steps = [again, *(step for step in steps if step.moment > again.moment)]
    return tuple(steps)


def is_reminded(item: Item, address: str) -> bool:
    """Whether this person is reminded of an item: a firm promise of theirs that is neither kept nor stuck."""
    owned = item.owner is not None and item.owner.address.casefold() == address.casefold()
    owned = owned and not is_continued(item)
    return owned and is_theirs(item, address) and item.firm and item.state in REMINDED and not KINDS[item.kind].wakes


def _find_due(case: Case, desk: FollowDesk) -> tuple[list[Reminder], list[datetime]]:
    """What is due of a recap now, and the moments at which more will be."""
    now, time = desk.view.now, desk.time
    told = max((time.today(letter.at) for letter in case.letters(KIND)), default=None)
    due: list[Reminder] = []
    ahead: list[datetime] = []
    for item in case.items:
        if not is_reminded(item, desk.reader.address):
            continue
        steps = tuple(_open_steps(item, case, desk))
        ahead += [step.moment for step in steps if step.moment > now]
        # Days are compared, not moments: whoever moves to another zone or hour is not told of the same step again.
        passed = [step for step in steps if step.moment <= now and (told is None or time.today(step.moment) > told)]
        if passed and now - passed[-1].moment < STALE:
            due.append(Reminder(item=item, step=passed[-1]))
    return due, ahead


def _open_steps(item: Item, case: Case, desk: FollowDesk) -> Iterator[Step]:
    """The steps after the item got its day and its owner; none once its owner answered a reminder."""
    about = [one for one in case.happened if one.code == item.code]
    began = max((one.at for one in about if one.verb in BEGIN_ANEW), default=case.began_at)
    steps = [step for step in find_steps(item, desk.time) if step.moment > began]
    first = min((step.moment for step in steps), default=None)
    reminders = [letter.at for letter in case.letters(KIND) if first is not None and letter.at >= first]
    spoke = max((one.at for one in about if one.by.casefold() == desk.reader.key), default=began)
    if not reminders or spoke <= min(reminders):
        # Who has just answered, a yes to a hand-over for one, is not reminded of what passed before.
        yield from (step for step in steps if step.moment > spoke)


def _is_today(moment: datetime, desk: FollowDesk) -> bool:
    return desk.time.today(moment) == desk.time.today(desk.view.now)


def _write(case: Case, due: list[Reminder], desk: FollowDesk) -> DueLetter:
    due = sorted(due, key=lambda one: _day(one.item))[:MOST_IN_A_LETTER]
    entries = tuple(_entry(one, case, desk) for one in due)
    day = desk.time.today(desk.view.now)
    late = any(_day(one.item) < day for one in due)
    return desk.write(
        KIND,
        case,
        key=f"{KIND}:{case.recap.tag}:{desk.reader.key}:{day.isoformat()}",
        entries=entries,
        title=desk.language(case).texts.count("reminder.late" if late else "reminder.title", len(entries)),
    )


def _day(item: Item) -> date:
    return item.due.day if item.due is not None and item.due.day is not None else date.max


def _entry(reminder: Reminder, case: Case, desk: FollowDesk) -> Entry:
    """The item as its owner sees it, with how near its day is, and what an owner can say to a reminder."""
    texts, reply, item = desk.language(case).texts, desk.reply(case), reminder.item
    keys = ("accept", *ANSWERS) if item.state is State.ASKED else ANSWERS
    return replace(
        build_own_entry(item, reply=reply, texts=texts),
        facts=(say_when(item, desk, case), say_state(item, reader=desk.reader.key, texts=texts)),
        answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in keys),
    )


def say_when(item: Item, desk: FollowDesk, case: Case | None = None) -> str:
    """How near an item's day is, or how long it is past, in words; empty where it has none."""
    texts = desk.language(case).texts
    if item.due is None or item.due.day is None:
        return ""
    day, today = item.due.day, desk.time.today(desk.view.now)
    if day == today:
        return texts("when.today", day=texts.day(day))
    if day > today:
        return texts.count("when.ahead", (day - today).days, day=texts.day(day))
    return texts.count("when.late", (today - day).days, day=texts.day(day))
