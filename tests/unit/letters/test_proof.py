"""Every letter in every language: light, the same in its text as on its page, and in one language only."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from letter_builders import EVERY_LETTER, a_letter
from letter_scene import LANGUAGES, words
from letter_words import flatten, on_page, tapped, words_of

import pipeline.languages

# Gmail clips a page at 102 KB.
MOST_BYTES = 100_000
PACKS = Path(pipeline.languages.__path__[0])
CODE = re.compile(r"\b[A-Z]\d{1,3}\b")
# What leads to the sample answers, where the page has buttons.
ONLY_IN_TEXT = ("recap.yours.samples", "progress.several_text", "log.answer")
# What the page says of its buttons.
ONLY_ON_PAGE = ("progress.several",)
# Words that a language shares with English, by its code.
COGNATES = {
    # Both take the English word for the answer that ends letters, and so do we.
    "fr": {"stop"},
    "nl": {"stop"},
}


# How a reader would be spoken to in the other way, where a language has two.
OTHERWISE = {
    "de": re.compile(r"\b(?:Ihnen|Ihr(?:e[nmrs]?)?)\b|(?<=[a-zäöüß,] )Sie\b"),
    "es": re.compile(r"(?i)\bustede?s?\b"),
    "fr": re.compile(r"(?i)\b(?:tu|toi|tes)\b"),
    "nl": re.compile(r"\b(?:[Uu]|[Uu]w)\b"),
    "pt": re.compile(r"(?i)\b(?:tu|teus?|tuas?|contigo)\b"),
}


@pytest.fixture(params=EVERY_LETTER, ids="-".join)
def letter(request):
    return a_letter(*request.param)


@pytest.fixture(params=[(name, code) for name, code in EVERY_LETTER if code != "en"], ids="-".join)
def translated(request):
    name, code = request.param
    return code, a_letter(name, code)


def test_the_page_is_light(letter):
    assert len(letter.html.encode()) < MOST_BYTES


def test_the_text_says_what_the_page_says(letter):
    text = flatten(letter.text).casefold()
    allowed = {flatten(one) for one in _texts(letter, ONLY_ON_PAGE)}
    assert [said for said in on_page(letter) if said not in allowed and said.casefold() not in text] == []


def test_the_page_says_what_the_text_says(letter):
    answers = [word for one in tapped(letter) for word in (one.label, one.to, one.body)]
    seen = words_of(" ".join((*on_page(letter), *answers, *_texts(letter, ONLY_IN_TEXT))))
    assert words_of(letter.text) - seen == set()


def test_what_can_be_tapped_can_be_copied_from_the_text(letter):
    text = _without_codes(letter.text)
    lines = {line for one in tapped(letter) for line in one.body.splitlines()}
    assert [line for line in sorted(lines) if _without_codes(line) not in text] == []


def test_where_an_answer_goes_stands_in_the_text_or_is_where_the_letter_came_from(letter):
    said = f"{letter.text} {letter.mail['Reply-To']}"
    assert {one.to for one in tapped(letter) if one.to not in said} == set()


def _texts(letter, keys: tuple[str, ...]) -> list[str]:
    texts = words().languages[letter.mail["Content-Language"]].texts
    return [texts(key) for key in keys]


def _without_codes(said: str) -> str:
    return flatten(CODE.sub("A0", said))


@cache
def texts_of(code: str) -> tuple[str, ...]:
    todo, found = [tomllib.loads((PACKS / code / "texts.toml").read_text("utf-8"))], []
    while todo:
        one = todo.pop()
        if isinstance(one, dict | list):
            todo.extend(one.values() if isinstance(one, dict) else one)
        else:
            found.append(one)
    return tuple(found)


@cache
def phrases_of(code: str) -> frozenset[str]:
    """What a pack says between its blanks."""
    parts = (_trimmed(part) for text in texts_of(code) for part in re.split(r"\{\w+\}|\n", text))
    return frozenset(part for part in parts if part)


def _bare(said: str) -> str:
    """Its words and nothing between them."""
    return " ".join(re.findall(r"[^\W_]+", said.casefold()))


def _trimmed(said: str) -> str:
    return bare if len(bare := _bare(said)) > 3 else ""


def english_in(said: str) -> set[str]:
    words = f" {_bare(said)} "
    return {phrase for phrase in phrases_of("en") if f" {phrase} " in words}


def test_no_english_phrase_stands_in_a_letter_of_another_language(translated):
    code, found = translated
    said = (found.mail["Subject"], found.text, *on_page(found), *(one.label for one in tapped(found)))
    assert english_in(" ".join(said)) - COGNATES.get(code, set()) == set()


def test_english_would_be_seen():
    assert {"decided", "your smallest next step"} <= english_in(a_letter("recap", "en").text)


def test_no_block_of_a_letter_reads_as_english(translated):
    _, found = translated
    # A word alone tells nothing: the French aim is "but".
    blocks = [said for said in on_page(found) if " " in said]
    assert [said for said in blocks if words().tongues.tell(said) == "en"] == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_a_word_shared_with_english_is_still_shared(code):
    assert COGNATES.get(code, set()) <= phrases_of(code)


@pytest.mark.parametrize("code", OTHERWISE)
def test_a_reader_is_spoken_to_in_one_way(code):
    assert [text for text in texts_of(code) if OTHERWISE[code].search(text)] == []
