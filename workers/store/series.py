"""Other meetings that a mail may matter to: those whose items belong together, and the sender's own of late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, null, select

from pipeline.model import Question, Recap
from pipeline.outcome import NotesRead, Posted, ReplyRead, View
from pipeline.replies.undo import find_before
from workers.store import log, meetings, outbox, told
from workers.store.payload import dump, load
from workers.store.store import Transaction
from workers.store.tables import EVENTS, RECAPS

# What is older, or beyond so many open items, is nobody's series any more. What was decided stays open for good, so
# without a first day whoever has met for years would have all those years read with every mail.
LATELY_FROM = timedelta(weeks=26)
MOST_ITEMS = 400
# A promise that was carried over so often is followed no further.
MOST_LINKED = 30
# Notes are sent again within days, if at all.
MOST_AGAIN = 10
LATELY = Question(kinds=("action", "decision"), still_open=True)
LINKED = "linked"


def find_linked(tx: Transaction, recap: Recap) -> tuple[Recap, ...]:
    """The meetings whose items belong to this one's, one after the other."""
    found: dict[str, Recap] = {recap.tag: recap}
    waiting = [recap]
    while waiting and len(found) <= MOST_LINKED:
        for tag in sorted({link.tag for item in waiting.pop().items for link in item.links} - found.keys()):
            payload = tx.execute(select(RECAPS.c.payload).where(RECAPS.c.tag == tag)).scalar()
            if payload is not None:
                found[tag] = load(Recap, payload)
                waiting.append(found[tag])
    return tuple(other for tag, other in found.items() if tag != recap.tag)


def find_lately(tx: Transaction, viewers: Collection[str], *, now: datetime) -> tuple[Recap, ...]:
    """The meetings of this person in which something is open or decided, the newest first."""
    lately = replace(LATELY, since=(now - LATELY_FROM).date())
    looked = log.find(tx, lately, viewers=viewers, most=MOST_ITEMS)
    return tuple({entry.recap.tag: entry.recap for entry in looked.entries}.values())


def add_lately(tx: Transaction, view: View, viewers: Collection[str]) -> View:
    """The view of a mail that belongs to no recap: notes, a draft or a question may have to do with earlier ones."""
    lately = find_lately(tx, viewers, now=view.now)
    return replace(view, series=lately, sent=find_first_letters(tx, lately, viewers))


def find_first_letters(tx: Transaction, recaps: Iterable[Recap], hosts: Collection[str]) -> tuple[Posted, ...]:
    """The letters that began the threads of what these people sent lately: their notes may come again."""
    theirs = [recap.tag for recap in recaps if recap.host.key in hosts][:MOST_AGAIN]
    return outbox.find_sent(tx, theirs, told.FIRST_LETTERS, most=MOST_AGAIN * told.MOST_SENT)


def all_unchanged(tx: Transaction, recaps: Iterable[Recap]) -> bool:
    """Whether all are still the version that was looked at; held until the end of the block, always in one order."""
    ordered = sorted(recaps, key=lambda recap: recap.tag)
    return all(meetings.unchanged(tx, recap) for recap in ordered)


def record(tx: Transaction, outcome: NotesRead | ReplyRead, *, inbox_id: int, now: datetime) -> None:
    """The other meetings after what happened here, one version on, and who caused it.

    What a reply changed in them can be taken back there as well as where it was said; an undo cannot.
    """
    reply = outcome if isinstance(outcome, ReplyRead) else None
    by = reply.by if reply is not None else outcome.recap.host.key
    columns = (RECAPS.c.id, RECAPS.c.created_at, RECAPS.c.payload)
    for recap in outcome.others:
        row = tx.execute(select(*columns).where(RECAPS.c.tag == recap.tag)).one()
        after = replace(recap, version=recap.version + 1)
        before = find_before(load(Recap, row.payload), after)
        meetings.rewrite(tx, row.id, after, otherwise=row.created_at.date())
        keeping = reply is not None and reply.undone is None and before is not None
        values = {"recap_id": row.id, "inbox_id": inbox_id, "at": now, "by": by, "verb": LINKED, "payload": {}}
        # A row for each item, so that nobody's undo reverses what somebody else said in another meeting.
        codes = [item.code for item in before.items] if before is not None else []
        for place, code in enumerate(codes or [None]):
            kept = dump(before) if keeping and place == 0 else null()
            tx.execute(insert(EVENTS).values(**values, code=code, before=kept))
