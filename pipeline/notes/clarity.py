"""Hop 8: what an item leaves open, so that a person can be asked one precise thing.

A vague wish is never dropped and never made precise by us: the recap shows
it as it was said, with a question beside it. The questions are texts of the
pack, `[vague]`; here only their keys are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.kinds import KINDS
from pipeline.model import Due
from pipeline.notes.tokens import Phrases, Token, read_tokens
from pipeline.notes.words import ClarityWords

_MAX_TEXT = 2_000  # a task is a line; what is longer is not read to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    tokens: tuple[Token, ...]
    owned: bool
    due: Due | None
    words: ClarityWords


def find_vague(text: str, *, kind: str, owned: bool, due: Due | None, words: ClarityWords) -> tuple[str, ...]:
    """What is lacking, as keys of the pack's texts, in the order people are asked.

    Only kinds that are owned and dated are asked; a decision needs no owner.
    """
    row = KINDS[kind]
    if not (row.owned and row.dated):
        return ()
    wish = _Wish(tokens=read_tokens(text[:_MAX_TEXT]), owned=owned, due=due, words=words)
    return tuple(key for key, lacks in _QUESTIONS.items() if lacks(wish))


def _no_owner(wish: _Wish) -> bool:
    return not wish.owned


def _no_date(wish: _Wish) -> bool:
    return wish.due is None and not _holds(wish.tokens, wish.words.urgency)


def _vague_date(wish: _Wish) -> bool:
    if wish.due is None:
        return _holds(wish.tokens, wish.words.urgency)
    return wish.due.day is None and not wish.due.readings


def _vague_verb(wish: _Wish) -> bool:
    """A verb without an end ("look into"), unless the sentence names what will be there afterwards."""
    return _has_vague_verb(wish) and not _holds(wish.tokens, wish.words.outcome)


def _has_vague_verb(wish: _Wish) -> bool:
    # A single word is a verb where a task begins with it; further on it may be a noun, as in "write the support page".
    found = ((at, wish.words.vague_verbs.find_at(wish.tokens, at)) for at in range(len(wish.tokens)))
    return any(match is not None and (at == 0 or match[1] - at > 1) for at, match in found)


_QUESTIONS: Mapping[str, Callable[[_Wish], bool]] = {
    "no-owner": _no_owner,
    "no-date": _no_date,
    "vague-date": _vague_date,
    "vague-verb": _vague_verb,
}


def _holds(tokens: tuple[Token, ...], phrases: Phrases[bool]) -> bool:
    return any(phrases.find_at(tokens, at) for at in range(len(tokens)))
