"""Every rule and modifier of every language is held to its own examples."""

from __future__ import annotations

import pytest

from pipeline.languages.load import load_languages
from pipeline.rules.check import check_rules, find_overlaps
from pipeline.rules.compile import load_model
from pipeline.rules.refiners import REFINERS

PACKS = load_languages()

# A sentence may hold two kinds of item: the first rule finds the second's example, and `overlap.py` settles it.
KNOWN_OVERLAPS = {
    ("fr.risk.worry", "fr.question.open"),
    ("es.action.passive", "es.decision.will-not-be"),
    ("es.action.passive-future", "es.decision.will-not-be"),
    ("pt.action.named-order", "pt.parking.then"),
    ("pt.action.we-going-to", "pt.decision.will-not"),
    ("es.question.mark", "es.action.can-you"),
    ("es.action.we-going-to", "es.decision.will-not"),
    ("pt.question.mark", "pt.action.can-you"),
    ("nl.question.mark", "nl.action.can-you"),
    ("fr.question.mark", "fr.action.can-you"),
    ("de.question.mark", "de.action.can-you"),
    ("en.action.we-will", "en.experiment.pilot"),
    ("en.question.mark", "en.action.could-named"),
    ("en.question.mark", "en.action.can-you"),
    ("en.question.mark", "en.action.could-you"),
    ("de.question.mark", "de.action.could-you"),
    ("es.question.mark", "es.action.could-you"),
    ("fr.question.mark", "fr.action.could-you"),
    ("nl.question.mark", "nl.action.could-you"),
    ("pt.question.mark", "pt.action.could-you"),
    ("en.question.mark", "en.decision.proposed"),
    ("en.decision.consensus", "en.action.named-to"),
    ("nl.action.we-modal", "nl.decision.we-not-going"),
    ("de.decision.verb", "de.action.agreed-that"),
    ("en.decision.verb", "en.action.agreed-that"),
    ("en.decision.inside", "en.action.agreed-that"),
    ("es.decision.passed", "es.action.agreed-that"),
    ("es.decision.verb", "es.action.agreed-that"),
    ("fr.decision.verb", "fr.action.agreed-that"),
    ("nl.decision.verb", "nl.action.agreed-that"),
    ("pt.decision.verb", "pt.action.agreed-that"),
    ("pt.decision.passed", "pt.action.agreed-that"),
    ("pt.decision.is-passed", "pt.action.agreed-that"),
}


@pytest.fixture(scope="module", params=sorted(PACKS))
def pack(request):
    return PACKS[request.param]


@pytest.fixture(scope="module")
def model(pack):
    return load_model(pack.model.name or pack.code, exclude=pack.model.exclude)


def test_examples_are_found_and_counterexamples_are_not(pack, model):
    assert check_rules(pack.rules, model) == []


def test_no_rule_takes_the_example_of_another_kind_unseen(pack, model):
    unseen = [overlap for overlap in find_overlaps(pack.rules, model) if overlap[:2] not in KNOWN_OVERLAPS]
    assert unseen == []


def test_every_refiner_is_used_by_some_rule():
    used = {name for pack in PACKS.values() for rule in pack.rules.rules for name in rule.refine}
    assert set(REFINERS) - used == set()


def test_every_doubt_is_a_question_of_the_pack(pack):
    doubts = {modifier.doubt for modifier in pack.rules.modifiers if modifier.doubt} | {"unsure", "who"}
    assert [doubt for doubt in sorted(doubts) if not pack.texts.has(f"doubts.{doubt}")] == []
