"""Which of several claims on one sentence stands, and when two tellings are one item."""

from __future__ import annotations

import pytest

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind, Due, Evidence, Item, Match, Person
from pipeline.notes.modifiers import Claim
from pipeline.notes.overlap import ASKED, BESIDE, FIRM, SPECIAL_FIRST, fold_parts, join_repeats, settle
from pipeline.rules.book import STRENGTHS


def a_claim(kind: str = "action", *, block: int = 0, start: int = 0, end: int = 9, doubt: str = "", **values) -> Claim:
    given = {"rule": f"en.{kind}", "score": 0.8, **values}
    return Claim(match=Match(kind=kind, block=block, start=start, end=end, **given), doubt=doubt)


def an_item(text: str, *, line: int = 1, kind: str = "action", **values) -> Item:
    evidence = Evidence(rules=("en.test",), quote=text, start=0, end=len(text), lines=(line,), score=0.8)
    return Item(code="", kind=kind, text=text, evidence=evidence, **values)


def test_the_lines_stand_between_the_strengths():
    firm = {name for name, score in STRENGTHS.items() if score >= FIRM}
    asked = {name for name, score in STRENGTHS.items() if ASKED <= score < FIRM}
    assert (firm, asked) == ({"certain", "strong", "fair"}, {"weak"})


def test_every_kind_has_its_place():
    assert sorted(SPECIAL_FIRST) == sorted(KINDS)
    assert {kind for pair in BESIDE for kind in pair} <= set(KINDS)


def test_what_is_below_the_lower_line_is_dropped():
    assert settle([a_claim(score=ASKED - 0.01)]) == []


@pytest.mark.parametrize(
    ("score", "doubt", "firm"), [(FIRM, "", True), (FIRM - 0.01, "", False), (0.9, "maybe", False)]
)
def test_firm_is_what_is_sure_and_undoubted(score, doubt, firm):
    (finding,) = settle([a_claim(score=score, doubt=doubt)])
    assert finding.firm is firm


def test_two_rules_for_one_task_are_one_finding_with_both_their_names():
    (finding,) = settle([a_claim(rule="en.a", score=0.65), a_claim(rule="en.b", score=0.8, slots={"owner": "Ana"})])
    assert (finding.rules, finding.score, finding.slots["owner"]) == (("en.b", "en.a"), 0.8, "Ana")


def test_two_owners_one_after_the_other_have_a_task_each():
    claims = [a_claim(end=8, slots={"owner": "Ana"}), a_claim(start=12, end=20, slots={"owner": "Bo"})]
    assert [finding.slots["owner"] for finding in settle(claims)] == ["Ana", "Bo"]


def test_one_owner_named_twice_has_one_task():
    claims = [a_claim(end=8, slots={"owner": "Ana"}), a_claim(start=12, end=20, slots={"owner": "Ana"})]
    assert len(settle(claims)) == 1


def test_a_mark_beats_a_guess_and_keeps_its_owner():
    guess = a_claim(slots={"owner": "Ana", "task": "call"})
    mark = a_claim(rule="mark", score=0.95, explicit=True, slots={"task": "Ana to call"})
    (finding,) = settle([guess, mark])
    assert (finding.explicit, finding.slots) == (True, {"task": "call", "owner": "Ana"})


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("experiment", "action", ["experiment"]),
        ("question", "risk", ["question"]),
        ("parking", "risk", ["parking"]),
        ("decision", "parking", ["decision"]),
        ("decision", "action", ["decision"]),
        ("risk", "action", ["risk", "action"]),
    ],
)
def test_the_more_special_kind_stands_and_some_stand_together(first, second, kept):
    assert [finding.kind for finding in settle([a_claim(second), a_claim(first)])] == kept


def test_a_decision_and_the_task_behind_it_are_two():
    found = settle([a_claim("decision", end=5), a_claim("action", start=7)])
    assert [finding.kind for finding in found] == ["decision", "action"]


def test_below_a_mark_of_another_kind_only_a_named_owner_makes_a_task():
    mark = a_claim("decision", rule="mark", score=0.95, explicit=True, slots={"task": "x"})
    assert [finding.kind for finding in settle([mark, a_claim()])] == ["decision"]
    assert [finding.kind for finding in settle([mark, a_claim(slots={"owner": "Ana"})])] == ["decision", "action"]


def a_bullet(depth: int) -> Block:
    return Block(kind=BlockKind.BULLET, text="x", line=1, last_line=1, start=0, end=1, depth=depth)


def test_a_step_below_a_task_is_a_part_of_it():
    findings = settle([a_claim(block=0), a_claim(block=1)])
    assert [finding.parts for finding in fold_parts(findings, [a_bullet(0), a_bullet(1)])] == [(1,)]


def test_a_step_with_an_owner_is_a_task_of_its_own():
    findings = settle([a_claim(block=0), a_claim(block=1, slots={"owner": "Bo"})])
    assert len(fold_parts(findings, [a_bullet(0), a_bullet(1)])) == 2


def test_a_bullet_at_the_same_depth_is_no_part():
    findings = settle([a_claim(block=0), a_claim(block=1)])
    assert len(fold_parts(findings, [a_bullet(0), a_bullet(0)])) == 2


def test_the_same_promise_in_talk_and_list_is_one_item():
    ana = Person(name="Ana")
    said = an_item("send the budget to the board", line=3, owner=ana, due=Due(phrase="by Friday"))
    listed = an_item("send budget to board", line=9, explicit=True, owner=ana)
    (item,) = join_repeats([said, listed])
    assert item.explicit
    assert item.text == "send budget to board"
    assert item.evidence.lines == (3, 9)
    assert item.due == Due(phrase="by Friday")


@pytest.mark.parametrize(
    "other",
    [
        an_item("send the budget to the board", line=9, kind="decision"),
        an_item("send the budget to the board", line=9, owner=Person(name="Bo")),
        an_item("paint the fence of the board", line=9),
        an_item("send the budget to the board", line=1),
    ],
    ids=["another kind", "another owner", "other words", "the same line"],
)
def test_what_differs_stays_apart(other):
    assert len(join_repeats([an_item("send the budget to the board", owner=Person(name="Ana")), other])) == 2


def test_two_tasks_about_one_page_are_two():
    page = "https://example.org/a/long/page/of/many/words"
    assert len(join_repeats([an_item(f"read {page}"), an_item(f"print {page}", line=2)])) == 2
