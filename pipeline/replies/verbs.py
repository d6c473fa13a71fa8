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
from pipeline.people.wishes import says
from pipeline.recap.build import is_theirs
from pipeline.replies.desk import Desk
from pipeline.replies.words import VERB_NAMES

# The text of a share that takes the recap back to its host, in every language.
PRIVATE = "private"


class Who(StrEnum):
    """Who may use a verb."""

    OWNER = "owner"
    HOST = "host"
    READER = "reader"  # everybody who got the recap
    ANYONE = "anyone"  # also somebody who did not


Answer = Change | Unclear | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An order that its writer may give. `about` is None where it is about no item."""

    order: Order
    about: Item | None
    desk: Desk

    @property
    def item(self) -> Item:
        """The item of a verb that always has one."""
        if self.about is None:
            raise ValueError(f"{self.order.verb}: an order about no item")
        return self.about

    @property
    def words(self) -> str | None:
        """The words of the order; None where it has none."""
        return self.order.argument.strip() or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb: who may use it, on which kinds (empty: it needs no item), and what it changes (None: nothing)."""

    name: str
    may: frozenset[Who]
    make: Callable[[Told], Answer]
    on: frozenset[str] = frozenset()


def may_give(order: Order, desk: Desk) -> bool:
    """Whether the writer may give this order; what does not fit the kind of the item, nobody may."""
    verb, item = VERBS[order.verb], desk.item(order.code)
    if order.code is not None and item is None:
        return False
    if verb.on and (item is None or item.kind not in verb.on):
        return False
    return bool(verb.may & _roles(item, desk))


def make_change(order: Order, desk: Desk) -> Answer:
    """What an order changes; None where it makes no difference. The writer may give it."""
    return VERBS[order.verb].make(Told(order=order, about=desk.item(order.code), desk=desk))


def _roles(item: Item | None, desk: Desk) -> set[Who]:
    roles = {Who.ANYONE}
    if desk.is_reader:
        roles.add(Who.READER)
    if desk.is_host:
        roles.add(Who.HOST)
    if item is not None and is_theirs(item, desk.writer.address):
        roles.add(Who.OWNER)
    return roles


def _accept(told: Told) -> Answer:
    """Yes to what one is asked. The host takes what nobody owns, and is handed what somebody does."""
    item, writer = told.item, told.desk.writer.address
    if not is_theirs(item, writer) and item.owner is not None:
        return Change(verb="handover", code=item.code, to=writer)
    said_yes = item.state is State.ACCEPTED and item.firm and item.proposed_owner is None
    return None if said_yes or item.state is State.DONE else Change(verb="accept", code=item.code)


def _decline(told: Told) -> Answer:
    if told.item.state is State.DECLINED:
        return None
    return Change(verb="decline", code=told.item.code, text=told.words)


def _hand_over(told: Told) -> Answer:
    """Somebody else is asked; a tie of names is a question, an unknown name is kept as written."""
    item, desk, said = told.item, told.desk, told.order.argument
    match match_person(said, desk.recap.people, desk.language.people, speaker=desk.writer):
        case Found(person=person) if person.address == desk.writer.address and is_theirs(item, person.address):
            return _accept(told)
        case Found(person=person):
            same = item.owner is not None and item.owner.key == person.key and item.proposed_owner is None
            return None if same else Change(verb="handover", code=item.code, to=person.address or person.name)
        case Tie(people=people):
            choices = tuple(f"{item.code} → {person.address or person.name}" for person in people)
            return Unclear(text=said, question="who", code=item.code, choices=choices)
        case Unknown(name=name):
            return Change(verb="handover", code=item.code, to=name)
        case _:
            return Unclear(text=said, question="nobody", code=item.code)


