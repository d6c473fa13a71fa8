"""Orders that are about no item: letters to oneself, the audience, names, undo, questions to us."""

from __future__ import annotations

from pipeline.model import Order
from pipeline.notes.names import ADDRESS
from pipeline.notes.people import Found, match_person
from pipeline.replies.desk import Desk
from pipeline.replies.heard import EDGE, Heard
from pipeline.replies.patterns import ADDRESSED, CODE
from pipeline.replies.signs import Said, Sign
from pipeline.replies.topics import LOOSE, Topic

_LONGEST_NAME = 4


def hear_loose(topic: Topic, desk: Desk) -> Heard:
    """The orders of a topic that need no item, one for each clause at the most."""
    found = ((one, sign) for one in topic.said for sign in one.verbs if sign.means in LOOSE)
    if topic.said[0].sign("ask") is not None:
        return Heard(orders=(Order(verb="ask", argument=topic.text.strip(), line=topic.line),))
    orders = (
        _build_order(topic, one, sign, desk) for one, sign in {id(one): (one, sign) for one, sign in found}.values()
    )
    return Heard(orders=tuple(order for order in orders if order is not None))


def _build_order(topic: Topic, said: Said, sign: Sign, desk: Desk) -> Order | None:
    match sign.means:
        case "name":
            argument = _read_naming(said, desk)
            return Order(verb="name", argument=argument, line=topic.line) if argument else None
        case "undo":
            code = next(iter(said.clause.spoken.codes), None)
            return Order(verb="undo", code=code, line=topic.line)
        case verb:
            return Order(verb=verb, argument=said.clause.text.strip(EDGE), line=topic.line)


def _read_naming(said: Said, desk: Desk) -> str:
    """Who is who, as "JS = Jana Sato"; empty where it names nobody we could write to."""
    tokens = said.clause.spoken.tokens
    name, equals, who = said.clause.text.partition("=")
    if equals:
        address = ADDRESS.search(who)
        known = isinstance(match_person(who, desk.recap.people, desk.language.people), Found)
        words = " ".join(name.split()[-_LONGEST_NAME:])
        whom = address.group() if address is not None else who.strip() if known else ""
        return f"{words} = {whom}" if words and whom else ""
    place = next((at for at, token in enumerate(tokens) if token.word == ADDRESSED), 0)
    if not 1 < place <= _LONGEST_NAME + 1 or tokens[0].word == CODE:
        return ""
    return f"{said.clause.text[tokens[0].start : tokens[place - 2].end]} = {tokens[place].text}"
