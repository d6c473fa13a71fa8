"""The benefit of the doubt: a kind and useful note is not sent back over what is hard to read.

A checker that finds fault with good notes is soon ignored. So where nothing
in a draft judges anybody, a flag has to be sure of itself. One missing place
is filled by weaker signs: a good outcome told without a word of trouble for
praise, a question for a suggestion. And a draft with room for all five
places, of which one or two cannot be made out, has them in words we do not
know; two requests in it are one change with its details.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pipeline.feedback.sentences import Sentence
from pipeline.feedback.words import PLACES, FeedbackWords

Places = Mapping[str, tuple[str, ...]]

# Five places of eight or nine words each; people who write less have mostly left one out.
ROOM = 40
_UNSEEN = 2


def lean_towards(places: Places, sentences: Sequence[Sentence], words: FeedbackWords) -> Places:
    """The places, with the only missing one filled where the draft leans that way."""
    missing = _missing(places)
    if len(missing) != 1 or missing[0] not in _LEANS:
        return places
    quote = _LEANS[missing[0]](sentences, words)
    return {**places, missing[0]: (quote,)} if quote else places


def flags_of_places(places: Places, sentences: Sequence[Sentence], words: FeedbackWords, *, size: int) -> list[str]:
    """What is surely missing, or surely too much, in a draft of so many words that judges nobody."""
    missing, asked = _missing(places), len(places.get("suggestion", ()))
    roomy = size >= ROOM and not _is_ironic(sentences, words)
    if roomy and len(missing) <= _UNSEEN:
        missing = [place for place in missing if not _may_be_there(place, sentences, words)]
    several = asked > (_UNSEEN if roomy and not missing else 1)
    return [f"no-{place}" for place in missing] + ["several"] * several


def _may_be_there(place: str, sentences: Sequence[Sentence], words: FeedbackWords) -> bool:
    """A suggestion asks or wishes, at the least; praise has a clause without a word of trouble."""
    if place == "suggestion":
        return any(sentence.asks or words.doubt["ask"].stand_in(sentence.row) for sentence in sentences)
    if place == "praise":
        told = [clause for sentence in sentences[:-1] for clause in sentence.clauses if not sentence.asks]
        return any(not words.doubt["bad"].stand_in(clause.row) for clause in told)
    return True


def _missing(places: Places) -> list[str]:
    return [place for place in PLACES if place not in places]


def _is_ironic(sentences: Sequence[Sentence], words: FeedbackWords) -> bool:
    return any(words.doubt["irony"].stand_in(sentence.row) for sentence in sentences)


def _good_outcome(sentences: Sequence[Sentence], words: FeedbackWords) -> str:
    """A clause in which something went well and nothing went wrong; none in a draft with irony."""
    marks = words.marks["praise"]
    if _is_ironic(sentences, words):
        return ""
    for sentence in (sentence for sentence in sentences if not sentence.asks):
        if marks.no.stand_in(sentence.row) and not marks.yes.stand_in(sentence.row):
            continue
        for clause in sentence.clauses:
            if words.doubt["good"].stand_in(clause.row) and not words.doubt["bad"].stand_in(clause.row):
                return clause.quote
    return ""


def _question(sentences: Sequence[Sentence], words: FeedbackWords) -> str:
    """A question at the end that is none about the past, about the writer or about a talk."""
    asked = [sentence for sentence in sentences[-2:] if sentence.asks]
    return next((one.text for one in asked if not words.marks["suggestion"].no.stand_in(one.row)), "")


_LEANS: Mapping[str, Callable[[Sequence[Sentence], FeedbackWords], str]] = MappingProxyType(
    {"praise": _good_outcome, "suggestion": _question}
)
