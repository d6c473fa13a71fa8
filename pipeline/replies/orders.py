"""From a topic to orders: which verbs hold, which are held back by the words around them.

A wrong change is worse than a question. What is conditional, half, or still to
come orders nothing; what was meant as an answer and cannot be told is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Due, Item, Order, State, Unclear
from pipeline.notes.tokens import Token
from pipeline.recap.build import is_theirs
from pipeline.replies.desk import Desk
from pipeline.replies.naming import find_other, find_whole, read_name
from pipeline.replies.new_days import NewDay, find_new_day
from pipeline.replies.patterns import CODE, Hit
from pipeline.replies.signs import OTHER, Said, Sign, find_done_form, find_task_verb
from pipeline.replies.topics import Named, Topic
from pipeline.replies.words import Guard


_LONGEST_NAME = 3
_LONGEST_QUERY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one topic comes to for one item, or for none."""

    orders: tuple[Order, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    # Words that take an earlier order back: "A1 done. No, wait, the annex is missing."
    withdrawn: bool = False


def hear_item(topic: Topic, item: Item, desk: Desk) -> Heard:
    """What a topic orders for one of its items."""
    said = [_without_weak(one, topic) for one in topic.said if not _is_reason(one)]
    if any(Guard.HOLD in one.guards for one in said):
        return Heard()
    hear = {"decision": _hear_decision, "question": _hear_question}.get(item.kind, _hear_task)
    return hear(topic, said, item, desk)


def _without_weak(said: Said, topic: Topic) -> Said:
    """A weak correction needs more than the item's words: people say "I said" of many things."""
    if topic.named in (Named.CODE, Named.QUOTE):
        return said
    return replace(said, verbs=tuple(sign for sign in said.verbs if not (sign.weak and sign.means == "correct")))


def _hear_decision(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    found = _first(said, "correct", "drop", "object", "decline", "agree", "accept", "reschedule")
    if found is None:
        kind = all(one.sign("courtesy") for one in said)
        return _heard(topic, item, "object") if topic.named is Named.DOUBT and not kind else Heard()
    verb = {"decline": "object", "accept": "agree", "reschedule": "correct"}.get(found[1].means, found[1].means)
    if verb == "agree" and any(one.clause.asks for one in said):
        return Heard()
    if verb == "agree" and any(
        one.guards & {Guard.HEDGE, Guard.HALF, Guard.CONDITION} or one.clause.asks for one in said
    ):
        return Heard(unclear=(_unclear(topic, "condition", item),))
    return _heard(topic, item, verb)


def _hear_question(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    if _first(said, "correct", "drop", "handover") is not None:
        return _hear_task(topic, said, item, desk)
    if any(one.guards & {Guard.OPEN, Guard.HALF} or one.clause.asks for one in said):
        return Heard()
    if _is_owner(item, desk) and _first(said, "decline", "accept", "blocked", "later") is not None:
        return _hear_task(topic, said, item, desk)
    if not read_rest(topic) or all(one.sign("courtesy") for one in said):
        return Heard()
    return _heard(topic, item, "answer")


def _hear_task(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    late = _first(said, "later")
    if late is not None:
        rest = late[0].clause.spoken
        return _heard(topic, item, "later", rest.text[rest.tokens[late[1].end - 1].end :])
    for verb in ("correct", "drop"):
        found = _first(said, verb)
        if found is not None:
            return _heard(topic, item, verb)
    firm = [one for one in said if not _is_conditional(one, topic)]
    given = _find_given(topic, firm, item, desk)
    day = find_new_day(firm, item, desk)
    if given is not None:
        orders = (_order(topic, item, "handover", given), *_dated(topic, item, day))
        return Heard(orders=orders)
    yes = _first(said, "accept")
    if _first(firm, "decline") is not None and not (yes and _is_later(said, yes, _first(firm, "decline"))):
        return _hear_decline(topic, firm, item, desk, day)
    if (
        item.state is State.ASKED
        and _is_owner(item, desk)
        and _is_half(topic, said, day=any(one.clause.asks for one in said) and day is not None)
    ):
        return Heard(unclear=(_unclear(topic, "condition", item),))
    return _hear_progress(topic, firm, item, desk, day)


def _hear_decline(topic: Topic, said: Sequence[Said], item: Item, desk: Desk, day: NewDay | None) -> Heard:
    refers = {one.refers for one in said if one.refers and Guard.HEDGE not in one.guards and not one.clause.asks}
    names = {_resolve(name, topic, desk) for name in refers} - {"", desk.writer.address}
    if len(names) == 1:
        return _heard(topic, item, "handover", names.pop())
    no = _first(said, "decline")
    if no and day and day.due.day is not None and day.said is not no[0] and _is_strong(day.said, "reschedule"):
        # "I can't do Friday, Monday works": a no to the day, not to the task.
        return Heard(orders=_dated(topic, item, day))
    return _heard(topic, item, "decline")


def _hear_progress(topic: Topic, said: Sequence[Said], item: Item, desk: Desk, day: NewDay | None) -> Heard:
    """Yes, done, stuck, and a new day."""
    withdrawn = any(Guard.PARTIAL in one.guards or _denies(one, "done") for one in topic.said)
    if _first(topic.said, "blocked") is not None:
        return Heard(orders=(_order(topic, item, "blocked"), *_dated(topic, item, day)))
    if not withdrawn and _is_done(topic, said, item, desk):
        return _heard(topic, item, "done")
    said = [one for one in said if not one.clause.asks]
    yes = _first(said, "accept") is not None or any(_promises(one, item) for one in said)
    yes = yes and not any(_denies(one, "accept") for one in said)
    if day is not None and day.due.day is None and not day.tentative:
        return Heard(unclear=(_unclear(topic, "day", item, day.due),), withdrawn=withdrawn)
    orders = [_order(topic, item, "accept")] if yes else []
    if day is not None and day.due.day is not None:
        orders += _dated(topic, item, day)
    return Heard(orders=tuple(orders), withdrawn=withdrawn and not orders)


def _promises(said: Said, item: Item) -> bool:
    """Whether the writer says that they will do the very task: "I will book it"."""
    if said.guards & {Guard.NEGATION, Guard.HALF}:
        return False
    return Guard.PROMISE in said.guards and find_task_verb(said.clause.spoken, item.text) is not None


def _is_done(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> bool:
    """Whether the whole task is over. Weak words ("sent") need the item beside them, or to speak of it as "it"."""
    for one in said:
        if one.guards & {Guard.FUTURE, Guard.HEDGE, Guard.HALF, Guard.PARTIAL} or one.clause.asks:
            continue
        sign = one.sign("done")
        form = find_done_form(one.clause.spoken, item.text, words=desk.words) if not one.negated else None
        if (sign is None or (sign.weak and one.sign("reschedule"))) and form is None:
            continue
        if (
            topic.named is not Named.NOT
            or form is not None
            or (sign is not None and (not sign.weak or sign.start == 0))
        ):
            return True
    return False


def _denies(said: Said, verb: str) -> bool:
    return any(sign.means == verb for sign in said.negated)


def _is_half(topic: Topic, said: Sequence[Said], *, day: bool) -> bool:
    """A yes with an if, or one that promises nothing. A status is neither."""
    for one in said:
        if Guard.HALF in one.guards:
            return True
        answers = any(one.sign(verb) for verb in ("accept", "decline"))
        if answers and (_is_conditional(one, topic) or Guard.HEDGE in one.guards or _is_query(one)) and not day:
            return True
    return False


def _is_query(said: Said) -> bool:
    """ "ok?" is half an answer; a longer question is about something else."""
    return said.clause.asks and len(said.clause.spoken.tokens) <= _LONGEST_QUERY


def _is_conditional(said: Said, topic: Topic) -> bool:
    """Whether an "if" stands in the same sentence."""
    return any(Guard.CONDITION in one.guards and one.clause.sentence == said.clause.sentence for one in topic.said)


def _is_reason(said: Said) -> bool:
    """Whether the clause only says why."""
    return Guard.REASON in said.guards and len(said.clause.spoken.tokens) > 1


def _dated(topic: Topic, item: Item, day: NewDay | None) -> tuple[Order, ...]:
    return () if day is None or day.tentative else (_order(topic, item, "reschedule", day.said.clause.text),)


def _find_given(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> str | None:
    """The words that name a new owner; None where the topic gives nothing away."""
    for one in said:
        sign = one.sign("handover")
        if Guard.HEDGE in one.guards and not one.clause.asks:
            continue
        if sign is None:
            promised = _find_promised(one, item, desk) or (topic.named is Named.CODE and _find_alone(one, desk))
            if promised:
                return promised
            continue
        name = _resolve(sign.who, topic, desk)
        if name:
            return name
    return None


def _is_strong(said: Said, verb: str) -> bool:
    sign = said.sign(verb)
    return sign is not None and not sign.weak


def _resolve(name: str, topic: Topic, desk: Desk) -> str:
    """The name itself, or whom "her" means in this topic."""
    return find_other((one.clause.spoken for one in topic.said), desk) if name == OTHER else name


def _find_promised(said: Said, item: Item, desk: Desk) -> str:
    """Who is said to do the very task: "Wanjiru will hire the driver" for "Hire a driver". Empty where nobody is."""
    verb = find_task_verb(said.clause.spoken, item.text)
    if (
        verb is None
        or verb < 2
        or Guard.FUTURE not in said.guards
        or not said.clause.spoken.tokens[0].text[:1].isupper()
    ):
        return ""
    name = read_name(said.clause.spoken, Hit(start=0, end=verb, size=1, who=(0, verb - 1)), desk, known=False)
    return "" if name == desk.writer.address else name


def _find_alone(said: Said, desk: Desk) -> str:
    """Somebody we know, where nothing but the name stands beside the code: "A4: Ana"."""
    tokens = said.clause.spoken.tokens
    start = next((at for at, token in enumerate(tokens) if token.word != CODE), len(tokens))
    end = len(tokens)
    while end > start and tokens[end - 1].word in desk.words.small:
        end -= 1
    if end == start or end - start > _LONGEST_NAME:
        return ""
    return find_whole(said.clause.spoken, start, end, desk)


def _first(said: Sequence[Said], *verbs: str) -> tuple[Said, Sign] | None:
    """The first sign of the first of these verbs that stands anywhere, and its clause."""
    return next(((one, sign) for verb in verbs for one in said if (sign := one.sign(verb))), None)


def _is_later(said: Sequence[Said], one: tuple[Said, Sign], other: tuple[Said, Sign] | None) -> bool:
    """Whether the first of two signs stands behind the second: the last word of a mail counts."""
    if other is None:
        return True
    places = {id(clause): number for number, clause in enumerate(said)}
    return (places[id(one[0])], one[1].start) > (places[id(other[0])], other[1].start)


def _is_owner(item: Item, desk: Desk) -> bool:
    return is_theirs(item, desk.writer.address)


def _heard(topic: Topic, item: Item, verb: str, argument: str | None = None) -> Heard:
    return Heard(orders=(_order(topic, item, verb, argument),))


def _order(topic: Topic, item: Item, verb: str, argument: str | None = None) -> Order:
    return Order(
        verb=verb, code=item.code, argument=read_rest(topic) if argument is None else argument, line=topic.line
    )


def _unclear(topic: Topic, question: str, item: Item, due: Due | None = None) -> Unclear:
    days = tuple(day.isoformat() for day in due.readings) if due is not None else ()
    return Unclear(text=topic.text.strip(), question=question, code=item.code, choices=days)


def read_rest(topic: Topic) -> str:
    """What a topic says besides its code and the verb it begins with: the reason, the result, the answer."""
    first = topic.said[0]
    spoken = first.clause.spoken
    tokens, at = spoken.tokens, 0
    while at < len(tokens):
        sign = next((sign for sign in first.verbs if sign.start == at), None)
        if tokens[at].word == CODE and (at == 0 or tokens[at - 1].word == CODE):
            at += 1
        elif sign is not None and at == _codes_before(tokens):
            at = sign.end
            break
        else:
            break
    offset = tokens[at - 1].end if at else 0
    return topic.text[offset:].strip(_EDGE)


_EDGE = " \t\n.,;:!?-–—→=)("


def _codes_before(tokens: Sequence[Token]) -> int:
    return next((at for at, token in enumerate(tokens) if token.word != CODE), len(tokens))
