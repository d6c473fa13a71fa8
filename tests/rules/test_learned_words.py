"""A process that thinks for months does not remember every name and typing error it ever read."""

from __future__ import annotations

from itertools import count

import pytest

from pipeline.languages.load import load_languages
from pipeline.model import Block, BlockKind
from pipeline.rules.compile import MOST_LEARNED, compile_rules, load_model

WORDS_A_BLOCK = 100


@pytest.fixture
def model():
    return load_model("pt")


@pytest.fixture
def rules(model):
    return compile_rules(load_languages()["pt"].rules, model)


@pytest.fixture
def read_new_words(rules):
    """Reads so many words that nobody has seen before."""
    numbers = count()

    def read(words: int) -> None:
        for _ in range(words // WORDS_A_BLOCK):
            rules.find([_block(" ".join(f"palavra{next(numbers)}x" for _ in range(WORDS_A_BLOCK)))])

    return read


def _block(text: str) -> Block:
    return Block(kind=BlockKind.SENTENCE, text=text, line=1, last_line=1, start=0, end=len(text))


def test_a_bounded_number_of_new_words_is_kept(model, read_new_words):
    before = len(model.vocab.strings)
    read_new_words(3 * MOST_LEARNED)
    assert len(model.vocab.strings) - before <= MOST_LEARNED + 2 * WORDS_A_BLOCK


def test_what_is_found_does_not_depend_on_what_was_read_before(rules, read_new_words):
    said = [_block("A Ana vai enviar o relatório até sexta-feira.")]
    before = rules.find(said)
    read_new_words(2 * MOST_LEARNED)
    assert before
    assert rules.find(said) == before
