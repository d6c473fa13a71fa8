"""Recaps, their items, who may answer them, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, insert, null, select, update

from pipeline.mail.route import RouteKeys
from pipeline.model import Before, Item, Past, Recap
from pipeline.outcome import NotesRead, ReplyRead, Via
from pipeline.replies.undo import find_before
from workers.store import log
from workers.store.inserts import build_inserts
from workers.store.payload import dump, load
from workers.store.store import Transaction
from workers.store.tables import EVENTS, INBOX, ITEMS, OUTBOX, RECAPS, TOKENS

# Crockford's alphabet, where nothing is taken for something else when read aloud or typed, without its vowels: a tag
# stands in subjects, and four letters at random spell rude words.
ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
TAG_LENGTH = 4
# A reply address works for so long; after that the tag and the thread still lead to the recap.
TOKEN_LIFE = timedelta(days=365)
REFUSAL = "refusal"

# Built once: to build a statement costs more than to run it.
_TAKEN = select(RECAPS.c.id).where(RECAPS.c.tag == bindparam("tag"))
_ADD = insert(RECAPS).returning(RECAPS.c.id)
_BY_TOKEN = (
    select(RECAPS.c.payload, TOKENS.c.address, TOKENS.c.revoked_at)
    .join(TOKENS, TOKENS.c.recap_id == RECAPS.c.id)
    .where(TOKENS.c.token == bindparam("token"), TOKENS.c.created_at > bindparam("since"))
)
_BY_MESSAGE_ID = (
    select(RECAPS.c.payload)
    .join(OUTBOX, OUTBOX.c.recap_tag == RECAPS.c.tag)
    .where(OUTBOX.c.message_id == bindparam("message_id"))
)
_COMPLAINTS = (
    select(INBOX.c.reason)
    .join(OUTBOX, OUTBOX.c.inbox_id == INBOX.c.id)
    .where(
        func.lower(OUTBOX.c.recipient) == bindparam("reader"),
        OUTBOX.c.kind == REFUSAL,
        OUTBOX.c.created_at >= bindparam("since"),
    )
)
_DROP_ITEMS = delete(ITEMS).where(ITEMS.c.recap_id == bindparam("recap"))
_ADD_ITEMS = insert(ITEMS)
_ADD_TOKENS = {
    name: add.on_conflict_do_nothing(index_elements=["token"]) for name, add in build_inserts(TOKENS).items()
}
_VERSION = select(RECAPS.c.version).where(RECAPS.c.tag == bindparam("tag")).with_for_update()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The recap a mail belongs to, how it was found, and whose reply address it came by.

    None without one; empty where it has been revoked and is nobody's any more.
    """

    recap: Recap
    via: Via
    token_address: str | None


def free_tag(tx: Transaction, content_key: str) -> str:
    """The first tag of this content that no recap has. The same content asks for the same tags in the same order."""
    for tag in tags(content_key):
        if tx.execute(_TAKEN, {"tag": tag}).first() is None:
            return tag
    raise RuntimeError("no free tag; make TAG_LENGTH larger")


def tags(content_key: str) -> Iterator[str]:
    """The tags of this content, best first."""
    for attempt in range(1000):
        digest = sha256(f"{content_key}:{attempt}".encode()).digest()
        tag = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:TAG_LENGTH])
        # All letters or all digits would read as a word or a number.
        if any(letter.isdigit() for letter in tag) and not tag.isdigit():
            yield tag


def record_recap(tx: Transaction, outcome: NotesRead, *, inbox_id: int, now: datetime) -> None:
    """A new recap with its items and reply addresses."""
    recap = outcome.recap
    values = {
        "tag": recap.tag,
        "inbox_id": inbox_id,
        "version": recap.version,
        "host": recap.host.key,
        "title": recap.meeting.title,
        "held_on": recap.meeting.held_on,
        "created_at": now,
        "payload": dump(recap),
        "restricted": recap.restricted,
    }
    recap_id = tx.execute(_ADD, values).scalar_one()
    _add_items(tx, recap_id, recap.items)
    log.add_entries(tx, recap_id, recap, otherwise=now.date())
    _write_tokens(tx, recap_id, outcome.tokens, now=now)
    _write_event(tx, recap_id, inbox_id, now=now, by=recap.host.key, verb="recap", code=None, payload={})


