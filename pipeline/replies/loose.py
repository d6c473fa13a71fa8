"""Orders that are about no item: letters to oneself, the audience, names, undo, questions to us."""

from __future__ import annotations

from pipeline.model import Order, Unclear
from pipeline.notes.names import ADDRESS
from pipeline.notes.people import Found, match_person
from pipeline.people.wishes import says
from pipeline.replies.desk import Desk
from pipeline.replies.heard import EDGE, Heard
from pipeline.replies.naming import known_at
from pipeline.replies.patterns import ADDRESSED, CODE, Spoken
from pipeline.replies.signs import Said, Sign
from pipeline.replies.topics import LOOSE, Topic
from pipeline.replies.words import Guard

_LONGEST_NAME = 4


def hear_loose(topic: Topic, desk: Desk) -> Heard:
    """The orders of a topic that need no item, one for each clause at the most."""
    found = ((one, sign) for one in topic.said for sign in one.verbs if sign.means in LOOSE)
    if topic.said[0].sign("ask") is not None:
        return Heard(orders=(Order(verb="ask", argument=topic.text.strip(), line=topic.line),))
    said = tuple({id(one): (one, sign) for one, sign in found}.values())
    question = next((_DOUBTS[sign.means] for one, sign in said if _is_doubtful(one, sign, desk)), None)
    if question is not None:
        return Heard(unclear=(Unclear(text=topic.text.strip(), question=question),))
    orders = (_build_order(topic, one, sign, desk) for one, sign in said)
    return Heard(orders=tuple(order for order in orders if order is not None))


# What is asked where an order without an item wants more than we can do.
_DOUBTS = {"undo": "undo", "share": "share"}


def _is_doubtful(said: Said, sign: Sign, desk: Desk) -> bool:
    match sign.means:
        case "undo":
            return bool(_find_others(said, desk))
        case "share":
            return desk.is_host and not _is_private(said, desk) and _narrows(said, desk)
        case _:
            return False


def _find_others(said: Said, desk: Desk) -> set[str]:
    """Whose doing is named besides the writer's: "undo Priya's change", "undo what she did"."""
    spoken = said.clause.spoken
    named = {_known(spoken, at, desk) for at, token in enumerate(spoken.tokens) if token.text[:1].isupper()}
    pointed = {token.word for token in spoken.tokens if token.word in desk.words.others}
    return (named | pointed) - {"", desk.writer.address}


def _known(spoken: Spoken, at: int, desk: Desk) -> str:
    """Somebody of the meeting who is named there, or whose something is: "Priyas Änderung"."""
    owner = spoken.tokens[at].text.removesuffix("s")
    match match_person(owner, desk.recap.people, desk.language.people):
        case Found(person=person):
            return person.address or person.name
        case _:
            return known_at(spoken, at, desk)


def _is_private(said: Said, desk: Desk) -> bool:
    return says(said.clause.text, desk.language.wishes.private)


def _narrows(said: Said, desk: Desk) -> bool:
    """Whether it shall go to some readers and no others: "send it to Ana only". Only one more can be added."""
    if Guard.PARTIAL in said.guards:
        return True
    spoken = said.clause.spoken
    named = any(known_at(spoken, at, desk) for at, token in enumerate(spoken.tokens) if token.text[:1].isupper())
    return named and ADDRESSED not in spoken.words


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
