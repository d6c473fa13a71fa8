"""The one conftest: fixtures that more than one room of the suite needs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = [
    "stack.plugin",
    "stack.dovecot",
    "stack.redis",
    "stack.rabbitmq",
    "stack.postgres",
    "stack.smtpd",
    "stack.browser",
]

# Public notes, mails and replies with their scorers, which are no part of the project and lie beside it where they lie.
SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """The public corpora. A user's clone has none, and says so."""
    folder = Path(os.environ.get("FOLLOWTHROUGH_CORPUS", SHARED))
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}: set FOLLOWTHROUGH_CORPUS to their folder to run this test")
    return folder


@pytest.fixture(scope="session")
def knowledge():
    """Packs, templates and the model, loaded once for the whole run."""
    from pipeline.knowledge import load_knowledge  # noqa: PLC0415 - spaCy takes a second; many rooms do without it

    return load_knowledge()
