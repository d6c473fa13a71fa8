"""What one clause is about: the item of its code, its number or its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pipeline.kinds import KINDS
from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.notes.tokens import read_tokens
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import CODE
from pipeline.replies.signs import Said, find_done_form
from pipeline.replies.subjects import opens_other
from pipeline.replies.targets import find_named, find_number, is_one_of, tells
from pipeline.replies.words import Guard

_TOPIC_WORDS = 5  # a clause of so few words that orders nothing may still say what the next one is about
_TOPIC_THINGS = 2  # … or one with so few words that could be a thing: "it is me who does the menu, no problem"
_LABEL_WORDS = 2  # of a clause that stands right before a joint: "the plan, but by Friday"
_LABELS = (":", "=", "→", "–")
_QUARTER, _QUARTERS = "Q", 4  # "by the end of Q3" is a time
_LEAST_ANSWER = 2  # words of a question that have to come back in its answer


class Named(Enum):
    """How we know what a topic is about."""

    CODE = auto()
    QUOTE = auto()
    DOUBT = auto()  # under our question what looks risky in it
    WORDS = auto()
    NOT = auto()
    LOOSE = auto()  # it is about no item
    STRAY = auto()  # it has a code that the recap has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The items a clause is about, and how we know."""

    codes: tuple[str, ...] = ()
    named: Named = Named.NOT
    between: tuple[str, ...] = ()


# Nothing that we could tell, and nothing that is about an item at all.
NOTHING = Target()
LOOSELY = Target(named=Named.LOOSE)
STRAY = Target(named=Named.STRAY)
# "A9", "F1": what is written as our codes are.
_CODED = re.compile(r"(?<![\w@.#-])#?([A-Z])\d{1,2}(?![\w@%-]|[.,/]\d)")


def find_by_code(said: Said, desk: Desk) -> Target | None:
    """The items whose codes or number a clause holds."""
    spoken = said.clause.spoken
    codes = tuple(code for code in _without_causes(said, desk) if not _is_thing(said, code, desk))
    if codes and Guard.LOOKALIKE not in said.guards:
        return Target(codes=codes, named=Named.CODE)
    item = find_number(spoken.tokens, desk.recap, desk.writer.address, dates=desk.language.dates)
    if item is not None and _is_counted(said):
        return Target(codes=(item.code,), named=Named.CODE)
    return None


def find_stray(said: Said, desk: Desk) -> Target | None:
    """Where a clause is about a code that the recap has not: it begins with it, or orders something of it."""
    text, tokens = said.clause.text, said.clause.spoken.tokens
    prefixes = {kind.prefix for kind in KINDS.values()}
    for coded in _CODED.finditer(text):
        at = next((at for at, token in enumerate(tokens) if token.end > coded.start()), len(tokens))
        rest = [place for place, token in enumerate(tokens) if token.start >= coded.end()]
        if tokens[at].word == CODE or (at and tokens[at - 1].word in desk.words.articles):
            continue
        quarter = coded[1] == _QUARTER and int(coded.group().strip("#")[1:]) <= _QUARTERS
        labels = at == 0 and text[coded.end() :].lstrip()[:1] in _LABELS
        things = [place not in said.known and tells(fold_name(tokens[place].word), desk.words) for place in rest]
        orders = any(sign.means != "courtesy" for sign in (*said.verbs, *said.negated))
        if labels or (coded[1] in prefixes and not quarter and not any(things[:1]) and (orders or not any(things))):
            return STRAY
    return None


def _is_thing(said: Said, code: str, desk: Desk) -> bool:
    """Whether a code is only the name of a thing: "her A1 exam", "the A4 folder"."""
    tokens = said.clause.spoken.tokens
    at = next(at for at, token in enumerate(tokens) if token.text == code)
    item = desk.item(code)
    if item is None or at == 0 or tokens[at - 1].word not in desk.words.articles or at + 1 >= len(tokens):
        return False
    behind = fold_name(tokens[at + 1].word)
    own = fold_name(item.text).split()
    return at + 1 not in said.known and tells(behind, desk.words) and not is_one_of(behind, own, desk.words)


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


def find_by_words(said: Said, desk: Desk, *, current: Target, first: bool) -> Target | None:
    """The item whose own words a clause holds, where the clause orders something or only names it."""
    assigns = desk.is_host and bool(said.refers)
    orders = bool(said.verbs or said.negated or said.guards & TELLING) or assigns
    day = desk.day(said.clause.text, None)
    words = _naming_words(said)
    items = _fitting(said, desk)
    prefer = {item.code for item in desk.own}
    if current.named in (Named.QUOTE, Named.DOUBT) or (not first and current.codes and _only_waits(said)):
        return None
    found = find_named(words, items, prefer=prefer, words=desk.words)
    if not found and said.sign("accept"):
        # "Small version first is fine by me": a yes to a decision.
        decisions = [item for item in desk.recap.items if item.kind == "decision"]
        found = find_named(words, decisions, prefer=prefer, words=desk.words)
    if not found and (said.sign("agree") or said.sign("object")):
        # "I disagree with the 6 July".
        found = _find_dated(said, desk)
    forms = [item for item in items if find_done_form(said.clause.spoken, item.text, words=desk.words)]
    if not (
        orders
        or day
        or forms
        or (_is_short(words, desk) and ((first and current is NOTHING) or _is_label(said, first=first)))
        or _opens_with(said, found)
    ):
        return _answered(words, desk)
    aside = not orders and not day and not forms and current is not NOTHING
    if aside and said.clause.text.rstrip().endswith(",") and not {item.code for item in found} & prefer:
        # "Nine chairs, more than last year" goes on; "As for the chairs, …" is about another of their own.
        return _answered(words, desk)
    if len(found) == 1:
        return None if _gives_other(said, found[0], desk) else Target(codes=(found[0].code,), named=Named.WORDS)
    if found and orders and current is NOTHING:
        return Target(between=tuple(item.code for item in found))
    return _answered(words, desk) if not (orders and found) else None


