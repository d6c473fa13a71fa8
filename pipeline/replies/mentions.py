"""The words by which a clause names an item, read as one word: "take me off the certificate" as "take me off it".

The phrases of a pack say `{item}` where a code or a pronoun may stand; this is
how the thing itself may stand there too. What could be two items, or only
begins with a word of one, is left as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.kinds import KINDS
from pipeline.notes.names import fold_name
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import CODE, ITEM, Hit, Spoken, respeak
from pipeline.replies.targets import find_verbs, is_one_of, tells

_BETWEEN = 2  # small words inside the name of one thing: "the list of the rooms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A clause with one word for each item it names. `places` are where its words stood, with one more for the end."""

    spoken: Spoken
    places: tuple[int, ...]
    mentions: frozenset[int]

    def unfold(self, hit: Hit) -> Hit:
        """A hit in the words as they were written."""
        who = (self.places[hit.who[0]], self.places[hit.who[1]]) if hit.who is not None else None
        return replace(hit, start=self.places[hit.start], end=self.places[hit.end], who=who)


def find_things(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The words that name a thing to be done, without its verb, by its code."""
    return {item.code: tuple(_read_things(item.text, desk)) for item in desk.recap.items if KINDS[item.kind].dated}


def _read_things(text: str, desk: Desk) -> list[str]:
    verbs = {fold_name(verb) for verb in find_verbs(text, words=desk.words)}
    return [word for word in fold_name(text).split() if tells(word, desk.words) and word not in verbs]


def fold_mentions(spoken: Spoken, nouns: Mapping[str, Sequence[str]], desk: Desk) -> Folded | None:
    """The clause with its things folded; None where it names none."""
    owners = [_find_owner(fold_name(word), nouns, desk) for word in spoken.words]
    # "Quita la A5": an article goes with its code.
    coded = {
        at: at + 2
        for at, (one, other) in enumerate(pairwise(spoken.words))
        if other == CODE and one in desk.words.articles
    }
    spans = {**(_find_spans(spoken, owners, desk) if any(owners) else {}), **coded}
    if not spans:
        return None
    tokens, places, at = [], [], 0
    while at < len(spoken.tokens):
        end = spans.get(at, 0)
        token = spoken.tokens[at]
        last = spoken.tokens[end - 1]
        word = CODE if end and last.word == CODE else ITEM
        tokens.append(replace(token, word=word, end=last.end) if end else token)
        places.append(at)
        at = end or at + 1
    return Folded(
        spoken=respeak(spoken.text, tokens),
        places=(*places, len(spoken.tokens)),
        mentions=frozenset(at for start, end in spans.items() for at in range(start, end)),
    )


def _find_owner(word: str, nouns: Mapping[str, Sequence[str]], desk: Desk) -> str:
    """The code of the one item whose thing it is, one of the writer's own before others'; empty where several are."""
    if not tells(word, desk.words):
        return ""
    found = [code for code, own in nouns.items() if is_one_of(word, own, desk.words)]
    mine = [item.code for item in desk.open if item.code in found] if len(found) > 1 else ()
    found = list(mine) or found
    return found[0] if len(found) == 1 else ""


def _find_spans(spoken: Spoken, owners: list[str], desk: Desk) -> dict[int, int]:
    """Where the name of a thing begins, its article with it, and where it ends."""
    spans: dict[int, int] = {}
    at = 0
    while at < len(owners):
        if not owners[at]:
            at += 1
            continue
        end = at + 1
        while True:
            last = next((on for on in range(end, min(end + _BETWEEN + 1, len(owners))) if owners[on]), None)
            if (
                last is None
                or owners[last] != owners[at]
                or any(tells(fold_name(spoken.words[on]), desk.words) for on in range(end, last))
            ):
                break
            end = last + 1
        behind = spoken.tokens[end] if end < len(owners) else None
        # "The load test room" is another thing; where things are written as one word, a verb may stand there.
        other = behind is not None and not desk.words.has_compounds and tells(fold_name(behind.word), desk.words)
        start = at - 1 if at and spoken.words[at - 1] in desk.words.articles and at - 1 not in spans else at
        if not other:
            spans[start] = end
        at = end
    return spans
