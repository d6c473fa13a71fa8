"""Which day in an answer is meant as the new one, out of all the days people mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Due, Item
from pipeline.notes.names import fold_name
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import CODE, read_spoken
from pipeline.replies.promises import promises
from pipeline.replies.signs import Said, Sign, find_task_verb
from pipeline.replies.targets import is_one_of, tells
from pipeline.replies.trust import Actor, find_actor, is_reported
from pipeline.replies.words import Guard

# Unknown words beside a day, at the most, where it is about the item and no verb says that it is a new one.
_MOST_AROUND = 1
_MOST_LEFT = 1  # … and where they only say what is left for that day
_MOST_TODAY = 3  # … the small ones among them, where the day is this one: "new order goes out today" is news
_REACH = 4  # words behind a "not" that it may leave out
_SUBJECT = 2  # words at the beginning of a clause among which is who acts
_MOST_CODED = 3  # … and the host names the item by its code
_MOST_BESIDE = 1  # … and where only "by" or "until" says so


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDay:
    """A new day, the words that name it, and the clause in which they stand."""

    due: Due
    words: str
    said: Said
    tentative: bool


def find_new_day(said: Sequence[Said], item: Item | None, desk: Desk) -> NewDay | None:
    """The first firm day that is meant as the new one, else a day that cannot be told; None where none is said."""
    found: list[NewDay] = []
    for one in said:
        if one.guards & {Guard.HALF, Guard.ELSEWHEN} or _is_only_kind(one):
            continue
        if any(one.sign(verb) for verb in ("decline", "blocked")) and not _moves(one):
            continue
        if any(_is_delivered(before, one) for before in said):
            continue
        words = _find_words(one, item, desk)
        due = desk.day(words, item)
        if due is None or not _is_new_day(one, due, item, desk):
            continue
        found.append(
            NewDay(due=due, words=words, said=one, tentative=bool(one.guards & {Guard.TENTATIVE, Guard.HEDGE}))
        )
    sure = [day for day in found if not day.tentative]
    # "Not before Thursday, say Friday": a limit is the day only where there is no other.
    sure.sort(key=lambda day: Guard.LIMIT in day.said.guards or day.said.sign("decline") is not None)
    return next((day for day in sure if day.due.day is not None), next(iter(sure), next(iter(found), None)))


def _is_delivered(before: Said, said: Said) -> bool:
    """Whether a day tells when something comes that was got: "ordered, here on Friday"."""
    got = before.sign("done")
    same = before.clause.sentence == said.clause.sentence and before.clause.start < said.clause.start
    return same and got is not None and got.weak and not _is_whole(said)


def _is_whole(said: Said) -> bool:
    return _moves(said) or said.sign("accept") is not None or bool(said.guards & {Guard.PROMISE})


def is_rest(said: Said, item: Item, desk: Desk) -> bool:
    """Whether a sentence of its own leaves something for another day: "the room is booked. Catering tomorrow"."""
    due = desk.day(said.clause.text, item)
    if due is None or due.day is None or due.day < desk.today or said.verbs or not said.clause.alone:
        return False
    phrase = read_spoken(due.phrase).words
    around = [word for word in said.clause.spoken.words if word not in phrase]
    return 0 < len(around) <= _MOST_LEFT and any(tells(fold_name(word), desk.words) for word in around)


def excludes(said: Said, item: Item, desk: Desk) -> bool:
    """Whether it was not the item that is told of: "I called them about the fees, not about the room"."""
    own = [word for word in fold_name(item.text).split() if tells(word, desk.words)]
    words = said.clause.spoken.words
    # "I know them, so it should be no bother" excludes nothing: the "not" stands before what it leaves out.
    named = any(
        is_one_of(fold_name(word), own, desk.words)
        and any(before in desk.words.nots for before in words[max(0, at - _REACH) : at])
        for at, word in enumerate(words)
    )
    return Guard.NEGATION in said.guards and not said.verbs and not said.negated and named


def _find_words(said: Said, item: Item | None, desk: Desk) -> str:
    """The words that name the day: the clause, or what is behind its verb where only that does: "how about 9 May"."""
    due, sign = desk.day(said.clause.text, item), said.sign("reschedule")
    if sign is None or (due is not None and due.day is not None):
        return said.clause.text
    spoken = said.clause.spoken
    behind = spoken.text[spoken.tokens[sign.end - 1].end :]
    firm = desk.day(behind, item)
    return behind if firm is not None and firm.day is not None else said.clause.text


def _is_only_kind(said: Said) -> bool:
    """Whether nothing is ordered there: "see you on Friday"."""
    return bool(said.verbs) and all(sign.means == "courtesy" for sign in said.verbs)


def _moves(said: Said) -> bool:
    sign = said.sign("reschedule")
    return sign is not None and not sign.weak


def _is_promise(said: Said, item: Item | None, desk: Desk) -> bool:
    """Whether somebody will do the very task: "I will call them Friday" for "Call the bank"."""
    if item is None or Guard.FUTURE not in said.guards:
        return item is not None and promises(said, item, desk)
    return find_task_verb(said.clause.spoken, item.text, words=desk.words) is not None


def _is_new_day(said: Said, due: Due, item: Item | None, desk: Desk) -> bool:
    coded = CODE in said.clause.spoken.words
    if item is not None and not coded and is_reported(said, len(said.clause.spoken.tokens), item, desk):
        return False
    sign = said.sign("reschedule")
    if sign is not None and _moves(said):
        return item is None or coded or not _is_theirs(said, sign, item, desk)
    acts = item is not None and find_task_verb(said.clause.spoken, item.text, words=desk.words) is not None
    if Guard.PARTIAL in said.guards and sign is None and acts:
        # "I still have Sunday to fill" tells what is left.
        return False
    vague = due.day is None and not due.readings
    if _has_stranger(said, desk) or (vague and said.clause.asks):
        return False
    most_beside = _MOST_CODED if coded and desk.is_host else _MOST_BESIDE
    if said.sign("reschedule") and _count_around(said, due, item, desk) <= most_beside:
        return True
    past = said.sign("done")
    if past is not None and Guard.FUTURE not in said.guards:
        return False
    if said.sign("accept") or said.sign("done") or _is_promise(said, item, desk):
        return True
    # A day that cannot be told is no order unless it is all that is said.
    pointed = _points_to_item(said, due, desk)
    most = _MOST_AROUND if pointed and not vague else 0
    phrase = read_spoken(due.phrase).words
    others = sum(word != CODE and word not in phrase for word in said.clause.spoken.words)
    tells_news = due.day == desk.today and others > _MOST_TODAY
    # "She is back Monday", "Monday hours": the day of somebody or something else.
    others_day = any(word in desk.words.others for word in said.clause.spoken.words) or _opens_thing(said, due, desk)
    # "I cannot find a room before Friday" tells how it goes with the item's own words.
    own = None if said.negated or Guard.NEGATION in said.guards else item
    return not (tells_news or others_day) and _count_around(said, due, own, desk) <= most


def _is_theirs(said: Said, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a day is that of something else: "the electrician comes on the 25th"."""
    own = [word for word in fold_name(item.text).split() if tells(word, desk.words)]
    named = any(is_one_of(fold_name(word), own, desk.words) for word in said.clause.spoken.words)
    spoken = said.clause.spoken
    # Only what stands where a sentence has who acts: "The electrician", "Elektriker".
    first = spoken.tokens[0]
    begins = first.word in desk.words.articles or (
        desk.words.has_compounds and tells(fold_name(first.word), desk.words)
    )
    # "The city moved him, make that Friday": what stands before a comma has its own verb.
    apart = "," in spoken.text[: spoken.tokens[sign.start].start]
    return begins and not named and not apart and find_actor(said, sign.start, item, desk) is Actor.THING


