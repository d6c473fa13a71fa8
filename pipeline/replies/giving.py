"""To whom an item is given, in the words of the reply."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.replies.about import Named
from pipeline.replies.desk import Desk
from pipeline.replies.naming import find_other, find_whole, known_at, read_name
from pipeline.replies.patterns import ADDRESSED, CODE, Hit
from pipeline.replies.signs import OTHER, Said, Sign, find_done_form, find_task_verb
from pipeline.replies.subjects import opens_other
from pipeline.replies.targets import find_verbs, is_one_of, tells
from pipeline.replies.topics import Topic
from pipeline.replies.trust import Actor, find_actor
from pipeline.replies.words import Guard

_LONGEST_NAME = 3
_LABELS = (":", "-", "–", "—")
_APOSTROPHES = ("'", "’")
_BEGINS = 2  # words behind a name in which its verb stands: "please ask"
_NO_ASSIGNMENT = frozenset({Guard.HALF, Guard.PARTIAL, Guard.CONDITION, Guard.NEGATION, Guard.HOLD})
# What somebody says of the item they keep.
_OWN_NEWS = ("accept", "done", "blocked")


def find_given(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> str:
    """The new owner as written; empty where the topic gives nothing away. "Maybe Priya" gives nothing."""
    for one in said:
        if Guard.HEDGE in one.guards:
            continue
        sign = one.sign("handover")
        if sign is not None and (
            (sign.weak and _gives_other(one, sign, item, desk)) or _is_things(one, sign, item, desk)
        ):
            continue
        if sign is not None:
            name = _resolve(sign.who, topic, desk)
        else:
            alone = _may_stand_alone(topic, one) and not _is_called(one, said, desk)
            name = _find_promised(one, item, desk) or _find_assigned(one, item, desk)
            name = name or (_find_alone(one, desk) if alone else "")
        if name:
            return name
    return ""


def offers_other(said: Said, given: str, desk: Desk) -> bool:
    """Whether somebody else would do as well: "give it to Sunil. Or Mei"."""
    spoken = said.clause.spoken
    choice = desk.language.dates.choice
    behind = [at + 1 for at in range(len(spoken.tokens)) if choice.find_at(spoken.tokens, at)]
    names = {known_at(spoken, at, desk) for at in behind if at < len(spoken.tokens)}
    return bool(names - {"", given, desk.writer.address})


def _is_things(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether it is another thing that is with somebody: "sent off, the receipt is with Lena"."""
    spoken = said.clause.spoken
    own = any(word in desk.words.selves for word in spoken.words[sign.start : sign.end])
    if own or sign.names or sign.start == 0 or CODE in spoken.words:
        return False
    # It stands right before: first in the clause, or behind an article.
    begins = sign.start == 1 or spoken.words[sign.start - 2] in desk.words.articles
    return begins and find_actor(said, sign.start, item, desk) is Actor.THING


