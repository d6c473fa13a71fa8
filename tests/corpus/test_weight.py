"""No mail takes more than 5 seconds or 300 MB: none of the public ones that are odd, and none that was made for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from bombs import BOMBS

from pipeline.outcome import Asked, Outcome

MOST_SECONDS = 5
MOST_MEGABYTES = 300
TESTS = Path(__file__).resolve().parents[1]
ENDS = {outcome.__name__ for outcome in (*get_args(Outcome), Asked)}

pytestmark = pytest.mark.timeout(600)


def weigh(*mails: Path) -> dict[str, dict[str, float | str]]:
    """What each mail took, by its file."""
    paths = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    run = subprocess.run(
        [sys.executable, str(TESTS / "weigh.py"), *map(str, mails)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return {told["file"]: told for told in map(json.loads, run.stdout.splitlines())}


def too_heavy(weights: dict[str, dict[str, float | str]]) -> list[dict[str, float | str]]:
    return [
        told
        for told in weights.values()
        if told.get("outcome", "died").split()[0] not in ENDS
        or told["seconds"] > MOST_SECONDS
        or told["megabytes"] > MOST_MEGABYTES
    ]


def test_no_odd_mail_of_the_corpus_is_too_heavy(corpus_dir):
    folder = corpus_dir / "mail" / "hostile"
    rows = map(json.loads, (folder / "manifest.jsonl").read_text("utf-8").splitlines())
    mails = sorted({folder / row["file"] for row in rows})
    weights = weigh(*mails)
    assert len(weights) == len(mails) > 0
    assert too_heavy(weights) == []


@pytest.fixture(scope="module")
def bombs(tmp_path_factory):
    """What each bomb took, by its name; all of them in one program, since that has to load the knowledge."""
    folder = tmp_path_factory.mktemp("bombs")
    mails = {name: folder / f"{number}.eml" for number, name in enumerate(BOMBS)}
    for name, mail in mails.items():
        mail.write_bytes(BOMBS[name]())
    weights = weigh(*mails.values())
    return {name: weights[str(mail)] for name, mail in mails.items()}


@pytest.mark.parametrize("name", BOMBS)
def test_no_mail_that_was_made_to_be_heavy_is(bombs, name):
    assert too_heavy({name: bombs[name]}) == []


def test_a_mail_that_is_too_heavy_would_be_found():
    told = {"seconds": 1.0, "megabytes": 1.0, "outcome": "NotesRead"}
    heavy = [{**told, "seconds": 6.0}, {**told, "megabytes": 301.0}, {**told, "outcome": "?"}, {"file": "died"}]
    assert too_heavy({str(number): one for number, one in enumerate([told, *heavy])}) == heavy
