"""What every letter's HTML owes its readers: a phone, a dark room, a screen reader, a program that drops styles."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from letter_builders import LETTERS, a_letter
from letter_colours import behind, contrast, own
from lxml import html as lxml_html

DARK = re.compile(r"\.([\w, .]+)\{([^}]*)\}")


@pytest.fixture(params=LETTERS)
def letter(request):
    return a_letter(request.param, "en")


@pytest.fixture
def page(letter):
    return lxml_html.document_fromstring(letter.html)


def test_it_names_its_language_and_has_a_title(page):
    assert page.get("lang") == "en"
    assert page.findtext(".//title").strip()


def test_headings_are_real_and_go_down_one_at_a_time(page):
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_table_is_marked_as_layout_or_has_heads(page):
    bare = [table for table in page.iter("table") if table.get("role") != "presentation"]
    assert [
        table for table in bare if not table.xpath(".//th[@scope='col']") or not table.xpath(".//th[@scope='row']")
    ] == []


def test_lists_hold_list_items_only(page):
    assert [child.tag for found in page.iter("ul", "ol") for child in found if child.tag != "li"] == []


def test_nothing_is_loaded_from_outside(letter, page):
    assert list(page.iter("link", "script", "iframe", "object", "form", "input")) == []
    assert [one.get("src") for one in page.iter("img") if not one.get("src", "").startswith("cid:")] == []
    assert re.search(r"(?i)url\(|@import|https?://", letter.html) is None


def test_a_picture_says_in_words_what_it_shows(page):
    assert [one for one in page.iter("img") if not one.get("alt", "").strip()] == []


def test_every_link_writes_a_mail(page):
    assert [link for link in page.iter("a") if not link.get("href", "").startswith("mailto:")] == []


def test_nothing_is_wider_than_a_phone(letter):
    assert [
        width for width in re.findall(r'(?<!-)\bwidth[=:]"?\s*(\d+)(?:px|")', letter.html) if int(width) > 320
    ] == []


def test_without_the_style_block_every_text_still_has_its_colour(page):
    bare = [
        p
        for p in page.iter("p", "h1", "h2", "h3", "a", "ul")
        if "color:" not in p.get("style", "") and (p.text or "").strip()
    ]
    assert bare == []


def test_every_colour_turns_for_a_dark_screen(letter, page):
    turned = {name for names, _ in DARK.findall(letter.html) for name in re.findall(r"\w+", names)}
    coloured = [element for element in page.iter() if "color" in (element.get("style") or "")]
    assert [
        lxml_html.tostring(one)[:90] for one in coloured if not set((one.get("class") or "").split()) & turned
    ] == []


def test_contrast_is_enough_in_the_light(page):
    for element in page.iter():
        colour = own(element, "color")
        if colour and (element.text_content() or "").strip():
            assert contrast(colour, behind(element)) >= 4.5, lxml_html.tostring(element)[:120]


def test_contrast_is_enough_in_the_dark(letter):
    rules = {
        name: dict(
            part.replace("!important", "").replace(" ", "").split(":") for part in body.split(";") if ":" in part
        )
        for names, body in DARK.findall(letter.html)
        for name in re.findall(r"\w+", names)
    }
    backgrounds = [rules[name]["background-color"] for name in ("page", "card")]
    for name in ("ink", "quiet", "code", "link"):
        assert min(contrast(rules[name]["color"], behind) for behind in backgrounds) >= 4.5
    for name in ("button", "first"):
        assert contrast(rules[name]["color"], rules[name]["background-color"]) >= 4.5
