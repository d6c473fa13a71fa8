"""No line is left unguarded by a switch, and an audit that nobody answered is no clean one."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for room in ("pipeline", "workers") for path in (ROOT / room).rglob("*.py"))
# Every way of the standard library to take any certificate, and the same for letting a text be a program.
SWITCHES = re.compile(
    r"CERT_NONE|check_hostname\s*=|_create_unverified|verify\s*=\s*False|import pickle\b|\beval\(|\bexec\("
)


@pytest.fixture(scope="module")
def audit():
    spec = spec_from_file_location("audit", ROOT / "deploy/audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_switches_off_what_guards_us():
    assert [path.name for path in CODE if SWITCHES.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("code", "said", "meaning"),
    [
        (0, "No known vulnerabilities found", "FINE"),
        (1, "Found 2 known vulnerabilities in 1 package", "FOUND"),
        (1, "ERROR:pip_audit: Max retries exceeded with url: /v1/query", "NOT_ASKED"),
        (2, "error: Failed to fetch", "NOT_ASKED"),
    ],
)
def test_an_audit_tells_a_weakness_from_no_answer(audit, code, said, meaning):
    assert audit.judge(code, said) == getattr(audit, meaning)