def record_reply(tx: Transaction, outcome: ReplyRead, *, inbox_id: int, now: datetime) -> None:
    """The recap after a reply, one version on, with what was changed and by whom."""
    after = replace(outcome.recap, version=outcome.recap.version + 1)
    row = tx.execute(select(RECAPS.c.id, RECAPS.c.created_at, RECAPS.c.payload).where(RECAPS.c.tag == after.tag)).one()
    recap_id = row.id
    tx.execute(update(RECAPS).where(RECAPS.c.id == recap_id).values(version=after.version, payload=dump(after)))
    _write_items(tx, recap_id, after.items)
    log.write_entries(tx, recap_id, after, otherwise=row.created_at.date())
    _write_tokens(tx, recap_id, outcome.tokens, now=now)
    before = find_before(load(Recap, row.payload), after)
    if outcome.undone is not None:
        # Nothing is taken back twice, and an undo is no change that an undo could reverse.
        left = dump(outcome.undo_left) if outcome.undo_left is not None else null()
        tx.execute(update(EVENTS).where(EVENTS.c.id == outcome.undone).values(before=left))
    keeping = before is not None and outcome.undone is None
    for place, change in enumerate(outcome.changes):
        kept = dump(before) if keeping and place == 0 else None
        _write_event(
            tx,
            recap_id,
            inbox_id,
            now=now,
            by=outcome.by,
            verb=change.verb,
            code=change.code,
            payload=dump(change),
            before=kept,
        )


def find_past(tx: Transaction, tag: str, *, since: datetime) -> tuple[Past, ...]:
    """What was done to a recap since then, oldest first."""
    query = (
        select(EVENTS)
        .join(RECAPS, RECAPS.c.id == EVENTS.c.recap_id)
        .where(RECAPS.c.tag == tag, EVENTS.c.at >= since)
        .order_by(EVENTS.c.id)
    )
    return tuple(
        Past(
            number=row.id,
            by=row.by,
            at=row.at,
            verb=row.verb,
            code=row.code,
            before=load(Before, row.before) if row.before is not None else None,
        )
        for row in tx.execute(query)
    )


def find_answers(tx: Transaction, tags: Collection[str]) -> Mapping[str, tuple[Past, ...]]:
    """What was ever done to these recaps, oldest first, by their tags; without what would take it back."""
    found: dict[str, list[Past]] = defaultdict(list)
    columns = (RECAPS.c.tag, EVENTS.c.id, EVENTS.c.by, EVENTS.c.at, EVENTS.c.verb, EVENTS.c.code)
    query = select(*columns).join(RECAPS, RECAPS.c.id == EVENTS.c.recap_id).where(RECAPS.c.tag.in_(tags))
    for row in tx.execute(query.order_by(EVENTS.c.id)):
        found[row.tag].append(Past(number=row.id, by=row.by, at=row.at, verb=row.verb, code=row.code))
    return {tag: tuple(past) for tag, past in found.items()}


def rewrite(tx: Transaction, recap_id: int, recap: Recap, *, otherwise: date) -> None:
    """The recap as it is from now on, wherever it stands. `otherwise` is the day of one without a day."""
    values = {"version": recap.version, "host": recap.host.key, "title": recap.meeting.title, "payload": dump(recap)}
    tx.execute(update(RECAPS).where(RECAPS.c.id == recap_id).values(**values))
    _write_items(tx, recap_id, recap.items)
    log.write_entries(tx, recap_id, recap, otherwise=otherwise)


def unchanged(tx: Transaction, recap: Recap) -> bool:
    """Whether the recap is still the version that was looked at; holds it until the end of the block."""
    return tx.execute(_VERSION, {"tag": recap.tag}).scalar() == recap.version


