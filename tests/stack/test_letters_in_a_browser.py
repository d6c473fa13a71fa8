"""Every letter as a browser shows it: fit for a phone and a desk, light and dark, and without its style sheet too."""

from __future__ import annotations

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from letter_builders import EVERY_LETTER, a_letter
from letter_words import without_sheet

pytestmark = pytest.mark.stack("chromium")

WIDTHS = (375, 900)
SCHEMES = ("light", "dark")
NARROWEST = 320
JUDGE = """colours => axe.run({resultTypes: ["violations"], rules: {"color-contrast": {enabled: colours}}})
  .then(found => found.violations)"""


@pytest.fixture(scope="module")
def page(browser):
    """One page for all of them, with what judges it already inside."""
    page = browser.new_page()
    page.goto("about:blank")
    page.evaluate(Axe().axe_script)
    yield page
    page.close()


@pytest.mark.parametrize(("name", "code"), [row for row in EVERY_LETTER if row[1] in {"en", "de"}])
@pytest.mark.parametrize("dressed", [True, False], ids=["styled", "bare"])
def test_nobody_is_shut_out(page, name, code, dressed):
    html = a_letter(name, code).html
    page.set_content(html if dressed else without_sheet(html))
    found = set()
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # Measuring colours takes most of the time, and they are the same in every language and at every width.
        colours = code == "en" and width == WIDTHS[0]
        found |= {(one["id"], node["html"][:200]) for one in page.evaluate(JUDGE, colours) for node in one["nodes"]}
    assert found == set()


@pytest.mark.parametrize("dressed", [True, False], ids=["styled", "bare"])
def test_nothing_stands_beside_a_narrow_phone(page, dressed):
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    wide = []
    for name, code in EVERY_LETTER:
        html = a_letter(name, code).html
        page.set_content(html if dressed else without_sheet(html))
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST:
            wide.append((name, code))
    assert wide == []


def test_what_judges_would_see_a_fault(page):
    page.set_content('<html lang="en"><title>x</title><main><h1 style="color:#ccc;background:#fff">pale</h1></main>')
    assert [one["id"] for one in page.evaluate(JUDGE, True)] == ["color-contrast"]
