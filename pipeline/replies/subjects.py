"""Of what a verb in the past is said: of the item, or of something beside it.

"The room is booked" is about the room; "booked the train for the workshop"
holds a word of "Book the room for the workshop" and is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import Spoken
from pipeline.replies.signs import Sign
from pipeline.replies.targets import find_verbs, is_form, is_one_of, tells

# So many words behind a verb its object may stand.
_REACH = 4
_LEAD = 2  # words before a verb that begins what is said: "I have", "just"


def is_about(spoken: Spoken, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a verb is said of this item; without its words it may speak of "it", but of nothing else."""
    verbs = {fold_name(verb) for verb in find_verbs(item.text, words=desk.words)}
    nouns = [word for word in fold_name(item.text).split() if word not in verbs]
    own = [word for word in nouns if tells(word, desk.words)]
    words = [fold_name(word) for word in spoken.words]
    if _any_form([*words[: sign.start], *words[sign.end :]], own, desk):
        return _any_form(words[: sign.start], own, desk) or _any_form(
            words[sign.end :][:_REACH], _find_head(nouns, desk), desk
        )
    verb = set(words[sign.start : sign.end])
    if sign.start <= _LEAD and verbs & set(words[: sign.start]):
        # "The roster is up" for "Roster six nurses".
        return True
    if not verb & {*own, *verbs} and any(token.word in desk.words.others for token in spoken.tokens[: sign.start]):
        # "He built it": what somebody else did once is no news of the item.
        return any(is_form(word, other) for word in verb for other in verbs)
    other = _has_other_subject(spoken, sign, desk) or has_other_object(spoken, sign, item, desk)
    return sign.start <= _LEAD and not other


def has_other_object(spoken: Spoken, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether something else than the item stands behind a verb: "booked the caterer", "booked flights"."""
    tokens = spoken.tokens[sign.end :]
    if not tokens:
        return False
    articled = tokens[0].word in desk.words.articles or tokens[0].word in desk.language.dates.numbers
    words = [fold_name(token.word) for token in (tokens[1:_REACH] if articled else tokens[:1])]
    own = [word for word in fold_name(item.text).split() if tells(word, desk.words)]
    return any(tells(word, desk.words) and not _any_form([word], own, desk) for word in words) and not _any_form(
        words, own, desk
    )


def opens_other(spoken: Spoken, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a verb that ends with an article has a thing behind it that is not the item: "the attendance binder"."""
    if spoken.tokens[sign.end - 1].word not in desk.words.articles:
        return False
    thing = [fold_name(token.word) for token in spoken.tokens[sign.end :][:_REACH]]
    named = list(takewhile(lambda word: tells(word, desk.words), thing))
    own = [word for word in fold_name(item.text).split() if tells(word, desk.words)]
    return not named or not all(_any_form([word], own, desk) for word in named)


def _has_other_subject(spoken: Spoken, sign: Sign, desk: Desk) -> bool:
    """Whether something else stands right before a verb: "my back is out"."""
    before = spoken.tokens[max(0, sign.start - 2) : sign.start]
    if len(before) < 2 or before[0].word not in desk.words.articles:
        return False
    return tells(fold_name(before[1].word), desk.words)


def _any_form(words: Sequence[str], own: Sequence[str], desk: Desk) -> bool:
    return any(is_one_of(word, own, desk.words) for word in words)


def _find_head(nouns: Sequence[str], desk: Desk) -> list[str]:
    """The thing itself, right behind the task's verb: "sales figures" of "the sales figures for the board"."""
    rest = dropwhile(lambda word: not tells(word, desk.words), nouns)
    return list(takewhile(lambda word: tells(word, desk.words), rest))
