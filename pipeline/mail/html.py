"""HTML to the text a person sees, with what notes need kept: headings, lists, tables and quotes as lines.

inscriptis lays the page out as a browser would. Before that, headings get
their mark, data tables become rows between bars and quotes get their ">", so
that the rest of the road reads HTML and plain mail alike.
"""

from __future__ import annotations

import re

from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import html as lxml_html
from lxml.etree import ParserError, XMLSyntaxError

MOST_CHARACTERS = 2_000_000
MOST_NESTED_QUOTES = 20
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HIDDEN = ("script", "style", "head", "title", "template", "noscript")


def html_to_text(page: str) -> str:
    """The visible text of a page or a part of one. Never raises; what is no HTML comes back as it was."""
    page = re.sub(r"<\?xml[^>]*\?>", "", page[:MOST_CHARACTERS]).replace("\x00", "")
    if not page.strip():
        return ""
    try:
        tree = lxml_html.document_fromstring(page)
    except (ParserError, XMLSyntaxError, ValueError, AssertionError):
        return re.sub(r"<[^>]{0,500}>", " ", page)
    for element in list(tree.iter(*HIDDEN)):
        _replace(element, "")
    for element in list(tree.iter(*HEADINGS)):
        words = " ".join("".join(map(str, element.itertext())).split())
        if words:
            _replace(element, f"{'#' * int(element.tag[1])} {words}")
    for table in reversed(list(tree.iter("table"))):
        rows = _data_rows(table)
        if rows:
            _replace(table, "\n".join(f"| {' | '.join(row)} |" for row in rows))
    quotes = list(tree.iter("blockquote"))[:MOST_NESTED_QUOTES]
    for quote in reversed(quotes):
        lines = _layout(quote).strip("\n").split("\n")
        _replace(quote, "\n".join(f"> {line}".rstrip() for line in lines))
    return _tidy(_layout(tree))


def _layout(tree: lxml_html.HtmlElement) -> str:
    return str(Inscriptis(tree, ParserConfig(css=STRICT_CSS_PROFILE)).get_text())


def _replace(element: lxml_html.HtmlElement, text: str) -> None:
    """Put preformatted text in an element's place, or nothing."""
    parent = element.getparent()
    if parent is None:
        return
    if not text:
        element.drop_tree()
        return
    block = lxml_html.Element("pre")
    block.text = text
    block.tail = element.tail
    parent.replace(element, block)


def _data_rows(table: lxml_html.HtmlElement) -> list[list[str]]:
    """The cells of a table of data; empty for a table that only lays out a page."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return []
    rows = [
        [" ".join("".join(map(str, cell.itertext())).split()).replace("|", "/") for cell in row.iter("td", "th")]
        for row in table.iter("tr")
    ]
    rows = [row for row in rows if any(row)]
    widths = {len(row) for row in rows}
    is_data = len(rows) >= 2 and len(widths) == 1 and widths.pop() >= 2
    return rows if is_data and all(len(cell) < 500 for row in rows for cell in row) else []


def _tidy(text: str) -> str:
    lines = (line.rstrip().replace("\xa0", " ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
