"""What a reply says, and the letter that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.mail import Address, Person
from pipeline.model.notes import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing a reply asks for, before we know whether its writer may. `code` is None when none was named."""

    verb: str
    code: str | None = None
    argument: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a reply changes. `to` is an address, or a name nobody resolved; None where the verb has nobody."""

    verb: str
    code: str | None = None
    to: str | None = None
    day: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A part of a reply that changes nothing until its writer answers. `question` is a key of the pack's texts."""

    text: str
    question: str
    code: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReading:
    """Everything one reply says. `courtesy` holds only when it says nothing else."""

    orders: tuple[Order, ...] = ()
    changes: tuple[Change, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    courtesy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What one reply found and changed. People who get the recap, or are known to it, are None where it left them."""

    items: tuple[Item, ...] = ()
    added: tuple[str, ...] = ()
    audience: tuple[Address, ...] | None = None
    waiting: tuple[Address, ...] = ()
    people: tuple[Person, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A change that was made before; numbers grow with time. `before` is None where nothing can be taken back."""

    number: int
    by: str
    at: datetime
    verb: str
    code: str | None = None
    before: Before | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter: its bytes never change again, so a retry sends the same mail.

    `key` is unique for ever (`recap:7K2Q:ana@acme.example`): the outbox
    refuses a second letter of the same key.
    """

    kind: str
    key: str
    to: str
    message_id: str
    raw: bytes
