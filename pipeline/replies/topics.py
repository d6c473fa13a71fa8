"""Group what a reply says by what it is about.

A clause that names an item opens a topic; what follows in the same paragraph
belongs to it until another item is named. An answer typed under a quoted line
belongs to that line's item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from pipeline.kinds import KINDS
from pipeline.model import Item, Passage
from pipeline.replies.clauses import cut_clauses
from pipeline.replies.desk import Desk
from pipeline.replies.signs import Said, find_done_form, find_signs
from pipeline.replies.subjects import opens_other
from pipeline.replies.targets import find_named, find_number, find_under
from pipeline.replies.words import Guard

_TOPIC_WORDS = 5  # a clause of so few words that orders nothing may still say what the next one is about
_LEAST_ANSWER = 2  # words of a question that have to come back in its answer


# Verbs that need no item.
LOOSE = ("forget", "stop", "undo", "share", "name", "ask")


class Named(Enum):
    """How we know what a topic is about."""

    CODE = auto()
    QUOTE = auto()
    DOUBT = auto()  # under our question what looks risky in it
    WORDS = auto()
    NOT = auto()
    LOOSE = auto()  # it is about no item


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
    said = [find_signs(clause, desk) for clause in clauses]
    start = _find_start(passage, desk)
    topics: list[Topic] = []
    current, place = start, (-1, -1)
    for sentence in _by_sentence(said):
        first = sentence[0].clause
        if first.paragraph != place[0]:
            current = start
        place = (first.paragraph, first.sentence)
        for one, target in zip(sentence, _find_targets(sentence, current, desk), strict=True):
            if topics and _goes_on(topics[-1], one, target):
                topics[-1] = _extend(topics[-1], one, passage)
            else:
                topics.append(_open(target, one, passage))
            current = target if target.named is not Named.LOOSE else current
    return tuple(topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    codes: tuple[str, ...] = ()
    named: Named = Named.NOT
    between: tuple[str, ...] = ()


_NOTHING = _Target()
_LOOSE = _Target(named=Named.LOOSE)


def _find_start(passage: Passage, desk: Desk) -> _Target:
    """What the quoted lines above a passage are about."""
    under = find_under(passage, desk.recap)
    if under is None:
        return _NOTHING
    item, asks = under
    return _Target(codes=(item.code,), named=Named.DOUBT if asks and item.kind == "decision" else Named.QUOTE)


def _by_sentence(said: Sequence[Said]) -> Iterable[list[Said]]:
    sentence: list[Said] = []
    for one in said:
        if sentence and one.clause.sentence != sentence[-1].clause.sentence:
            yield sentence
            sentence = []
        sentence.append(one)
    if sentence:
        yield sentence


def _find_targets(sentence: Sequence[Said], current: _Target, desk: Desk) -> list[_Target]:
    """The target of each clause of one sentence."""
    if any(Guard.MISSING in one.guards for one in sentence):
        return [_LOOSE] * len(sentence)
    coded = [_by_code(one, desk) for one in sentence]
    targets: list[_Target] = []
    loose = any(sign.means in LOOSE for one in sentence for sign in one.verbs)
    named = (
        coded
        if any(coded) or loose
        else [_by_words(one, desk, current=current, first=one is sentence[0]) for one in sentence]
    )
    # What stands before the first item of a sentence is about that item: "Sorry, not me, A2 is Priya's".
    mine = _speakable(desk)
    first = next((target for target in named if target is not None and mine & set(target.codes)), None)
    at = first if first is not None and (first.named is Named.CODE or not current.codes) else current
    for one, own in zip(sentence, named, strict=True):
        if any(sign.means in LOOSE for sign in one.verbs):
            targets.append(_LOOSE)
            continue
        if own is None and Guard.LOOKALIKE in one.guards:
            # "The poster is out, 500 sheets of A2": the size goes on about what was named before it.
            targets.append(targets[-1] if targets else _NOTHING)
            continue
        if own is None and Guard.EVERY in one.guards and at.named in (Named.WORDS, Named.CODE):
            # "Yes to both, but the plan by Friday": the first half is about both.
            targets.append(_NOTHING)
            continue
        at = own or at
        targets.append(at)
    return targets


def _speakable(desk: Desk) -> set[str]:
    """The items about which the writer may say something that counts."""
    items = desk.recap.items if desk.is_host else desk.own
    return {item.code for item in items} | {
        item.code for item in desk.recap.items if item.kind in ("decision", "question")
    }


def _by_code(said: Said, desk: Desk) -> _Target | None:
    spoken = said.clause.spoken
    codes = _without_causes(said, desk)
    if codes and Guard.LOOKALIKE not in said.guards:
        return _Target(codes=codes, named=Named.CODE)
    item = find_number(spoken.tokens, desk.recap, desk.writer.address, dates=desk.language.dates)
    if item is not None and _is_counted(said):
        return _Target(codes=(item.code,), named=Named.CODE)
    return None


def _without_causes(said: Said, desk: Desk) -> tuple[str, ...]:
    """The codes of a clause but those that hold another up: "A2 is blocked by A1", "waiting for A3"."""
    codes = said.clause.spoken.codes
    blocked = said.sign("blocked")
    if blocked is None:
        return codes
    places = {
        token.text: at for at, token in reversed(tuple(enumerate(said.clause.spoken.tokens))) if token.text in codes
    }
    before = tuple(code for code in codes if places[code] < blocked.start)
    own = {item.code for item in desk.own}
    return before or tuple(code for code in codes if code in own)


def _is_counted(said: Said) -> bool:
    """Whether a number at the beginning counts an item: it stands alone, has its mark, or an order right behind it."""
    tokens = said.clause.spoken.tokens
    first = next((at for at, token in enumerate(tokens) if token.number is not None), 0)
    rest = said.clause.text[tokens[first].end :].lstrip() if first < len(tokens) else ""
    if len(tokens) == first + 1 or (rest[:1] in (".", ")", ":") and not rest[1:2].isdigit()):
        return True
    return any(first < sign.start <= first + 2 for sign in said.verbs)


def _by_words(said: Said, desk: Desk, *, current: _Target, first: bool) -> _Target | None:
    """The item whose own words a clause holds, where the clause orders something or only names it."""
    orders = bool(said.verbs or said.negated or said.guards & _TELLING)
    day = desk.day(said.clause.text, None)
    words = said.clause.spoken.words
    items = _fitting(said, desk)
    prefer = {item.code for item in desk.own}
    if current.named in (Named.QUOTE, Named.DOUBT):
        return None
    found = find_named(words, items, prefer=prefer, words=desk.words)
    if not found and said.sign("accept"):
        # "Small version first is fine by me": a yes to a decision.
        decisions = [item for item in desk.recap.items if item.kind == "decision"]
        found = find_named(words, decisions, prefer=prefer, words=desk.words)
    forms = [item for item in items if find_done_form(said.clause.spoken, item.text, words=desk.words)]
    if not (
        orders
        or day
        or forms
        or (len(words) <= _TOPIC_WORDS and ((first and current is _NOTHING) or _is_label(said, first=first)))
    ):
        return _answered(words, desk)
    aside = not orders and not day and not forms and current is not _NOTHING
    if aside and said.clause.text.rstrip().endswith(",") and not {item.code for item in found} & prefer:
        # "14 patients on it, more than we thought" goes on; "As for the chairs, …" is about another of their own.
        return _answered(words, desk)
    if len(found) == 1:
        return None if _gives_other(said, found[0], desk) else _Target(codes=(found[0].code,), named=Named.WORDS)
    if found and orders and current is _NOTHING:
        return _Target(between=tuple(item.code for item in found))
    return _answered(words, desk) if not orders else None


def _gives_other(said: Said, item: Item, desk: Desk) -> bool:
    """Whether all that is ordered there gives away another thing, of which the item only has a word."""
    given = [sign.means == "handover" and opens_other(said.clause.spoken, sign, item, desk) for sign in said.verbs]
    return bool(given) and all(given)


def _is_label(said: Said, *, first: bool) -> bool:
    """Whether a clause says what the next one is about: "plan: in progress", "As for the plan, it is …"."""
    if first and not said.clause.alone and said.clause.text.rstrip().endswith(","):
        return True
    return said.clause.text.rstrip().endswith((":", "-", "–", "—", "...", "…"))


def _answered(words: Sequence[str], desk: Desk) -> _Target | None:
    """The question whose words come back in what may be its answer."""
    found = find_named(words, desk.recap.items, prefer=(), words=desk.words)
    if len(found) != 1 or found[0].kind != "question":
        return None
    shared = [word for word in words if find_named([word], found, prefer=(), words=desk.words)]
    return _Target(codes=(found[0].code,), named=Named.WORDS) if len(set(shared)) >= _LEAST_ANSWER else None


_TELLING = frozenset({Guard.HALF, Guard.PARTIAL, Guard.FUTURE, Guard.CONDITION, Guard.NEGATION})
# What a decision hears; every other verb is about something that a person does.
_OF_DECISIONS = frozenset({"agree", "object"})
_OF_ALL = frozenset({"drop", "correct"})


def _fitting(said: Said, desk: Desk) -> tuple[Item, ...]:
    verbs = {sign.means for sign in (*said.verbs, *said.negated)} - {"courtesy"}
    if not verbs or verbs & _OF_ALL:
        return desk.recap.items
    if any(sign.means in _OF_DECISIONS and not sign.weak for sign in said.verbs):
        return tuple(item for item in desk.recap.items if item.kind == "decision")
    return tuple(item for item in desk.recap.items if KINDS[item.kind].owned and item.kind != "question")


def _goes_on(topic: Topic, said: Said, target: _Target) -> bool:
    """Whether a clause belongs to the topic before it."""
    last = topic.said[-1].clause
    if topic.codes:
        return topic.codes == target.codes
    same = topic.named is target.named and topic.between == target.between and not target.codes
    # "Why Postgres? What did we decide then?" is one question to us.
    wondering = last.paragraph == said.clause.paragraph and all(map(_wonders, (topic.said[-1], said)))
    # "Not me! The union told us to wait": why, or who does it.
    reasons = last.paragraph == said.clause.paragraph and any(map(_refuses, topic.said)) and _only_tells(said)
    return same and (last.sentence == said.clause.sentence or wondering or reasons)


def _refuses(said: Said) -> bool:
    return any(sign.means in ("decline", "blocked") and not sign.weak for sign in said.verbs)


def _only_tells(said: Said) -> bool:
    return not said.verbs and not said.clause.asks and not said.guards & _TELLING


def _wonders(said: Said) -> bool:
    return said.clause.asks and said.sign("ask") is not None


def _open(target: _Target, said: Said, passage: Passage) -> Topic:
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
