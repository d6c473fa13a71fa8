"""What people can do with a word: one row and one function a verb.

To add one: a row here, its words in each `replies.toml`, its sentence in
`receipt.verbs` of each `texts.toml`. A function turns an order into a change,
or into a question; it gets only orders that their writer may give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipeline.kinds import KINDS
from pipeline.model import Change, Item, Order, State, Unclear
from pipeline.notes.names import ADDRESS
from pipeline.notes.people import Found, Tie, Unknown, match_person
from pipeline.recap.build import is_theirs
from pipeline.replies.desk import Desk
from pipeline.replies.words import VERB_NAMES


class Who(StrEnum):
    """Who may use a verb."""

    OWNER = "owner"
    HOST = "host"
    READER = "reader"  # everybody who got the recap
    ANYONE = "anyone"  # also somebody who did not


Answer = Change | Unclear | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb: who may use it, on which kinds (empty: on none or all), and what it changes. None: nothing to change."""

    name: str
    may: frozenset[Who]
    make: Callable[[Order, Item | None, Desk], Answer]
    on: frozenset[str] = frozenset()


def make_change(order: Order, desk: Desk) -> Answer:
    """What an order changes; None where its writer may not give it, or it makes no difference."""
    verb = VERBS[order.verb]
    item = desk.item(order.code)
    if order.code is not None and item is None:
        return None
    if verb.on and (item is None or item.kind not in verb.on):
        return None
    if not verb.may & _roles(item, desk):
        return None
    return verb.make(order, item, desk)


def _roles(item: Item | None, desk: Desk) -> set[Who]:
    readers = {reader.key for reader in desk.recap.audience} | {
        person.address.casefold() for person in desk.recap.people
    }
    roles = {Who.ANYONE}
    key = desk.writer.address.casefold()
    if desk.is_host:
        roles |= {Who.HOST, Who.READER}
    if key in readers:
        roles.add(Who.READER)
    if item is not None and is_theirs(item, desk.writer.address):
        roles |= {Who.OWNER, Who.READER}
    return roles


def _accept(order: Order, item: Item | None, desk: Desk) -> Answer:
    """Yes to what one is asked. The host who takes another's item is handed it."""
    if item is None:
        return None
    if not is_theirs(item, desk.writer.address):
        if not item.firm:
            return Change(verb="agree", code=item.code)
        return Change(verb="handover", code=item.code, to=desk.writer.address)
    asked = item.proposed_owner is not None or not item.firm or item.state is not State.ACCEPTED
    return Change(verb="accept", code=item.code) if asked and item.state is not State.DONE else None


def _decline(order: Order, item: Item | None, desk: Desk) -> Answer:
    if item is None or item.state is State.DECLINED:
        return None
    return Change(verb="decline", code=item.code, text=order.argument or None)


def _hand_over(order: Order, item: Item | None, desk: Desk) -> Answer:
    """Somebody else is asked; a tie of names is a question, an unknown name is kept as written."""
    if item is None:
        return None
    match match_person(order.argument, desk.recap.people, desk.language.people, speaker=desk.writer):
        case Found(person=person):
            same = item.owner is not None and item.owner.key == person.key and item.proposed_owner is None
            return None if same else Change(verb="handover", code=item.code, to=person.address or person.name)
        case Tie(people=people):
            choices = tuple(f"{item.code} → {person.address or person.name}" for person in people)
            return Unclear(text=order.argument, question="who", code=item.code, choices=choices)
        case Unknown(name=name):
            return Change(verb="handover", code=item.code, to=name)
        case _:
            return Unclear(text=order.argument, question="nobody", code=item.code)


def _reschedule(order: Order, item: Item | None, desk: Desk) -> Answer:
    due = desk.day(order.argument, item)
    if item is None or due is None:
        return None
    if due.day is None:
        days = tuple(f"{item.code}: {day.isoformat()}" for day in due.readings)
        return Unclear(text=order.argument, question="day", code=item.code, choices=days)
    if item.due is not None and item.due.day == due.day:
        return None
    return Change(verb="reschedule", code=item.code, day=due.day, text=due.phrase)


def _done(order: Order, item: Item | None, desk: Desk) -> Answer:
    if item is None or item.state is State.DONE:
        return None
    return Change(verb="done", code=item.code, text=order.argument or None)


