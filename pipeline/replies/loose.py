"""Orders that are about no item: letters to oneself, the audience, names, undo, questions to us."""

from __future__ import annotations

from pipeline.model import Order
from pipeline.notes.names import ADDRESS
from pipeline.notes.people import Found, match_person
from pipeline.replies.desk import Desk
from pipeline.replies.orders import Heard
from pipeline.replies.patterns import ADDRESSED, CODE
from pipeline.replies.signs import Said, Sign
from pipeline.replies.topics import LOOSE, Topic

_LONGEST_NAME = 4


def hear_loose(topic: Topic, desk: Desk) -> Heard:
    """The orders of a topic that need no item."""
    orders = []
    for one in topic.said:
        sign = next((sign for verb in LOOSE for sign in one.verbs if sign.means == verb), None)
        if sign is None:
            continue
        order = _order(topic, one, sign, desk)
        if order is not None:
            orders.append(order)
    return Heard(orders=tuple(orders))


def _order(topic: Topic, said: Said, sign: Sign, desk: Desk) -> Order | None:
    match sign.means:
        case "name":
            argument = _read_naming(said, desk)
            return Order(verb="name", argument=argument, line=topic.line) if argument else None
        case "undo":
            code = next((token.text for token in said.clause.spoken.tokens if token.word == CODE), None)
            return Order(verb="undo", code=code, line=topic.line)
        case verb:
            return Order(verb=verb, argument=topic.text.strip(), line=topic.line)


def _read_naming(said: Said, desk: Desk) -> str:
    """ "JS is Jana Sato" as "JS = Jana Sato"; empty where it names nobody we could write to."""
    text = said.clause.text
    name, equals, who = text.partition("=")
    if equals:
        address = ADDRESS.search(who)
        words = name.split()[-_LONGEST_NAME:]
        known = match_person(who, desk.recap.people, desk.language.people)
        if words and (address is not None or isinstance(known, Found)):
            return f"{' '.join(words)} = {address.group() if address is not None else who.strip()}"
    address = next((at for at, token in enumerate(said.clause.spoken.tokens) if token.word == ADDRESSED), 0)
    if 1 < address <= _LONGEST_NAME + 1:
        tokens = said.clause.spoken.tokens
        return f"{text[tokens[0].start : tokens[address - 2].end]} = {tokens[address].text}"
    return ""
