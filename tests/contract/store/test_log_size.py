"""What the log holds of others costs the asker nothing: a house ten times as large answers as soon."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack

import pytest
from log_house import ITEMS_A_TEAM, KEEPER, fill, member

from pipeline.model import Question
from workers.store import log
from workers.store.migrate import migrate
from workers.store.store import Store

MOST_TIMES = 3.0
QUESTIONS = {
    "a common word": Question(words=("pricing",), stems=("pric",)),
    "a word nobody said": Question(words=("zebra",), stems=("zebra",)),
    "two words": Question(words=("budget", "release"), stems=("budget", "releas")),
    "decisions": Question(kinds=("decision",)),
    "mine": Question(mine=True, still_open=True),
}


@pytest.fixture(scope="module")
def houses(request, tmp_path_factory):
    """A house of one team and one of ten, for each database, built when first asked for."""
    with ExitStack() as stack:
        built: dict[str, list[Store]] = {}

        def build(kind: str) -> list[Store]:
            if kind not in built:
                urls = [_new_url(kind, stack, request, tmp_path_factory) for _ in range(2)]
                built[kind] = [Store(url) for url in urls]
                for store, items in zip(built[kind], (ITEMS_A_TEAM, 10 * ITEMS_A_TEAM), strict=True):
                    stack.callback(store.close)
                    fill(store, items=items)
            return built[kind]

        yield build


def _new_url(kind, stack, request, tmp_path_factory) -> str:
    if kind == "postgres":
        url = stack.enter_context(request.getfixturevalue("postgres").database())
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}"
    migrate(url)
    return url


@pytest.mark.parametrize("asker", [member(0, 1).address, KEEPER])
@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.stack("postgres"))])
def test_a_house_ten_times_as_large_answers_as_soon(houses, kind, asked, asker):
    pairs = [[_seconds(store, QUESTIONS[asked], asker) for store in houses(kind)] for _ in range(7)]
    assert statistics.median(large / small for small, large in pairs) <= MOST_TIMES


def _seconds(store: Store, question: Question, asker: str) -> float:
    began = time.perf_counter()
    with store.begin() as tx:
        log.find(tx, question, viewers=(asker,), most=60)
    return time.perf_counter() - began
