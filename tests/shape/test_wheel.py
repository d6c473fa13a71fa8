"""What is shipped, and that nobody else owns our import names."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_holds_exactly_two_packages(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pipeline", "workers"}


@pytest.mark.parametrize(
    "place",
    [
        "pipeline/templates/recap/body.html",
        "pipeline/languages/en/rules.toml",
        "pipeline/py.typed",
        "workers/py.typed",
        "workers/store/migrations/env.py",
    ],
)
def test_the_wheel_holds_what_the_program_reads(wheel, place):
    assert place in wheel.namelist()


def test_the_wheel_holds_every_file_of_the_packages(wheel):
    def shipped(folder: str) -> set[str]:
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(ROOT).as_posix() for path in files}

    expected = shipped("pipeline") | shipped("workers") | {f"pipeline/{name}" for name in shipped("templates")}
    assert expected - set(wheel.namelist()) == set()
