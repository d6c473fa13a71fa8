"""Forgetting somebody: nothing that names them or is theirs stays, in any table.

What others have in their mailboxes is out of reach. Rows stay as rows, so
that ledgers stay whole; what a person wrote or was written to is emptied, and
where they were named in what others said, the name is taken out. A recap
that named them loses the received mails and sent letters it came from. A
letter to somebody else that waits to be sent still goes, and is emptied then.
Of the files in mails of others, texts and mails are searched; what only a
program can open is not, and goes with its mail when its days are over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, false, func, null, or_, select, true, update

from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.model import Person, Recap
from pipeline.outcome import Held
from pipeline.people.erase import ERASED, SHORTEST_NAME, find_names, redact, redact_recap
from workers.store import feedback, meetings, people
from workers.store.payload import load
from workers.store.store import Transaction
from workers.store.tables import ADDRESSES, AHEAD, AUDIT, EVENTS, INBOX, ITEMS, LOOKS, OUTBOX, PEOPLE, RECAPS, TOKENS

__all__ = ["ERASED", "count", "erase"]

# Mails inside mails are searched so deep; whether a file is a text is told by so many of its bytes.
DEPTH = 3
MOST_PEEKED = 1000


def count(tx: Transaction, address: str) -> Held:
    """How much of this person there is."""
    theirs = _addresses(tx, address)
    recaps = _find_recaps(tx, theirs, _find_person(tx, theirs))
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
    person = _find_person(tx, theirs)
    recaps = _find_recaps(tx, theirs, person)
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
    """The letters that told people they are forgotten, and those that waited and named them, once they are over.

    Over is what is on its way or given up. How many that were.
    """
    over = (OUTBOX.c.key.startswith("forgotten:"), OUTBOX.c.state != "due")
    rows = tx.execute(select(OUTBOX.c.id).where(*over)).scalars().all()
    for number in rows:
        values = {"raw": b"", "recipient": ERASED, "key": f"{ERASED}:{number}", "errors": []}
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == number).values(**values))
    waited = (OUTBOX.c.fleeting, OUTBOX.c.state != "due")
    named = tx.execute(update(OUTBOX).where(*waited).values(raw=b"", fleeting=false())).rowcount
    return len(rows) + named


def _addresses(tx: Transaction, address: str) -> tuple[str, ...]:
    person = people.find_person(tx, address)
    return tuple({person, address.casefold(), *people.find_same(tx, address)})


def _find_person(tx: Transaction, theirs: Iterable[str]) -> Person:
    """What we call them."""
    known = tx.execute(select(PEOPLE.c.name, PEOPLE.c.aliases).where(PEOPLE.c.address.in_(tuple(theirs)))).all()
    return Person(
        name=next((row.name for row in known if row.name), ""),
        aliases=tuple(alias for row in known for alias in row.aliases),
    )


def _find_recaps(tx: Transaction, theirs: Iterable[str], person: Person) -> list[Any]:
    """The recaps in which one of these addresses stands, or their whole name."""
    text = func.lower(cast(RECAPS.c.payload, String))
    # JSON is written in ASCII, whatever a name is written in.
    names = (json.dumps(name)[1:-1].lower() for name in _whole_names(person))
    named: list[ColumnElement[bool]] = [text.contains(mark, autoescape=True) for mark in (*theirs, *names)]
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
    whole = _whole_names(person)
    named = tx.execute(tags).scalars().all()
    feedback.erase(tx, theirs, whole, named)
    _erase_quoting(tx, (*theirs, *(f"[{tag}]" for tag in named), *whole), _own_parts(tx, theirs, person))
    to_them = func.lower(OUTBOX.c.recipient).in_(theirs)
    tx.execute(update(OUTBOX).where(OUTBOX.c.recap_tag.in_(tags), OUTBOX.c.state != "due").values(raw=b""))
    tx.execute(update(OUTBOX).where(OUTBOX.c.recap_tag.in_(tags), OUTBOX.c.state == "due").values(fleeting=true()))
    for row in tx.execute(select(OUTBOX.c.id, OUTBOX.c.state).where(to_them)).all():
        values = {"raw": b"", "recipient": ERASED, "key": f"{ERASED}:{row.id}", "errors": []}
        state = "withheld" if row.state == "due" else row.state
        tx.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values, state=state, due_at=None))
    # A letter to somebody else can have the address in its key: who was asked instead, who is shared with.
    for address in theirs:
        keyed = select(OUTBOX.c.id).where(OUTBOX.c.key.contains(address, autoescape=True))
        for number in tx.execute(keyed).scalars().all():
            tx.execute(update(OUTBOX).where(OUTBOX.c.id == number).values(key=f"{ERASED}:{number}"))


def _whole_names(person: Person) -> tuple[str, ...]:
    return tuple(name.strip() for name in (person.name, *person.aliases) if " " in name.strip())


def _own_parts(tx: Transaction, theirs: Iterable[str], person: Person) -> re.Pattern[str] | None:
    """What nobody else we know is called, such as a first name; None where there is nothing of it.

    As names are written, so that a Will who is forgotten takes no mail with him that only says "will", and a van
    der Berg none that is in Dutch.
    """
    others = tx.execute(select(PEOPLE.c.name, PEOPLE.c.aliases).where(PEOPLE.c.address.not_in(tuple(theirs)))).all()
    taken = {part.casefold() for row in others for name in (row.name, *row.aliases) for part in name.split()}
    parts = {part.strip(".,") for name in (person.name, *person.aliases) for part in name.split() if "@" not in name}
    parts = {part for part in parts if len(part) >= SHORTEST_NAME and not part.islower()}
    own = sorted(part for part in parts if part.casefold() not in taken)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, own))})(?!\w)") if own else None


def _erase_quoting(tx: Transaction, marks: Iterable[str], parts: re.Pattern[str] | None) -> None:
    """Mails and letters of others that carry one of these marks, in any case, or a part of the name."""
    # An answer that changed nothing left no event, and quotes the whole recap all the same.
    folded = tuple(mark.casefold() for mark in marks)
    for table, searched in ((INBOX, INBOX.c.state != "due"), (OUTBOX, true())):
        for number, state in tx.execute(select(table.c.id, table.c.state).where(searched)).all():
            raw = tx.execute(select(table.c.raw).where(table.c.id == number)).scalar_one()
            words = "\n".join(_words(raw)) if raw else ""
            if any(mark in words.casefold() for mark in folded) or (parts is not None and parts.search(words)):
                gone: dict[str, Any] = {"fleeting": true()} if state == "due" else {"raw": b""}
                tx.execute(update(table).where(table.c.id == number).values(**gone))


def _words(raw: bytes, *, depth: int = DEPTH) -> Iterator[str]:
    """All that can be read in these bytes: as they stand, and decoded from what mail wraps words in."""
    yield raw.decode("utf-8", "replace")
    mail = parse_mail(raw)
    if isinstance(mail, NotAMail):
        return
    yield from (mail.text, mail.html or "", *(value for _, value in mail.headers))
    for file in mail.attachments:
        yield file.name
        if file.content_type == "message/rfc822" and depth:
            yield from _words(file.payload, depth=depth - 1)
        elif b"\0" not in file.payload[:MOST_PEEKED]:
            # Whatever its type says, what holds no zeros may be read.
            yield file.payload.decode("utf-8", "replace")
