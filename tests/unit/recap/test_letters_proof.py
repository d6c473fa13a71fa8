"""A meeting's letters in every language: light, the same in text as on the page, and in one language only."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from builders import HOST, OWNER
from lxml import html as lxml_html
from recap_builders import ITEMS, SAM, a_recap, read, with_item

import pipeline.languages
from pipeline.languages.load import load_languages
from pipeline.model import Address, Change, Mail, Preferences, ReplyReading, State
from pipeline.recap.letters import ask_letter, declined_letter, recap_letters, receipt_letter

MOST_BYTES = 100_000
SHORTEST = 12
PACKS = Path(pipeline.languages.__path__[0])
KINDS = ("recap", "host recap", "receipt", "ask", "declined")


def says(code: str) -> set[str]:
    """A pack's texts that have no blanks and are long enough to be one language's only."""
    todo, found = [tomllib.loads((PACKS / code / "texts.toml").read_text("utf-8"))], set()
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, str) and len(one) >= SHORTEST and "{" not in one:
            found.add(" ".join(one.split()))
    return found


@pytest.fixture(params=[(code, kind) for code in load_languages() for kind in KINDS], ids="-".join)
def letter(request, road):
    code, kind = request.param
    recap, dana = a_recap(), Address(address=OWNER, name="Dana Wolff")
    known = {key: Preferences(address=key, language=code) for key in (OWNER, HOST, SAM.address)}
    road = road | {"view": replace(road["view"], preferences=known)}
    mail = Mail(subject="Re: [7K2Q] Weekly sync", message_id="<r@x.example>", sender=dana)
    handed, accepted = with_item(recap, "A1", proposed_owner=SAM), with_item(recap, "A1", state=State.ACCEPTED)
    reading = ReplyReading(changes=(Change(verb="accept", code="A1"),))
    declined = (Change(verb="decline", code="A1"),)
    write = {
        "recap": lambda: recap_letters(recap, **road)[0][1],
        "host recap": lambda: recap_letters(recap, **road)[0][0],
        "receipt": lambda: receipt_letter(recap, accepted, reading, writer=dana, mail=mail, **road),
        "ask": lambda: ask_letter(handed, handed.items[0], asked_by=dana, **road)[0],
        "declined": lambda: declined_letter(recap, declined, writer=dana, **road)[0],
    }
    found = read(write[kind]())
    assert found.mail["Content-Language"] == code
    return code, found


def on_page(html: str) -> str:
    body = lxml_html.document_fromstring(html).body
    return " ".join(body.text_content().split())


def test_the_page_is_light(letter):
    assert len(letter[1].html.encode()) < MOST_BYTES


def test_every_item_and_code_on_the_page_stands_in_the_text(letter):
    text, page = " ".join(letter[1].text.split()), on_page(letter[1].html)
    shown = [said for item in ITEMS for said in (item.text, item.code) if re.search(rf"\b{re.escape(said)}", page)]
    assert shown
    assert [said for said in shown if said not in text] == []


def test_no_english_stands_in_a_letter_of_another_language(letter):
    code, found = letter
    foreign = says("en") - says(code)
    both = " ".join(found.text.split()) + " " + on_page(found.html)
    assert code == "en" or [said for said in foreign if re.search(rf"\b{re.escape(said)}", both)] == []
