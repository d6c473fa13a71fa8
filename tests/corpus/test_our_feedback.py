"""Drafts and notes of our own, with what must be seen in them, each written before it was read.

Six rounds after the first thirty drafts. Before anything was changed for it
the flags of a round were right in macro F1 0.81, 0.75, 0.87, 0.82, 0.96 and
0.98, and of its fine drafts 70, 84, 18, 27, 20 and 9 in a hundred were flagged;
the moments of its notes were right in precision 0.86, 1.0, 0.94, 0.92, 0.76
and 1.0, found in recall 0.53, 0.47, 0.88, 1.0, 0.89 and 1.0. Two rounds of
notes by another writer, full of what is private in avoiding words, are `seven`
and `eight`: read alone, 19 of 125 and then 9 of 50 private lines were taken.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.feedback.coach import check_draft
from pipeline.feedback.moments import find_moments
from pipeline.feedback.read import read_moments
from pipeline.languages.load import load_feedback
from pipeline.model import Notes

FOLDER = Path(__file__).parent / "feedback"
# Hits among all flags set by either, by the round in which the drafts were written.
FLOORS = {"own": 0.93, "one": 0.88, "two": 0.88, "three": 0.92, "four": 0.87, "five": 0.9, "six": 0.95}
# The share of right moments among the found, and of found ones among the right.
PRECISION = 0.95
RECALL = 0.95
# Notes in which nearly every second line is private; a moment next to one that names its person is left out on purpose.
PRIVATE = ("seven-", "eight-")
PRIVATE_RECALL = 0.85
# A short note whose good word stands in no list.
NOT_YET = {"five-de-02"}


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


DRAFTS = rows("drafts.jsonl")
SNIPPETS = rows("moments.jsonl")


def flags(draft) -> set[str]:
    return set(check_draft(draft["text"], words=load_feedback(draft["language"]), language=draft["language"]).flags)


@pytest.fixture(scope="module")
def found(knowledge) -> dict[str, set[tuple[int, str]]]:
    """The line and the last name of each moment, by snippet."""
    return {
        snippet["id"]: {
            (moment.line, moment.person.split()[-1])
            for moment in read_moments(
                Notes(text="\n".join(snippet["lines"])), knowledge=knowledge, language=snippet["language"]
            )
        }
        for snippet in SNIPPETS
    }


@pytest.fixture(scope="module")
def wanted() -> dict[str, set[tuple[int, str]]]:
    return {
        snippet["id"]: {(moment["line"], moment["person"]) for moment in snippet["moments"]} for snippet in SNIPPETS
    }


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(draft, id=draft["id"], marks=[pytest.mark.xfail(strict=True)] if draft["id"] in NOT_YET else [])
        for draft in DRAFTS
        if not draft["flags"]
    ],
)
def test_a_fine_draft_is_left_alone(draft):
    assert flags(draft) == set()


@pytest.mark.parametrize("written", sorted(FLOORS))
def test_nearly_every_flag_is_as_a_person_set_it(written):
    wanted = [(set(draft["flags"]), flags(draft)) for draft in DRAFTS if draft["id"].startswith(f"{written}-")]
    hits = sum(len(want & got) for want, got in wanted)
    assert hits / sum(len(want | got) for want, got in wanted) >= FLOORS[written]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet["id"])
def test_no_line_that_is_nobodys_business_is_a_moment(snippet, found):
    assert not {line for line, _ in found[snippet["id"]]} & set(snippet["sensitive"])


def test_no_private_line_is_a_moment_when_nothing_private_stands_near_it():
    taken = [
        line
        for snippet in SNIPPETS
        if snippet["id"].startswith(PRIVATE)
        for line in (snippet["lines"][number - 1] for number in snippet["sensitive"])
        if find_moments(line, words=load_feedback(snippet["language"]), people=snippet["people"])
    ]
    assert taken == []


def test_nearly_every_moment_found_is_one(found, wanted):
    hits = sum(len(found[one] & wanted[one]) for one in found)
    assert hits / sum(len(moments) for moments in found.values()) >= PRECISION


@pytest.mark.parametrize(("private", "floor"), [(False, RECALL), (True, PRIVATE_RECALL)])
def test_nearly_every_moment_is_found(private, floor, found, wanted):
    ours = [one for one in found if one.startswith(PRIVATE) == private]
    hits = sum(len(found[one] & wanted[one]) for one in ours)
    assert hits / sum(len(wanted[one]) for one in ours) >= floor