def _blocked(order: Order, item: Item | None, desk: Desk) -> Answer:
    return None if item is None else Change(verb="blocked", code=item.code, text=order.argument or None)


def _drop(order: Order, item: Item | None, desk: Desk) -> Answer:
    if item is None or item.state is State.DROPPED:
        return None
    return Change(verb="drop", code=item.code, text=order.argument or None)


def _correct(order: Order, item: Item | None, desk: Desk) -> Answer:
    """A new wording, or an item that is missing. Without words there is nothing to correct."""
    if not order.argument.strip():
        return Unclear(text="", question="wording", code=order.code)
    return Change(verb="correct", code=order.code, text=order.argument)


def _say(order: Order, item: Item | None, desk: Desk) -> Answer:
    """Agreement, objection and answer keep the words."""
    return Change(verb=order.verb, code=order.code, text=order.argument or None)


def _name(order: Order, item: Item | None, desk: Desk) -> Answer:
    """ "Priya = priya@acme.example": the short name is the text, the address or the full name whom it means."""
    name, _, who = order.argument.partition("=")
    address = ADDRESS.search(who)
    if address is not None:
        return Change(verb="name", to=address.group(), text=name.strip())
    match match_person(who, desk.recap.people, desk.language.people):
        case Found(person=person) if person.address:
            return Change(verb="name", to=person.address, text=name.strip())
        case _:
            return None


def _later(order: Order, item: Item | None, desk: Desk) -> Answer:
    due = desk.day(order.argument, item=None)
    if item is None:
        return None
    return Change(verb="later", code=item.code, day=due.day if due is not None else None)


def _share(order: Order, item: Item | None, desk: Desk) -> Answer:
    address = ADDRESS.search(order.argument)
    return Change(verb="share", to=address.group() if address is not None else None, text=order.argument)


def _wish(order: Order, item: Item | None, desk: Desk) -> Answer:
    """A wish about letters, or a question to us."""
    return Change(verb=order.verb, code=order.code, text=order.argument or None)


def _nothing(order: Order, item: Item | None, desk: Desk) -> Answer:
    return None


def _table(*verbs: Verb) -> Mapping[str, Verb]:
    table = {verb.name: verb for verb in verbs}
    if tuple(table) != VERB_NAMES:
        raise ValueError("the verbs here are not those of words.py")
    return MappingProxyType(table)


_OWNED = frozenset(kind.name for kind in KINDS.values() if kind.owned)
_DECIDED = frozenset({"decision"})
_OWNER, _BOTH = frozenset({Who.OWNER}), frozenset({Who.OWNER, Who.HOST})
_HOST, _READER, _ANYONE = frozenset({Who.HOST}), frozenset({Who.READER}), frozenset({Who.ANYONE})

VERBS: Mapping[str, Verb] = _table(
    Verb(name="accept", may=_BOTH, on=_OWNED, make=_accept),
    Verb(name="decline", may=_OWNER, on=_OWNED, make=_decline),
    Verb(name="handover", may=_BOTH, on=_OWNED, make=_hand_over),
    Verb(name="reschedule", may=_BOTH, on=_OWNED, make=_reschedule),
    Verb(name="done", may=_BOTH, on=_OWNED, make=_done),
    Verb(name="blocked", may=_OWNER, on=_OWNED, make=_blocked),
    Verb(name="drop", may=_BOTH, make=_drop),
    Verb(name="correct", may=_READER, make=_correct),
    Verb(name="agree", may=_READER, on=_DECIDED, make=_say),
    Verb(name="object", may=_READER, on=_DECIDED, make=_say),
    Verb(name="answer", may=_READER, on=frozenset({"question"}), make=_say),
    Verb(name="name", may=_HOST, make=_name),
    Verb(name="later", may=_OWNER, on=_OWNED, make=_later),
    Verb(name="share", may=_HOST, make=_share),
    Verb(name="undo", may=_READER, make=_wish),
    Verb(name="stop", may=_ANYONE, make=_wish),
    Verb(name="forget", may=_ANYONE, make=_wish),
    Verb(name="ask", may=_READER, make=_wish),
    Verb(name="courtesy", may=_ANYONE, make=_nothing),
)
