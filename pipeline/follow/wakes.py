"""What was only believed or tried out comes back on its day, with a question: keep, stop, or go on for a while.

Its owner is asked, or the host where nobody owns it. Asked once a day named;
who names another day is asked again then. Silence is left to the weekly letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.follow.desk import FollowDesk
from pipeline.follow.forecast import OPEN
from pipeline.follow.view import Case, DueLetter, Plan
from pipeline.kinds import KINDS
from pipeline.model import Item
from pipeline.recap.page import Entry, build_own_entry

KIND = "wake"
STALE = timedelta(days=10)
BEGIN_ANEW = frozenset({"reschedule", "handover", "later", "undo"})
# Answers to tap by the kind of item; the words stand in the pack's `answers`.
ANSWERS = {"assumption": ("held", "wrong", "extend"), "experiment": ("keep", "quit", "extend")}


def plan_wakes(desk: FollowDesk) -> Plan:
    """A letter for each recap in which something wakes today."""
    now, time = desk.view.now, desk.time
    letters: list[DueLetter] = []
    looks: list[datetime] = []
    for case in desk.view.cases:
        told = max((time.today(letter.at) for letter in case.letters(KIND)), default=None)
        moments = tuple(_moments(case, desk))
        looks += [moment for _, moment in moments if moment > now]
        due = [
            item
            for item, moment in moments
            if now - STALE < moment <= now and (told is None or time.today(moment) > told)
        ]
        if due and time.is_open(now, hour=desk.view.person.hour, until=time.evening):
            letters.append(_write(case, due, desk))
        elif due:
            looks.append(time.next_open(now, hour=desk.view.person.hour, until=time.evening))
    return Plan(letters=tuple(letters), look_at=min(looks, default=None))


def _moments(case: Case, desk: FollowDesk) -> Iterator[tuple[Item, datetime]]:
    """The sleeping items that wake for this reader, and when: never for a day that was over when it was named."""
    for item in case.items:
        if not (KINDS[item.kind].wakes and item.firm and item.state in OPEN and _wakes_for(item, case, desk)):
            continue
        days = [item.due.day] if item.due is not None and item.due.day is not None else []
        days += [item.quiet_until] if item.quiet_until is not None else []
        if days:
            moment = desk.time.morning(max(days))
            named = [one.at for one in case.happened if one.code == item.code and one.verb in BEGIN_ANEW]
            if moment > max(named, default=case.began_at):
                yield item, moment


def _wakes_for(item: Item, case: Case, desk: FollowDesk) -> bool:
    if item.owner is None or not item.owner.address:
        return desk.is_host(case)
    return desk.is_reader(item.owner)


def _write(case: Case, due: list[Item], desk: FollowDesk) -> DueLetter:
    day = desk.time.today(desk.view.now)
    return desk.write(
        KIND,
        case,
        key=f"{KIND}:{case.recap.tag}:{desk.reader.key}:{day.isoformat()}",
        entries=tuple(_entry(item, case, desk) for item in due),
        title=desk.language(case).texts.count("wake.title", len(due)),
    )


def _entry(item: Item, case: Case, desk: FollowDesk) -> Entry:
    """What was believed or tried, what is asked now, and the ways it can go on."""
    texts, reply = desk.language(case).texts, desk.reply(case)
    entry = build_own_entry(item, reply=reply, texts=texts)
    question = texts(f"wake.{item.kind}")
    return replace(
        entry,
        facts=entry.facts[:1],
        notes=(question,),
        answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in ANSWERS[item.kind]),
        suggest=False,
    )
