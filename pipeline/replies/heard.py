"""What one topic comes to, and how its words become the argument of an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Due, Item, Order, Unclear
from pipeline.replies.patterns import CODE
from pipeline.replies.signs import Said, Sign
from pipeline.replies.topics import Topic

_BESIDE = 2  # words behind a verb among which its code stands
EDGE = " \t\n.,;:!?-–—→=)("


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one topic orders and asks, for one item or for none.

    `withdrawn` holds for words that take an earlier order back: "A1 done. No,
    wait, one page is missing."
    """

    orders: tuple[Order, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    withdrawn: bool = False


NOTHING = Heard()


def hear(topic: Topic, item: Item, verb: str, argument: str | None = None) -> Heard:
    """One order; its argument are the topic's own words where none is given."""
    return Heard(orders=(build_order(topic, item, verb, argument),))


def build_order(topic: Topic, item: Item, verb: str, argument: str | None = None) -> Order:
    """The order for one of a topic's items."""
    words = read_rest(topic) if argument is None else argument
    return Order(verb=verb, code=item.code, argument=words, line=topic.line)


def ask(topic: Topic, item: Item, question: str, *, due: Due | None = None) -> Unclear:
    """A question about one item; a day that could be several offers them."""
    days = due.readings if due is not None else ()
    choices = tuple(f"{item.code}: {day.isoformat()}" for day in days)
    return Unclear(text=topic.text.strip(), question=question, code=item.code, choices=choices)


def find_first(said: Sequence[Said], *verbs: str) -> tuple[Said, Sign] | None:
    """The first sign of the first of these verbs that stands anywhere, and its clause."""
    return next(((one, sign) for verb in verbs for one in said if (sign := one.sign(verb))), None)


def read_rest(topic: Topic) -> str:
    """What a topic says besides its code and the verb it begins with: the reason, the result, the answer."""
    tokens = topic.said[0].clause.spoken.tokens
    at = _find_begin(topic)
    sign = next((sign for sign in topic.said[0].verbs if sign.start <= at < sign.end), None)
    if sign is None:
        return _rest_from(topic, at)
    if sign.means == "decline" and sign.end - sign.start > 1 and sign.end < len(tokens):
        # What is left of "can't do it before June" is no reason without its beginning.
        return _rest_from(topic, at)
    # "I object to D1, because …": the code belongs to the verb. In "A1: blocked by A2" the second one is the reason.
    near = range(min(sign.end + _BESIDE, len(tokens))) if at == 0 else ()
    coded = [place + 1 for place in near if tokens[place].word == CODE]
    return _rest_from(topic, max(sign.end, *coded, 0))


def read_said(topic: Topic) -> str:
    """All a topic says but the code it begins with."""
    return _rest_from(topic, _find_begin(topic))


def _find_begin(topic: Topic) -> int:
    tokens = topic.said[0].clause.spoken.tokens
    return next((at for at, token in enumerate(tokens) if token.word != CODE), len(tokens))


def _rest_from(topic: Topic, place: int) -> str:
    # A clause may begin behind the passage's blanks, so places count in the topic, which begins where the clause does.
    tokens = topic.said[0].clause.spoken.tokens
    return topic.text[tokens[place - 1].end if place else 0 :].strip(EDGE)
