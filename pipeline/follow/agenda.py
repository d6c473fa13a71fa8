"""Before a meeting, its organiser is asked what it is for, and shown what the series left open.

The working day before, in the morning; once for each meeting. A meeting that
was told of too late for that is asked about in what is left of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.follow.desk import FollowDesk
from pipeline.follow.forecast import OPEN
from pipeline.follow.view import Case, DueLetter, Plan
from pipeline.kinds import KINDS
from pipeline.model import Item, State
from pipeline.model.ahead import Ahead
from pipeline.recap.page import MAX_TEXT, Entry, Section, build_entry, shorten
from pipeline.recap.texts import Texts

KIND = "agenda"
# Whoever sits in a meeting has no use for questions about it.
LATEST = timedelta(hours=1)
MOST_ENTRIES = 15
WORD = re.compile(r"[^\W\d_]+")
PARTS = ("purpose", "outcome", "boxes")


def plan_agendas(desk: FollowDesk) -> Plan:
    """A letter for each meeting of tomorrow."""
    now, time = desk.view.now, desk.time
    hour, until = desk.view.person.hour, time.evening
    letters: list[DueLetter] = []
    looks: list[datetime] = []
    memory: dict[str, str] = {}
    for ahead in desk.view.ahead:
        asked = desk.view.memory.get(_name(ahead), "")
        for start in ahead.starts:
            moment = time.moment(time.before(time.today(start), days=1), hour)
            if start - LATEST <= now or start.isoformat() <= asked:
                continue
            if moment > now:
                looks.append(moment)
            elif time.is_open(now, hour=hour, until=until):
                letters.append(_write(ahead, start, desk))
                memory[_name(ahead)] = start.isoformat()
            else:
                looks.append(time.next_open(now, hour=hour, until=until))
    return Plan(letters=tuple(letters), look_at=min(looks, default=None), memory=memory)


def _name(ahead: Ahead) -> str:
    return f"{KIND}:{ahead.uid}"


def _write(ahead: Ahead, start: datetime, desk: FollowDesk) -> DueLetter:
    cases = tuple(case for case in desk.view.cases if _is_of_series(case, ahead, desk))
    if cases:
        desk = replace(desk, spoken=cases[-1].recap.meeting.language)
    texts, there = desk.language().texts, start.astimezone(desk.time.zone)
    sections = tuple(_sections(cases, desk, texts=texts))
    return desk.write_across(
        KIND,
        cases if sections else (),
        key=f"{KIND}:{desk.reader.key}:{ahead.uid}:{start.date().isoformat()}",
        title=shorten(ahead.title, MAX_TEXT) or texts("letter.untitled"),
        when=texts("agenda.when", day=texts.day(there.date()), time=f"{there:%H:%M}"),
        asks=tuple(texts(f"agenda.{part}") for part in PARTS),
        sections=sections,
    )


def _is_of_series(case: Case, ahead: Ahead, desk: FollowDesk) -> bool:
    """Whether notes are those of an earlier meeting of this name; numbers and dates in a name do not count."""
    names = {desk.base(case), desk.title(case)}
    return bool(_words(ahead.title)) and _words(ahead.title) in {_words(name) for name in names}


def _words(name: str) -> tuple[str, ...]:
    return tuple(WORD.findall(name.casefold()))


def _sections(cases: Sequence[Case], desk: FollowDesk, *, texts: Texts) -> Iterator[Section]:
    decided = ((case, item) for case in cases[-1:] for item in case.items if _is_decided(item))
    for name, found in (("open", _find_open(cases)), ("decided", decided)):
        entries = tuple(_entry(case, item, desk, texts=texts, named=len(cases) > 1) for case, item in found)
        if entries:
            yield Section(heading=texts(f"agenda.{name}"), entries=entries[:MOST_ENTRIES])


def _find_open(cases: Iterable[Case]) -> Iterator[tuple[Case, Item]]:
    for case in cases:
        for item in case.items:
            if item.firm and item.state in OPEN and (KINDS[item.kind].owned or item.kind == "parking"):
                yield case, item


def _is_decided(item: Item) -> bool:
    return item.kind == "decision" and item.firm and item.state is not State.DROPPED


def _entry(case: Case, item: Item, desk: FollowDesk, *, texts: Texts, named: bool) -> Entry:
    """An item as it stands; with the meeting it is from where there are several."""
    asked = {reader.key for reader in case.recap.audience}
    entry = build_entry(item, reader=desk.reader.address, asked=asked, texts=texts)
    meeting = f"{desk.title(case)} [{case.recap.tag}]"
    return replace(entry, facts=(*entry.facts, *((meeting,) if named else ())), notes=(), quote="")
