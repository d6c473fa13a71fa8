"""What `explain --json` prints: one object per file. Outside scorers rely on it: keys are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.knowledge import DEFAULT_LANGUAGE
from pipeline.model import Address, Forwarded, Item, Mail, MailClass, Meeting, Person, ReplyReading
from pipeline.notes.read import NotesReading
from workers.explain import Asked, Explained

Json = dict[str, Any]


def as_json(explained: Explained, asked: Asked) -> Json:
    """The object of one file, every key of the contract present."""
    found: Json = {
        "file": explained.file,
        "mail": _mail(explained),
        "meeting": _meeting(explained.notes, asked.language),
        "items": [_item(item) for item in (explained.notes.items if explained.notes else ())],
        "orders": [],
    }
    if explained.reply is not None:
        found["orders"] = _orders(explained.reply)
    if asked.recap is not None:
        found |= _changes(explained.reply or ReplyReading())
    return found


def _mail(explained: Explained) -> Json | None:
    if explained.refused:
        return _mail_object(None, kind=MailClass.REFUSED, reason=explained.refused)
    if explained.mail is None or explained.reading is None:
        return None
    reading = explained.reading
    return _mail_object(explained.mail, kind=reading.mail_class, reason=reading.reason) | {
        "visible_text": explained.visible.visible,
        "quoted_text": explained.visible.quoted,
        "forwarded": _forwarded(reading.forwarded) if reading.forwarded is not None else None,
        "attachments": [
            {"name": use.name, "type": use.content_type, "used": use.used, "reason": use.reason or None}
            for use in reading.attachments
        ],
    }


def _mail_object(mail: Mail | None, *, kind: MailClass, reason: str | None) -> Json:
    return {
        "class": str(kind),
        "reason": None if reason is None else str(reason),
        "from": _address(mail.sender) if mail is not None and mail.sender is not None else None,
        "to": _addresses(mail.to if mail is not None else ()),
        "subject": mail.subject if mail is not None else "",
        "date": mail.sent_at.isoformat() if mail is not None and mail.sent_at is not None else None,
        "visible_text": "",
        "quoted_text": "",
        "forwarded": None,
        "attachments": [],
    }


def _forwarded(inner: Forwarded) -> Json:
    sender = inner.sender
    return {
        "from": {
            "name": (sender.name if sender is not None else "") or inner.sender_name,
            "address": sender.address if sender is not None else None,
        },
        "to": _addresses(inner.to),
        "cc": _addresses(inner.cc),
        "subject": inner.subject,
        "date": inner.sent_at.isoformat() if inner.sent_at is not None else inner.date_text or None,
        "body": inner.body,
    }


def _address(address: Address) -> Json:
    return {"name": address.name, "address": address.address}


def _addresses(addresses: Iterable[Address]) -> list[Json]:
    return [_address(address) for address in addresses]


def _meeting(notes: NotesReading | None, language: str) -> Json:
    meeting = notes.meeting if notes is not None else Meeting(language=language or DEFAULT_LANGUAGE)
    return {
        "title": meeting.title,
        "date": meeting.held_on.isoformat() if meeting.held_on is not None else None,
        "attendees": [person.name or person.address for person in meeting.attendees],
        "language": meeting.language,
    }


def _item(item: Item) -> Json:
    due = item.due
    return {
        "kind": item.kind,
        "code": item.code,
        "text": item.text,
        "lines": list(item.evidence.lines),
        "quote": item.evidence.quote,
        "owners": say_owners(item),
        "due": due.phrase if due is not None else None,
        "due_iso": due.day.isoformat() if due is not None and due.day is not None else None,
        "score": round(item.evidence.score, 3),
        "firm": item.firm,
        "rules": list(item.evidence.rules),
        "explicit": item.explicit,
    }


def say_owners(item: Item) -> list[str]:
    """Names of who owns an item and who helps; a name nobody could place stands as it was written."""
    owner = item.owner.name or item.owner.address if item.owner is not None else item.owner_as_written
    return list(dict.fromkeys(name for name in (owner, *_names(item.helpers)) if name))


def _names(people: Iterable[Person]) -> list[str]:
    return [person.name or person.address for person in people]


def _orders(reply: ReplyReading) -> list[Json]:
    return [
        {"verb": order.verb, "code": order.code, "argument": order.argument, "line": order.line}
        for order in reply.orders
    ]


def _changes(reply: ReplyReading) -> Mapping[str, Any]:
    return {
        "changes": [
            {
                "code": change.code,
                "verb": change.verb,
                "to": change.to,
                "due_iso": change.day.isoformat() if change.day is not None else None,
                "text": change.text,
            }
            for change in reply.changes
        ],
        "unclear": [{"text": one.text, "question": one.question} for one in reply.unclear],
        "courtesy": reply.courtesy,
    }
