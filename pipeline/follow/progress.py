"""The weekly letter: what was kept, what is due, who is waited for, what is at risk and why.

One for each person and week, on their first working day of it. A week in
which nothing of theirs is open and nothing was kept brings none. What the
last letter was is in the memory, since it belongs to no single recap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipeline.follow.desk import FollowDesk
from pipeline.follow.forecast import OPEN, count_late, find_risks, is_late, say_handed
from pipeline.follow.reminders import say_when
from pipeline.follow.view import Case, Plan
from pipeline.kinds import KINDS
from pipeline.model import Item, State
from pipeline.recap.page import Entry, Section, build_entry, build_own_entry, join, say_state
from pipeline.recap.texts import Texts
from pipeline.series.mirror import is_continued

KIND = "progress"
HOUR = 8
WEEK = timedelta(days=7)
# A letter about the week that comes later than this is no news any more.
LATEST = timedelta(days=1)
NEW = timedelta(days=1)
TO_TEST = timedelta(days=14)
MOST_ENTRIES = 15
# What stands in the strip: what is over, and what is still to come of this week.
STRIP = frozenset({"kept", "risk", "due", "waiting"})
# Of many things, each gets the answers that most people give.
QUICK = ("done", "reschedule", "later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part of the strip above the week: which, in words with its number, and how much of the whole it is."""

    name: str
    said: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An item in its recap, as this reader has to do with it. `risks` are sentences."""

    case: Case
    item: Item
    own: bool
    risks: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """Its day; the last of all where it has none."""
        return self.item.due.day if self.item.due is not None and self.item.due.day is not None else date.max


def plan_progress(desk: FollowDesk) -> Plan:
    """The letter of the week where it is due, and the moment of the next one."""
    now, time = desk.view.now, desk.time
    today = time.today(now)
    monday = today - timedelta(days=today.weekday())
    hour = _hour(desk)
    first = time.on_or_after(monday)
    moment, label = time.moment(first, hour), monday.isoformat()
    next_week = time.moment(time.on_or_after(monday + WEEK), hour)
    things = (*_things(desk), *_kept(desk))
    if not things:
        return Plan()
    # Whoever had their first recap this morning knows it all.
    had = desk.view.memory.get(KIND) == label or not any(one.case.began_at < moment - NEW for one in things)
    if had or today - first > LATEST:
        return Plan(look_at=next_week)
    if now < moment:
        return Plan(look_at=moment)
    opens = time.next_open(now, hour=hour, until=max(time.evening, hour + 1))
    if opens > now:
        return Plan(look_at=min(opens, next_week))
    return _write(desk, label, next_week)


def _hour(desk: FollowDesk) -> int:
    """Before the day's reminders, so that these come to somebody who has seen the week."""
    return max(HOUR, desk.view.person.hour - 1)


def _write(desk: FollowDesk, label: str, next_week: datetime) -> Plan:
    things = tuple(_things(desk))
    cases = tuple({thing.case.recap.tag: thing.case for thing in (*things, *_kept(desk))}.values())
    desk = replace(desk, spoken=cases[-1].recap.meeting.language)
    numbers = {name: len(found) for name, found, _ in _rows(desk)}
    texts = desk.language().texts
    letter = desk.write_across(
        KIND,
        cases,
        key=f"{KIND}:{desk.reader.key}:{label}",
        sections=tuple(_sections(desk)),
        strip=tuple(_strip(desk)),
        summary=_summarise(numbers["due"], numbers["risk"], texts=texts),
        day=texts.day(desk.time.today(desk.view.now)),
    )
    return Plan(letters=(letter,), look_at=next_week, memory={KIND: label})


def _summarise(due: int, risk: int, *, texts: Texts) -> str:
    """The week in a few words; what there is none of is left out."""
    parts = [
        texts.count(f"progress.{name}", number) for name, number in (("due_count", due), ("risk_count", risk)) if number
    ]
    return join(parts, texts=texts) if parts else texts("progress.calm")


def _sections(desk: FollowDesk) -> Iterator[Section]:
    texts = desk.language().texts
    for name, found, build in _rows(desk):
        more = len(found) - MOST_ENTRIES
        if found:
            yield Section(
                heading=texts(f"progress.{name}"),
                note=texts("progress.more", number=more) if more > 0 else "",
                entries=tuple(build(one, desk) for one in found[:MOST_ENTRIES]),
            )


def _strip(desk: FollowDesk) -> Iterator[Share]:
    """The week at a glance: so much of each sort, beside what stands below."""
    texts = desk.language().texts
    numbers = {name: len(found) for name, found, _ in _rows(desk) if name in STRIP and found}
    for name, number in numbers.items():
        percent = round(100 * number / sum(numbers.values()))
        yield Share(name=name, said=texts.count(f"progress.strip.{name}", number), percent=percent)


