"""The words of a letter as somebody reads them: its page block by block, its text without its line ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import html as lxml_html
from recap_builders import Read

BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "td", "div", "caption", "th")
SHEET = re.compile(r"<style>.{0,20000}?</style>", re.DOTALL)
TAPPED = ("first", "button")


def flatten(text: str) -> str:
    return " ".join(text.split())


@cache
def on_page(letter: Read) -> list[str]:
    """What each block of the page says, without what is tapped."""
    body = lxml_html.document_fromstring(letter.html.replace("<br>", " ")).body
    for link in list(body.iter("a")):
        if link.get("class") in TAPPED:
            link.drop_tree()
    inner = [one for one in body.iter(*BLOCKS) if not any(True for child in one.iter(*BLOCKS) if child is not one)]
    return [said for one in inner if (said := flatten(one.text_content()))]


@dataclass(frozen=True)
class Tapped:
    """An answer on the page: what is tapped, where it goes, what is then written."""

    label: str
    to: str
    body: str


@cache
def tapped(letter: Read) -> list[Tapped]:
    body = lxml_html.document_fromstring(letter.html).body
    return [_read_link(link) for link in body.iter("a") if link.get("class") in TAPPED]


def _read_link(link) -> Tapped:
    parts = urlsplit(link.get("href"))
    written = "".join(parse_qs(parts.query, keep_blank_values=True)["body"])
    return Tapped(label=flatten(link.text_content()), to=unquote(parts.path), body=written)


def without_sheet(html: str) -> str:
    """The page without its style sheet: Gmail drops it where it shows a letter of another account."""
    return SHEET.sub("", html)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))