def _find_dated(said: Said, desk: Desk) -> tuple[Item, ...]:
    """The decisions on the day that a clause names."""
    due = desk.day(said.clause.text, None)
    if due is None or due.day is None:
        return ()
    decided = [(item, desk.day(item.text, None)) for item in desk.recap.items if item.kind == "decision"]
    return tuple(item for item, day in decided if day is not None and day.day == due.day)


def _opens_with(said: Said, found: Sequence[Item]) -> bool:
    """Whether a sentence begins with one thing and a colon: "The brewery is another matter: …"."""
    return len(found) == 1 and 0 in said.mentions and said.clause.text.rstrip().endswith(":")


def _is_short(words: Sequence[str], desk: Desk) -> bool:
    things = sum(tells(fold_name(word), desk.words) for word in words)
    return len(words) <= _TOPIC_WORDS or (things <= _TOPIC_THINGS and len(words) <= 2 * _TOPIC_WORDS)


def _only_waits(said: Said) -> bool:
    """Whether a clause begins with words of waiting: "PR open, waiting for Ollie to review" is about the first."""
    return bool(said.verbs) and said.verbs[0].means == "blocked" and said.verbs[0].start == 0


def _naming_words(said: Said) -> tuple[str, ...]:
    """The words that can name an item: not those of a yes or no, "ça marche" names no market."""
    answers = [sign for sign in said.verbs if sign.means in _ANSWERS and not sign.weak]
    taken = {at for sign in answers for at in range(sign.start, sign.end) if not (sign.names and at in said.mentions)}
    return tuple(word for at, word in enumerate(said.clause.spoken.words) if at not in taken)


def _gives_other(said: Said, item: Item, desk: Desk) -> bool:
    """Whether all that is ordered there gives away another thing, of which the item only has a word."""
    given = [sign.means == "handover" and opens_other(said.clause.spoken, sign, item, desk) for sign in said.verbs]
    return bool(given) and all(given)


def _is_label(said: Said, *, first: bool) -> bool:
    """Whether a clause says what the next one is about: "plan: in progress", "As for the plan, it is …"."""
    if first and not said.clause.alone and said.clause.text.rstrip().endswith(","):
        return True
    text = said.clause.text.rstrip()
    cut = not first and text[-1:].isalnum() and len(said.clause.spoken.tokens) <= _LABEL_WORDS and not said.clause.last
    return cut or text.endswith((":", "-", "–", "—", "...", "…"))


def _answered(words: Sequence[str], desk: Desk) -> Target | None:
    """The question whose words come back in what may be its answer."""
    fitting = find_named(words, desk.recap.items, prefer=(), words=desk.words)
    found = [item for item in fitting if item.kind == "question"]
    # Words that fit a promise as well are not yet an answer.
    if len(found) != 1 or any(item.kind != "question" and KINDS[item.kind].owned for item in fitting):
        return None
    shared = [word for word in words if find_named([word], found, prefer=(), words=desk.words)]
    least = 1 if _asks_number(found[0], desk) and any(map(_is_number, words)) else _LEAST_ANSWER
    return Target(codes=(found[0].code,), named=Named.WORDS) if len(set(shared)) >= least else None


def _asks_number(item: Item, desk: Desk) -> bool:
    """Whether a number answers it: "How many chairs do we need?"."""
    tokens = read_tokens(item.text)
    return any(desk.words.counting.find_at(tokens, at) for at in range(len(tokens)))


def _is_number(word: str) -> bool:
    return word[:1].isdigit()


TELLING = frozenset({Guard.HALF, Guard.PARTIAL, Guard.FUTURE, Guard.CONDITION, Guard.NEGATION})
# What a decision hears; every other verb is about something that a person does.
_OF_DECISIONS = frozenset({"agree", "object"})
_OF_ALL = frozenset({"drop", "correct"})
_ANSWERS = frozenset({"accept", "decline", "courtesy"})


def _fitting(said: Said, desk: Desk) -> tuple[Item, ...]:
    verbs = {sign.means for sign in (*said.verbs, *said.negated)} - {"courtesy"}
    if not verbs and Guard.NEGATION in said.guards:
        # "I'm not even coming to the fair" is about no decision.
        return tuple(item for item in desk.recap.items if item.kind != "decision")
    if not verbs or verbs & _OF_ALL:
        return desk.recap.items
    if any(sign.means in _OF_DECISIONS and not sign.weak for sign in said.verbs):
        return tuple(item for item in desk.recap.items if item.kind == "decision")
    return tuple(item for item in desk.recap.items if KINDS[item.kind].owned and item.kind != "question")
