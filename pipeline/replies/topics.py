"""Group what a reply says by what it is about.

A clause that names an item opens a topic; what follows in the same paragraph
belongs to it until another item is named. An answer typed under a quoted line
belongs to that line's item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from pipeline.model import Passage
from pipeline.replies.about import LOOSELY, NOTHING, TELLING, Named, Target, find_by_code, find_by_words, find_stray
from pipeline.replies.clauses import cut_clauses
from pipeline.replies.desk import Desk
from pipeline.replies.mentions import find_things
from pipeline.replies.patterns import CODE
from pipeline.replies.signs import Said, Sign, find_signs
from pipeline.replies.targets import find_under
from pipeline.replies.words import Guard

_TOPIC_WORDS = 6  # of a clause that only says to what a yes is no yes
_SHORT_QUERY = 3
# What is said of one thing and "too" of another.
_REPEATED = frozenset({"accept", "decline", "done", "drop", "agree", "object"})
# Verbs that need no item.
LOOSE = ("forget", "stop", "undo", "share", "name", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What was said about these items. `between` are items that could be meant where it cannot be told which."""

    codes: tuple[str, ...]
    named: Named
    said: tuple[Said, ...]
    text: str
    between: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line of the mail on which it begins."""
        return self.said[0].clause.line


def find_topics(passage: Passage, desk: Desk) -> tuple[Topic, ...]:
    """What one passage talks about, in its order."""
    codes = {item.code for item in desk.recap.items}
    clauses = cut_clauses(passage, codes=codes, writer=desk.writer, words=desk.words, dates=desk.language.dates)
    things = find_things(desk)
    said = [find_signs(clause, things, desk) for clause in clauses]
    start = _find_start(passage, desk)
    topics: list[Topic] = []
    nothing: Sequence[Said] = ()
    current, place = start, (-1, -1)
    sentences = _read_on([_refuse_rest(one, desk) for one in _by_sentence(said)], desk)
    for sentence, following in zip_longest(sentences, sentences[1:], fillvalue=nothing):
        first = sentence[0].clause
        if first.paragraph != place[0]:
            current = start
        current = _find_announced(sentence, following, desk) or current
        place = (first.paragraph, first.sentence)
        if topics and _tells_missing(topics[-1], sentence, desk):
            for one in sentence:
                topics[-1] = _extend(topics[-1], one, passage)
            continue
        for one, target in zip(sentence, _find_targets(sentence, current, desk), strict=True):
            if topics and (_goes_on(topics[-1], one, target, desk) or _takes_back(topics[-1], sentence, target, desk)):
                topics[-1] = _extend(topics[-1], one, passage)
            else:
                topics.append(_open(target, one, passage))
            current = target if target.named is not Named.LOOSE else current
    return tuple(topics)


def _read_on(sentences: Sequence[Sequence[Said]], desk: Desk) -> list[Sequence[Said]]:
    """The sentences with what they take from the one before: "The server I'll do. The quote too"; "Done? No"."""
    read: list[Sequence[Said]] = []
    meant = ""
    for number, sentence in enumerate(sentences):
        first, *more = sentence
        before = sentences[number - 1][-1] if number else None
        if before is not None and before.clause.asks and before.sign("done") and _is_reply(first):
            # "Done? No": who answers their own question says how it goes.
            read.append([replace(first, verbs=(), guards=first.guards | {Guard.PARTIAL}), *more])
            continue
        also = meant and not first.verbs and first.mentions | {*first.clause.spoken.codes} and _says_also(first, desk)
        if also:
            sign = Sign(means=meant, start=0, end=len(first.clause.spoken.tokens), size=1, names=True)
            sentence = [replace(first, verbs=(sign,)), *more]  # noqa: PLW2901 - the same sentence
        said = {sign.means for one in sentence for sign in one.verbs if not sign.weak} & _REPEATED
        meant = said.pop() if len(said) == 1 else ""
        read.append(sentence)
    return read


def _is_reply(said: Said) -> bool:
    return said.sign("decline") is not None and len(said.clause.spoken.tokens) <= _SHORT_QUERY


def _says_also(said: Said, desk: Desk) -> bool:
    """Whether a short clause only adds something: "the quote too", "same for A2"."""
    tokens = said.clause.spoken.tokens
    return len(tokens) <= _TOPIC_WORDS and any(desk.words.alsos.find_at(tokens, at) for at in range(len(tokens)))


def _find_announced(sentence: Sequence[Said], following: Sequence[Said], desk: Desk) -> Target | None:
    """What a "no" alone is said to where the next sentence begins with its code: "No. D2 is nonsense"."""
    no, *more = sentence
    short = len(no.clause.spoken.tokens) <= _SHORT_QUERY and CODE not in no.clause.spoken.words
    if more or not following or not short or {sign.means for sign in no.verbs} != {"decline"}:
        return None
    together = following[0].clause.paragraph == no.clause.paragraph
    return find_by_code(following[0], desk) if together else None


def _tells_missing(topic: Topic, sentence: Sequence[Said], desk: Desk) -> bool:
    """Whether a sentence says more of an item that is missing: "Missing: people pay by card. Test by 4 December"."""
    if not any(Guard.MISSING in one.guards for one in topic.said):
        return False
    together = topic.said[-1].clause.paragraph == sentence[0].clause.paragraph
    orders = any(find_by_code(one, desk) or any(not sign.weak for sign in one.verbs) for one in sentence)
    return together and not orders and any(desk.day(one.clause.text, None) for one in sentence)


def _find_start(passage: Passage, desk: Desk) -> Target:
    """What the quoted lines above a passage are about."""
    under = find_under(passage, desk.recap)
    if under is None:
        return NOTHING
    item, asks = under
    return Target(codes=(item.code,), named=Named.DOUBT if asks and item.kind == "decision" else Named.QUOTE)


def _by_sentence(said: Sequence[Said]) -> Iterable[list[Said]]:
    sentence: list[Said] = []
    for one in said:
        if sentence and one.clause.sentence != sentence[-1].clause.sentence:
            yield sentence
            sentence = []
        sentence.append(one)
    if sentence:
        yield sentence


def _refuse_rest(sentence: Sequence[Said], desk: Desk) -> Sequence[Said]:
    """A sentence in which a "not" behind a yes is a no to something else: "yes to the oven but not the certificate"."""
    agreed = False
    read: list[Said] = []
    for one in sentence:
        tokens = one.clause.spoken.tokens
        bare = not one.verbs and not one.negated and one.guards == {Guard.NEGATION} and len(tokens) <= _TOPIC_WORDS
        if agreed and bare and not one.clause.asks:
            at = next((at for at, token in enumerate(tokens) if token.word in desk.words.nots), 0)
            one = replace(one, verbs=(Sign(means="decline", start=at, end=at + 1, size=1),))  # noqa: PLW2901 - the same clause
        agreed = agreed or one.sign("accept") is not None
        read.append(one)
    return read


def _find_targets(sentence: Sequence[Said], current: Target, desk: Desk) -> list[Target]:
    """The target of each clause of one sentence."""
    coded = [find_by_code(one, desk) or find_stray(one, desk) for one in sentence]
    if any(Guard.MISSING in one.guards for one in sentence) and not any(coded):
        return [LOOSELY] * len(sentence)
    targets: list[Target] = []
    loose = any(sign.means in LOOSE for one in sentence for sign in one.verbs)
    named = (
        coded
        if any(coded) or loose
        else [find_by_words(one, desk, current=current, first=one is sentence[0]) for one in sentence]
    )
    named = _join_things(sentence, named, desk)
    # What stands before the first item of a sentence is about that item: "Sorry, not me, A2 is Priya's".
    mine = _speakable(desk)
    first = next((target for target in named if target is not None and mine & set(target.codes)), None)
    at = first if first is not None and (first.named is Named.CODE or not current.codes) else current
    for one, own in zip(sentence, named, strict=True):
        if any(sign.means in LOOSE for sign in one.verbs):
            targets.append(LOOSELY)
            continue
        if own is None and Guard.LOOKALIKE in one.guards:
            # "The poster is out, 500 sheets of A2": the size goes on about what was named before it.
            targets.append(targets[-1] if targets else NOTHING)
            continue
        if own is None and Guard.EVERY in one.guards and one.verbs and at.named in (Named.WORDS, Named.CODE):
            # "Yes to both, but the plan by Friday": the first half is about both.
            targets.append(NOTHING)
            continue
        at = own or at
        targets.append(at)
    return targets


def _join_things(sentence: Sequence[Said], named: Sequence[Target | None], desk: Desk) -> list[Target | None]:
    """The targets with things in a row as one: "the shirts and the lights, I'll do both"."""
    joined = list(named)
    for at in range(len(sentence) - 2, -1, -1):
        one, other = joined[at], joined[at + 1]
        words = sentence[at].clause.spoken.words
        bare = all(place in sentence[at].mentions or word in desk.words.joints for place, word in enumerate(words))
        if bare and one is not None and other is not None and one.codes and other.codes and one.codes != other.codes:
            both = tuple(dict.fromkeys((*one.codes, *other.codes)))
            joined[at] = joined[at + 1] = replace(other, codes=both)
    return joined


def _speakable(desk: Desk) -> set[str]:
    """The items about which the writer may say something that counts."""
    items = desk.recap.items if desk.is_host else desk.own
    return {item.code for item in items} | {
        item.code for item in desk.recap.items if item.kind in ("decision", "question")
    }


def _goes_on(topic: Topic, said: Said, target: Target, desk: Desk) -> bool:
    """Whether a clause belongs to the topic before it."""
    last = topic.said[-1].clause
    if topic.codes:
        return topic.codes == target.codes
    same = topic.named is target.named and topic.between == target.between and not target.codes
    # "Why Postgres? What did we decide then?" is one question to us.
    wondering = last.paragraph == said.clause.paragraph and all(map(_wonders, (topic.said[-1], said)))
    # "Not me! The union told us to wait": why, or who does it. "Sent. 37 came back": what came of it.
    reasons = last.paragraph == said.clause.paragraph and any(map(_is_explained, topic.said)) and _only_tells(said)
    # "Will do. But only by Wednesday."
    limits = last.paragraph == said.clause.paragraph and _begins_but(said, desk)
    return same and (last.sentence == said.clause.sentence or wondering or reasons or limits)


def _begins_but(said: Said, desk: Desk) -> bool:
    return len(said.clause.spoken.tokens) > 1 and desk.words.buts.find_at(said.clause.spoken.tokens, 0) is not None


def _is_explained(said: Said) -> bool:
    return any(sign.means == "done" or (sign.means in ("decline", "blocked") and not sign.weak) for sign in said.verbs)


def _takes_back(topic: Topic, sentence: Sequence[Said], target: Target, desk: Desk) -> bool:
    """Whether a sentence without an item leaves something of the order before it: "Done! Well, nearly", "Or Mei"."""
    if target.codes or target.between or topic.named is not target.named:
        return False
    first, last = sentence[0].clause, topic.said[-1].clause
    orders = {sign.means for one in topic.said for sign in one.verbs if not sign.weak}
    if first.paragraph != last.paragraph or any(one.verbs for one in sentence):
        return False
    if first.asks:
        # "I could do it. Should I?" is no yes yet.
        return "accept" in orders and first.alone and len(first.spoken.tokens) <= _SHORT_QUERY
    doubts = any(one.guards & {Guard.PARTIAL, Guard.HALF} for one in sentence)
    other = desk.language.dates.choice.find_at(first.spoken.tokens, 0) is not None
    return bool(orders & {"done", "accept"} and doubts) or ("handover" in orders and other)


def _only_tells(said: Said) -> bool:
    return not said.verbs and not said.clause.asks and not said.guards & TELLING


def _wonders(said: Said) -> bool:
    return said.clause.asks and said.sign("ask") is not None


def _open(target: Target, said: Said, passage: Passage) -> Topic:
    clause = said.clause
    return Topic(
        codes=target.codes,
        named=target.named,
        between=target.between,
        said=(said,),
        text=passage.text[clause.start : clause.end],
    )


def _extend(topic: Topic, said: Said, passage: Passage) -> Topic:
    start = topic.said[0].clause.start
    return replace(topic, said=(*topic.said, said), text=passage.text[start : said.clause.end])
