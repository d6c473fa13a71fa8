"""What a clause carries: verbs, and guards that hold them back.

Of two phrases that overlap the longer one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipeline.notes.names import fold_name
from pipeline.notes.tokens import read_tokens
from pipeline.replies.clauses import Clause
from pipeline.replies.desk import Desk
from pipeline.replies.mentions import Folded, fold_mentions
from pipeline.replies.naming import find_whole, is_other, read_name
from pipeline.replies.patterns import Hit, Spoken
from pipeline.replies.targets import find_verbs, is_one_of, tells
from pipeline.replies.words import Cue, Guard, ReplyWords

# "90 % done" is not done.
_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}) ?%")
_WHOLE = 100
# Stands for a name where a sign only points back to one: "her".
OTHER = "\ue002"

_YEAR = 12  # months
_LONG_PAST = 4  # months back; one that is longer ago is the next of its name
_SHORT_FORM = 3  # letters
_SHORT_MONTH = 3  # letters that are another word as well: "may"

# So many words before a verb a "not" may stand and still be about it.
_REACH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A verb or guard of the pack at tokens `start:end` of a clause. `who` is the name in it, empty without one.

    `names` holds for one in which the item's own words stand.
    """

    means: str
    start: int
    end: int
    size: int
    weak: bool = False
    who: str = ""
    names: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A clause and what it carries, in the order of its words.

    `refers` is who it says it is for, empty without one; `known` are the places of the words that carry anything,
    `mentions` those of the words that name an item.
    """

    clause: Clause
    verbs: tuple[Sign, ...]
    guards: frozenset[Guard]
    negated: tuple[Sign, ...]
    refers: str = ""
    known: frozenset[int] = frozenset()
    mentions: frozenset[int] = frozenset()

    def sign(self, verb: str) -> Sign | None:
        """The first sign of that verb that nothing negates, a weak one only without another; else None."""
        found = [sign for sign in self.verbs if sign.means == verb]
        return next((sign for sign in found if not sign.weak), next(iter(found), None))


def find_signs(clause: Clause, things: Mapping[str, Sequence[str]], desk: Desk) -> Said:
    """What one clause carries; `things` are the words that name an item, by its code."""
    dated = desk.day(clause.text, None) is not None
    folded = fold_mentions(clause.spoken, things, desk)
    found = _choose(clause.spoken, folded, desk, alone=clause.alone, dated=dated)
    chosen = [_turn(sign, clause, desk) for sign in found]
    # "No, I had that before" sets no limit.
    chosen = [sign for sign in chosen if sign.means != Guard.LIMIT or sign.end < len(clause.spoken.tokens)]
    guards = frozenset(Guard(sign.means) for sign in chosen if sign.means in _GUARDS)
    negations = [sign for sign in chosen if sign.means == Guard.NEGATION]
    if any(0 < int(share) < _WHOLE for share in _SHARE.findall(clause.text)) or _is_long_past(clause, desk):
        guards |= {Guard.PARTIAL}
    if Guard.PROMISE in guards:
        guards |= {Guard.FUTURE}
    verbs = [sign for sign in chosen if sign.means not in _GUARDS and not _only_mends(sign, clause, desk)]
    verbs = [sign for sign in verbs if not _is_kind_no(sign, verbs)]
    negated = [sign for sign in verbs if _is_negated(sign, negations)]
    return Said(
        clause=clause,
        verbs=tuple(sign for sign in verbs if sign not in negated),
        guards=guards,
        negated=tuple(negated),
        refers=next(
            (sign.who for sign in chosen if sign.means == Guard.REFER and not _has_another(sign, clause, desk)), ""
        ),
        known=frozenset(at for sign in chosen if sign.means not in _FREE for at in range(sign.start, sign.end)),
        mentions=folded.mentions if folded is not None else frozenset(),
    )


def _has_another(sign: Sign, clause: Clause, desk: Desk) -> bool:
    """Whether somebody has or does a thing that is no item's: "Declan knows the owner"."""
    behind = clause.spoken.tokens[sign.end : sign.end + 2]
    if len(behind) < 2 or behind[0].word not in desk.words.articles:
        return False
    thing = fold_name(behind[1].word)
    texts = (fold_name(item.text).split() for item in desk.recap.items)
    return tells(thing, desk.words) and not any(is_one_of(thing, text, desk.words) for text in texts)


