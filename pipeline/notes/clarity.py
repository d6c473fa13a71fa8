"""Hop 8: what an item leaves open, so that a person can be asked one precise thing.

A vague wish is never dropped and never made precise by us: the recap shows
it as it was said, with a question beside it. The questions are texts of the
pack, `[vague]`, and each has its smallest first move, `[steps]`; here only
their keys are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.kinds import KINDS
from pipeline.model import Due
from pipeline.notes.tokens import Phrases, Token, read_tokens
from pipeline.notes.words import ClarityWords, DateWords

_MAX_TEXT = 2_000  # a task is a line; what is longer is not read to its end
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    tokens: tuple[Token, ...]
    owned: bool
    due: Due | None
    words: ClarityWords
    dates: DateWords | None
    today: date | None


def find_vague(
    text: str,
    *,
    kind: str,
    owned: bool,
    due: Due | None,
    words: ClarityWords,
    dates: DateWords | None = None,
    today: date | None = None,
) -> tuple[str, ...]:
    """What is lacking, as keys of the pack's texts, in the order people are asked.

    Only kinds that are owned and dated are asked; a decision needs no owner.
    `today` is the day of the meeting; where it is None no day is over.
    """
    row = KINDS[kind]
    if not (row.owned and row.dated):
        return ()
    wish = _Wish(tokens=read_tokens(text[:_MAX_TEXT]), owned=owned, due=due, words=words, dates=dates, today=today)
    return tuple(key for key, lacks in _QUESTIONS.items() if lacks(wish))


def _no_owner(wish: _Wish) -> bool:
    return not wish.owned


def _past_date(wish: _Wish) -> bool:
    day = wish.due.day if wish.due else None
    return day is not None and wish.today is not None and day < wish.today


def _weekend_date(wish: _Wish) -> bool:
    """A day on a weekend that the writer did not call by its name: nobody says Saturday by mistake."""
    day = wish.due.day if wish.due else None
    if wish.due is None or day is None or wish.dates is None or day.weekday() < _SATURDAY or _past_date(wish):
        return False
    said = read_tokens(wish.due.phrase)
    tables = (wish.dates.weekdays, wish.dates.days)
    return not any(table.find_at(said, at) for table in tables for at in range(len(said)))


def _no_date(wish: _Wish) -> bool:
    return wish.due is None and not _holds(wish.tokens, wish.words.urgency)


def _vague_date(wish: _Wish) -> bool:
    if wish.due is None:
        return _holds(wish.tokens, wish.words.urgency)
    return wish.due.day is None and not wish.due.readings


def _endless(key: str) -> Callable[[_Wish], bool]:
    """Whether the task is told by a verb of that sort first, and does not say what will be there afterwards."""

    def is_told(wish: _Wish) -> bool:
        return _find_endless(wish) == key and not _holds(wish.tokens, wish.words.outcome)

    return is_told


def _find_endless(wish: _Wish) -> str:
    words = wish.words
    tables = {
        "vague-search": words.searching,
        "vague-contact": words.contacting,
        "vague-better": words.improving,
        "vague-verb": words.vague_verbs,
    }
    for at in range(len(wish.tokens)):
        found = {key: match[1] for key, table in tables.items() if (match := table.find_at(wish.tokens, at))}
        told = max(found, key=lambda key: found[key], default="")
        if told and (found[told] - at > 1 or _is_verb(wish, at)):
            return told
    return ""


def _is_verb(wish: _Wish, at: int) -> bool:
    """Whether a single word is a verb there: where a task begins with it, or where a line ends with an infinitive.

    Further on it may be a noun, as in "write the support page".
    """
    last = all(token.is_mark for token in wish.tokens[at + 1 :])
    return at == 0 or (last and wish.tokens[at].text.endswith(tuple(wish.words.endings)))


_QUESTIONS: Mapping[str, Callable[[_Wish], bool]] = {
    "no-owner": _no_owner,
    "past-date": _past_date,
    "vague-search": _endless("vague-search"),
    "vague-contact": _endless("vague-contact"),
    "vague-better": _endless("vague-better"),
    "vague-verb": _endless("vague-verb"),
    "no-date": _no_date,
    "vague-date": _vague_date,
    "weekend-date": _weekend_date,
}


def _holds(tokens: tuple[Token, ...], phrases: Phrases[bool]) -> bool:
    return any(phrases.find_at(tokens, at) for at in range(len(tokens)))
