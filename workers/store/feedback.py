"""Words for somebody else while they wait for their writer, and what somebody is asked about the morning after.

Of a draft there is one copy, here, until it is sent or its time is over; the
mail that brought it is emptied with the same commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update

from pipeline.follow.view import Waiting
from pipeline.model import Person
from pipeline.model.feedback import Draft, Prompt
from pipeline.outcome import NotesRead
from workers.store.payload import dump, load
from workers.store.store import Transaction
from workers.store.tables import DRAFTS, PROMPTS

_PROMPTS = select(PROMPTS).where(PROMPTS.c.address.in_(bindparam("keys", expanding=True))).order_by(PROMPTS.c.id)


def find(tx: Transaction, tokens: Collection[str]) -> Draft | None:
    """The draft of one of these tokens, with the newest words of its thread; None where none has one."""
    row = tx.execute(select(DRAFTS).where(DRAFTS.c.token.in_(tokens)).limit(1)).first() if tokens else None
    if row is None:
        return None
    newest = select(DRAFTS).where(DRAFTS.c.thread == row.thread).order_by(DRAFTS.c.id.desc()).limit(1)
    last = tx.execute(newest).one()
    told = last.to_name or last.to_address
    return Draft(
        token=row.token,
        thread=row.thread,
        by=row.by,
        text=last.text,
        to=Person(name=last.to_name, address=last.to_address) if told else None,
        sent=last.sent_at is not None,
        prompt=row.prompt,
    )


def unchanged(tx: Transaction, draft: Draft | None) -> bool:
    """Whether the words are still those that were looked at; holds their thread until the end of the block."""
    if draft is None:
        return True
    tx.execute(select(DRAFTS.c.id).where(DRAFTS.c.thread == draft.thread).with_for_update()).all()
    return find(tx, (draft.token,)) == draft


def write(tx: Transaction, draft: Draft | None, *, now: datetime) -> None:
    """These words, where there are any, take the place of those that their thread had before."""
    if draft is None:
        return
    tx.execute(update(DRAFTS).where(DRAFTS.c.thread == draft.thread).values(text=""))
    row = {
        "token": draft.token,
        "thread": draft.thread,
        "by": draft.by,
        "text": draft.text,
        "to_name": draft.to.name if draft.to is not None else "",
        "to_address": draft.to.address if draft.to is not None else "",
        "prompt": draft.prompt,
        "created_at": now,
    }
    tx.execute(insert(DRAFTS).values(**row))


def pass_on(tx: Transaction, thread: str, *, now: datetime) -> None:
    """The words of this thread are on their way: what stays is that they were sent. An empty one is none."""
    tx.execute(update(DRAFTS).where(DRAFTS.c.thread == thread).values(text="", sent_at=now))


def keep_prompt(tx: Transaction, read: NotesRead, *, now: datetime) -> None:
    """What the host is asked about the morning after, where anything is worth it."""
    if read.prompt is None:
        return
    row = {
        "address": read.recap.host.key,
        "recap_tag": read.recap.tag,
        "created_at": now,
        "payload": dump(read.prompt),
    }
    tx.execute(insert(PROMPTS).values(**row))


def find_prompts(tx: Transaction, addresses: Iterable[str]) -> Mapping[str, tuple[Waiting, ...]]:
    """What each of these people may be asked about, oldest first, by their addresses in small letters."""
    found: dict[str, list[Waiting]] = {address.casefold(): [] for address in addresses}
    for row in tx.execute(_PROMPTS, {"keys": sorted(found)}):
        prompt = load(Prompt, row.payload)
        found[row.address].append(Waiting(number=row.id, tag=row.recap_tag, at=row.created_at, prompt=prompt))
    return {key: tuple(theirs) for key, theirs in found.items()}


def drop_prompts(tx: Transaction, numbers: Collection[int]) -> None:
    """Nobody is asked about these any more."""
    if numbers:
        tx.execute(delete(PROMPTS).where(PROMPTS.c.id.in_(numbers)))


def clear(tx: Transaction, *, words: datetime, rows: datetime, prompts: datetime) -> int:
    """Empty drafts older than the first moment, forget those older than the second, and prompts; how many rows."""
    old = update(DRAFTS).where(DRAFTS.c.created_at < words, DRAFTS.c.text != "").values(text="")
    gone = delete(DRAFTS).where(DRAFTS.c.created_at < rows)
    missed = delete(PROMPTS).where(PROMPTS.c.created_at < prompts)
    return sum(tx.execute(statement).rowcount for statement in (old, gone, missed))


def erase(tx: Transaction, theirs: Collection[str], names: Iterable[str], tags: Collection[str]) -> None:
    """Nothing stays that one of these people wrote, that is for them or that names them."""
    mine = or_(DRAFTS.c.by.in_(theirs), DRAFTS.c.to_address.in_(theirs))
    tx.execute(delete(DRAFTS).where(mine))
    marks = tuple(one.casefold() for one in (*theirs, *names))
    for row in tx.execute(select(DRAFTS.c.id, DRAFTS.c.text, DRAFTS.c.to_address).where(DRAFTS.c.text != "")).all():
        if row.to_address.casefold() in theirs or any(mark in row.text.casefold() for mark in marks):
            tx.execute(update(DRAFTS).where(DRAFTS.c.id == row.id).values(text="", to_name="", to_address=""))
    tx.execute(delete(PROMPTS).where(or_(PROMPTS.c.address.in_(theirs), PROMPTS.c.recap_tag.in_(tags))))