def _is_long_past(clause: Clause, desk: Desk) -> bool:
    """Whether a month that is over stands there without its day: what was done "in February" was not asked now."""
    months = (
        (at, desk.language.dates.months.find_at(clause.spoken.tokens, at)) for at in range(len(clause.spoken.tokens))
    )
    return any(
        found is not None
        and len(clause.spoken.tokens[at].word) > _SHORT_MONTH
        and 0 < (desk.today.month - found[0]) % _YEAR <= _LONG_PAST
        and not any(token.number is not None for token in clause.spoken.tokens[max(0, at - 2) : found[1] + 1])
        for at, found in months
    )


def _turn(sign: Sign, clause: Clause, desk: Desk) -> Sign:
    """A yes with a "not" inside or right behind it is a no: "kann ich das leider nicht machen"."""
    if sign.means != "accept" or desk.day(clause.text, None) is not None:
        return sign
    words = clause.spoken.words
    behind = sign.end + (_REACH - 1 if desk.words.negation_follows else 0)
    gap = sign.end - sign.start > sign.size
    inside = range(sign.start + 1, behind) if gap or desk.words.negation_follows else range(0)
    nots = any(at < len(words) and words[at] in desk.words.nots for at in inside)
    return replace(sign, means="decline") if nots else sign


def _only_mends(sign: Sign, clause: Clause, desk: Desk) -> bool:
    """Whether a no takes back a day before another: "this week, no sorry, Friday"."""
    tokens = clause.spoken.tokens
    mends = sign.means == "decline" and sign.start > 0 and desk.language.dates.correction.find_at(tokens, sign.start)
    return bool(mends) and desk.day(clause.spoken.text[tokens[sign.end - 1].end :], None) is not None


def _is_kind_no(sign: Sign, verbs: Sequence[Sign]) -> bool:
    """Whether a word of a yes only makes the no right before it a kind one: "niet ik graag"."""
    short = sign.means == "accept" and sign.end - sign.start == 1
    return short and any(other.means == "decline" and other.end == sign.start for other in verbs)


def find_done_form(spoken: Spoken, task: str, *, words: ReplyWords) -> Sign | None:
    """The task's own verb in a form that says it is over: "booked" for "Book the room". None where it does not."""
    verbs = find_verbs(task, words=words)
    forms = {form for verb in verbs for form in _forms(verb, words)} | _find_wanted(task, words)
    for at, word in enumerate(spoken.words):
        # "cut" is over only where somebody has cut: "I cut it", not "the cut".
        if word in forms and (word not in verbs or (at and spoken.words[at - 1] in words.self_words)):
            return Sign(means="done", start=at, end=at + 1, size=1, weak=True)
    return None


def _find_wanted(task: str, words: ReplyWords) -> set[str]:
    """The form in which a task itself says what shall be done: "serviced" of "Get the van serviced"."""
    last = next((token.word for token in reversed(read_tokens(task)) if len(token.word) > _SHORT_FORM), "")
    plain = tuple(ending for ending in words.endings if len(ending) > 1 and ending.isalpha())
    return {last} if plain and last.endswith(plain) else set()


def find_task_verb(spoken: Spoken, task: str, *, words: ReplyWords) -> int | None:
    """Where the task's own verb stands as it is written there; None where it does not."""
    verbs = find_verbs(task, words=words)
    return next((at for at, word in enumerate(spoken.words) if word in verbs), None)


