"""What the examples of a rule file say of its rules: the tests that every rule and modifier brings along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Block, BlockKind, Match
from pipeline.notes.modifiers import weigh
from pipeline.rules.book import STRENGTHS, Modifier, Rule, RuleBook
from pipeline.rules.compile import RuleSet, compile_rules

if TYPE_CHECKING:
    from spacy.language import Language as Model


def check_rules(book: RuleBook, model: Model) -> list[str]:
    """One line for each example or counterexample that does not hold, and for each refiner nobody can use."""
    rules = compile_rules(book, model)
    faults = [fault for rule in book.rules for fault in _check_rule(rule, rules)]
    return faults + [fault for modifier in book.modifiers for fault in _check_modifier(modifier, rules)]


def find_overlaps(book: RuleBook, model: Model) -> list[tuple[str, str, str]]:
    """Where a rule finds the example of a rule of another kind: the rule, the other rule, the sentence.

    A hint takes nothing from anybody.
    """
    rules = compile_rules(book, model)
    return [
        (match.rule, rule.id, example.text)
        for rule in book.rules
        for example in rule.examples
        for match in rules.find([example_block(example.text)])
        if match.kind != rule.kind and match.score > STRENGTHS["hint"]
    ]


def example_block(text: str) -> Block:
    """A sentence of a rule file as it would stand in notes: behind a bullet, or plain."""
    words = text.removeprefix("- ")
    kind = BlockKind.BULLET if text.startswith("- ") else BlockKind.SENTENCE
    return Block(kind=kind, text=words, line=1, last_line=1, start=0, end=len(words))


def _check_rule(rule: Rule, rules: RuleSet) -> Iterator[str]:
    for example in rule.examples:
        mine = [match for match in rules.find([example_block(example.text)]) if match.rule == rule.id]
        if not mine:
            yield f"rule {rule.id}: does not find its example {example.text!r}"
        elif not any(all(match.slots.get(key) == value for key, value in example.slots.items()) for match in mine):
            yield f"rule {rule.id}: reads {example.text!r} as {[dict(match.slots) for match in mine]}"
    for text in rule.counterexamples:
        if any(match.rule == rule.id for match in rules.find([example_block(text)])):
            yield f"rule {rule.id}: finds its counterexample {text!r}"


def _check_modifier(modifier: Modifier, rules: RuleSet) -> Iterator[str]:
    for text in modifier.examples:
        if not _changes(modifier, text, rules):
            yield f"modifier {modifier.id}: changes nothing in its example {text!r}"
    for text in modifier.counterexamples:
        if _changes(modifier, text, rules):
            yield f"modifier {modifier.id}: changes its counterexample {text!r}"


def _changes(modifier: Modifier, text: str, rules: RuleSet) -> bool:
    """Whether this modifier alone drops or doubts something that the rules, or a mark, find in the sentence."""
    block = example_block(text)
    found = [match for match in rules.find([block]) if match.kind in modifier.kinds]
    if modifier.explicit:
        end = len(block.text)
        kinds = sorted(modifier.kinds)
        found += [Match(rule="mark", kind=kind, block=0, start=0, end=end, score=1, explicit=True) for kind in kinds]
    claims = weigh(found, [block], book=replace(rules.book, modifiers=(modifier,)))
    return len(claims) < len(found) or any(claim.doubt for claim in claims)
