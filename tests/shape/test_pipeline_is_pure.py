"""`pipeline` decides and touches nothing: its imports are read, not trusted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIPELINE = sorted((ROOT / "pipeline").rglob("*.py"))

# The shell, and every door of the standard library that leads outside.
FORBIDDEN = frozenset(
    {
        "workers",
        "celery",
        "kombu",
        "sqlalchemy",
        "alembic",
        "psycopg",
        "imapclient",
        "smtplib",
        "imaplib",
        "poplib",
        "socket",
        "ssl",
        "http",
        "urllib.request",
        "requests",
        "httpx",
        "random",
        "secrets",
        "uuid",
        "time",
        "os",
        "subprocess",
        "threading",
        "asyncio",
        "multiprocessing",
        "sqlite3",
        "logging",
    }
)
# One file may speak to each of these, so that its faults have one address.
ONE_DOOR = {
    "mailparser": "pipeline/mail/parts.py",
    "jinja2": "pipeline/recap/render.py",
    "holidays": "pipeline/follow/working_time.py",
    "mammoth": "pipeline/mail/documents.py",
    "pypdf": "pipeline/mail/documents.py",
    "striprtf": "pipeline/mail/documents.py",
    "icalendar": "pipeline/mail/invite.py",
    "oxmsg": "pipeline/mail/outlook.py",
    "olefile": "pipeline/mail/outlook.py",
    "compressed_rtf": "pipeline/mail/mapi.py",
    "matplotlib": "pipeline/log/picture.py",
    "PIL": "pipeline/log/picture.py",
}
CLOCKS = frozenset({"now", "today", "utcnow"})


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def is_under(name: str, roots: frozenset[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def test_there_is_something_to_read():
    assert len(PIPELINE) > 20


@pytest.mark.parametrize("path", PIPELINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_nothing_of_the_shell(path):
    assert [name for name in imports(path) if is_under(name, FORBIDDEN)] == []


@pytest.mark.parametrize("path", PIPELINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_with_a_door_is_used_through_it(path):
    place = path.relative_to(ROOT).as_posix()
    wrong = [name for name in imports(path) if ONE_DOOR.get(name.partition(".")[0], place) != place]
    assert wrong == []


@pytest.mark.parametrize("path", PIPELINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_never_asks_what_time_it_is(path):
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    clocks = [
        call.attr
        for call in calls
        if isinstance(call, ast.Attribute)
        and call.attr in CLOCKS
        and isinstance(call.value, ast.Name)
        and call.value.id in {"date", "datetime", "dt"}
    ]
    assert clocks == []


def test_a_forbidden_import_would_be_found(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import smtplib\nfrom workers.store import inbox\n")
    assert [name for name in imports(bad) if is_under(name, FORBIDDEN)] == ["smtplib", "workers.store"]
