"""The documents name files that exist, files stay short, and nothing of a workplace is left behind."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from pipeline.languages.load import load_languages

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("*.md", "*/README.md", "docs/*.md", "deploy/*.md", "deploy/decisions/*.md")
DOCUMENTS = sorted({path for pages in PAGES for path in ROOT.glob(pages)})
CODE = sorted(path for room in ("pipeline", "workers") for path in (ROOT / room).rglob("*.py"))
# The steps of the tables are written by Alembic.
WRITTEN = [path for path in CODE if path.parent.name != "versions"]

NAMED = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|toml|md|yml|txt|html|sh|env|lock))`|\]\(([\w./-]+)(?:#[\w-]+)?\)")
FORBIDDEN_WORDS = re.compile(r"(?i)\b\w*(manager|handler|helper|util|service|processor)\w*\b")

MAX_LINES = 300
MOST_BYTES = 150_000
MAX_FUNCTION = 40


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_only_files_that_exist(document):
    named = [one or other for one, other in NAMED.findall(document.read_text(encoding="utf-8"))]
    wrong = [name for name in named if not any((base / name).exists() for base in (ROOT, document.parent))]
    assert wrong == []


def test_the_front_page_names_every_language_that_is_read():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [pack.name for pack in load_languages().values() if pack.name not in page] == []


def test_the_front_page_opens_with_pictures_that_are_there_and_light():
    shown = re.findall(r'src="([^"]+)" width="\d+" alt="[^"]+"', (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {ROOT / name for name in shown} == set((ROOT / "docs").glob("*.png"))
    assert [name for name in shown if (ROOT / name).stat().st_size >= MOST_BYTES] == []


@pytest.mark.parametrize("folder", ["pipeline", "workers", "templates", "tests", "deploy"])
def test_each_room_opens_with_a_page(folder):
    lines = (ROOT / folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert 5 < len(lines) < 80


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_stays_a_room_one_can_see_across(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_fits_on_a_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    long = [node.name for node in functions if (node.end_lineno or 0) - node.body[0].lineno + 1 > MAX_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_name_says_what_it_does(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    names = [node.name for node in ast.walk(tree) if isinstance(node, kinds)] + [path.stem]
    assert [name for name in names if FORBIDDEN_WORDS.fullmatch(name)] == []


def test_nothing_that_is_tracked_names_a_package_index():
    hosts = "|".join(("py" + "pi.org", "python" + "hosted", "registry.n" + "pmjs", "index-u" + "rl"))
    found = subprocess.run(["git", "grep", "-lIE", hosts], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode in {0, 1}, f"git grep could not look: {found.stderr}"
    assert found.stdout.splitlines() == []
