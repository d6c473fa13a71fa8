"""The one conftest: fixtures that more than one room of the suite needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["stack.plugin", "stack.dovecot", "stack.redis", "stack.postgres", "stack.smtpd"]

# Public notes, mails and replies with their scorers, which are no part of the project.
CORPUS = "FOLLOWTHROUGH_CORPUS"


def pytest_report_header():
    return f"corpora: {os.environ.get(CORPUS) or f'none, so what needs them is left out; {CORPUS} names their folder'}"


def pytest_collection_modifyitems(config, items):
    if os.environ.get(CORPUS):
        return
    needing = {item for item in items if "corpus_dir" in getattr(item, "fixturenames", ())}
    config.hook.pytest_deselected(items=[item for item in items if item in needing])
    items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The public corpora."""
    folder = Path(os.environ[CORPUS])
    assert folder.is_dir(), f"{CORPUS} names {folder}, and there is no such folder"
    return folder


@pytest.fixture(scope="session")
def knowledge():
    """Packs, templates and the model, loaded once for the whole run."""
    from pipeline.knowledge import load_knowledge  # noqa: PLC0415 - spaCy takes a second; many rooms do without it

    return load_knowledge()
