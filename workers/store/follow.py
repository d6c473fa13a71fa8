"""What is known of some people for `pipeline.follow`: the recaps they may answer, and what they heard of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from pipeline.follow.view import Case, FollowView, Happened, Sent
from pipeline.kinds import KINDS
from pipeline.model import Item, Preferences, Recap, State
from pipeline.outcome import NotesRead, Outcome, ReplyRead
from pipeline.recap.build import CLOSED
from workers.store import ahead, feedback, looks, people
from workers.store.looks import LookRow
from workers.store.payload import load
from workers.store.store import Transaction
from workers.store.tables import AHEAD, EVENTS, ITEMS, OUTBOX, RECAPS, TOKENS

# What is told of weekly is looked for so far back.
RECENT = timedelta(days=15)
# A person who may answer more than this has other trouble; the newest count.
MOST_RECAPS = 300
# The answer by which somebody asks somebody else.
HANDED = "handover"
LATER = "later"
_OPEN = tuple(state.value for state in State if state not in CLOSED)
# What is asked after for as long as it is open, whoever owns it. Decisions and risks of others stay open for good, and
# with them a recap would stay in sight for ever.
_FOLLOWED = tuple(kind.name for kind in KINDS.values() if kind.dated and not kind.wakes)

# Built once: to build a statement costs more than to run it.
_IS_FOLLOWED = or_(
    ITEMS.c.kind.in_(_FOLLOWED),
    ITEMS.c.owner == bindparam("key"),
    ITEMS.c.due_on.is_not(None),
    # Whoever has a meeting ahead is shown all that its series left open.
    select(AHEAD.c.uid).where(AHEAD.c.address == bindparam("key"), AHEAD.c.last_at > bindparam("now")).exists(),
)
_RECAPS = (
    select(RECAPS.c.id, RECAPS.c.tag, RECAPS.c.created_at, RECAPS.c.payload)
    .join(TOKENS, TOKENS.c.recap_id == RECAPS.c.id)
    .where(
        TOKENS.c.address == bindparam("key"),
        TOKENS.c.revoked_at.is_(None),
        or_(
            RECAPS.c.created_at >= bindparam("recent"),
            select(ITEMS.c.code)
            .where(ITEMS.c.recap_id == RECAPS.c.id, ITEMS.c.state.in_(_OPEN), _IS_FOLLOWED)
            .exists(),
            # What was put off has a day that stands in the recap alone.
            select(EVENTS.c.id).where(EVENTS.c.recap_id == RECAPS.c.id, EVENTS.c.verb == LATER).exists(),
            select(EVENTS.c.id).where(EVENTS.c.recap_id == RECAPS.c.id, EVENTS.c.at >= bindparam("recent")).exists(),
        ),
    )
    .order_by(RECAPS.c.id.desc())
    .limit(MOST_RECAPS)
)
_HAPPENED = (
    select(EVENTS.c.id, EVENTS.c.recap_id, EVENTS.c.at, EVENTS.c.by, EVENTS.c.verb, EVENTS.c.code, EVENTS.c.payload)
    .where(EVENTS.c.recap_id.in_(bindparam("ids", expanding=True)))
    .order_by(EVENTS.c.id)
)
_LETTERS = (
    select(
        OUTBOX.c.recap_tag, OUTBOX.c.recipient, OUTBOX.c.kind, OUTBOX.c.key, OUTBOX.c.message_id, OUTBOX.c.created_at
    )
    .where(
        OUTBOX.c.recap_tag.in_(bindparam("tags", expanding=True)),
        func.lower(OUTBOX.c.recipient).in_(bindparam("readers", expanding=True)),
    )
    .order_by(OUTBOX.c.id)
)


def gather_views(tx: Transaction, rows: Iterable[LookRow], *, now: datetime) -> Mapping[int, FollowView]:
    """Everything that could matter now for each of these people, by look. What several share is read once."""
    memories = {row.address: (row.id, row.memory) for row in rows}
    persons = people.find_preferences_of(tx, memories)
    theirs = {address: _find_recaps(tx, person, now=now) for address, person in persons.items()}
    shared = {row.id: row for found in theirs.values() for row in found}
    recaps = {number: load(Recap, row.payload) for number, row in shared.items()}
    happened = _find_happened(tx, sorted(shared))
    sent = _find_sent(tx, sorted({row.tag for row in shared.values()}), to=memories)
    to_come, prompts = ahead.find_of(tx, memories, now=now), feedback.find_prompts(tx, memories)
    return {
        number: FollowView(
            now=now,
            person=persons[address],
            cases=tuple(
                Case(
                    recap=recaps[row.id],
                    began_at=row.created_at,
                    happened=tuple(happened[row.id]),
                    sent=tuple(sent[row.tag, address.lower()]),
                )
                for row in theirs[address]
            ),
            ahead=to_come[address.casefold()],
            prompts=prompts[address.casefold()],
            memory=memory,
        )
        for address, (number, memory) in memories.items()
    }


def unchanged(tx: Transaction, view: FollowView) -> bool:
    """Whether every recap is still the version that was looked at; holds them until the end of the block."""
    versions = {case.recap.tag: case.recap.version for case in view.cases}
    # In one order everywhere, so that two transactions never wait for each other.
    query = select(RECAPS.c.tag, RECAPS.c.version).where(RECAPS.c.tag.in_(versions)).order_by(RECAPS.c.id)
    return {row.tag: row.version for row in tx.execute(query.with_for_update())} == versions


def look_at_concerned(tx: Transaction, before: Recap | None, outcome: Outcome, *, now: datetime) -> None:
    """Whoever an outcome may matter to is looked at at once: its letters may be due, or not be due any more."""
    match outcome:
        case NotesRead(recap=recap):
            looks.look_now(tx, [reader.key for reader in recap.audience], now=now)
        case ReplyRead(recap=recap, by=by, told=told, tokens=tokens):
            asked = select(EVENTS.c.by).join(RECAPS, RECAPS.c.id == EVENTS.c.recap_id)
            askers = tx.execute(asked.where(RECAPS.c.tag == recap.tag, EVENTS.c.verb == HANDED).distinct()).scalars()
            owners = _find_owners(before.items if before is not None else (), recap.items)
            erased = {told.by.casefold()} if told is not None and told.erase else set()
            concerned = {one.casefold() for one in (by, recap.host.key, *owners, *askers, *tokens.values())}
            looks.look_now(tx, concerned - erased, now=now)
        case _:
            pass


def _find_owners(before: Sequence[Item], after: Sequence[Item]) -> Iterator[str]:
    """Who owned or owns, or is asked to own, what has changed."""
    for item in {*before} ^ {*after}:
        yield from (one.address for one in (item.owner, item.proposed_owner) if one is not None)


def _find_recaps(tx: Transaction, person: Preferences, *, now: datetime) -> Sequence[Any]:
    """The recaps with a live reply address of theirs in which something is open, or happened lately; oldest first."""
    given = {"key": person.address.casefold(), "recent": now - RECENT, "now": now}
    return list(reversed(tx.execute(_RECAPS, given).all()))


def _find_happened(tx: Transaction, recap_ids: Sequence[int]) -> Mapping[int, list[Happened]]:
    found: dict[int, list[Happened]] = defaultdict(list)
    for row in tx.execute(_HAPPENED, {"ids": recap_ids}):
        found[row.recap_id].append(
            Happened(
                number=row.id,
                at=row.at,
                by=row.by,
                verb=row.verb,
                code=row.code,
                text=(row.payload or {}).get("text") or "",
                to=(row.payload or {}).get("to") or "",
            )
        )
    return found


def _find_sent(tx: Transaction, tags: Sequence[str], *, to: Iterable[str]) -> Mapping[tuple[str, str], list[Sent]]:
    """What each of these readers was sent about these recaps, by tag and address in small letters."""
    found: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for row in tx.execute(_LETTERS, {"tags": tags, "readers": sorted({one.lower() for one in to})}):
        sent = Sent(kind=row.kind, key=row.key, message_id=row.message_id, at=row.created_at)
        found[row.recap_tag, row.recipient.lower()].append(sent)
    return found
