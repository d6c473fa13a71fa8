"""What others answered, for the host; what is done, for whoever asked for it. Batched, at most one letter an hour.

A letter's key ends with the number of the last answer it tells of, so the
next one begins behind it. What the host is told at once brings no letter of
its own here, but stands in the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.follow.desk import FollowDesk, find_item
from pipeline.follow.view import Case, DueLetter, Happened, Plan
from pipeline.follow.working_time import AWAKE
from pipeline.model import Item, Person, State
from pipeline.recap.page import MAX_TEXT, Entry, begin, build_entry, say_name, shorten

SUMMARY, DONE = "summary", "done"
# Answers come in groups: the first waits a little for the others, and the next letter a good while.
PATIENCE = timedelta(minutes=10)
PAUSE = timedelta(hours=1)
# What is older than this is no news.
NEWS = timedelta(days=30)
FINISHED = frozenset({"done", "answer"})
TOLD = frozenset({"accept", "handover", "reschedule", "blocked", "drop"}) | FINISHED
AT_ONCE = frozenset({"decline", "object", "correct", "undo"})
SHOWN = TOLD | AT_ONCE | {"agree"}


def plan_summaries(desk: FollowDesk) -> Plan:
    """A letter for each recap with news that have waited long enough."""
    letters: list[DueLetter] = []
    looks: list[datetime] = []
    for case in desk.view.cases:
        news = _find_news(case, desk)
        if not any(one.verb in TOLD for one in news):
            continue
        at = _find_moment(case, news, desk)
        if at <= desk.view.now:
            letters.append(_write(case, news, desk))
        else:
            looks.append(at)
    return Plan(letters=tuple(letters), look_at=min(looks, default=None))


def _find_news(case: Case, desk: FollowDesk) -> tuple[Happened, ...]:
    """The answers of others this reader has not been told of: all of them for the host, else what they asked for."""
    told = max((_number(letter.key) for letter in case.letters(SUMMARY, DONE)), default=0)
    since = desk.view.now - NEWS
    new = [
        one for one in case.happened if one.number > told and one.at >= since and one.by.casefold() != desk.reader.key
    ]
    items = {one.number: find_item(case, one.code) for one in new}
    if desk.is_host(case):
        return tuple(one for one in new if one.verb in SHOWN and items[one.number] is not None)
    asked = {one.code for one in case.happened if one.verb == "handover" and one.by.casefold() == desk.reader.key}
    return tuple(one for one in new if one.verb in FINISHED and one.code in asked and _is_done(items[one.number]))


def _is_done(item: Item | None) -> bool:
    return item is not None and item.state is State.DONE


def _number(key: str) -> int:
    last = key.rpartition(":")[2]
    return int(last) if last.isdecimal() else 0


def _find_moment(case: Case, news: Iterable[Happened], desk: FollowDesk) -> datetime:
    """When the letter may go: not at night and on no free day, however little is in it."""
    first = min(one.at for one in news if one.verb in TOLD) + PATIENCE
    pauses = [letter.at + PAUSE for letter in case.letters(SUMMARY, DONE)]
    hour, until = AWAKE
    return desk.time.next_open(max([first, *pauses, desk.view.now]), hour=hour, until=until)


def _write(case: Case, news: Sequence[Happened], desk: FollowDesk) -> DueLetter:
    texts = desk.language(case).texts
    # What was taken back since is no good news.
    finished = all(one.verb in FINISHED and _is_done(find_item(case, one.code)) for one in news)
    kind = DONE if finished else SUMMARY
    entries = tuple(_entry(code, news, case, desk) for code in dict.fromkeys(one.code for one in news))
    who = dict.fromkeys(_name(one.by, case) for one in news)
    return desk.write(
        kind,
        case,
        key=f"{kind}:{case.recap.tag}:{desk.reader.key}:{max(one.number for one in news)}",
        entries=entries,
        title=texts.count(f"{kind}.title", len(who), who=next(iter(who))),
    )


def _entry(code: str | None, news: Iterable[Happened], case: Case, desk: FollowDesk) -> Entry:
    """An item as it stands now, and below it who said what."""
    item, texts = find_item(case, code), desk.language(case).texts
    if item is None:
        raise ValueError("news of no item")
    asked = {reader.key for reader in case.recap.audience}
    entry = build_entry(item, reader=desk.reader.address, asked=asked, texts=texts)
    notes = tuple(_say(one, case, desk) for one in news if one.code == code)
    asked_for = item.proposed_owner
    if asked_for is not None and not asked_for.address and desk.is_host(case):
        notes += (texts("host.unknown.line", name=say_name(asked_for)),)
    return replace(entry, notes=notes, quote="", text=entry.text if entry.who else begin(entry.text))


def _say(one: Happened, case: Case, desk: FollowDesk) -> str:
    texts = desk.language(case).texts
    what = texts(f"answered.{one.verb}", who=_name(one.by, case), name=_name(one.to, case))
    return texts("answered.said", what=what, text=shorten(one.text, MAX_TEXT)) if one.text else what


def _name(address: str, case: Case) -> str:
    """A person by the name the recap has for them."""
    recap = case.recap
    people = [*recap.people, *(Person(name=reader.name, address=reader.address) for reader in recap.audience)]
    known = (person.name for person in people if person.address.casefold() == address.casefold() and person.name)
    return say_name(Person(name=next(known, ""), address=address))