def _has_stranger(said: Said, desk: Desk) -> bool:
    """Whether it is somebody else who acts: "they want it by Monday"."""
    first = enumerate(said.clause.spoken.words[:_SUBJECT])
    return not said.clause.asks and any(word in desk.words.strangers and at not in said.known for at, word in first)


def _points_to_item(said: Said, due: Due, desk: Desk) -> bool:
    """Whether a short clause is about the day, or about "it": "Thursday is realistic", "expect this on Monday"."""
    words, phrase = said.clause.spoken.words, read_spoken(due.phrase).words
    if len(words) - len(phrase) > _MOST_TODAY:
        return False
    points = any(word == CODE or word in desk.words.pronouns for word in words)
    return points or said.clause.asks or words[: len(phrase)] == phrase


def _opens_thing(said: Said, due: Due, desk: Desk) -> bool:
    """Whether a noun stands right behind the day: "Monday hours"."""
    phrase, words = read_spoken(due.phrase).words, said.clause.spoken.words
    place = next((at for at in range(len(words)) if words[at : at + len(phrase)] == phrase), None)
    behind = None if place is None or not phrase else place + len(phrase)
    if (
        behind is None
        or behind >= len(words)
        or said.clause.asks
        or due.day is None
        or any(sign.start <= behind < sign.end for sign in said.verbs)
    ):
        return False
    return tells(fold_name(words[behind]), desk.words)


def _count_around(said: Said, due: Due, item: Item | None, desk: Desk) -> int:
    """The words of a clause besides the day, the small ones and the item's own."""
    phrase = {CODE, *read_spoken(due.phrase).words}
    own = fold_name(item.text).split() if item is not None else []
    words = [fold_name(word) for word in said.clause.spoken.words if word not in phrase]
    return sum(tells(word, desk.words) and not is_one_of(word, own, desk.words) for word in words)