def _rows(desk: FollowDesk) -> Iterator[tuple[str, tuple[Thing, ...], Callable[[Thing, FollowDesk], Entry]]]:
    """What each section holds, in their order, and how an entry of it is built."""
    things = sorted(_things(desk), key=lambda one: (not one.own, one.day))
    due = [one for one in things if one.own and not one.risks and one.day <= _sunday(desk)]
    later = [one for one in things if one.own and not one.risks and one.day > _sunday(desk)]
    rows: tuple[tuple[str, Iterable[Thing], Callable[[Thing, FollowDesk], Entry]], ...] = (
        ("kept", _kept(desk), _plain_entry),
        ("risk", [one for one in things if one.risks], _entry),
        ("due", due, _entry),
        ("waiting", [one for one in things if not one.own and not one.risks], _entry),
        ("later", later, _entry),
        ("decided", _of_week(desk, "decision"), _plain_entry),
        ("test", _to_test(desk), _plain_entry),
        ("credit", (*_of_week(desk, "kudos"), *_done_for(desk)), _plain_entry),
    )
    yield from ((name, tuple(found), build) for name, found, build in rows)


def _things(desk: FollowDesk) -> Iterator[Thing]:
    """Everything open that is theirs, or that they wait for: as host, or because they handed it over."""
    late = count_late(desk)
    for case in desk.view.cases:
        handed = {one.code for one in case.happened if one.verb == "handover" and one.by.casefold() == desk.reader.key}
        for item in case.items:
            own = desk.is_reader(item.owner) or desk.is_reader(item.proposed_owner)
            waits = KINDS[item.kind].dated and (desk.is_host(case) or item.code in handed)
            is_open = item.firm and item.state in OPEN and not is_continued(item)
            if is_open and not KINDS[item.kind].wakes and (own or waits):
                yield Thing(case=case, item=item, own=own, risks=find_risks(item, case, desk, late))


def _kept(desk: FollowDesk) -> Iterator[Thing]:
    """What they finished in the last week."""
    yield from (one for one in _finished(desk) if one.own)


def _done_for(desk: FollowDesk) -> Iterator[Thing]:
    """What others finished in the last week of what they host."""
    yield from (one for one in _finished(desk) if not one.own and desk.is_host(one.case))


def _finished(desk: FollowDesk) -> Iterator[Thing]:
    for case in desk.view.cases:
        codes = {one.code for one in case.happened if one.verb == "done" and one.at >= desk.view.now - WEEK}
        for item in case.items:
            if item.code in codes and item.state is State.DONE and item.owner is not None:
                yield Thing(case=case, item=item, own=desk.is_reader(item.owner))


def _of_week(desk: FollowDesk, kind: str) -> Iterator[Thing]:
    for case in desk.view.cases:
        if case.began_at >= desk.view.now - WEEK:
            found = (item for item in case.items if item.kind == kind and item.firm)
            yield from (Thing(case=case, item=item, own=False) for item in found if item.state is not State.DROPPED)


def _to_test(desk: FollowDesk) -> Iterator[Thing]:
    """What is only believed or tried out, and is looked at soon or should have been."""
    until = desk.time.today(desk.view.now) + TO_TEST
    for case in desk.view.cases:
        for item in case.items:
            thing = Thing(case=case, item=item, own=desk.is_reader(item.owner))
            if KINDS[item.kind].wakes and item.firm and item.state in OPEN and thing.day <= until:
                yield thing


def _entry(thing: Thing, desk: FollowDesk) -> Entry:
    """An open item: with answers to tap where it is theirs, with its owner where it is not."""
    texts, reply, item = desk.language(thing.case).texts, desk.reply(thing.case), thing.item
    if not thing.own:
        entry = _plain_entry(thing, desk)
        return replace(entry, notes=thing.risks)
    asked = item.state is State.ASKED or desk.is_reader(item.proposed_owner)
    keys = ("accept", *QUICK) if asked else QUICK
    facts = (
        say_when(item, desk, thing.case),
        say_state(item, reader=desk.reader.key, texts=texts),
        desk.title(thing.case),
    )
    return replace(
        build_own_entry(item, reply=reply, texts=texts),
        facts=tuple(fact for fact in facts if fact),
        notes=_find_untold(thing, desk),
        quote="",
        answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in keys),
        suggest=False,
    )


def _find_untold(thing: Thing, desk: FollowDesk) -> tuple[str, ...]:
    """The risks without how long it is past its day and who is asked: both stand in the facts."""
    texts, to = desk.language(thing.case).texts, thing.item.proposed_owner
    handed = say_handed(to, texts=texts) if to is not None else ""
    return tuple(risk for risk in thing.risks[is_late(thing.item, desk) :] if risk != handed)


def _plain_entry(thing: Thing, desk: FollowDesk) -> Entry:
    texts = desk.language(thing.case).texts
    asked = {reader.key for reader in thing.case.recap.audience}
    entry = build_entry(thing.item, reader=desk.reader.address, asked=asked, texts=texts)
    return replace(entry, facts=(*entry.facts, desk.title(thing.case)), quote="")


def _sunday(desk: FollowDesk) -> date:
    today = desk.time.today(desk.view.now)
    return today + timedelta(days=6 - today.weekday())
