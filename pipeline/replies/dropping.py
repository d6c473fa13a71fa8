"""Words of dropping that drop nothing: the task's own verb, the writer's plan, a noun of the item."""

from __future__ import annotations

from pipeline.model import Item
from pipeline.notes.tokens import read_tokens
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import CODE
from pipeline.replies.signs import Said, Sign, find_done_form
from pipeline.replies.targets import find_verbs
from pipeline.replies.trust import Actor, find_actor
from pipeline.replies.words import Guard


def drops_nothing(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a sign of dropping is no order to drop the item. A sign of anything else is what it is."""
    if sign.means != "drop":
        return False
    return any(reads(said, sign, item, desk) for reads in (_is_own_past, _is_own_plan, _is_own_word))


def _is_own_past(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a word of dropping is the task's own verb: "cancelled" for "Cancel the broadband" is done."""
    own = find_done_form(said.clause.spoken, item.text, words=desk.words)
    return own is not None and sign.start <= own.start < sign.end


def _is_own_plan(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether it is what the owner is going to do: "I will drop it off on Friday", "will kill it by Monday"."""
    inside = said.clause.spoken.words[sign.start : sign.end]
    if desk.is_host or CODE in inside or not _is_planned(said) or any(word in desk.words.nots for word in inside):
        return False
    return find_actor(said, sign.start, item, desk) in (Actor.WRITER, Actor.NOBODY) and not said.negated


def _is_own_word(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a word of dropping is only one of the item's own nouns: "the scrap rate"."""
    if sign.end - sign.start > 1:
        return False
    verbs = find_verbs(item.text, words=desk.words)
    nouns = [token.word for token in read_tokens(item.text) if token.word not in verbs]
    return said.clause.spoken.words[sign.start] in nouns


def _is_planned(said: Said) -> bool:
    return Guard.PROMISE in said.guards or (Guard.FUTURE in said.guards and said.sign("accept") is not None)
