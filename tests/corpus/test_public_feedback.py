"""The drafts and snippets that others wrote for us: what the coach must see, and what it must leave alone."""

from __future__ import annotations

import pytest
from corpora import Figures, answer_drafts, answer_moments, figures_of_feedback

# The figure on the left, at least; just under what was measured when it was written down.
FLOORS = {"macro F1 of the flags": 0.95, "precision of moments": 0.95, "recall of moments": 0.9}
MOST_ALARMS = 0.04


@pytest.fixture(scope="module")
def figures(corpus_dir, knowledge) -> Figures:
    folder = corpus_dir / "feedback"
    return figures_of_feedback(folder, answer_drafts(folder, knowledge), answer_moments(folder, knowledge))


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_figure_keeps_its_floor(figures, name):
    assert figures[name] >= FLOORS[name]


def test_fine_drafts_are_left_alone(figures):
    assert figures["alarms on fine drafts"] <= MOST_ALARMS


def test_no_moment_is_made_of_what_is_nobodys_business(figures):
    assert figures["sensitive"] == 0
