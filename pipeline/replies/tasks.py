"""What a reply says about something that somebody is to do: yes, no, somebody else, another day, done, stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.kinds import KINDS
from pipeline.model import Item, Order, State
from pipeline.notes.names import fold_name
from pipeline.notes.tokens import read_tokens
from pipeline.recap.build import is_theirs
from pipeline.replies.about import Named
from pipeline.replies.desk import Desk
from pipeline.replies.dropping import drops_nothing
from pipeline.replies.giving import find_given, find_referred, offers_other
from pipeline.replies.heard import NOTHING, Heard, ask, build_order, find_first, hear
from pipeline.replies.new_days import NewDay, excludes, find_new_day, is_rest
from pipeline.replies.patterns import CODE
from pipeline.replies.promises import promises
from pipeline.replies.refusals import refuses_day, without_other
from pipeline.replies.signs import Said, Sign, find_done_form
from pipeline.replies.subjects import is_about
from pipeline.replies.targets import find_verbs, is_one_of
from pipeline.replies.topics import Topic
from pipeline.replies.trust import is_others
from pipeline.replies.words import Guard

_LONGEST_QUERY = 3  # "ok?" is half an answer; a longer question is about something else
_ORDERS = frozenset({"handover", "reschedule", "done", "drop"})
_NOT_YET = frozenset({Guard.PARTIAL, Guard.NEGATION})
_NOT_OVER = frozenset({Guard.FUTURE, Guard.HEDGE, Guard.HALF, Guard.PARTIAL})


def hear_task(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> Heard:
    """The orders of one topic for one task; the first that holds leaves nothing to those behind it."""
    later = [
        _read_behind(one, sign)
        for one in said
        for sign in one.verbs
        if sign.means == "later" and not _asks_for_news(one, sign, desk)
    ]
    if later:
        # "Not now, ask me on Monday": the day may stand beside either.
        until = build_order(topic, item, "later", next((text for text in later if desk.day(text, None)), later[0]))
        yes = (build_order(topic, item, "accept"),) if _says_yes(said, item, desk) else ()
        return Heard(orders=(*yes, until))
    changed = find_first(said, "correct", "drop")
    stuck = changed is not None and changed[1].weak and find_first(said, "blocked") is not None
    if changed is not None and not (stuck or drops_nothing(*changed, item, desk) or _says_how(*changed)):
        return hear(topic, item, changed[1].means)
    dayless = any(refuses_day(one, desk) for one in said)
    said = [without_other(one, item, desk) for one in said]
    firm = [one for one in said if not _is_conditional(one, topic)]
    day = find_new_day(firm, item, desk)
    given = find_given(topic, firm, item, desk)
    if given and any(offers_other(one, given, desk) for one in topic.said):
        return Heard(unclear=(ask(topic, item, "who"),))
    if given:
        return Heard(orders=(build_order(topic, item, "handover", given), *_dated(topic, item, day)))
    if _says_no(firm) and _is_done(topic, firm, item, desk):
        # "Done. Next time somebody else, please": which of the two counts is a question.
        return Heard(unclear=(ask(topic, item, "condition"),))
    if _says_no(firm):
        return _hear_no(topic, firm, item, desk, day)
    if _is_half(topic, said, day) and is_theirs(item, desk.writer.address):
        # On what is accepted already an "if" is news, and no question.
        return Heard(unclear=(ask(topic, item, "condition"),)) if item.state is State.ASKED else NOTHING
    if dayless and day is None and is_theirs(item, desk.writer.address):
        return Heard(unclear=(ask(topic, item, "day"),))
    return _hear_progress(topic, firm, item, desk, day)


def _says_how(said: Said, sign: Sign) -> bool:
    """Whether a weak word of correcting only begins an order: "I meant A3 goes to Ana"."""
    return sign.weak and any(other.means in _ORDERS and not other.weak for other in said.verbs)


def _asks_for_news(said: Said, sign: Sign, desk: Desk) -> bool:
    """Whether a reminder is wanted of something that was forgotten: "remind me who has the key"."""
    tokens = said.clause.spoken.tokens
    return sign.end < len(tokens) and tokens[sign.end].word in desk.words.queries


def _read_behind(said: Said, sign: Sign) -> str:
    """What stands behind a verb; where the verb comes last, as in Dutch, all of its clause."""
    spoken = said.clause.spoken
    return spoken.text[spoken.tokens[sign.end - 1].end :] if sign.end < len(spoken.tokens) else spoken.text


def _says_no(said: Sequence[Said]) -> bool:
    """Whether there is a no, and no yes behind it: the last word counts."""
    signs = [sign.means for one in said for sign in one.verbs if sign.means in ("accept", "decline")]
    return bool(signs) and signs[-1] == "decline"


def _hear_no(topic: Topic, said: Sequence[Said], item: Item, desk: Desk, day: NewDay | None) -> Heard:
    other = find_referred(topic, said, desk)
    if other:
        return hear(topic, item, "handover", other)
    if day is not None and day.due.day is not None and _moves(day.said):
        # "I can't do Friday, Monday instead": a no to the day, not to the task.
        return Heard(orders=_dated(topic, item, day))
    if any(Guard.LIMIT in one.guards for one in said):
        return Heard(unclear=(ask(topic, item, "condition"),))
    return hear(topic, item, "decline")


def _moves(said: Said) -> bool:
    """Whether the clause is about a new day and holds no no itself."""
    sign, no = said.sign("reschedule"), said.sign("decline")
    return sign is not None and not sign.weak and (no is None or no.end <= sign.start)


def _hear_progress(topic: Topic, said: Sequence[Said], item: Item, desk: Desk, day: NewDay | None) -> Heard:
    """Stuck, done, yes, and a new day."""
    dated = _dated(topic, item, day)
    if find_first(topic.said, "blocked") is not None:
        return Heard(orders=(build_order(topic, item, "blocked"), *dated))
    withdrawn = any(
        Guard.PARTIAL in one.guards or _denies(one, "done") or is_rest(one, item, desk) or excludes(one, item, desk)
        for one in topic.said
    )
    # "Done by Friday" is a promise.
    moved = day is not None and day.said.sign("reschedule") is not None
    past = [one for one in said if not moved or (day is not None and day.said is not one and _is_over(one, item, desk))]
    if not withdrawn and _is_done(topic, past, item, desk):
        return hear(topic, item, "done")
    if day is not None and day.due.day is None and not day.tentative:
        return Heard(unclear=(ask(topic, item, "day", due=day.due),), withdrawn=withdrawn)
    yes = (build_order(topic, item, "accept"),) if _says_yes(said, item, desk) else ()
    return Heard(orders=(*yes, *dated), withdrawn=withdrawn and not yes and not dated)


def _says_yes(said: Sequence[Said], item: Item, desk: Desk) -> bool:
    said = [one for one in said if not one.clause.asks]
    if any(_denies(one, "accept") for one in said):
        return False
    if item.owner is not None and not is_theirs(item, desk.writer.address):
        # "We will get a new one" is no wish to take what is somebody's.
        said = [_with_own_yes(one, desk) for one in said]
    # "Yes I chased them last month, too" agrees that it was so.
    said = [one for one in said if not (one.guards & _NOT_YET and _is_frail_yes(one))]
    return find_first(said, "accept") is not None or any(promises(one, item, desk) for one in said)


def _is_frail_yes(said: Said) -> bool:
    """Whether a clause agrees by one word before something else, or by words that need an item."""
    signs = [sign for sign in said.verbs if sign.means == "accept"]
    partial = Guard.PARTIAL in said.guards
    return all(sign.weak or (sign.end - sign.start == 1 and partial) for sign in signs)


def _with_own_yes(said: Said, desk: Desk) -> Said:
    """The clause with a yes only where its writer says "I" or has the code: "the 24th is ok" takes nothing over."""
    mine = (desk.words.selves, desk.language.people.speaker)

    def takes(sign: Sign) -> bool:
        inside = said.clause.spoken.tokens[sign.start : sign.end]
        own = any(token.word in words for token in inside for words in mine)
        return own and (CODE in said.clause.spoken.words or not sign.weak)

    return replace(said, verbs=tuple(sign for sign in said.verbs if sign.means != "accept" or takes(sign)))


def _is_done(topic: Topic, said: Sequence[Said], item: Item, desk: Desk) -> bool:
    """Whether the whole task is over. A weak word ("sent") has to be said of the item and of nothing else."""
    for one in said:
        if one.guards & _NOT_OVER or one.clause.asks or one.negated:
            continue
        sign = one.sign("done") or find_done_form(one.clause.spoken, item.text, words=desk.words)
        if sign is None or (sign.weak and one.sign("reschedule") and desk.day(one.clause.text, item)):
            continue
        if is_others(one, sign, item, desk) or (not sign.weak and _is_ahead(one, item, desk)):
            continue
        if any(_is_in_vain(other, one, sign, desk) or _is_still_to_do(other, one, item, desk) for other in topic.said):
            continue
        if sign.weak and (not KINDS[item.kind].dated or _is_step(one, sign, item, desk)):
            continue
        if not sign.weak or topic.named in (Named.CODE, Named.QUOTE):
            return True
        if _is_long_question(topic.said[0]):
            # "You mean the old minutes? Those are posted": who asks which, tells of another.
            return False
        if is_about(one.clause.spoken, sign, item, desk):
            return True
    return False


def _is_in_vain(said: Said, done: Said, sign: Sign, desk: Desk) -> bool:
    """Whether the sentence goes on with what came to nothing: "I did it, but it does not show"."""
    behind = said.clause.sentence == done.clause.sentence and said.clause.start > done.clause.start
    first = said.clause.spoken.tokens[0].word
    against = first in desk.words.joints or (sign.weak and first not in desk.words.nothings)
    # "No luck", but not "3.200 without tax".
    counted = any(token.number is not None for token in said.clause.spoken.tokens)
    return behind and against and Guard.NEGATION in said.guards and not said.verbs and not counted


def _is_still_to_do(said: Said, done: Said, item: Item, desk: Desk) -> bool:
    """Whether the task's own verb comes behind as it is written there: "it is ready, I just have to send it"."""
    own = find_done_form(said.clause.spoken, item.text, words=desk.words)
    if said.clause.start <= done.clause.start or own is not None:
        return False
    verbs = find_verbs(item.text, words=desk.words)
    nouns = [token.word for token in read_tokens(item.text) if token.word not in verbs]
    forms = [fold_name(verb) for verb in verbs]
    return any(word not in nouns and is_one_of(fold_name(word), forms, desk.words) for word in said.clause.spoken.words)


