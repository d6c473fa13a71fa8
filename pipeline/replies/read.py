"""Hop 10: from the typed words of a reply to changes.

Cut into clauses, clauses grouped by item, orders out of each group, and each
order asked of its verb. What is clear is changed; of the rest one question
goes back. Nothing is half applied to one item, and the last word counts.
Never fails on what people write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from pipeline.languages.load import Language
from pipeline.model import Change, Order, Passage, Person, Recap, ReplyReading, ReplyText, Unclear
from pipeline.replies.about import Named
from pipeline.replies.apply import next_code
from pipeline.replies.bare import hear_bare, hear_between, hear_stray, is_courteous
from pipeline.replies.desk import Desk
from pipeline.replies.heard import Heard
from pipeline.replies.loose import hear_loose
from pipeline.replies.naming import find_whole
from pipeline.replies.orders import hear_item
from pipeline.replies.signs import Said
from pipeline.replies.topics import Topic, find_topics
from pipeline.replies.verbs import make_change, may_give

# Verbs that can stand beside each other on one item; of any others the later one counts.
_SEVERAL = frozenset({"name", "share", "correct", "ask"})
_TOGETHER = (
    frozenset({"accept", "reschedule"}),
    frozenset({"blocked", "reschedule"}),
    frozenset({"handover", "reschedule"}),
    frozenset({"correct", "accept", "reschedule", "handover"}),
    frozenset({"later", "accept", "blocked"}),
)

# What the host alone may do, and is no item's: keys of the pack's `unclear`.
_HOSTS_ALONE: Mapping[str, str] = MappingProxyType({"name": "host_names", "share": "host_shares"})


def read_orders(reply: ReplyText, recap: Recap, *, writer: str, today: date, language: Language) -> ReplyReading:
    """Everything a reply says. `today` is the day it arrived, in the time zone of the meeting."""
    desk = Desk(recap=recap, writer=_find_writer(recap, writer), today=today, language=language)
    passages = reply.passages or (Passage(text=reply.visible, line=1),)
    topics = [topic for passage in passages if passage.text.strip() for topic in find_topics(passage, desk)]
    settled = _Settled()
    for topic in topics:
        for heard, code in _hear(topic, desk):
            settled.add(heard, code, desk, topic=topic)
    changes, unclear = tuple(settled.changes(desk)), tuple(settled.questions())
    nothing = not settled.orders and not unclear and bool(reply.visible.strip())
    said = [one for topic in topics for one in topic.said]
    kind = any(map(is_courteous, said)) and all(is_courteous(one) or _only_calls(one, desk) for one in said)
    return ReplyReading(
        orders=tuple(settled.orders), changes=changes, unclear=unclear, courtesy=nothing and kind and not changes
    )


def _only_calls(said: Said, desk: Desk) -> bool:
    """Whether a clause is nothing but the name of somebody: "Thanks, Ana!"."""
    spoken = said.clause.spoken
    return bool(find_whole(spoken, 0, len(spoken.tokens), desk))


def _find_writer(recap: Recap, address: str) -> Person:
    known = (person for person in recap.people if person.address.casefold() == address.casefold())
    return next(known, Person(name="", address=address))


def _find_refusal(order: Order, topic: Topic) -> str:
    """What is said to an order that its writer may not give; empty where nothing is.

    Who names another's item by its code wants something; whoever only mentions it gets no letter.
    """
    return _HOSTS_ALONE.get(order.verb, "not_yours" if topic.named is Named.CODE else "")


def _hear(topic: Topic, desk: Desk) -> Iterable[tuple[Heard, str | None]]:
    """What a topic orders, item by item; None where it is of none."""
    loose = hear_loose(topic, desk)
    if loose.orders or loose.unclear:
        yield loose, None
    elif topic.named is Named.STRAY:
        yield hear_stray(topic, desk), None
    elif topic.codes:
        for code in topic.codes:
            item = desk.item(code)
            if item is not None:
                yield hear_item(topic, item, desk), code
    elif topic.between:
        yield hear_between(topic, desk), None
    else:
        yield hear_bare(topic, desk), None


@dataclass(slots=True, kw_only=True)
class _Settled:
    """The changes so far, item by item, in the order they were said."""

    orders: list[Order] = field(default_factory=list)
    _changes: dict[str | None, list[Change]] = field(default_factory=dict)
    _unclear: list[Unclear] = field(default_factory=list)

    def add(self, heard: Heard, code: str | None, desk: Desk, *, topic: Topic) -> None:
        """Ask the verb of each order for its change."""
        if heard.withdrawn and code is not None:
            self._changes.pop(code, None)
        self.orders += heard.orders
        self._unclear += heard.unclear
        for order in heard.orders:
            if not may_give(order, desk):
                if desk.is_reader and (refusal := _find_refusal(order, topic)):
                    self._unclear.append(Unclear(text=topic.text.strip(), question=refusal, code=order.code))
                continue
            match make_change(order, desk):
                case Change() as change:
                    self._put(change)
                case Unclear() as question:
                    self._unclear.append(question)
                case None:
                    continue

    def changes(self, desk: Desk) -> Iterable[Change]:
        """Everything that is clear. An item that a question is about stays as it is; one the host adds gets a code."""
        asked = {question.code for question in self._unclear if question.code is not None}
        added = 0
        for change in (change for code, changes in self._changes.items() if code not in asked for change in changes):
            if change.verb == "correct" and change.code is None and desk.is_host:
                yield replace(change, code=next_code(desk.recap, added=added))
                added += 1
            else:
                yield change

    def questions(self) -> Iterable[Unclear]:
        """One question for each item at the most, and one for all the codes there are not."""
        seen: set[str] = set()
        for question in self._unclear:
            if question.question == "stray":
                if "stray" not in seen:
                    seen.add("stray")
                    yield question
            elif question.code is None or question.code not in seen:
                seen |= {question.code} if question.code is not None else set()
                yield question

    def _put(self, change: Change) -> None:
        earlier = self._changes.setdefault(change.code, [])
        if change.code is None:
            # Two addresses can be told at once, but nobody is forgotten twice.
            several = change.verb in _SEVERAL
            if not any(one == change or (one.verb == change.verb and not several) for one in earlier):
                earlier.append(change)
            return
        kept = [one for one in earlier if one.verb != change.verb and _stand_together(one, change)]
        self._changes[change.code] = [*kept, change]


def _stand_together(one: Change, other: Change) -> bool:
    return any({one.verb, other.verb} <= pair for pair in _TOGETHER)
