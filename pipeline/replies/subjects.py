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
from pipeline.replies.targets import is_form, tells

# So many words behind a verb its object may stand.
_REACH = 4
_LEAD = 2  # words before a verb that begins what is said: "I have", "just"


def is_about(spoken: Spoken, sign: Sign, item: Item, desk: Desk) -> bool:
    """Whether a verb is said of this item; without its words it may speak of "it", but of nothing else."""
    nouns = fold_name(item.text).split()[1:]
    own = [word for word in nouns if tells(word, desk.words)]
    words = [fold_name(word) for word in spoken.words]
    if _any_form(words, own):
        return _any_form(words[: sign.start], own) or _any_form(words[sign.end :][:_REACH], _find_head(nouns, desk))
    return sign.start <= _LEAD and not _has_other_object(spoken, sign, desk)


def _any_form(words: Sequence[str], own: Sequence[str]) -> bool:
    return any(is_form(word, other) for word in words for other in own)


def _find_head(nouns: Sequence[str], desk: Desk) -> list[str]:
    """The thing itself, which stands right behind the task's verb: "pump results" of "the pump results for the donor"."""
    rest = dropwhile(lambda word: not tells(word, desk.words), nouns)
    return list(takewhile(lambda word: tells(word, desk.words), rest))


def _has_other_object(spoken: Spoken, sign: Sign, desk: Desk) -> bool:
    """Whether an article or a number behind the verb begins something else: "booked the caterer"."""
    tokens = spoken.tokens[sign.end :]
    dates = desk.language.dates
    if not tokens or not (tokens[0].word in dates.article or tokens[0].word in dates.numbers):
        return False
    return any(tells(fold_name(token.word), desk.words) for token in tokens[1:_REACH])