def find_recap(tx: Transaction, keys: RouteKeys, *, now: datetime) -> Found | None:
    """The recap a mail names, by the most trusted of its signs (REPLIES.md)."""
    for token in keys.tokens:
        known = _by_token(tx, token, now=now)
        if known is not None:
            return Found(recap=known[0], via=Via.TOKEN, token_address=known[1])
    recap = _by_message_id(tx, keys.message_ids)
    if recap is not None:
        return Found(recap=recap, via=Via.REFERENCE, token_address=None)
    # A marker stands in quoted text, which anybody may have: it leads to the recap, and proves nobody. A letter about
    # several meetings quotes one for each, and which of them an answer is about is never guessed.
    quoted = [known[0] for token in keys.markers if (known := _by_token(tx, token, now=now)) is not None]
    if len({recap.tag for recap in quoted}) == 1:
        return Found(recap=quoted[0], via=Via.MARKER, token_address=None)
    for tag in keys.tags:
        payload = tx.execute(select(RECAPS.c.payload).where(RECAPS.c.tag == tag.upper())).scalar()
        if payload is not None:
            return Found(recap=load(Recap, payload), via=Via.TAG, token_address=None)
    return None


def complaints(tx: Transaction, address: str, *, day: date) -> frozenset[str]:
    """The reasons this sender was told today (UTC): nobody hears the same complaint twice a day."""
    start = datetime.combine(day, time.min, tzinfo=UTC)
    told = tx.execute(_COMPLAINTS, {"reader": address.lower(), "since": start}).scalars()
    return frozenset(reason for reason in told if reason)


def count_letters(tx: Transaction, tag: str, *, to: str) -> int:
    """How many letters of this recap one reader has had."""
    theirs = (OUTBOX.c.recap_tag == tag, func.lower(OUTBOX.c.recipient) == to.lower())
    return tx.execute(select(func.count()).select_from(OUTBOX).where(*theirs)).scalar_one()


def _by_token(tx: Transaction, token: str, *, now: datetime) -> tuple[Recap, str] | None:
    row = tx.execute(_BY_TOKEN, {"token": token, "since": now - TOKEN_LIFE}).first()
    return None if row is None else (load(Recap, row.payload), "" if row.revoked_at is not None else row.address)


def _by_message_id(tx: Transaction, message_ids: Iterable[str]) -> Recap | None:
    for message_id in message_ids:
        payload = tx.execute(_BY_MESSAGE_ID, {"message_id": message_id}).scalar()
        if payload is not None:
            return load(Recap, payload)
    return None


def _write_items(tx: Transaction, recap_id: int, items: Iterable[Item]) -> None:
    """These items, instead of those that it had before."""
    tx.execute(_DROP_ITEMS, {"recap": recap_id})
    _add_items(tx, recap_id, items)


def _add_items(tx: Transaction, recap_id: int, items: Iterable[Item]) -> None:
    rows = [
        {
            "recap_id": recap_id,
            "code": item.code,
            "kind": item.kind,
            "text": item.text,
            "firm": item.firm,
            "owner": (item.owner.address.casefold() or None) if item.owner else None,
            "state": item.state.value,
            "due_on": item.due.day if item.due else None,
        }
        for item in items
    ]
    if rows:
        tx.execute(_ADD_ITEMS, rows)


def _write_tokens(tx: Transaction, recap_id: int, tokens: Mapping[str, str], *, now: datetime) -> None:
    rows = [
        {"token": token, "recap_id": recap_id, "address": address.casefold(), "created_at": now}
        for token, address in sorted(tokens.items())
    ]
    if rows:
        tx.execute(_ADD_TOKENS[tx.dialect.name], rows)


def _write_event(  # noqa: PLR0913 - a row has these
    tx: Transaction,
    recap_id: int,
    inbox_id: int,
    *,
    now: datetime,
    by: str,
    verb: str,
    code: str | None,
    payload: object,
    before: object = None,
) -> None:
    values = {"recap_id": recap_id, "inbox_id": inbox_id, "at": now, "by": by, "verb": verb, "code": code}
    tx.execute(insert(EVENTS).values(**values, payload=payload, before=null() if before is None else before))