def _is_step(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a word of the past is only a step to another task: "belt ordered" for "Replace the belt"."""
    step = any(word in desk.words.steps for word in said.clause.spoken.words[sign.start : sign.end])
    return step and find_done_form(said.clause.spoken, item.text, words=desk.words) is None


def _is_ahead(said: Said, item: Item, desk: Desk) -> bool:
    """Whether a clause has a time that is no day: "the review is done by Jude next week"."""
    due = desk.day(said.clause.text, item)
    return due is not None and due.day is None and not due.readings


def _is_long_question(said: Said) -> bool:
    return said.clause.asks and len(said.clause.spoken.tokens) > _LONGEST_QUERY


def _is_over(said: Said, item: Item, desk: Desk) -> bool:
    """Beside a new day only the task's own verb is no weak word: "needs until Friday, the shop is closed"."""
    sign = said.sign("done")
    own = find_done_form(said.clause.spoken, item.text, words=desk.words)
    return own is not None or (sign is not None and not sign.weak)


def _denies(said: Said, verb: str) -> bool:
    return any(sign.means == verb for sign in said.negated)


def _is_half(topic: Topic, said: Sequence[Said], day: NewDay | None) -> bool:
    """A yes with an if, or one that promises nothing. A status is neither, nor is asking for another day."""
    for one in said:
        if Guard.HALF in one.guards:
            return True
        answers = one.sign("accept") or one.sign("decline")
        query = one.clause.asks and day is None and len(one.clause.spoken.tokens) <= _LONGEST_QUERY
        if answers and (_is_conditional(one, topic) or Guard.HEDGE in one.guards or query):
            return True
    return False


def _is_conditional(said: Said, topic: Topic) -> bool:
    """Whether an "if" stands in the same sentence."""
    return any(Guard.CONDITION in one.guards and one.clause.sentence == said.clause.sentence for one in topic.said)


def _dated(topic: Topic, item: Item, day: NewDay | None) -> tuple[Order, ...]:
    if day is None or day.tentative:
        return ()
    return (build_order(topic, item, "reschedule", day.words),)
