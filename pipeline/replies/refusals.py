"""What a no is said to: to the item, to something else, or only to a day."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Item
from pipeline.replies.desk import Desk
from pipeline.replies.signs import Said, Sign, find_task_verb
from pipeline.replies.subjects import has_other_object
from pipeline.replies.trust import count_unknown
from pipeline.replies.words import Guard

# With one of these an "I cannot" tells how it goes.
_NO_REFUSAL = frozenset({Guard.CONDITION, Guard.HEDGE, Guard.PARTIAL, Guard.ELSEWHEN, Guard.HOLD})


def without_other(said: Said, item: Item, desk: Desk) -> Said:
    """A no to something else is none to the item: "yes, but I can't do the catering"."""
    verbs = tuple(
        sign
        for sign in said.verbs
        if (sign.means != "decline" or _is_no_to(said, sign, item, desk))
        and not (sign.means == "accept" and sign.weak and has_other_object(said.clause.spoken, sign, item, desk))
    )
    weak = tuple(sign for sign in said.verbs if sign.weak and sign.means == "decline" and sign not in verbs)
    return replace(said, verbs=verbs, negated=(*said.negated, *weak))


def refuses_day(said: Said, desk: Desk) -> bool:
    """Whether a clause is a no to a day, and no absence."""
    sign = said.sign("decline")
    firm = sign is not None and not sign.weak and Guard.ELSEWHEN not in said.guards
    return firm and sign is not None and _is_no_to_day(said, sign, desk)


def _is_no_to(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a no is one to the item. A weak one ("I can't") is it before the task's own verb, and without a day."""
    spoken = said.clause.spoken
    if not sign.weak:
        # "I'm out until Monday" and "can't do Friday" are no to a day.
        away = Guard.ELSEWHEN in said.guards and desk.day(said.clause.text, item) is not None
        return not (away or _is_no_to_day(said, sign, desk) or has_other_object(spoken, sign, item, desk))
    verb = find_task_verb(spoken, item.text, words=desk.words)
    if verb != sign.end or desk.day(said.clause.text, item) is not None or said.guards & _NO_REFUSAL:
        return False
    if count_unknown(said, item, desk):
        # "I can't run it from home" is not yet a no.
        return False
    return not has_other_object(spoken, replace(sign, end=verb + 1), item, desk)


def _is_no_to_day(said: Said, sign: Sign, desk: Desk) -> bool:
    """Whether a day stands behind a no: "won't make Tuesday", "can't do it by the 25th"."""
    tokens = said.clause.spoken.tokens
    if sign.end - sign.start == 1 or sign.end >= len(tokens):
        return False
    due = desk.day(said.clause.spoken.text[tokens[sign.end - 1].end :], None)
    opens = desk.language.dates.weekdays.find_at(tokens, sign.end) is not None
    return opens or (due is not None and due.day is not None)