# What is said of a thing by its name as of an "it".
_OF_THINGS = frozenset({"accept", "decline", "handover", "done", "drop", "correct", "later"})
# Guards that say when or how many, and take no word away from a verb.
_FREE = frozenset({Guard.EVERY, Guard.FUTURE, Guard.TENTATIVE, Guard.PROMISE, Guard.ELSEWHEN, Guard.REFER, Guard.LIMIT})
_GUARDS = frozenset(str(guard) for guard in Guard)


def _choose(spoken: Spoken, folded: Folded | None, desk: Desk, *, alone: bool, dated: bool) -> list[Sign]:
    found = [
        sign
        for cue in desk.words.cues
        # A question to us is a line of its own: "mine" is a yes anywhere else.
        if alone or cue.means != "ask"
        for hit in cue.phrase.find_in(spoken)
        if (sign := _build_sign(cue, hit, spoken, desk)) is not None
    ]
    if folded is not None:
        pointing = (cue for cue in desk.words.cues if cue.means in _OF_THINGS and cue.phrase.points)
        found += [sign for cue in pointing for sign in _find_named(cue, spoken, folded, desk)]
    if not dated:
        # "It is ready" is a new day only where one is said.
        over = [sign for sign in found if sign.means == "done" and not sign.weak]
        found = [sign for sign in found if sign.means != "reschedule" or not any(map(partial(_overlap, sign), over))]
    chosen: list[Sign] = []
    for sign in sorted(found, key=lambda one: (-one.size, one.weak, one.start)):
        free = sign.means in _FREE
        if free or not any(_overlap(sign, other) for other in chosen if other.means not in _FREE):
            chosen.append(sign)
    return sorted(chosen, key=lambda sign: sign.start)


def _find_named(cue: Cue, spoken: Spoken, folded: Folded, desk: Desk) -> Iterator[Sign]:
    """Where a phrase with room for an item stands around the item's own words."""
    for hit in cue.phrase.find_in(folded.spoken):
        place = folded.unfold(hit)
        sign = _build_sign(cue, place, spoken, desk, known=True)
        # "The scores have Silke and Jan": a name at the end is all that stands there.
        whole = place.who is None or place.who[1] < place.end or find_whole(spoken, *place.who, desk)
        if sign is not None and whole:
            yield replace(sign, size=hit.size, names=True)


def _overlap(one: Sign, other: Sign) -> bool:
    return one.start < other.end and other.start < one.end


def _build_sign(cue: Cue, hit: Hit, spoken: Spoken, desk: Desk, *, known: bool = False) -> Sign | None:
    """The sign of a hit; None where a name should stand in it and none does."""
    who = ""
    if hit.who is not None or cue.means == "handover":
        who = (
            OTHER
            if is_other(spoken, hit, desk)
            else read_name(spoken, hit, desk, known=known or cue.weak or cue.means == Guard.REFER)
        )
        if not who:
            return None
    return Sign(means=cue.means, start=hit.start, end=hit.end, size=hit.size, weak=cue.weak, who=who)


def _is_negated(sign: Sign, negations: Sequence[Sign]) -> bool:
    return any(0 <= sign.start - negation.end < _REACH for negation in negations)


def _forms(verb: str, words: ReplyWords) -> Collection[str]:
    """The forms of a verb that say it is over: the pack's own, else the regular ones."""
    if verb in words.past:
        return words.past[verb]
    regular = set()
    for ending in words.endings:
        old, changes, new = ending.partition("→")
        if changes:
            # "ar→ado" takes one ending for another, "en→ge…t" puts something before the stem too.
            stem = verb.removesuffix(old)
            regular |= {new.replace("…", stem) if "…" in new else stem + new} if stem != verb else set()
            continue
        stem = verb.removesuffix(ending[:1]) if ending else verb
        regular |= {stem + ending, verb + verb[-1:] + ending}
        if verb.endswith("y"):
            regular.add(verb[:-1] + "i" + ending)
    return regular
