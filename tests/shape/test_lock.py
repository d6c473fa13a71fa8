"""What the program asks for is what a fresh clone installs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def names(lines: list[str]) -> set[str]:
    """The packages that these requirements name, as the index spells them."""
    found = (re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", one[0]).lower() for one in found if one}


def pinned(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return names([line for line in lines if "==" in line and not line.startswith((" ", "#"))])


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_dependency_of_the_program_is_pinned(project):
    assert names(project["project"]["dependencies"]) - pinned("requirements.lock") == set()


def test_what_builds_the_program_is_pinned_with_it(project):
    assert names(project["dependency-groups"]["build"]) - pinned("requirements.lock") == set()


def test_every_tool_of_the_tests_is_pinned(project):
    assert names(project["dependency-groups"]["dev"]) - pinned("requirements-dev.lock") == set()
