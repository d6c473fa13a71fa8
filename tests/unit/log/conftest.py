"""Two meetings of the same people, and the packs without the models that read notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import follow_builders
import pytest
from builders import MONDAY, OWNER, a_policy
from recap_builders import a_recap

from pipeline.knowledge import Knowledge
from pipeline.log.letters import Asking
from pipeline.model import Address, Entry, Mail
from pipeline.outcome import View


@pytest.fixture(scope="session")
def words() -> Knowledge:
    """Packs and templates, without the rules' models: letters need none."""
    return follow_builders.words()


@pytest.fixture
def view():
    now = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    return View(now=now, arrived_at=MONDAY, content_key="ab" * 32, free_tag="7K2Q")


@pytest.fixture
def asking(words, view):
    """Dana asks, in a language."""

    def ask(code: str = "en") -> Asking:
        mail = Mail(subject="", message_id="<q@x.example>", sender=Address(address=OWNER))
        dana = Address(address=OWNER, name="Dana Wolff")
        return Asking(
            asker=dana, mail=mail, language=words.language(code), policy=a_policy(), view=view, knowledge=words
        )

    return ask


@pytest.fixture
def texts(words):
    return words.language("en").texts


@pytest.fixture
def weekly():
    return a_recap()


@pytest.fixture
def later(weekly):
    meeting = replace(weekly.meeting, title="Planning", held_on=date(2026, 12, 7))
    return replace(weekly, tag="9ZKM", meeting=meeting)


@pytest.fixture
def entry():
    def make(recap, code: str) -> Entry:
        return Entry(recap=recap, item=next(item for item in recap.items if item.code == code))

    return make
