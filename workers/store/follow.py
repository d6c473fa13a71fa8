"""What is known of one person for `pipeline.follow`: the recaps they may answer, and what they heard of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from pipeline.follow.view import Case, FollowView, Happened, Sent
from pipeline.model import Item, Preferences, Recap, State
from pipeline.outcome import NotesRead, Outcome, ReplyRead
from pipeline.recap.build import CLOSED
from workers.store import ahead, feedback, looks, people
from workers.store.payload import load
from workers.store.store import Transaction
from workers.store.tables import EVENTS, ITEMS, OUTBOX, RECAPS, TOKENS

# What is told of weekly is looked for so far back.
RECENT = timedelta(days=15)
# A person who may answer more than this has other trouble; the newest count.
MOST_RECAPS = 300
# The answer by which somebody asks somebody else.
HANDED = "handover"
_OPEN = tuple(state.value for state in State if state not in CLOSED)


def gather_view(tx: Transaction, address: str, *, memory: Mapping[str, str], now: datetime) -> FollowView:
    """Everything that could matter for this person now."""
    person = people.find_preferences(tx, address)
    rows = _find_recaps(tx, person, now=now)
    ids = [row.id for row in rows]
    happened, sent = _find_happened(tx, ids), _find_sent(tx, [row.tag for row in rows], to=address)
    cases = tuple(
        Case(
            recap=load(Recap, row.payload),
            began_at=row.created_at,
            happened=tuple(happened[row.id]),
            sent=tuple(sent[row.tag]),
        )
        for row in rows
    )
    to_come = ahead.find(tx, address, now=now)
    prompts = feedback.find_prompts(tx, address)
    return FollowView(now=now, person=person, cases=cases, ahead=to_come, prompts=prompts, memory=memory)


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
    recent = now - RECENT
    theirs = (TOKENS.c.address == person.address.casefold(), TOKENS.c.revoked_at.is_(None))
    is_open = select(ITEMS.c.code).where(ITEMS.c.recap_id == RECAPS.c.id, ITEMS.c.state.in_(_OPEN)).exists()
    moved = select(EVENTS.c.id).where(EVENTS.c.recap_id == RECAPS.c.id, EVENTS.c.at >= recent).exists()
    query = (
        select(RECAPS.c.id, RECAPS.c.tag, RECAPS.c.created_at, RECAPS.c.payload)
        .join(TOKENS, TOKENS.c.recap_id == RECAPS.c.id)
        .where(*theirs, or_(RECAPS.c.created_at >= recent, is_open, moved))
        .order_by(RECAPS.c.id.desc())
        .limit(MOST_RECAPS)
    )
    return list(reversed(tx.execute(query).all()))


def _find_happened(tx: Transaction, recap_ids: Sequence[int]) -> Mapping[int, list[Happened]]:
    found: dict[int, list[Happened]] = defaultdict(list)
    query = select(EVENTS).where(EVENTS.c.recap_id.in_(recap_ids)).order_by(EVENTS.c.id)
    for row in tx.execute(query):
        found[row.recap_id].append(
            Happened(
                number=row.id,
                at=row.at,
                by=row.by,
                verb=row.verb,
                code=row.code,
                text=(row.payload or {}).get("text") or "",
            )
        )
    return found


def _find_sent(tx: Transaction, tags: Sequence[str], *, to: str) -> Mapping[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    theirs = (OUTBOX.c.recap_tag.in_(tags), func.lower(OUTBOX.c.recipient) == to.lower())
    columns = (OUTBOX.c.recap_tag, OUTBOX.c.kind, OUTBOX.c.key, OUTBOX.c.message_id, OUTBOX.c.created_at)
    for row in tx.execute(select(*columns).where(*theirs).order_by(OUTBOX.c.id)):
        found[row.recap_tag].append(Sent(kind=row.kind, key=row.key, message_id=row.message_id, at=row.created_at))
    return found