def _gives_other(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether something else than the item is given: "give my regards to Ana"."""
    if opens_other(said.clause.spoken, sign, item, desk):
        return True
    own = [word for word in fold_name(item.text).split() if tells(word, desk.words)]
    inside = said.clause.spoken.tokens[sign.start + 1 : sign.end]
    name = fold_name(sign.who).split()
    things = (fold_name(token.word) for token in inside if not token.text[:1].isupper())
    gap = sign.end - sign.start > sign.size
    return gap and any(
        tells(word, desk.words) and word not in name and not is_one_of(word, own, desk.words) for word in things
    )


def find_referred(topic: Topic, said: Sequence[Said], desk: Desk) -> str:
    """Whose the item is instead, where that is said beside a no and names one person: "not mine, ask Priya"."""
    sure = [one for one in said if Guard.HEDGE not in one.guards and not one.clause.asks and not _lacks(one, desk)]
    refers = {one.refers or ("" if _is_called(one, said, desk) else _find_alone(one, desk)) for one in sure}
    names = {_resolve(name, topic, desk) for name in refers} - {"", desk.writer.address}
    return names.pop() if len(names) == 1 else ""


def _lacks(said: Said, desk: Desk) -> bool:
    """Whether it is what the writer has not got from somebody: "I have no dates from Mo yet"."""
    return Guard.PARTIAL in said.guards and any(word in desk.words.selves for word in said.clause.spoken.words)


def _resolve(name: str, topic: Topic, desk: Desk) -> str:
    """The name itself, or whom "her" means in this topic."""
    return find_other((one.clause.spoken for one in topic.said), desk) if name == OTHER else name


def _find_promised(said: Said, item: Item, desk: Desk) -> str:
    """Who is said to do the very task: "Priya will order the chairs" for "Order chairs". Empty where nobody is."""
    spoken = said.clause.spoken
    verb = find_task_verb(spoken, item.text, words=desk.words)
    if verb is None or verb < 2:
        return ""
    asks = spoken.tokens[0].word in desk.words.asking
    place = (1, verb) if asks else (0, verb - 1)
    told = Guard.FUTURE in said.guards or spoken.tokens[verb - 1].word in desk.words.asking
    if not spoken.tokens[place[0]].text[:1].isupper() or not (asks or told):
        return ""
    name = read_name(spoken, Hit(start=0, end=verb + 1, size=1, who=place), desk, known=False)
    return "" if name == desk.writer.address else name


def _find_assigned(said: Said, item: Item, desk: Desk) -> str:
    """Whom the host tells to do the very task: "Luis prints the flyers", "Priya, can you choose one". Else empty."""
    tokens = said.clause.spoken.tokens
    if not desk.is_host or said.guards & _NO_ASSIGNMENT or said.sign("done") or said.negated:
        return ""
    start = 1 if tokens[0].word in desk.words.articles else 0
    longest = min(len(tokens) - 1, start + _LONGEST_NAME)
    end = next((end for end in range(longest, start, -1) if find_whole(said.clause.spoken, start, end, desk)), 0)
    if not end or find_done_form(said.clause.spoken, item.text, words=desk.words):
        return ""
    verbs = [fold_name(verb) for verb in find_verbs(item.text, words=desk.words)]
    asked = tokens[end].word in desk.words.asking
    behind = tokens[end:] if asked else tokens[end : end + _BEGINS]
    acts = any(is_one_of(fold_name(token.word), verbs, desk.words) for token in behind)
    name = find_whole(said.clause.spoken, start, end, desk)
    told = acts and (asked or not said.clause.asks)
    return name if told and name != desk.writer.address else ""


def _may_stand_alone(topic: Topic, said: Said) -> bool:
    """Whether a name is set against the item: "A4: Ana", "Laptops: Ana"."""
    return topic.named is Named.CODE or (topic.named is Named.WORDS and topic.said[0] is not said)


def _is_called(said: Said, beside: Sequence[Said], desk: Desk) -> bool:
    """Whether a name only calls somebody: "Carla, count on me", "it is done, Carla"."""
    clause = said.clause
    if CODE in clause.spoken.words or clause.alone:
        return False
    before = [one.clause for one in beside if one.clause.sentence == clause.sentence and one.clause.end <= clause.start]
    begins = not before and clause.text.rstrip().endswith(",")
    label = bool(before) and before[-1].text.rstrip().endswith(_LABELS)
    to_host = not desk.is_host and not label and find_whole(clause.spoken, 0, len(clause.spoken.tokens), desk)
    tells = any(one.sign(verb) for one in beside if one.clause.sentence == clause.sentence for verb in _OWN_NEWS)
    return begins or tells or to_host == desk.recap.host.address


def _find_alone(said: Said, desk: Desk) -> str:
    """Somebody we know, where nothing but the name stands beside the code: "A4: Ana, please"; or an address."""
    tokens = said.clause.spoken.tokens
    start = next((at for at, token in enumerate(tokens) if token.word != CODE), len(tokens))
    end = len(tokens)
    while end > start and tokens[end - 1].word in desk.words.small:
        end -= 1
    # "Ana's laptop is off" is about something of hers.
    owns = end < len(tokens) and any(token.text[:1] in _APOSTROPHES for token in tokens[start : end + 1])
    if end == start or end - start > _LONGEST_NAME or said.clause.asks or owns:
        return ""
    if tokens[end - 1].word == ADDRESSED:
        return tokens[end - 1].text
    name = find_whole(said.clause.spoken, start, end, desk)
    # The writer's own name is how the letter ends.
    return "" if name == desk.writer.address and CODE not in said.clause.spoken.words else name
