"""A run without its servers says so, loudly; a run that promised to have them fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
RUN = """
import pytest
from stack.servers import SERVERS

SERVERS["nowhere"] = ("no-such-program", "no-such-package")


@pytest.mark.stack("nowhere")
@pytest.mark.parametrize("number", [1, 2])
def test_that_needs_it(number):
    pass


def test_that_needs_nothing():
    pass
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "test_some.py").write_text(RUN)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = stack: needs servers\n")

    def pytest_run(**environment: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "pytest", "-p", "stack.plugin", "-p", "no:cacheprovider", "test_some.py"]
        own = {name: value for name, value in os.environ.items() if not name.startswith(("FOLLOWTHROUGH", "PYTEST"))}
        env = {**own, "PYTHONPATH": str(TESTS), **environment}
        return subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)

    return pytest_run


def test_what_did_not_run_is_named_with_the_reason_and_the_cure(run):
    told = run()
    assert told.returncode == 0
    assert "2 tests with real servers did NOT run" in told.stdout
    assert "nowhere is not installed: apt-get install no-such-package" in told.stdout
    assert "test_some.py: test_that_needs_it" in told.stdout
    assert "make servers" in told.stdout


def test_where_servers_are_required_a_missing_one_is_a_failure(run):
    told = run(FOLLOWTHROUGH_REQUIRE_SERVERS="1")
    assert told.returncode == 1
    assert "nowhere is not installed" in told.stdout
    assert "1 passed, 2 errors" in told.stdout
