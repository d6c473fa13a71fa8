"""Whether a draft tells when, what, what came of it, what was good and what to change, each of them specific.

Situation, behaviour and impact follow the SBI form of feedback (Center for
Creative Leadership). A clause that is neither a request, nor a judgement, nor
a general word of praise tells a fact; whose fact it is decides between
behaviour (the receiver's) and impact (the writer's, another person's, or what
came next).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.feedback.judge import find_accusation
from pipeline.feedback.requests import find_requests
from pipeline.feedback.sentences import Clause, Sentence
from pipeline.feedback.words import FeedbackWords

_LEAST_WORDS = 3


class Whose(StrEnum):
    """Whose fact a clause tells."""

    YOU = "you"
    WRITER = "writer"
    PERSON = "person"
    THING = "thing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A clause that tells something that happens or happened."""

    whose: Whose
    quote: str


def find_places(sentences: Sequence[Sentence], words: FeedbackWords) -> Mapping[str, tuple[str, ...]]:
    """The words that fill each place, by its name; a place nobody filled is missing."""
    facts = [fact for sentence in sentences for fact in _facts(sentence, words)]
    found = {
        "situation": _when(sentences, words),
        "behaviour": _behaviour(facts, sentences, words),
        "impact": _impact(facts, sentences, words),
        "praise": _praise(sentences, words),
        "suggestion": tuple(find_requests(sentences, words)),
    }
    return {place: quotes for place, quotes in found.items() if quotes}


def _marked(place: str, sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[str, ...]:
    """What the pack's phrases mark. An act stays one where a motive is read into it ("on purpose")."""
    marks = words.marks[place]
    spoiling = ("trait",) if place == "behaviour" else ("trait", "mind-reading")
    return tuple(
        clause.quote
        for sentence in sentences
        for clause in sentence.clauses
        if marks.yes.stand_in(clause.row) and not marks.no.stand_in(clause.row)
        if not any(words.marks[flag].yes.stand_in(clause.row) for flag in spoiling)
    )


def _when(sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[str, ...]:
    """The occasions it names; a day by which something is to be done is none, and is struck out first."""
    marks = words.marks["situation"]
    found = []
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        said = marks.no.pattern.sub(lambda match: "~" * (len(match.group()) - 1) + " ", clause.row.row)
        match = marks.yes.pattern.search(said)
        if match is not None:
            found.append(clause.row.cut(match.start(), match.end()))
    return tuple(found)


def _praise(sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[str, ...]:
    """Good words that say what was good; an ironic or back-handed sentence holds none."""
    marks = words.marks["praise"]
    return tuple(
        sentence.text
        for sentence in sentences
        if not marks.no.stand_in(sentence.row) and marks.yes.stand_in(sentence.row)
    )


def _behaviour(facts: Sequence[Fact], sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[str, ...]:
    marked = _marked("behaviour", sentences, words)
    theirs = tuple(fact.quote for fact in facts if fact.whose is Whose.YOU)
    things = tuple(fact.quote for fact in facts if fact.whose is Whose.THING)
    return marked or theirs or things[:1]


def _impact(facts: Sequence[Fact], sentences: Sequence[Sentence], words: FeedbackWords) -> tuple[str, ...]:
    marked = _marked("impact", sentences, words)
    others = tuple(fact.quote for fact in facts if fact.whose in (Whose.WRITER, Whose.PERSON))
    theirs = any(fact.whose is Whose.YOU for fact in facts)
    things = tuple(fact.quote for fact in facts if fact.whose is Whose.THING)
    return marked or others or things[0 if theirs else 1 :]


def _facts(sentence: Sentence, words: FeedbackWords) -> list[Fact]:
    told = [clause for clause in sentence.clauses if _tells(clause, sentence, words)]
    facts = [Fact(whose=_whose(clause, words), quote=clause.quote) for clause in told]
    if any(_judges(clause, words) for clause in sentence.clauses):
        # "You are lazy, and not the fastest either": what hangs on a judgement goes on judging.
        facts = [fact for fact in facts if fact.whose is not Whose.THING]
    if find_accusation(sentence, words):
        # "The keys are never there, you always lose them": what always happens is laid at the receiver's door.
        facts = [replace(fact, whose=Whose.YOU) if fact.whose is Whose.THING else fact for fact in facts]
    # What others are said to have told is no effect that the writer saw, but it may tell what was done.
    heard = words.marks["hearsay"].yes.stand_in(sentence.row)
    return [fact for fact in facts if not heard or fact.whose is Whose.YOU]


def _tells(clause: Clause, sentence: Sentence, words: FeedbackWords) -> bool:
    """Whether it tells a fact: long enough, no request, no judgement of the person, nothing general."""
    if sentence.asks or not _says_enough(clause, words):
        return False
    if words.marks["behaviour"].no.stand_in(clause.row) or words.shapes["aside"].stand_in(clause.row):
        return False
    alone = Sentence(row=clause.row, clauses=(clause,), asks=False)
    if next(find_requests((alone,), words), ""):
        return False
    return not _judges(clause, words)


def _says_enough(clause: Clause, words: FeedbackWords) -> bool:
    joint = words.shapes["joint"].pattern.match(clause.row.row.lstrip(" ,"))
    said = clause.row.row.lstrip(" ,")[joint.end() if joint else 0 :]
    return len(said.replace(",", " ").split()) >= _LEAST_WORDS


def _judges(clause: Clause, words: FeedbackWords) -> bool:
    return any(words.marks[flag].yes.stand_in(clause.row) for flag in ("trait", "mind-reading"))


def _whose(clause: Clause, words: FeedbackWords) -> Whose:
    """The subject that stands first in the clause; what has none is a thing's."""
    found: list[tuple[int, Whose]] = []
    for name, whose in (("you", Whose.YOU), ("me", Whose.WRITER), ("people", Whose.PERSON)):
        match = words.subjects[name].pattern.search(clause.row.row)
        if match is not None:
            found.append((match.start(), whose))
    return min(found)[1] if found else Whose.THING
