"""Rules become a `RuleSet` over a language model; sentences become matches.

spaCy is imported when a model is loaded, not when this file is: a role that
never thinks never pays for it. A sentence goes through the model only when
it holds the words of a rule that asks for tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from pipeline.model import Block, BlockKind, Match
from pipeline.rules.book import Rule, RuleBook

if TYPE_CHECKING:
    from spacy.language import Language as Model
    from spacy.tokens import Doc

    from pipeline.rules.component import Matchers
    from pipeline.rules.refiners import Candidate

# A sentence is matched this far; what is longer is a pasted log, not a promise.
MAX_SENTENCE = 600
# Nor this many words and marks. The Matcher's time grows with the third power of a row of marks, such as a drawn line.
MAX_TOKENS = 150
DRAWN = re.compile(r"(?:[^\w\s]\s{0,2}){12}")
BATCH = 64
# So many sentences are looked at, which are a talk of four hours word for word, and so many of them go through the
# model; the rest are read by their words alone.
MAX_SENTENCES = 4_000
MAX_TAGGED = 1_200
# So many words that nobody had said before are kept for the next notes. Kept without end, the names and typing errors
# of every mail would stay in the memory of a process that runs for months.
MOST_LEARNED = 500
# A component that is never run: what is wanted of it are the words it knows (`component.py`).
DICTIONARY = "lemmatizer"
# Run only on a sentence of which a refiner asks for it (`component.py`): hardly any does.
PARSER = "parser"
HANDLE = re.compile(r"@\w[\w.-]{0,38}\w$")
# What a task never ends with.
TAIL = " \t.;,:-–—"


def load_model(name: str, *, exclude: Sequence[str] = ()) -> Model:
    """The installed model of that name, without the components nobody uses; a language code gives a blank pipeline."""
    import spacy  # noqa: PLC0415 - loading a model is what costs; importing this file must not

    if len(name) <= 3:
        model = spacy.blank(name)
        # One word, whatever marks the language cuts at: "@ana-maria", "@bo.k".
        tokenizer: Any = model.tokenizer
        tokenizer.token_match = HANDLE.match
        return model
    return spacy.load(name, exclude=list(exclude), disable=[DICTIONARY, PARSER])


def compile_rules(book: RuleBook, model: Model) -> RuleSet:
    """The rules of one language, ready to look at blocks."""
    from pipeline.rules.component import Matchers  # noqa: PLC0415 - imports spaCy

    return RuleSet(book=book, model=model, matchers=Matchers(book.rules, model, openers=book.openers))


class RuleSet:
    """The compiled rules of one language; `book` is what they were made from."""

    def __init__(self, *, book: RuleBook, model: Model, matchers: Matchers) -> None:
        self.book = book
        self._model = model
        self._matchers = matchers
        self._most_words = len(model.vocab.strings) + MOST_LEARNED

    def is_word(self, word: str) -> bool:
        """Whether the dictionary of the model has this noun or adjective."""
        return self._matchers.is_word(word)

    def find(self, blocks: Sequence[Block], *, names: frozenset[str] = frozenset()) -> list[Match]:
        """Every match in every block that can hold an item, in the order of the text.

        `names` are words of the names of people, in small letters: what the tagger cannot know.
        """
        # In a zone, what is learned is forgotten at its end.
        full = len(self._model.vocab.strings) > self._most_words
        with self._model.memory_zone() if full else nullcontext():
            return self._find(blocks, names)

    def _find(self, blocks: Sequence[Block], names: frozenset[str]) -> list[Match]:
        found: list[Match] = []
        tagging: list[tuple[int, Doc]] = []
        for number, block in enumerate(blocks[:MAX_SENTENCES]):
            if block.kind is BlockKind.HEADING:
                continue
            doc = self._model.make_doc(_begin(block.text))
            if len(doc) > MAX_TOKENS:
                doc = doc[:MAX_TOKENS].as_doc()
            plain, tagged = self._matchers.wanted(doc)
            if plain:
                found += self._matches(doc, number, block, tagged=False, names=names)
            if tagged and len(tagging) < MAX_TAGGED:
                tagging.append((number, doc))
        docs = self._model.pipe((doc for _, doc in tagging), batch_size=BATCH)
        for (number, _), doc in zip(tagging, docs, strict=True):
            found += self._matches(doc, number, blocks[number], tagged=True, names=names)
        return sorted(found, key=lambda match: (match.block, match.start, -match.score, match.end, match.rule))

    def _matches(self, doc: Doc, number: int, block: Block, *, tagged: bool, names: frozenset[str]) -> Iterator[Match]:
        for rule, candidate in self._matchers.find(doc, block, tagged=tagged, names=names):
            yield _match(rule, candidate, number)


def _begin(text: str) -> str:
    """The sentence as far as it is read: to its limit, or to a line that somebody drew in it."""
    drawn = DRAWN.search(text, 0, MAX_SENTENCE)
    return text[: drawn.start() if drawn is not None else MAX_SENTENCE]


def _match(rule: Rule, candidate: Candidate, number: int) -> Match:
    doc = candidate.doc
    span = doc[candidate.start : candidate.end]
    slots = {name: doc[start:end].text for name, (start, end) in candidate.slots.items()}
    for name in ("task", "what"):
        # A task is told to the end of its sentence; the pattern only knows how it begins.
        if name in candidate.slots:
            slots[name] = doc[candidate.slots[name][0] :].text.rstrip(TAIL)
    return Match(
        rule=rule.id,
        kind=rule.kind,
        block=number,
        start=span.start_char,
        end=span.end_char,
        score=rule.score,
        slots=slots,
    )
