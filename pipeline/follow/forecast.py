"""Why a promise may not be kept: said early, in one sentence each, about the thing and not about the person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

from pipeline.follow.desk import FollowDesk, find_item
from pipeline.follow.view import Case
from pipeline.follow.working_time import LAST_DAY
from pipeline.model import Item, Person, State
from pipeline.recap.page import MAX_TEXT, say_name, shorten
from pipeline.recap.texts import Texts

# A promise that is due so soon should have its yes.
SOON = timedelta(days=7)
MOVED_OFTEN = 2
MANY_LATE = 2
# A chain of waiting that is longer says nothing more.
LONGEST_CHAIN = 5
CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]\d{1,3})(?![A-Za-z0-9])")
OPEN = frozenset({State.ASKED, State.ACCEPTED, State.BLOCKED})


def find_risks(item: Item, case: Case, desk: FollowDesk, late: Mapping[str, int]) -> tuple[str, ...]:
    """What stands against an open item, the most pressing first; `late` says how much each owner is late with."""
    return tuple(_find(item, case, desk, late))


def count_late(desk: FollowDesk) -> Mapping[str, int]:
    """How many things of each person are past their day, in the recaps this reader knows."""
    items = (item for case in desk.view.cases for item in case.items)
    return Counter(item.owner.key for item in items if item.owner is not None and is_late(item, desk))


def is_late(item: Item, desk: FollowDesk) -> bool:
    """Whether an open item's day is over for this reader."""
    today = desk.time.today(desk.view.now)
    return item.state in OPEN and item.due is not None and item.due.day is not None and item.due.day < today


def say_handed(to: Person, *, texts: Texts) -> str:
    """That somebody else is to take it and has not said yes."""
    return texts("risk.handed" if to.address else "risk.meant", name=say_name(to))


def _find(item: Item, case: Case, desk: FollowDesk, late: Mapping[str, int]) -> Iterator[str]:
    texts = desk.language(case).texts
    today = desk.time.today(desk.view.now)
    day = item.due.day if item.due is not None and item.due.day is not None else LAST_DAY
    if day < today:
        yield texts.count("risk.late", (today - day).days)
    if item.state is State.BLOCKED:
        yield from _say_chain(item, case, desk)
    if day - today <= SOON and item.proposed_owner is not None:
        yield say_handed(item.proposed_owner, texts=texts)
    elif day - today <= SOON and item.owner is None:
        yield texts("risk.nobody")
    elif today <= day <= today + SOON and item.state is State.ASKED:
        yield texts("risk.unanswered")
    moved = sum(one.verb == "reschedule" and one.code == item.code for one in case.happened)
    if moved >= MOVED_OFTEN:
        yield texts("risk.moved", number=moved)
    others = late.get(item.owner.key, 0) - is_late(item, desk) if item.owner is not None else 0
    if others >= MANY_LATE and day - today <= SOON:
        yield texts("risk.many_late", number=others)


def _say_chain(item: Item, case: Case, desk: FollowDesk) -> Iterator[str]:
    """What a blocked item waits for, and what that waits for in turn, as far as codes tell."""
    texts = desk.language(case).texts
    seen = [item.code]
    while len(seen) < LONGEST_CHAIN:
        named = [find_item(case, code) for code in CODE.findall(item.reason[:MAX_TEXT])]
        cause = next((one for one in named if one is not None and one.code not in seen), None)
        if cause is None:
            break
        who = say_name(cause.owner) if cause.owner is not None else texts("risk.no_one")
        yield texts("risk.waits", code=item.code, on=cause.code, who=who, state=texts(f"states.{cause.state}"))
        seen.append(cause.code)
        item = cause
        if item.state is not State.BLOCKED:
            return
    if item.state is State.BLOCKED:
        reason = shorten(item.reason, MAX_TEXT)
        yield texts("item.because.blocked", reason=reason) if reason else texts("risk.stuck")
