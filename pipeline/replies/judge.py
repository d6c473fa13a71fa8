"""The last look at what a topic orders, before any of it becomes a change.

A wrong change is worse than a question, so whatever the words before came to,
an order stands only where the clause that carries it is clean: it takes
nothing back behind a "but", speaks of the item and not of another thing with
a word of it, and holds no more words that we do not know than its verb
allows. What does not stand is asked; nothing is half applied to one item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.kinds import KINDS
from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.replies.about import Named
from pipeline.replies.desk import Desk
from pipeline.replies.heard import Heard, ask
from pipeline.replies.patterns import CODE
from pipeline.replies.signs import Said, Sign
from pipeline.replies.targets import is_one_of, tells
from pipeline.replies.topics import Topic
from pipeline.replies.trust import Actor, count_unknown, find_actor
from pipeline.replies.words import Guard

# Under a code or a quoted line people write why, and may use any word.
_POINTED = frozenset({Named.CODE, Named.QUOTE, Named.DOUBT})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """On what an order stands: the clause, its sign, the topic. A promise or a day without a sign has none."""

    said: Said
    sign: Sign
    topic: Topic
    item: Item
    desk: Desk


def judge(heard: Heard, topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    """What stands of the orders for one item: all of them, or one question."""
    for order in heard.orders:
        ground = _find_ground(order.verb, topic, said, item, desk)
        if ground is not None and any(doubts(ground) for doubts in DOUBTS.get(order.verb, ())):
            return Heard(unclear=(*heard.unclear, ask(topic, item, "unsure")), withdrawn=heard.withdrawn)
    return heard


def _find_ground(verb: str, topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> _Ground | None:
    signs = [(one, sign) for one in said if (sign := one.sign(verb) or one.sign(_SAID_AS.get(verb, verb)))]
    signs.sort(key=lambda found: found[1].weak)
    return next((_Ground(said=one, sign=sign, topic=topic, item=item, desk=desk) for one, sign in signs), None)


# What a decision hears is often said as to a person.
_SAID_AS: Mapping[str, str] = MappingProxyType({"agree": "accept", "object": "decline"})


def _is_taken_back(ground: _Ground) -> bool:
    """Whether the sentence goes on with a "but" of which nothing is understood: "it is mended, but the door sticks"."""
    words = ground.desk.words
    for one in ground.topic.said:
        clause = one.clause
        behind = clause.sentence == ground.said.clause.sentence and clause.start > ground.said.clause.start
        against = len(clause.spoken.tokens) > 1 and words.buts.find_at(clause.spoken.tokens, 0) is not None
        if behind and against and not one.verbs and Guard.POLITE not in one.guards:
            return ground.desk.day(clause.text, ground.item) is None
    return False


def _is_of_paper(ground: _Ground) -> bool:
    """Whether a clause without an item speaks of something that is only named as one: "A4 paper is out"."""
    return ground.topic.named is Named.NOT and Guard.LOOKALIKE in ground.said.guards


def _has_no_day(ground: _Ground) -> bool:
    """Whether a day is said of what has none, known by its words alone: a risk is not moved by "test by Friday"."""
    return ground.topic.named not in _POINTED and not KINDS[ground.item.kind].dated


def _is_things_day(ground: _Ground) -> bool:
    """Whether only a small word says that a day is new, and something else acts: "the fitter comes on Thursday"."""
    before = ground.said.clause.spoken.words[: ground.sign.start]
    own = any(word in ground.desk.language.people.speaker for word in before)
    if own or not ground.sign.weak or ground.topic.named in _POINTED:
        return False
    return find_actor(ground.said, ground.sign.start, ground.item, ground.desk) is Actor.THING


def _is_halved(ground: _Ground) -> bool:
    """Whether a "but" takes something of a yes back: "ok, but not the catering"."""
    takes = frozenset({Guard.NEGATION, Guard.PARTIAL, Guard.LIMIT})
    return _is_taken_back(ground) and any(
        one.guards & takes for one in ground.topic.said if one.clause.sentence == ground.said.clause.sentence
    )


def _is_of_other_thing(ground: _Ground) -> bool:
    """Whether the verb's object only begins or ends with a word of the item: "cancel the load test room"."""
    tokens = ground.said.clause.spoken.tokens
    if any(token.word == CODE for token in tokens):
        return False
    things = [word for word in fold_name(ground.item.text).split() if tells(word, ground.desk.words)]
    last = None
    for at in range(ground.sign.end, len(tokens)):
        word = fold_name(tokens[at].word)
        if is_one_of(word, things, ground.desk.words):
            last = at
        elif last is not None:
            return last == at - 1 and at not in ground.said.known and tells(word, ground.desk.words)
    return False


def _is_behind_if(ground: _Ground) -> bool:
    """Whether an "if" stands before the sign: "shout if something is wrong"."""
    before = ground.said.clause.spoken.words[: ground.sign.start]
    return any(word in ground.desk.words.conditions for word in before)


def _holds_unknown(ground: _Ground) -> bool:
    """Whether a word that nobody here knows stands in the clause."""
    if ground.topic.named in _POINTED:
        return False
    return count_unknown(ground.said, ground.item, ground.desk) > 0


def _is_told_late(ground: _Ground) -> bool:
    """Whether a yes stands inside other words, without an "I": "the florist has agreed"."""
    if not _holds_unknown(ground):
        return False
    inside = ground.said.clause.spoken.words[ground.sign.start : ground.sign.end]
    own = any(word in ground.desk.words.selves for word in inside)
    return ground.sign.start > 0 and not own


Doubt = Callable[[_Ground], bool]
DOUBTS: Mapping[str, tuple[Doubt, ...]] = MappingProxyType(
    {
        "accept": (_is_halved, _is_told_late),
        "decline": (_is_behind_if,),
        "done": (_is_taken_back, _is_of_paper, _is_of_other_thing),
        "reschedule": (_has_no_day, _is_things_day),
        "drop": (_is_behind_if, _holds_unknown, _is_of_other_thing),
        "handover": (_is_behind_if, _is_of_other_thing),
        "correct": (_is_behind_if,),
        "agree": (_is_halved, _is_told_late),
        "object": (_is_behind_if,),
    }
)
