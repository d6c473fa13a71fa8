"""The matchers of one language: a Doc goes in, candidates come out.

With `compile.py` the only place that speaks to spaCy. All matchers share one
vocabulary. A token pattern has a matcher of its own, which is only asked
where the words stand that the rule cannot do without: one matcher for all
patterns tries each of them at every token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from spacy.attrs import LOWER
from spacy.language import Language as Model
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from pipeline.model import Block
from pipeline.rules.book import At, Rule
from pipeline.rules.compile import PARSER
from pipeline.rules.refiners import REFINERS, Candidate, find_names
from pipeline.rules.schema import RuleError

# What only a trained model can tell of a token.
TAGGED = frozenset({"TAG", "POS", "MORPH"})
# What no component tells that we run on every sentence.
UNTOLD = frozenset({"LEMMA", "ENT_TYPE", "DEP"})
# The refiner of rules whose owner slot takes whatever stands before the verb.
NAMED = "owner_is_a_person"
LITERAL = ("LOWER", "TEXT", "ORTH")
# How the operator of a part begins that may be left out.
OPTIONAL = ("?", "*", "!", "{0,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A rule with what was found out about it: one word of each set it needs (vocabulary hashes), and maybe tags."""

    rule: Rule
    needs: tuple[frozenset[int], ...]
    tagged: bool

    def may_match(self, words: Collection[int]) -> bool:
        """Whether a sentence of these words has what the rule cannot do without."""
        return not any(needed.isdisjoint(words) for needed in self.needs)


class Matchers:
    """All rules of a language over one vocabulary. `tagged` rules ask for a Doc that the model has read."""

    def __init__(self, rules: Sequence[Rule], model: Model, *, openers: frozenset[str]) -> None:
        self._dictionary = _read_dictionary(model)
        self._openers = frozenset(model.vocab.strings.add(word) for word in openers)
        self._rules = {rule.id: _prepare(rule, model) for rule in rules}
        self._tokens: dict[str, Matcher] = {}
        self._phrases = {tagged: PhraseMatcher(model.vocab, attr="LOWER") for tagged in (False, True)}
        self._parser: Any = model.get_pipe(PARSER) if PARSER in model.component_names else None
        for prepared in self._rules.values():
            self._add(prepared, model)
        self._by_word = _index(self._rules.values())

    def _add(self, prepared: Prepared, model: Model) -> None:
        rule = prepared.rule
        if rule.phrases:
            self._phrases[prepared.tagged].add(rule.id, [model.make_doc(form) for form in _forms(rule)])
        else:
            pattern = [_without_slot(token) for token in rule.tokens]
            self._tokens[rule.id] = Matcher(model.vocab, validate=False)
            self._tokens[rule.id].add(rule.id, [pattern], greedy="LONGEST")

    def wanted(self, doc: Doc) -> tuple[bool, bool]:
        """Whether any untagged rule, and any tagged rule, could match: all of it from the words alone."""
        hits = {self._rules[name].tagged for name in self._find_near(doc)}
        return False in hits, True in hits

    def find(self, doc: Doc, block: Block, *, tagged: bool, names: frozenset[str]) -> Iterator[tuple[Rule, Candidate]]:
        """What the rules of one sort find in a sentence, refined, in no order."""
        for rule, found in self._raw(doc, block, tagged=tagged):
            candidate = replace(found, names=names, is_word=self.is_word, parse=self.parse)
            if NAMED in rule.refine:
                candidate = _with_names(candidate)
            if self._stands_right(rule, candidate) and all(REFINERS[name].ask(candidate) for name in rule.refine):
                yield rule, candidate

    def _raw(self, doc: Doc, block: Block, *, tagged: bool) -> Iterator[tuple[Rule, Candidate]]:
        strings = doc.vocab.strings
        for key, start, end in self._phrases[tagged](doc):
            rule = self._rules[strings[key]].rule
            yield rule, Candidate(doc=doc, block=block, start=start, end=end, slots={})
        for name in self._find_near(doc):
            prepared = self._rules[name]
            if prepared.tagged is not tagged or name not in self._tokens:
                continue
            # Any: spaCy's types know the call without alignments only.
            aligned: Any = self._tokens[name](doc, with_alignments=True)
            for _, start, end, alignment in aligned:
                slots = _aligned(prepared.rule, start, alignment)
                yield prepared.rule, Candidate(doc=doc, block=block, start=start, end=end, slots=slots)

    def _find_near(self, doc: Doc) -> Iterator[str]:
        """The rules that the words of a sentence leave possible, in no order."""
        words = frozenset(doc.to_array(LOWER).tolist())
        near = {name: None for word in words & self._by_word.keys() for name in self._by_word[word]}
        return (name for name in near if self._rules[name].may_match(words))

    def is_word(self, word: str) -> bool:
        """Whether the language has this noun or adjective; never where no dictionary came with the model."""
        return word in self._dictionary

    def parse(self, doc: Doc) -> None:
        """Write the arcs of a tagged sentence into its Doc, once."""
        if self._parser is not None and not doc.has_annotation("DEP"):
            self._parser(doc)

    def _stands_right(self, rule: Rule, candidate: Candidate) -> bool:
        """Whether the match begins (or ends) its sentence, but for marks and openers such as "Also,"."""
        doc = candidate.doc
        if rule.at is At.START:
            return all(
                token.is_punct or token.is_space or token.lower in self._openers for token in doc[: candidate.start]
            )
        if rule.at is At.END:
            return all(token.is_punct or token.is_space for token in doc[candidate.end :])
        return True


