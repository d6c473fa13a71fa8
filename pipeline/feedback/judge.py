"""What in a draft judges the person instead of telling what happened.

Only what the writer says against the receiver counts: a phrase of the
sentence says it, another of the same sentence takes it back ("maybe",
"I don't think you are …", a good word behind an "always").
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.feedback.sentences import Sentence
from pipeline.feedback.words import JUDGEMENTS, FeedbackWords
from pipeline.model.feedback import Flagged


def find_judgements(sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[Flagged, ...]:
    """Each judgement with the words on which it rests, in the order of the draft."""
    return tuple(
        Flagged(flag=flag, quote=quote)
        for flag in JUDGEMENTS
        for sentence in sentences
        for quote in _found(flag, sentence, words)
    )


def find_accusation(sentence: Sentence, words: FeedbackWords) -> str:
    """The "always" or "never" that a sentence holds against the receiver; empty where it holds none."""
    return next(iter(_found("absolute", sentence, words)), "")


def _found(flag: str, sentence: Sentence, words: FeedbackWords) -> Sequence[str]:
    marks = words.marks[flag]
    if marks.no.stand_in(sentence.row):
        return ()
    quote = marks.yes.find(sentence.row)
    return (quote,) if quote else ()
