"""A rule file that is wrong says where, and what to write instead."""

from __future__ import annotations

import pytest

from pipeline.rules.compile import compile_rules, load_model
from pipeline.rules.schema import RuleError, load_rules, read_rules


def a_rule(**changes):
    rule = {
        "id": "en.action.test",
        "kind": "action",
        "strength": "strong",
        "phrases": ["will do"],
        "examples": ["I will do it."],
        "counterexamples": ["Done."],
    }
    return {key: value for key, value in {**rule, **changes}.items() if value is not None}


def a_modifier(**changes):
    modifier = {
        "id": "en.doubt",
        "sense": "doubt",
        "effect": "ask",
        "doubt": "maybe",
        "phrases": ["maybe"],
        "side": "before",
        "reach": "clause",
        "examples": ["Maybe I will do it."],
        "counterexamples": ["I will do it."],
    }
    return {key: value for key, value in {**modifier, **changes}.items() if value is not None}


def the_fault(**tables) -> str:
    with pytest.raises(RuleError) as caught:
        read_rules(tables, file="en/rules.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("tables", "place", "cure"),
    [
        ({"rules": []}, "en/rules.toml", "did you mean 'rule'?"),
        ({"rule": [a_rule(phrase=["x"])]}, "rule en.action.test", "did you mean 'phrases'?"),
        ({"rule": [a_rule(kind="actions")]}, "rule en.action.test", "did you mean 'action'?"),
        ({"rule": [a_rule(strength="storng")]}, "rule en.action.test", "did you mean 'strong'?"),
        ({"rule": [a_rule(at="begin")]}, "rule en.action.test", "choose from anywhere, end, start"),
        ({"rule": [a_rule(refine=["owner_is_a_persn"])]}, "rule en.action.test", "did you mean 'owner_is_a_person'?"),
        ({"rule": [a_rule(examples=None)]}, "rule en.action.test", "add examples; they are its test"),
        ({"rule": [a_rule(counterexamples=[])]}, "rule en.action.test", "add counterexamples; they are its test"),
        ({"rule": [a_rule(strength=None)]}, "rule en.action.test", 'strength is missing; write strength = "…"'),
        ({"rule": [a_rule(), a_rule()]}, "rule en.action.test", "the id stands twice"),
        ({"rule": [a_rule(tokens=[{"LOWER": "x"}])]}, "rule en.action.test", "exactly one of phrases, tokens"),
        ({"rule": [a_rule(phrases=None)]}, "rule en.action.test", "exactly one of phrases, tokens"),
        ({"rule": [a_rule(phrases=["$verbs"])], "words": {"verb": ["x"]}}, "en.action.test", "did you mean 'verb'?"),
        (
            {"rule": [a_rule(phrases=None, tokens=[{"slot": "owners", "LOWER": "x"}])]},
            "rule en.action.test",
            "did you mean 'owner'?",
        ),
        (
            {"rule": [a_rule(phrases=None, tokens=[{"LOWER": "x"}, {"IS_PUNCT": False, "OP": "{0,20}"}])]},
            "rule en.action.test",
            'write "*" or "+"',
        ),
        ({"rule": [a_rule(examples=[{"words": "x"}])]}, "rule en.action.test", "an example is a sentence or"),
        ({"modifier": [a_modifier(doubt=None)]}, "modifier en.doubt", "needs a doubt"),
        ({"modifier": [a_modifier(effect="drop")]}, "modifier en.doubt", '"drop" has none'),
        ({"modifier": [a_modifier(reach="far")]}, "modifier en.doubt", "choose from"),
        ({"section": [{"means": "agendas", "phrases": ["x"]}]}, "section agendas", "did you mean 'agenda'?"),
        ({"marker": [{"kind": "task", "phrases": ["x"]}]}, "marker task", "unknown kind 'task'"),
        ({"column": [{"role": "ownr", "phrases": ["x"]}]}, "column ownr", "did you mean 'owner'?"),
        ({"lists": {"opener": ["x"]}}, "[lists]", "did you mean 'openers'?"),
        ({"lists": {"openers": "x"}}, "lists.openers", "write a list of words"),
    ],
)
def test_a_fault_names_its_place_and_its_cure(tables, place, cure):
    fault = the_fault(**tables)
    assert fault.startswith("en/rules.toml")
    assert place in fault
    assert cure in fault


def test_a_rule_that_needs_tags_is_refused_on_a_blank_pipeline():
    book = read_rules({"rule": [a_rule(phrases=None, tokens=[{"LOWER": "will"}, {"TAG": "VB"}])]}, file="en/rules.toml")
    with pytest.raises(RuleError, match="need a trained model"):
        compile_rules(book, load_model("en"))


def test_a_rule_without_a_word_it_needs_is_refused():
    book = read_rules({"rule": [a_rule(phrases=None, tokens=[{"IS_TITLE": True}])]}, file="en/rules.toml")
    with pytest.raises(RuleError, match="add a token with LOWER"):
        compile_rules(book, load_model("en"))


def test_a_file_that_is_no_toml_is_named(tmp_path):
    path = tmp_path / "xx" / "rules.toml"
    path.parent.mkdir()
    path.write_text("[[rule]\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"xx/rules\.toml"):
        load_rules(path)
