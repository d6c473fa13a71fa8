"""Drafts of our own, with what the coach must say of them, written before they were read (the first time 0.87)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.feedback.coach import check_draft
from pipeline.languages.load import load_feedback

DRAFTS = [
    json.loads(line) for line in (Path(__file__).parent / "feedback" / "drafts.jsonl").read_text("utf-8").splitlines()
]
# Hits among all flags set by either.
FLOOR = 0.93


def flags(draft) -> set[str]:
    return set(check_draft(draft["text"], words=load_feedback(draft["language"]), language=draft["language"]).flags)


@pytest.mark.parametrize("draft", [draft for draft in DRAFTS if not draft["flags"]], ids=lambda draft: draft["id"])
def test_a_fine_draft_is_left_alone(draft):
    assert flags(draft) == set()


def test_nearly_every_flag_is_as_a_person_set_it():
    wanted = [(set(draft["flags"]), flags(draft)) for draft in DRAFTS]
    hits = sum(len(want & got) for want, got in wanted)
    assert hits / sum(len(want | got) for want, got in wanted) >= FLOOR
