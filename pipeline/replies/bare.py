"""What is said without naming an item: of which one, where only one can be meant; else a question.

A yes counts for everything that was asked of its writer. Done, no and a new
day are never spread over several items by guess (REPLIES.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Item, Order, State, Unclear
from pipeline.recap.build import CLOSED
from pipeline.replies.desk import Desk
from pipeline.replies.heard import NOTHING, Heard, read_rest
from pipeline.replies.new_days import find_new_day
from pipeline.replies.orders import hear_item
from pipeline.replies.signs import Said
from pipeline.replies.topics import Topic
from pipeline.replies.words import Guard

# Verbs of one item that are never spread over several.
_OF_ONE = frozenset({"handover", "decline", "done", "blocked", "drop"})
_MOST_CHOICES = 8  # more codes than that are a list, and no choice
_MOST_KIND = 4  # words besides a courtesy that begins a clause


def hear_bare(topic: Topic, desk: Desk) -> Heard:
    """What a topic without an item orders."""
    strong = {sign.means for one in topic.said for sign in one.verbs if not sign.weak}
    guards = {guard for one in topic.said for guard in one.guards}
    if Guard.MISSING in guards:
        return Heard(orders=(Order(verb="correct", argument=topic.text.strip(), line=topic.line),))
    if "later" in strong:
        return _join(hear_item(topic, item, desk) for item in desk.open)
    if "answer" in strong:
        return _hear_one(topic, _open_of_kind("question", desk), desk)
    if strong & {"agree", "object"} and not (strong & _OF_ONE or ("accept" in strong and desk.open)):
        return _hear_one(topic, _open_of_kind("decision", desk), desk)
    return _hear_own(topic, desk, strong=strong, guards=guards)


def _hear_own(topic: Topic, desk: Desk, *, strong: set[str], guards: set[Guard]) -> Heard:
    """What is said of the writer's own items."""
    verbs = {sign.means for one in topic.said for sign in one.verbs}
    day = find_new_day(topic.said, None, desk)
    if verbs & _OF_ONE or (day is not None and not day.tentative):
        if Guard.EVERY in guards:
            return _join(hear_item(topic, item, desk) for item in desk.open)
        if strong & {*_OF_ONE, "accept", "reschedule"} or len(desk.open) == 1 or len(read_rest(topic).split()) <= 1:
            return _hear_one(topic, desk.open, desk)
        return NOTHING
    if "accept" in strong or Guard.HALF in guards:
        return _hear_yes(topic, desk)
    # Not a word that is an order by itself, but it can be about one thing only.
    return hear_item(topic, desk.open[0], desk) if len(desk.open) == 1 else NOTHING


def hear_between(topic: Topic, desk: Desk) -> Heard:
    """Words that could mean several items: which of them is a question, where the writer may order anything there."""
    if not any(sign.means != "courtesy" and not sign.weak for one in topic.said for sign in one.verbs):
        return NOTHING
    items = [item for item in desk.recap.items if item.code in topic.between]
    return _ask_which(topic, [item for item in items if desk.is_host or item in desk.own])


def hear_stray(topic: Topic, desk: Desk) -> Heard:
    """An order for a code that the recap has not: which of its own is a question."""
    items = desk.open or [item for item in desk.recap.items if item.state not in CLOSED]
    if not desk.is_reader:
        return NOTHING
    codes = tuple(item.code for item in items[:_MOST_CHOICES])
    return Heard(unclear=(Unclear(text=topic.text.strip(), question="stray", choices=codes),))


def is_courteous(said: Said) -> bool:
    """Whether a clause is nothing but kind."""
    verbs = {sign.means for sign in said.verbs}
    if not verbs or verbs - {"courtesy", "accept"} or said.negated:
        return False
    covered = sum(sign.end - sign.start for sign in said.verbs)
    most = _MOST_KIND if said.verbs[0].start == 0 else _MOST_KIND // 2
    return len(said.clause.spoken.tokens) - covered <= most


def _hear_yes(topic: Topic, desk: Desk) -> Heard:
    asked = [item for item in desk.own if item.state is State.ASKED or not item.firm or item.proposed_owner is not None]
    heard = [hear_item(topic, item, desk) for item in asked]
    questions = [question for one in heard for question in one.unclear]
    if questions:
        # One condition, one question, however many items it is about.
        return Heard(unclear=(replace(questions[0], code=questions[0].code if len(asked) == 1 else None),))
    return _join(heard)


def _hear_one(topic: Topic, items: Sequence[Item], desk: Desk) -> Heard:
    if len(items) == 1:
        return hear_item(topic, items[0], desk)
    heard = [hear_item(topic, item, desk) for item in items]
    return _ask_which(topic, items) if any(one.orders or one.unclear for one in heard) else NOTHING


def _ask_which(topic: Topic, items: Sequence[Item]) -> Heard:
    if not items:
        return NOTHING
    codes = tuple(item.code for item in items)
    return Heard(unclear=(Unclear(text=topic.text.strip(), question="which", choices=codes),))


def _open_of_kind(kind: str, desk: Desk) -> list[Item]:
    return [item for item in desk.recap.items if item.kind == kind and item.state not in CLOSED]


def _join(heard: Iterable[Heard]) -> Heard:
    parts = tuple(heard)
    return Heard(
        orders=tuple(order for one in parts for order in one.orders),
        unclear=tuple(question for one in parts for question in one.unclear),
    )