def _reschedule(told: Told) -> Answer:
    """A new day; the one that stands already is no change."""
    item, due = told.item, told.desk.day(told.order.argument, told.item)
    if due is None:
        return None
    if due.day is None:
        days = tuple(f"{item.code}: {day.isoformat()}" for day in due.readings)
        return Unclear(text=told.order.argument.strip(), question="day", code=item.code, choices=days)
    if item.due is not None and item.due.day == due.day:
        return None
    return Change(verb="reschedule", code=item.code, day=due.day, text=due.phrase)


def _done(told: Told) -> Answer:
    return None if told.item.state is State.DONE else Change(verb="done", code=told.item.code, text=told.words)


def _drop(told: Told) -> Answer:
    return None if told.item.state is State.DROPPED else Change(verb="drop", code=told.item.code, text=told.words)


def _correct(told: Told) -> Answer:
    """A new wording, or an item that is missing. Without words there is nothing to correct."""
    if told.words is None:
        return Unclear(text=told.desk.recap.meeting.title, question="wording", code=told.order.code)
    # A day said of an item that is missing is its day.
    due = told.desk.day(told.words, None) if told.order.code is None else None
    return Change(verb="correct", code=told.order.code, text=told.words, day=due.day if due is not None else None)


def _agree(told: Told) -> Answer:
    """Agreement is with a decision, or that something doubtful is right."""
    return _say(told) if told.item.kind == "decision" or not told.item.firm else None


def _say(told: Told) -> Answer:
    """What is kept in the writer's words: a block, agreement, an objection, an answer, a wish about letters."""
    return Change(verb=told.order.verb, code=told.order.code, text=told.words)


def _name(told: Told) -> Answer:
    """Who a name of the notes is: the name is the text, the address goes with it."""
    name, _, who = told.order.argument.partition("=")
    address = ADDRESS.search(who)
    if address is not None:
        return Change(verb="name", to=address.group(), text=name.strip())
    match match_person(who, told.desk.recap.people, told.desk.language.people):
        case Found(person=person) if person.address:
            return Change(verb="name", to=person.address, text=name.strip())
        case _:
            return None


def _later(told: Told) -> Answer:
    """The day on which reminders begin again, counted from the day of the reply."""
    due = told.desk.day(told.order.argument, None)
    if due is not None and due.day is None:
        return Unclear(text=told.order.argument.strip(), question="day", code=told.item.code)
    return Change(verb="later", code=told.item.code, day=due.day if due is not None else None)


def _share(told: Told) -> Answer:
    """With whom the recap is shared: an address, everybody it waits for, or nobody any more."""
    address = ADDRESS.search(told.order.argument)
    if address is None and says(told.order.argument, told.desk.language.wishes.private):
        return Change(verb="share", text=PRIVATE)
    return Change(verb="share", to=address.group() if address is not None else None, text=told.words)


def _nothing(told: Told) -> Answer:  # noqa: ARG001 - courtesy changes nothing, whatever its words
    return None


def _table(*verbs: Verb) -> Mapping[str, Verb]:
    table = {verb.name: verb for verb in verbs}
    if tuple(table) != VERB_NAMES:
        raise ValueError("the verbs here are not those of words.py")
    return MappingProxyType(table)


_ALL = frozenset(KINDS)
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
    Verb(name="blocked", may=_OWNER, on=_OWNED, make=_say),
    Verb(name="drop", may=_BOTH, on=_ALL, make=_drop),
    Verb(name="correct", may=_READER, make=_correct),
    Verb(name="agree", may=_READER, on=_ALL, make=_agree),
    Verb(name="object", may=_READER, on=_DECIDED, make=_say),
    Verb(name="answer", may=_READER, on=frozenset({"question"}), make=_say),
    Verb(name="name", may=_HOST, make=_name),
    Verb(name="later", may=_OWNER, on=_OWNED, make=_later),
    Verb(name="share", may=_HOST, make=_share),
    Verb(name="undo", may=_READER, make=_say),
    Verb(name="stop", may=_ANYONE, make=_say),
    Verb(name="forget", may=_ANYONE, make=_say),
    Verb(name="ask", may=_READER, make=_say),
    Verb(name="courtesy", may=_ANYONE, make=_nothing),
)
