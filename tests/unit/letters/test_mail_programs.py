"""What Gmail, Outlook for Windows and Apple Mail do not know carries no meaning in our letters."""

from __future__ import annotations

import re

import pytest
from letter_builders import LETTERS, a_letter
from letter_colours import behind, contrast, own
from letter_support import PROGRAMS, read_support
from lxml import html as lxml_html

SUPPORT = read_support()
DECLARED = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)")
AT_RULE = re.compile(r"@([\w-]+)\s*(?:\(([\w-]+))?")


@pytest.fixture(params=LETTERS)
def page(request):
    return lxml_html.document_fromstring(a_letter(request.param, "en").html)


def declared(page) -> list[tuple[str, str]]:
    styles = [element.get("style") for element in page.iter() if element.get("style")]
    rules = [body for sheet in page.iter("style") for body in re.findall(r"\{([^{}]*)\}", sheet.text)]
    return [found for style in (*styles, *rules) for found in DECLARED.findall(style)]


def test_every_property_is_in_the_table(page):
    assert {name for name, _ in declared(page)} <= {*SUPPORT["css"]}


def test_every_at_rule_is_in_the_table(page):
    named = {name for sheet in page.iter("style") for found in AT_RULE.findall(sheet.text) for name in found if name}
    assert named <= {*SUPPORT["rule"]}


def test_every_element_and_attribute_is_in_the_table(page):
    assert {element.tag for element in page.iter()} <= {*SUPPORT["element"]}
    assert {name for element in page.iter() for name in element.attrib} <= {*SUPPORT["attribute"]}


def test_nothing_is_hidden_by_a_style(page):
    shown = {"block", "inline-block"}
    assert {value.strip() for name, value in declared(page) if name == "display"} <= shown


def test_words_can_be_read_where_only_what_all_programs_know_is_left(page):
    for element in page.iter():
        kept = [(name, value) for name, value in DECLARED.findall(element.get("style") or "") if is_known(name)]
        element.set("style", ";".join(f"{name}:{value}" for name, value in kept))
    for element in page.iter():
        colour = own(element, "color")
        if colour and (element.text_content() or "").strip():
            assert contrast(colour, behind(element)) >= 4.5, lxml_html.tostring(element)[:120]


def is_known(name: str) -> bool:
    return all(SUPPORT["css"][name][program] == "y" for program in PROGRAMS)


@pytest.mark.parametrize("sort", SUPPORT)
def test_what_happens_without_it_is_said_where_a_program_lacks_it(sort):
    lacking = [row for row in SUPPORT[sort].items() if any(row[1][program] != "y" for program in PROGRAMS)]
    assert [name for name, row in lacking if not row["without"]] == []


def test_the_table_holds_only_what_is_used():
    pages = [lxml_html.document_fromstring(a_letter(name, "en").html) for name in LETTERS]
    used = {name for page in pages for name, _ in declared(page)}
    assert {*SUPPORT["css"]} - used == set()
