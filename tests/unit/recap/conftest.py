"""The letters of one meeting. No model: nothing here reads notes."""

from __future__ import annotations

from datetime import UTC, datetime

import follow_builders
import pytest
from builders import MONDAY, a_policy
from recap_builders import Read, a_recap, read

from pipeline.knowledge import Knowledge
from pipeline.model import Recap
from pipeline.outcome import View
from pipeline.recap.letters import recap_letters


@pytest.fixture(scope="session")
def words() -> Knowledge:
    """Packs and templates, without the rules' models: letters need none."""
    return follow_builders.words()


@pytest.fixture
def road(words):
    """What every letter function is called with."""
    now = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    view = View(now=now, arrived_at=MONDAY, content_key="ab" * 32, free_tag="7K2Q")
    return {"policy": a_policy(), "view": view, "knowledge": words}


@pytest.fixture
def letter_to(road):
    """The recap letter that one person gets."""

    def write(address: str, recap: Recap | None = None) -> Read:
        letters, _ = recap_letters(recap or a_recap(), **road)
        return next(read(letter) for letter in letters if letter.to == address)

    return write
