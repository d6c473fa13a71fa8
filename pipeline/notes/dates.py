"""Hop 8: the day a task is due, and the new day a reply asks for.

Days are counted from the day on which they are said. Our own rules alone:
what a date library adds beyond them (languages, rare spellings) comes with
guesses ("next Friday", 12/5) that a promise cannot stand on. A day is never
invented: what names no single day keeps its words, with the days it could
mean where there are such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model import Due
from pipeline.notes.day_shifts import read_bare_amount, read_shift
from pipeline.notes.day_words import read_day_at
from pipeline.notes.saying import Said, Saying, Shape, unique
from pipeline.notes.tokens import Phrases, read_tokens
from pipeline.notes.words import DateWords

_MAX_TEXT = 2_000  # a task or a passage; what is longer is not read to its end
# A date without a year that is so far off was more likely meant for the year that is over.
_FAR = 300
_MAX_EVENT = 4  # words between "before" and the event
_DEADLINE, _ON, _BARE, _HINT = 3, 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """A day in the text: its words from token `start` on, the day alone from `at`, and how surely it is meant."""

    start: int
    at: int
    said: Said
    strength: int

    @property
    def rank(self) -> tuple[bool, int]:
        return bool(self.said.days), self.strength


def find_due(text: str, *, today: date, words: DateWords, next_meeting: date | None = None) -> Due | None:
    """The deadline in the text of a task; None where it names none.

    `today` is the day of the meeting; `next_meeting` the day of the next one,
    where the notes tell it ("by the next meeting" has no day otherwise).
    """
    saying = Saying(tokens=read_tokens(text[:_MAX_TEXT]), today=today, words=words)
    leads = ((words.deadline, _DEADLINE), (words.on, _ON))
    mentions = [
        mention
        for found in _find_mentions(saying, leads)
        if (mention := _judge(saying, found)) and _is_ahead(saying, mention)
    ]
    if next_meeting:
        mentions = [_on_next_meeting(saying, mention, next_meeting) for mention in mentions]
    best = _first_best(mentions)
    if best is None:
        return None
    rivals = [mention for mention in mentions if mention.rank == best.rank] if best.strength == _DEADLINE else [best]
    return _build_due(text, saying, best, rivals, far=_is_far(saying, best))


def read_day(text: str, *, today: date, words: DateWords, due: date | None = None) -> Due | None:
    """The new day in a reply; None where it names none.

    `today` is the day of the reply. "Another week" counts from `due`, the day
    that stands; from `today` where that is None.
    """
    saying = Saying(tokens=read_tokens(text[:_MAX_TEXT]), today=today, words=words, answer=True)
    leads = ((words.deadline, _DEADLINE), (words.towards, _DEADLINE), (words.on, _ON))
    if said := read_bare_amount(saying, due=due):
        return _build_due(text, saying, whole := _Mention(start=0, at=0, said=said, strength=_DEADLINE), [whole])
    mentions = [
        mention
        for mention in _find_mentions(saying, leads, shift=lambda at: read_shift(saying, at, base=due or today))
        if not _is_ruled_out(saying, mention)
    ]
    mentions = _after_correction(saying, mentions)
    best = _first_best(mentions)
    if best is None:
        return None
    return _build_due(text, saying, best, [mention for mention in mentions if mention.rank == best.rank])


def _find_mentions(
    saying: Saying,
    leads: Sequence[tuple[Phrases[bool], int]],
    *,
    shift: Callable[[int], Said | None] = lambda _: None,
) -> Iterator[_Mention]:
    """Every day of the text from left to right; none begins inside another."""
    at = 0
    while at < len(saying.tokens):
        moved = shift(at)
        mention = _Mention(start=at, at=at, said=moved, strength=_DEADLINE) if moved else _mention_at(saying, at, leads)
        if mention:
            yield mention
        at = mention.said.end if mention else at + 1


def _mention_at(saying: Saying, at: int, leads: Sequence[tuple[Phrases[bool], int]]) -> _Mention | None:
    found = []
    for table, strength in leads:
        if lead := table.find_at(saying.tokens, at):
            place, said = _said_behind(saying, lead[1])
            if said:
                found.append(_Mention(start=at, at=place, said=said, strength=strength if said.days else _HINT))
    bare = read_day_at(saying, at)
    if bare and bare.shape is not Shape.MONTH:
        strength = _HINT if not bare.days else _ON if bare.shape is Shape.COUNT else _BARE
        found.append(_Mention(start=at, at=at, said=bare, strength=strength))
    # Of two that end together the one with the surer lead is taken.
    best = max(found, key=lambda mention: (mention.said.end, mention.strength), default=None)
    event = _skip_event(saying, best.said.end if best else at, lead=best is None)
    if event is None:
        return best
    if best is None:
        return _Mention(start=at, at=at, said=Said(end=event, shape=Shape.VAGUE), strength=_HINT)
    # "before the 12 May meeting": the day is that of the meeting.
    named = best.strength >= _ON and best.said.shape is not Shape.ORDINAL
    return replace(best, said=replace(best.said, end=event)) if named else best


def _said_behind(saying: Saying, at: int) -> tuple[int, Said | None]:
    """The day behind a lead and where it begins: "due: Friday", "by the 20th"."""
    place = saying.skip_marks(at, ":-–=")
    place = saying.skip_marks(place, "*") if place > at else place
    behind = saying.skip(place, saying.words.article)
    direct, named = read_day_at(saying, place), read_day_at(saying, behind)
    return (behind, named) if named and (direct is None or named.end > direct.end) else (place, direct)


def _skip_event(saying: Saying, at: int, *, lead: bool) -> int | None:
    """The token behind an event: "before the board meeting" where `lead`, else "[Friday]'s call"."""
    words = saying.words
    if lead:
        found = words.event_prepositions.find_at(saying.tokens, at)
        if found is None:
            return None
        at = found[1]
        if words.event_nouns.find_at(saying.tokens, at) is None:
            start = at
            at = saying.skip(saying.skip(at, words.article), words.next)
            at = saying.skip(at, words.this)
            if at == start:
                return None
    for place in range(at, min(at + _MAX_EVENT, len(saying.tokens))):
        noun = words.event_nouns.find_at(saying.tokens, place)
        if noun:
            further = words.event_nouns.find_at(saying.tokens, noun[1])
            return further[1] if further else noun[1]
        if saying.tokens[place].is_mark:
            return None
    return None


def _judge(saying: Saying, mention: _Mention) -> _Mention | None:
    """The mention as a deadline of a task; None where the day is something else there."""
    said, strength = mention.said, mention.strength
    if _is_whole(saying, mention):
        return replace(mention, strength=_DEADLINE if said.days else _HINT)
    if not _is_free(saying, mention):
        return None
    follows = _may_follow(saying, said.end)
    if said.shape is Shape.ORDINAL and not (follows and strength >= _ON):
        return None
    if said.shape is Shape.NUMBERS and strength < _ON:
        return replace(mention, strength=_ON) if _stands_apart(saying, mention) else None
    if strength is _ON and saying.words.blocked.ends_before(saying.tokens, mention.start):
        return None
    if said.shape is Shape.WEEKDAY and saying.words.ordinals.find_at(saying.tokens, mention.at) and not follows:
        return None
    if strength >= _ON and said.shape is not Shape.COUNT:
        return mention
    if saying.words.blocked.ends_before(saying.tokens, mention.start):
        return None
    return None if said.shape in (Shape.DATE, Shape.WEEKDAY) and not follows else mention


def _on_next_meeting(saying: Saying, mention: _Mention, day: date) -> _Mention:
    """The day of the next meeting, where the phrase is about that and about no other day."""
    places = range(mention.start, mention.said.end)
    if mention.said.days or not any(saying.words.next_meeting.find_at(saying.tokens, at) for at in places):
        return mention
    return replace(mention, strength=_ON, said=replace(mention.said, days=(day,), dated=True))


def _is_free(saying: Saying, mention: _Mention) -> bool:
    """Whether the day is no mere adjective: "Friday's numbers"."""
    return mention.strength == _DEADLINE or saying.word(mention.said.end) != "'s"


def _is_whole(saying: Saying, mention: _Mention) -> bool:
    """Whether the text holds nothing but the day, as a cell of a table does."""
    around = (*saying.tokens[: mention.start], *saying.tokens[mention.said.end :])
    return all(token.is_mark for token in around)


def _stands_apart(saying: Saying, mention: _Mention) -> bool:
    """Whether a date with stops stands in brackets, or leads a line with a colon: "[20.3.]", "20.3.: book the room"."""
    before, behind = saying.word(mention.start - 1), saying.word(mention.said.end)
    boxed = before in {"(", "["} and behind in {")", "]"}
    leads = mention.start == 0 and behind == ":"
    return saying.word(mention.at + 1) == "." and (boxed or leads)


def _may_follow(saying: Saying, at: int) -> bool:
    if at >= len(saying.tokens) or (saying.tokens[at].is_mark and saying.word(at) != "'s"):
        return True
    return saying.words.may_follow.find_at(saying.tokens, at) is not None


def _is_ahead(saying: Saying, mention: _Mention) -> bool:
    """Whether the day can still be kept; a date that is over and no plain deadline tells of something past."""
    if mention.strength == _DEADLINE or not mention.said.days:
        return True
    return max(mention.said.days) >= saying.today and not _is_far(saying, mention)


def _is_far(saying: Saying, mention: _Mention) -> bool:
    said = mention.said
    return (
        not said.dated and said.shape is not Shape.COUNT and any((day - saying.today).days > _FAR for day in said.days)
    )


def _is_ruled_out(saying: Saying, mention: _Mention) -> bool:
    """Whether the day is one that does not hold: "not Monday", "Monday is a holiday", "Monday's call"."""
    if _is_instead(saying, mention):
        return True
    if saying.words.fits.find_at(saying.tokens, mention.said.end):
        return False
    return not _is_free(saying, mention) or saying.words.ruled_out.find_at(saying.tokens, mention.said.end) is not None


def _is_instead(saying: Saying, mention: _Mention) -> bool:
    """Whether words before the day say that another holds; the words that lead to it do not ("antes del 14")."""
    table = saying.words.instead_of
    if mention.said.shape is Shape.COUNT:
        return False
    if table.ends_before(saying.tokens, mention.start):
        return True
    tokens, at = saying.tokens, mention.at
    sizes = range(at - mention.start + 1, min(table.longest, at) + 1) if at > mention.start else ()
    return any(tuple(token.word for token in tokens[at - size : at]) in table.table for size in sizes)


def _after_correction(saying: Saying, mentions: list[_Mention]) -> list[_Mention]:
    """What stands behind the last "sorry, …", where a day stands behind it."""
    marks = [at for at in range(len(saying.tokens)) if saying.words.correction.find_at(saying.tokens, at)]
    for mark in reversed(marks):
        later = [mention for mention in mentions if mention.start >= mark and mention.said.days]
        if later:
            return later
    return mentions


def _first_best(mentions: Sequence[_Mention]) -> _Mention | None:
    """The first of the highest rank: `max` keeps the earliest of equals."""
    return max(mentions, key=lambda mention: mention.rank, default=None)


def _build_due(text: str, saying: Saying, best: _Mention, rivals: Sequence[_Mention], *, far: bool = False) -> Due:
    first, last = saying.tokens[best.start], saying.tokens[best.said.end - 1]
    days = unique(*(day for mention in rivals for day in mention.said.days))
    sure = len(days) == 1 and not far
    return Due(phrase=text[first.start : last.end], day=days[0] if sure else None, readings=() if sure else days)
