"""Whose doing a clause tells of: only what its writer says of themselves, or of the item, is an order.

"The florist said no" refuses nothing and "the landlord signed" finishes
nothing, whatever words they hold. A word of an order is believed where the
nearest word before it that could act is the writer, the item, or nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.replies.desk import Desk
from pipeline.replies.naming import known_at
from pipeline.replies.patterns import ADDRESSED, CODE
from pipeline.replies.signs import Said, Sign, find_done_form
from pipeline.replies.targets import find_verbs, is_one_of, tells

# What somebody says of themselves, so that somebody else's word for it counts for nothing.
_PERSONAL = frozenset({"accept", "decline", "done", "blocked", "drop"})
# … and where only the host's word on the notes is no proposal: "page 4 is wrong" may be of another paper.
_NOT_HOSTS = frozenset({"correct"})
# Words that nobody here knows, beside a weak word of an order: more of them tell another story.
_MOST_UNKNOWN = 2


class Actor(Enum):
    """Who acts before a word."""

    WRITER = auto()
    ITEM = auto()
    PERSON = auto()
    THING = auto()
    NOBODY = auto()


def believe(topic_said: Sequence[Said], item: Item, desk: Desk) -> list[Said]:
    """The clauses without the words of orders that are somebody else's."""
    believed: list[Said] = []
    for number, one in enumerate(topic_said):
        before = topic_said[number - 1] if number else None
        personal = _PERSONAL if desk.is_host else _PERSONAL | _NOT_HOSTS
        doubted = [sign for sign in one.verbs if sign.means in personal and is_others(one, sign, item, desk, before)]
        believed.append(_without(one, doubted) if doubted else one)
    return believed


def find_actor(said: Said, place: int, item: Item, desk: Desk) -> Actor:
    """The nearest word before `place` that could do something."""
    tokens = said.clause.spoken.tokens
    own = _words_of(item, desk)
    for at in range(min(place, len(tokens)) - 1, -1, -1):
        token = tokens[at]
        if token.word in desk.words.selves:
            return Actor.WRITER
        if token.word == CODE or is_one_of(fold_name(token.word), own, desk.words):
            return Actor.ITEM
        # "Thanks Nadia will do" calls her.
        called = at > 0 and at - 1 in said.known
        named = token.text[:1].isupper() and not called and bool(known_at(said.clause.spoken, at, desk))
        if at in said.known and not named:
            continue
        if named or token.word == ADDRESSED or token.word in desk.words.strangers:
            return Actor.PERSON
        if _is_thing(token.word, desk):
            return Actor.THING
    return Actor.NOBODY


def count_unknown(said: Said, item: Item, desk: Desk) -> int:
    """The words of a clause that are neither small, nor of an order, nor the item's, nor a day's."""
    own = _words_of(item, desk)
    due = desk.day(said.clause.text, item)
    day = frozenset(due.phrase.casefold().split()) if due is not None else frozenset()
    return sum(
        at not in said.known
        and _is_thing(token.word, desk)
        and token.word not in day
        and not is_one_of(fold_name(token.word), own, desk.words)
        for at, token in enumerate(said.clause.spoken.tokens)
    )


def is_reported(said: Said, place: int, item: Item, desk: Desk) -> bool:
    """Whether somebody else says it: "the customer says it is fixed"."""
    tokens = said.clause.spoken.tokens[:place]
    return any(
        token.word in desk.words.saying and find_actor(said, at, item, desk) in _TELLERS
        for at, token in enumerate(tokens)
    )


def is_others(said: Said, sign: Sign, item: Item, desk: Desk, before: Said | None = None) -> bool:
    """Whether a word of an order is somebody else's doing or saying; `before` is the clause before it."""
    if sign.weak and _is_told(said, sign, desk):
        return True
    inside = said.clause.spoken.tokens[sign.start : sign.end]
    mine = (desk.words.selves, desk.language.people.speaker)
    if any(token.word in words for token in inside for words in mine):
        return False
    if sign.means == "done":
        return _is_others_deed(said, sign, item, desk)
    if sign.means == "drop" and _names_thing(said, item, desk):
        return False
    if is_reported(said, sign.start, item, desk):
        return True
    actor = find_actor(said, sign.start, item, desk)
    if actor is Actor.NOBODY and before is not None and _goes_on(said, before, desk):
        verbs = (*before.verbs, *before.negated)
        place = verbs[0].start if verbs else len(before.clause.spoken.tokens)
        actor = find_actor(before, place, item, desk)
    return actor in _OTHERS


def _is_told(said: Said, sign: Sign, desk: Desk) -> bool:
    """Whether a clause tells of what was said once: "I told them last week that we run out"."""
    outside = [token for at, token in enumerate(said.clause.spoken.tokens) if not sign.start <= at < sign.end]
    return any(token.word in desk.words.saying for token in outside)


_OTHERS = frozenset({Actor.PERSON, Actor.THING})
# No item says anything: "the bus company says" holds a word of one.
_TELLERS = _OTHERS | {Actor.ITEM}


def _is_others_deed(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a word of the past is of another deed: "the landlord signed". "Jude fixed the timeout" is of the item."""
    spoken = said.clause.spoken
    if CODE in spoken.words:
        return False
    if is_reported(said, sign.start, item, desk):
        return True
    actor = find_actor(said, sign.start, item, desk)
    named = _names_thing(said, item, desk)
    if find_done_form(spoken, item.text, words=desk.words) is not None:
        return actor is Actor.THING
    if sign.weak and count_unknown(said, item, desk) > (_MOST_UNKNOWN if named else _MOST_UNKNOWN - 1):
        return True
    points = sign.end - sign.start > 1
    return (actor is Actor.THING and not named) or (actor is Actor.PERSON and not (named or points))


def _names_thing(said: Said, item: Item, desk: Desk) -> bool:
    """Whether a word of the item that is not its verb stands in the clause."""
    verbs = {fold_name(verb) for verb in find_verbs(item.text, words=desk.words)}
    things = [word for word in _words_of(item, desk) if word not in verbs]
    words = said.clause.spoken.words
    # "The roster is up" for "Roster six nurses".
    first = next((word for word in words if word not in desk.words.articles), "")
    return first in verbs or any(is_one_of(fold_name(word), things, desk.words) for word in words)


def _goes_on(said: Said, before: Said, desk: Desk) -> bool:
    """Whether a clause without an actor of its own takes the one before it: "the council called and said no"."""
    first = said.clause.spoken.tokens[0].word
    return before.clause.sentence == said.clause.sentence and first in desk.words.joints


def _is_thing(word: str, desk: Desk) -> bool:
    return word != CODE and tells(fold_name(word), desk.words)


def _words_of(item: Item, desk: Desk) -> list[str]:
    return [word for word in fold_name(item.text).split() if tells(word, desk.words)]


def _without(said: Said, signs: Sequence[Sign]) -> Said:
    return replace(said, verbs=tuple(sign for sign in said.verbs if sign not in signs))
