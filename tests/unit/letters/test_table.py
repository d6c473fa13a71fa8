"""The table of letters is whole: nothing is sent that was not proved."""

from __future__ import annotations

import pytest
from letter_builders import EVERY_LETTER, LETTERS, a_letter, build_letter, kind_of
from letter_scene import words


def test_every_letter_of_the_program_stands_in_the_table():
    assert {kind_of(name) for name in LETTERS} == set(words().templates.kinds)


@pytest.mark.parametrize("name", LETTERS)
def test_a_row_writes_the_letter_it_is_named_for(name):
    assert build_letter(name, "en").kind == kind_of(name)


@pytest.mark.parametrize(("name", "code"), EVERY_LETTER)
def test_a_letter_is_in_its_readers_language(name, code):
    assert a_letter(name, code).mail["Content-Language"] == code