def _index(rules: Iterable[Prepared]) -> Mapping[int, tuple[str, ...]]:
    """The rules to think of at the sight of a word: each under those of the set it needs that has fewest."""
    found: dict[int, list[str]] = defaultdict(list)
    for prepared in rules:
        for word in min(prepared.needs, key=len):
            found[word].append(prepared.rule.id)
    return MappingProxyType({word: tuple(names) for word, names in found.items()})


def _read_dictionary(model: Model) -> frozenset[str]:
    """Every noun and adjective that the lemmatizer of a trained model knows; empty for a blank one."""
    if "lemmatizer" not in model.component_names:
        return frozenset()
    lookups: Any = model.get_pipe("lemmatizer")
    if "lemma_index" not in lookups.lookups.tables:
        return frozenset()
    index = lookups.lookups.get_table("lemma_index")
    return frozenset(word for part in ("noun", "adj") for word in index.get(part, ()))


def _with_names(candidate: Candidate) -> Candidate:
    """The candidate with only the names in its owner slot, beginning with them where it began with that slot."""
    names = find_names(candidate)
    if names is None:
        return replace(candidate, slots={name: place for name, place in candidate.slots.items() if name != "owner"})
    first = candidate.start == candidate.slots["owner"][0]
    start = names[0] if first else candidate.start
    return replace(candidate, start=start, slots={**candidate.slots, "owner": names})


def _aligned(rule: Rule, start: int, alignment: Sequence[int]) -> dict[str, tuple[int, int]]:
    """The slots of a token pattern: from the first to the last token that its parts were matched to."""
    slots: dict[str, tuple[int, int]] = {}
    for offset, part in enumerate(alignment):
        if slot := rule.tokens[part].get("slot"):
            first = slots.get(slot, (start + offset, 0))[0]
            slots[slot] = (first, start + offset + 1)
    return slots


def _prepare(rule: Rule, model: Model) -> Prepared:
    tagged = _is_tagged(rule)
    if tagged and not model.pipe_names:
        raise RuleError(
            f"rule {rule.id}: tags and {', '.join(rule.refine)} need a trained model; "
            "name one in language.toml, or write the rule with LOWER and shapes"
        )
    if untold := UNTOLD & _keys(rule):
        raise RuleError(f"rule {rule.id}: {', '.join(sorted(untold))} is not read; list the forms with LOWER")
    words = _needed_words(rule, model)
    if not words:
        raise RuleError(
            f"rule {rule.id}: add a token with LOWER that the rule cannot do without; it decides who is read"
        )
    needs = tuple(frozenset(model.vocab.strings.add(word) for word in part) for part in words)
    return Prepared(rule=rule, needs=needs, tagged=tagged)


def _is_tagged(rule: Rule) -> bool:
    return bool(_keys(rule) & TAGGED or any(REFINERS[name].tagged for name in rule.refine))


def _keys(rule: Rule) -> set[str]:
    return {key for token in rule.tokens for key in token}


def _forms(rule: Rule) -> Iterator[str]:
    """The phrases of a rule with either apostrophe: a tokenizer keeps the one that was typed."""
    for phrase in rule.phrases:
        yield phrase
        if "'" in phrase:
            yield phrase.replace("'", "’")


def _needed_words(rule: Rule, model: Model) -> list[set[str]]:
    """The words without which the rule cannot match: one of each set."""
    if rule.phrases:
        return [{model.make_doc(form)[0].lower_ for form in _forms(rule)}]
    parts = [token for token in rule.tokens if not token.get("OP", "").startswith(OPTIONAL)]
    return [choice for part in parts if (choice := _literals(part))]


def _literals(part: Mapping[str, Any]) -> set[str]:
    for key in LITERAL:
        value = part.get(key)
        if isinstance(value, str):
            return {value.lower()}
        if isinstance(value, dict) and "IN" in value:
            return {word.lower() for word in value["IN"]}
    return set()


def _without_slot(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "slot"}
