"""Our own corpus of replies, written before the words that read them. Floors only ever rise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from our_replies import Judged, judge, read_cases

EXACT = 0.93
HARM = 0.008
EACH = 0.90


@pytest.fixture(scope="module")
def judged(knowledge) -> list[Judged]:
    return [judge(case, knowledge) for case in read_cases()]


def share(judged: Sequence[Judged], figure: str) -> float:
    return sum(getattr(one, figure) for one in judged) / len(judged)


def test_replies_are_read_exactly(judged):
    assert share(judged, "exact") >= EXACT


def test_a_reply_rarely_changes_what_it_should_not(judged):
    assert share(judged, "harm") <= HARM


def test_no_language_is_read_badly(judged):
    by_language = {one.case.language: [] for one in judged}
    for one in judged:
        by_language[one.case.language].append(one)
    assert {code: share(ones, "exact") for code, ones in by_language.items() if share(ones, "exact") < EACH} == {}
