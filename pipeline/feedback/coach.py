"""The coach: reads a draft of feedback before it is sent, and says what is specific already and what judges."""

from __future__ import annotations

from pipeline.feedback.doubt import flags_of_places, lean_towards
from pipeline.feedback.judge import find_judgements
from pipeline.feedback.places import find_places
from pipeline.feedback.sentences import count_words, read_draft
from pipeline.feedback.words import JUDGEMENTS, PLACES, FeedbackWords
from pipeline.model.feedback import DraftCheck

# What somebody reads on a phone in a minute; more is a letter.
MAX_WORDS = 150


def check_draft(text: str, *, words: FeedbackWords, language: str) -> DraftCheck:
    """Everything the coach has to say about it. Never fails on what people write."""
    sentences = read_draft(text, words)
    judged = find_judgements(sentences, words)
    places = find_places(sentences, words)
    size = count_words(text)
    if judged or size > MAX_WORDS:
        said = {flagged.flag for flagged in judged}
        flags = [flag for flag in JUDGEMENTS if flag in said]
        flags += [f"no-{place}" for place in PLACES if place not in places]
        flags += ["several"] * (len(places.get("suggestion", ())) > 1)
    else:
        places = lean_towards(places, sentences, words)
        flags = flags_of_places(places, sentences, words, size=size)
    if size > MAX_WORDS:
        flags.append("too-long")
    return DraftCheck(flags=tuple(flags), judged=judged, places=places, words=size, language=language)
