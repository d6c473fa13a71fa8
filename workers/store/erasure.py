"""Forgetting somebody: nothing that names them or is theirs stays, in any table.

What others have in their mailboxes is out of reach. Rows stay as rows, so
that ledgers stay whole; what a person wrote or was written to is emptied, and
where they were named in what others said, the name is taken out. A recap
that named them loses the received mails and sent letters it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, null, or_, select, update

from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.model import Person, Recap
from pipeline.outcome import Held
from pipeline.people.erase import ERASED, find_names, redact, redact_recap
from workers.store import feedback, meetings, people
from workers.store.payload import load
from workers.store.store import Transaction
from workers.store.tables import ADDRESSES, AHEAD, AUDIT, EVENTS, INBOX, ITEMS, LOOKS, OUTBOX, PEOPLE, RECAPS, TOKENS

__all__ = ["ERASED", "count", "erase"]


def count(tx: Transaction, address: str) -> Held:
    """How much of this person there is."""
    theirs = _addresses(tx, address)
    recaps = _find_recaps(tx, theirs)
    items = select(func.count()).select_from(ITEMS).where(ITEMS.c.owner.in_(theirs))
    mails = select(func.count()).select_from(INBOX).where(func.lower(INBOX.c.sender).in_(theirs))
    letters = select(func.count()).select_from(OUTBOX).where(func.lower(OUTBOX.c.recipient).in_(theirs))
    return Held(
        recaps=len(recaps),
        items=tx.execute(items).scalar_one(),
        mails=tx.execute(mails).scalar_one(),
        letters=tx.execute(letters).scalar_one(),
    )


def erase(tx: Transaction, address: str) -> Held:
    """Take everything of this person out, in the transaction at hand; how much it was."""
    theirs = _addresses(tx, address)
    held = count(tx, address)
    known = tx.execute(select(PEOPLE.c.name, PEOPLE.c.aliases).where(PEOPLE.c.address.in_(theirs))).all()
    person = Person(
        name=next((row.name for row in known if row.name), ""),
        aliases=tuple(alias for row in known for alias in row.aliases),
    )
    recaps = _find_recaps(tx, theirs)
    for row in recaps:
        _erase_from_recap(tx, row, theirs, person)
    _erase_mails(tx, theirs, [row.id for row in recaps], person)
    for table in (PEOPLE, ADDRESSES, AHEAD, LOOKS, TOKENS):
        tx.execute(delete(table).where(table.c.address.in_(theirs)))
    tx.execute(delete(ADDRESSES).where(ADDRESSES.c.person.in_(theirs)))
    tx.execute(update(AUDIT).where(AUDIT.c.by.in_(theirs)).values(by=ERASED))
    tx.execute(update(AUDIT).where(AUDIT.c.what.in_(theirs)).values(what=ERASED))
    # An invitation names everybody who is asked to come; its organiser gets no questions about this one.
    invited = func.lower(cast(AHEAD.c.payload, String))
    named = [invited.contains(one, autoescape=True) for one in theirs]
    tx.execute(delete(AHEAD).where(or_(AHEAD.c.address.in_(theirs), *named)))
    return held


def erase_last_letters(tx: Transaction) -> int:
    """The letters that told people they are forgotten, once they are on their way or given up; how many."""
    over = (OUTBOX.c.key.startswith("forgotten:"), OUTBOX.c.state != "due")
    rows = tx.execute(select(OUTBOX.c.id).where(*over)).scalars().all()
    for number in rows:
        values = {"raw": b"", "recipient": ERASED, "key": f"{ERASED}:{number}", "errors": []}
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == number).values(**values))
    return len(rows)


def _addresses(tx: Transaction, address: str) -> tuple[str, ...]:
    person = people.find_person(tx, address)
    return tuple({person, address.casefold(), *people.find_same(tx, address)})


def _find_recaps(tx: Transaction, theirs: Iterable[str]) -> list[Any]:
    """The recaps in which one of these addresses stands."""
    text = func.lower(cast(RECAPS.c.payload, String))
    named: list[ColumnElement[bool]] = [text.contains(address, autoescape=True) for address in theirs]
    had = select(TOKENS.c.recap_id).where(TOKENS.c.address.in_(tuple(theirs)))
    columns = (RECAPS.c.id, RECAPS.c.created_at, RECAPS.c.payload)
    return list(tx.execute(select(*columns).where(or_(*named, RECAPS.c.id.in_(had)))).all())


def _erase_from_recap(tx: Transaction, row: Any, theirs: Iterable[str], person: Person) -> None:
    recap = load(Recap, row.payload)
    names = find_names(recap, theirs, person)
    after = replace(redact_recap(recap, theirs, names), version=recap.version + 1)
    meetings.rewrite(tx, row.id, after, otherwise=row.created_at.date())
    for event in tx.execute(select(EVENTS).where(EVENTS.c.recap_id == row.id)).all():
        values = {
            "by": ERASED if event.by.casefold() in set(theirs) else event.by,
            "payload": _redact_payload(event.payload, theirs, names),
            "before": null(),
        }
        tx.execute(update(EVENTS).where(EVENTS.c.id == event.id).values(**values))


def _redact_payload(payload: Mapping[str, Any], theirs: Iterable[str], names: tuple[re.Pattern[str], ...]) -> Any:
    """What an event keeps of a change: words without the name, and no address of theirs."""
    lowered = {one.casefold() for one in theirs}
    return {
        key: (ERASED if value.casefold() in lowered else redact(value, names)) if isinstance(value, str) else value
        for key, value in payload.items()
    }


def _erase_mails(tx: Transaction, theirs: tuple[str, ...], recap_ids: list[int], person: Person) -> None:
    """Mails from them and letters to them, and the mails and letters of the recaps that named them."""
    tags = select(RECAPS.c.tag).where(RECAPS.c.id.in_(recap_ids))
    brought = select(RECAPS.c.inbox_id).where(RECAPS.c.id.in_(recap_ids))
    answered = select(EVENTS.c.inbox_id).where(EVENTS.c.recap_id.in_(recap_ids), EVENTS.c.inbox_id.is_not(None))
    by_them = func.lower(INBOX.c.sender).in_(theirs)
    of_recaps = (INBOX.c.id.in_(brought), INBOX.c.id.in_(answered))
    tx.execute(update(INBOX).where(or_(by_them, *of_recaps), INBOX.c.state != "due").values(raw=b""))
    tx.execute(update(INBOX).where(by_them).values(raw=b"", sender=ERASED, errors=[]))
    # A first name alone is somebody else's as well.
    whole = tuple(name for name in (person.name, *person.aliases) if " " in name.strip())
    named = tx.execute(tags).scalars().all()
    feedback.erase(tx, theirs, whole, named)
    _erase_quoting(tx, theirs, named, whole)
    to_them = func.lower(OUTBOX.c.recipient).in_(theirs)
    tx.execute(update(OUTBOX).where(OUTBOX.c.recap_tag.in_(tags), OUTBOX.c.state != "due").values(raw=b""))
    for row in tx.execute(select(OUTBOX.c.id, OUTBOX.c.state).where(to_them)).all():
        values = {"raw": b"", "recipient": ERASED, "key": f"{ERASED}:{row.id}", "errors": []}
        state = "withheld" if row.state == "due" else row.state
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values, state=state, due_at=None))
    # A letter to somebody else can have the address in its key: who was asked instead, who is shared with.
    for address in theirs:
        keyed = select(OUTBOX.c.id).where(OUTBOX.c.key.contains(address, autoescape=True))
        for number in tx.execute(keyed).scalars().all():
            tx.execute(update(OUTBOX).where(OUTBOX.c.id == number).values(key=f"{ERASED}:{number}"))


def _erase_quoting(tx: Transaction, theirs: Iterable[str], tags: Iterable[str], names: Iterable[str]) -> None:
    """Mails and letters of others that carry the tag of such a recap, one of these addresses, or the whole name."""
    # An answer that changed nothing left no event, and quotes the whole recap all the same.
    marks = tuple(one.casefold() for one in (*theirs, *(f"[{tag}]" for tag in tags), *names))
    for table in (INBOX, OUTBOX):
        for number in tx.execute(select(table.c.id).where(table.c.state != "due")).scalars().all():
            raw = tx.execute(select(table.c.raw).where(table.c.id == number)).scalar_one()
            if raw and any(mark in _words(raw) for mark in marks):
                tx.execute(update(table).where(table.c.id == number).values(raw=b""))


def _words(raw: bytes) -> str:
    """All that can be read in these bytes, folded: as they stand, and decoded from what mail wraps words in."""
    mail = parse_mail(raw)
    decoded = [] if isinstance(mail, NotAMail) else [mail.text, *(value for _, value in mail.headers)]
    return "\n".join((raw.decode("utf-8", "replace"), *decoded)).casefold()
