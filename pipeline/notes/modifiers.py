"""Hop 8: words that take the force out of a match: not, maybe, last week, if we had time, done.

The same words carry differently far: "not" as far as the next words, "maybe"
to the end of its clause. Which words, how far and to what effect stands in
the rule file; here is only what near means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.model import Block, Match
from pipeline.notes.tokens import Phrases, Token, build_phrases, read_tokens
from pipeline.rules.book import Effect, Modifier, Reach, RuleBook, Side

NEXT_WORDS = 3
ENDS_A_CLAUSE = frozenset(",;:()[]–—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A match that is still believed; `doubt` is the question it raises, empty where none."""

    match: Match
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """Tokens `start:end` are words of a modifier."""

    modifier: Modifier
    start: int
    end: int


def weigh(matches: Sequence[Match], blocks: Sequence[Block], *, book: RuleBook) -> list[Claim]:
    """The matches that stand up to the words around them."""
    read: dict[int, tuple[tuple[Token, ...], list[_Hit]]] = {}
    claims = []
    for match in matches:
        if match.block not in read:
            tokens = read_tokens(blocks[match.block].text)
            read[match.block] = tokens, list(_find_hits(tokens, book))
        claim = _weigh_one(match, *read[match.block])
        if claim is not None:
            claims.append(claim)
    return claims


def _weigh_one(match: Match, tokens: Sequence[Token], hits: Sequence[_Hit]) -> Claim | None:
    doubt = ""
    first = next((at for at, token in enumerate(tokens) if token.end > match.start), 0)
    last = max((at for at, token in enumerate(tokens) if token.start < match.end), default=first)
    for hit in hits:
        modifier = hit.modifier
        if match.kind not in modifier.kinds or (match.explicit and not modifier.explicit):
            continue
        if not _touches(hit, tokens, first, last, whole=match.explicit):
            continue
        if modifier.effect is Effect.DROP:
            return None
        doubt = doubt or modifier.doubt
    return Claim(match=match, doubt=doubt)


def _find_hits(tokens: Sequence[Token], book: RuleBook) -> Iterator[_Hit]:
    table = _read_table(book)
    at = 0
    while at < len(tokens):
        found = table.find_at(tokens, at)
        for modifier in found[0] if found else ():
            yield _Hit(modifier=modifier, start=at, end=found[1] if found else at)
        at += 1


@cache
def _read_table(book: RuleBook) -> Phrases[tuple[Modifier, ...]]:
    """Phrase to modifiers; the longest phrase at a place wins, so "not only" is no "not"."""
    rows: dict[str, tuple[Modifier, ...]] = {}
    for modifier in book.modifiers:
        for phrase in modifier.phrases:
            key = phrase.casefold()
            rows[key] = (*rows.get(key, ()), modifier)
    return build_phrases(rows.items())


def _touches(hit: _Hit, tokens: Sequence[Token], first: int, last: int, *, whole: bool) -> bool:
    """Whether the words carry as far as the match, which reaches from token `first` to `last`."""
    sides: tuple[Side, ...] = (hit.modifier.side,)
    if hit.modifier.side is Side.AROUND:
        if hit.start <= last and hit.end > first:
            return True
        sides = (Side.BEFORE, Side.AFTER)
    if whole:
        # A mark or heading speaks for its whole line, so there is no around: only the ends can be told apart.
        return REACHES[hit.modifier.reach](hit, tokens, Gap(0, 0)) if hit.modifier.reach is Reach.EDGE else True
    for side in sides:
        gap = Gap(hit.end, first) if side is Side.BEFORE else Gap(last + 1, hit.start)
        if gap.start <= gap.end and REACHES[hit.modifier.reach](hit, tokens, gap):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Gap:
    """The tokens between the words of a modifier and the match."""

    start: int
    end: int


def _next(hit: _Hit, tokens: Sequence[Token], gap: Gap) -> bool:
    return gap.end - gap.start <= NEXT_WORDS and _clause(hit, tokens, gap)


def _clause(hit: _Hit, tokens: Sequence[Token], gap: Gap) -> bool:  # noqa: ARG001 - all reaches are asked alike
    return not any(token.text in ENDS_A_CLAUSE for token in tokens[gap.start : gap.end])


def _sentence(hit: _Hit, tokens: Sequence[Token], gap: Gap) -> bool:  # noqa: ARG001 - all reaches are asked alike
    return True


def _edge(hit: _Hit, tokens: Sequence[Token], gap: Gap) -> bool:  # noqa: ARG001 - all reaches are asked alike
    rest = tokens[: hit.start] if hit.modifier.side is Side.BEFORE else tokens[hit.end :]
    return all(token.is_mark for token in rest)


REACHES: Mapping[Reach, Callable[[_Hit, Sequence[Token], Gap], bool]] = {
    Reach.NEXT: _next,
    Reach.CLAUSE: _clause,
    Reach.SENTENCE: _sentence,
    Reach.EDGE: _edge,
}
