"""HTML to the text a person sees, with what notes need kept: headings, lists, tables and quotes as lines.

inscriptis lays the page out as a browser would. Before that, headings get
their mark, data tables become rows between bars and quotes get their ">", so
that the rest of the road reads HTML and plain mail alike.
"""

from __future__ import annotations

import re
from itertools import islice

from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import html as lxml_html

# A page takes a second or two for a million characters; half of that is more than any notes.
MOST_CHARACTERS = 500_000
# What XML cannot hold, and nobody can see.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_NESTED_QUOTES = 20
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NEW_LINES = {"br", "p", "div", "li", "tr"}
BULLETS = {"•", "·", "◦", "▪", "-", "*", ""}
MOST_IN_CELL = 500
VAST = re.compile(r"(?i)(?:margin|padding)[^;]{0,100}\d{4}")
HIDDEN = ("script", "style", "head", "title", "template", "noscript")
# How programs mark the signature that they add, and the quote below or above it.
SIGNATURE_CLASSES = {"gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block"}
SIGNATURE_IDS = {"signature", "applemailsignature", "ms-outlook-mobile-signature"}
QUOTE_CLASSES = {"gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-forward-container"}
MOST_IN_SIGNATURE = 1_000
MOST_SIGNATURES = 5
DELIMITER = re.compile(r"\s*--\s*")


def html_to_text(page: str, *, most: int = MOST_CHARACTERS) -> str:
    """The visible text of a page or a part of one. Never raises; what is no HTML comes back as it was."""
    page = CONTROL.sub("", re.sub(r"<\?xml[^>]{0,500}\?>", "", page[:most]))
    if not page.strip():
        return ""
    try:
        return _read_page(page)
    except Exception:  # noqa: BLE001 - whatever a stranger's page makes two parsers do
        return re.sub(r"<[^>]{0,500}>", " ", page)


def _read_page(page: str) -> str:
    tree = lxml_html.document_fromstring(page)
    _write_out(tree)
    _drop_signatures(tree)
    for table in reversed(list(tree.iter("table"))):
        _read_table(table)
    quotes = list(tree.iter("blockquote"))[:MOST_NESTED_QUOTES]
    for quote in reversed(quotes):
        lines = _layout(quote).strip("\n").split("\n")
        _replace(quote, "\n".join(f"> {line}".rstrip() for line in lines))
    return _tidy(_layout(tree))


def _write_out(tree: lxml_html.HtmlElement) -> None:
    """Says in text what a page says by its elements: headings and boxes; hides what nobody sees."""
    for element in list(tree.iter(*HIDDEN)):
        _replace(element, "")
    for element in list(tree.iter("pre")):
        _replace(element, _text_of(element))
    for element in list(tree.iter(*HEADINGS)):
        words = _words_of(element)
        if words:
            _replace(element, f"{'#' * int(element.tag[1])} {words}")
    for element in tree.xpath("//*[@style]"):
        if VAST.search(element.get("style")):
            # Room of a million lines would be laid out as that many.
            element.attrib.pop("style")
    for element in list(tree.iter("input")):
        if element.get("type") == "checkbox":
            element.tag = "span"
            element.text = "[x] " if element.get("checked") is not None else "[ ] "


def _drop_signatures(tree: lxml_html.HtmlElement) -> None:
    """Takes out what the program says is a signature: without its edges, words typed below it would be part of it.

    One that nothing stands above may hold the answer: people type where the program puts them.
    """
    signatures = (element for element in tree.iter("div", "span", "p", "table") if _is_signature(element))
    for element in list(islice(signatures, MOST_SIGNATURES)):
        above = [text for text in element.xpath("preceding::text()") if text.strip()]
        quotes = element.xpath("ancestor::*[self::blockquote or @class] | descendant::blockquote")
        if not above or len(_text_of(element)) > MOST_IN_SIGNATURE or any(map(_is_quote, quotes)):
            continue
        if DELIMITER.fullmatch(above[-1]) and above[-1].is_tail:
            above[-1].getparent().tail = None
        element.drop_tree()


def _is_signature(element: lxml_html.HtmlElement) -> bool:
    named = element.get("id", "").lower() in SIGNATURE_IDS
    return named or not SIGNATURE_CLASSES.isdisjoint(element.get("class", "").split())


def _is_quote(element: lxml_html.HtmlElement) -> bool:
    return element.tag == "blockquote" or not QUOTE_CLASSES.isdisjoint(element.get("class", "").split())


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
    block.text = CONTROL.sub("", text)
    block.tail = element.tail
    parent.replace(element, block)


def _read_table(table: lxml_html.HtmlElement) -> None:
    """Rows of data stand between bars, pairs of label and value behind a colon; a table of layout is no table."""
    rows = _data_rows(table)
    if not rows:
        for element in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th", "caption")]:
            element.tag = "div"
    elif all(len(row) == 2 and row[0].endswith((":", "：")) for row in rows):
        _replace(table, "\n".join(" ".join(row) for row in rows))
    elif all(row[0] in BULLETS for row in rows):
        _replace(table, "\n".join(f"- {' '.join(row[1:])}" for row in rows))
    else:
        _replace(table, "\n".join(f"| {' | '.join(row)} |" for row in rows))


def _data_rows(table: lxml_html.HtmlElement) -> list[list[str]]:
    """The cells of a table of data; empty for a table that only lays out a page."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return []
    rows = [[_words_of(cell).replace("|", "/") for cell in row.iter("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if any(row)]
    widths = {len(row) for row in rows}
    is_data = len(rows) >= 2 and len(widths) == 1 and widths.pop() >= 2
    return rows if is_data and all(len(cell) < MOST_IN_CELL for row in rows for cell in row) else []


def _words_of(element: lxml_html.HtmlElement) -> str:
    """The text of an element on one line."""
    return " ".join(_text_of(element).split())


def _text_of(element: lxml_html.HtmlElement) -> str:
    """The text of an element; what a browser puts on a new line is on one."""
    parts = [str(element.text or "")]
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            parts += ["\n" if inner.tag in NEW_LINES else "", str(inner.text or "")]
        parts.append(str(inner.tail or ""))
    return "".join(parts)


def _tidy(text: str) -> str:
    lines = (line.rstrip().replace("\xa0", " ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
