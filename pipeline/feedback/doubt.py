"""The benefit of the doubt: a draft in which all else is right is not sent back over one place that is hard to read.

A checker that finds fault with a kind and useful note is soon ignored. So
where one place alone is missing, and nothing in the draft judges anybody,
weaker signs of that place are enough: a good outcome told without a word of
trouble for praise, a question for a suggestion, a fact of any kind for what
was done or came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pipeline.feedback.sentences import Sentence
from pipeline.feedback.words import PLACES, FeedbackWords

Places = dict[str, tuple[str, ...]]


def give_benefit(places: Places, sentences: Sequence[Sentence], words: FeedbackWords) -> Places:
    """The places, with the only missing one filled where the draft leans that way."""
    missing = [place for place in PLACES if place not in places]
    if len(missing) != 1 or missing[0] not in _LEANS:
        return places
    quote = _LEANS[missing[0]](sentences, words)
    return {**places, missing[0]: (quote,)} if quote else places


def _good_outcome(sentences: Sequence[Sentence], words: FeedbackWords) -> str:
    """A clause in which something went well and nothing went wrong; none in a draft with irony."""
    marks = words.marks["praise"]
    told = [sentence for sentence in sentences if not sentence.asks]
    if any(words.doubt["irony"].stand_in(sentence.row) for sentence in told):
        return ""
    for sentence in told:
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
