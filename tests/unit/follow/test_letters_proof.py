"""Every letter that goes out by itself, in every language: light, and the same in its text as on its page."""

from __future__ import annotations

import re

import pytest
from builders import HOST, OWNER
from follow_builders import ITEMS, a_view, letters, words
from recap_builders import read

MOST_BYTES = 100_000
CASES = [(OWNER, "reminder"), (OWNER, "wake"), (OWNER, "progress"), (HOST, "summary")]


@pytest.fixture(params=[(code, *case) for code in sorted(words().languages) for case in CASES], ids="-".join)
def letter(request):
    code, reader, kind = request.param
    return read(letters(a_view(reader, language=code))[kind])


def test_the_page_is_light(letter):
    assert len(letter.html.encode()) < MOST_BYTES


def test_every_item_on_the_page_stands_in_the_text(letter):
    text = " ".join(letter.text.split())
    shown = [item.text for item in ITEMS if item.text in " ".join(letter.html.split())]
    assert shown
    assert [said for said in shown if said not in text] == []


def test_every_code_on_the_page_stands_in_the_text(letter):
    visible = re.sub(r"<[^>]{0,2000}>|<style.*?</style>", " ", letter.html, flags=re.DOTALL)
    codes = {item.code for item in ITEMS if re.search(rf"\b{item.code}\b", visible)}
    assert codes
    assert [code for code in sorted(codes) if re.search(rf"\b{code}\b", letter.text) is None] == []
