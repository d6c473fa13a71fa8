"""From a topic to orders: which verbs hold, which are held back by the words around them.

A wrong change is worse than a question. What is conditional, half, or still to
come orders nothing; what was meant as an answer and cannot be told is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Item
from pipeline.recap.build import is_theirs
from pipeline.replies.about import Named
from pipeline.replies.desk import Desk
from pipeline.replies.heard import NOTHING, Heard, ask, find_first, hear, read_rest, read_said
from pipeline.replies.judge import judge
from pipeline.replies.signs import Said, Sign
from pipeline.replies.tasks import hear_task
from pipeline.replies.topics import Topic
from pipeline.replies.trust import believe
from pipeline.replies.words import Guard

# What words that are orders to a person mean where they are said of a decision.
_OF_DECISION = {"decline": "object", "accept": "agree", "reschedule": "correct"}
_AGAINST = ("correct", "object", "drop")
_SURE = 2  # words; "rather" alone changes no decision
_HALF = frozenset({Guard.HEDGE, Guard.HALF, Guard.CONDITION})


def hear_item(topic: Topic, item: Item, desk: Desk) -> Heard:
    """What a topic orders for one of its items, as far as it stands."""
    said = [_without_weak(one, topic) for one in believe(topic.said, item, desk) if not _is_reason(one)]
    return judge(_hear_item(topic, said, item, desk), topic, said, item, desk)


def _hear_item(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    if any(Guard.HOLD in one.guards for one in said):
        return NOTHING
    if not item.firm and not is_theirs(item, desk.writer.address) and find_first(said, "accept", "agree"):
        # "Did I get these right?" is asked of everybody.
        return hear(topic, item, "agree")
    match item.kind:
        case "decision":
            return _hear_decision(topic, said, item, desk)
        case "question":
            return _hear_question(topic, said, item, desk)
        case _:
            return hear_task(topic, said, item, desk)


def _is_reason(said: Said) -> bool:
    """Whether the clause only says why."""
    return Guard.REASON in said.guards and len(said.clause.spoken.tokens) > 1


def _without_weak(said: Said, topic: Topic) -> Said:
    """Weak words against an item need its code: people say "I said" and "too small" of many things."""
    if topic.named in (Named.CODE, Named.QUOTE, Named.DOUBT):
        return said
    return replace(said, verbs=tuple(sign for sign in said.verbs if not (sign.weak and sign.means in _AGAINST)))


def _hear_decision(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    found = find_first(said, "correct", "drop", "object", "decline", "agree", "accept", "reschedule")
    if found is None:
        kind = all(one.sign("courtesy") for one in said)
        return hear(topic, item, "object") if topic.named is Named.DOUBT and not kind else NOTHING
    verb = _OF_DECISION.get(found[1].means, found[1].means)
    if found[1].means == "reschedule" and not _is_sure(found[1]):
        return NOTHING
    if found[1].means == "reschedule" and found[0] is not said[0] and desk.day(found[0].clause.text, item) is None:
        # "D1 is silly, patients never come before two": why, and no new wording.
        return NOTHING
    if verb != "object" and any(one.clause.asks for one in said):
        return NOTHING
    if verb in ("agree", "object") and topic.named is Named.WORDS and _says_both(said):
        # What is said for one decision and against another, of which only one was told apart.
        return Heard(unclear=(ask(topic, item, "condition"),))
    if verb == "agree" and any(one.guards & _HALF for one in said):
        return Heard(unclear=(ask(topic, item, "condition"),))
    return hear(topic, item, verb)


def _is_sure(sign: Sign) -> bool:
    return not sign.weak and sign.size >= _SURE


def _says_both(said: Sequence[Said]) -> bool:
    verbs = {_OF_DECISION.get(sign.means, sign.means) for one in said for sign in one.verbs}
    return {"agree", "object"} <= verbs


def _hear_question(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    if find_first(said, "correct", "drop", "handover") is not None:
        return hear_task(topic, said, item, desk)
    # "Yes, but only the coaches" answers.
    answers = find_first(said, "accept", "decline") is not None and topic.named in (Named.CODE, Named.QUOTE)
    open_ones = {Guard.OPEN} if answers else {Guard.OPEN, Guard.HALF}
    if any(one.guards & open_ones or one.clause.asks for one in said):
        return NOTHING
    about_it = find_first(said, "decline", "accept", "blocked", "later") is not None
    if about_it and is_theirs(item, desk.writer.address):
        return hear_task(topic, said, item, desk)
    if answers:
        # "Q1: yes", "Q1: no, we have no budget"
        return hear(topic, item, "answer", read_said(topic))
    if not read_rest(topic) or all(one.sign("courtesy") for one in said):
        return NOTHING
    return hear(topic, item, "answer")
