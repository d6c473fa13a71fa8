"""What every letter's HTML owes its readers: a phone, a dark room, a screen reader, a program that drops styles."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise

import pytest
from builders import HOST, OWNER, a_policy
from follow_builders import a_view, letters
from lxml import html as lxml_html
from recap_builders import SAM, a_recap, read, with_item

from pipeline.log.letters import Asking, answer_letter, help_letter
from pipeline.model import Address, Change, Entry, Letter, Looked, Mail, Question, ReplyReading, State, Unclear
from pipeline.outcome import Reason
from pipeline.recap.letters import ask_letter, declined_letter, recap_letters, receipt_letter, refusal_letter
from pipeline.recap.notices import About, notice_letter, personal_letter
from pipeline.recap.operator import operator_letters

DARK = re.compile(r"\.([\w, .]+)\{([^}]*)\}")


@pytest.fixture(
    params=[
        *("recap", "host recap", "receipt", "ask", "declined", "refusal", "operator", "log", "mine", "help"),
        *("reminder", "progress", "wake", "summary"),
        *("notice", "personal"),
    ]
)
def letter(request, road):
    recap, dana = a_recap(), Address(address=OWNER, name="Dana Wolff")
    mail = Mail(subject="Re: [7K2Q] Weekly sync", message_id="<r@x.example>", sender=dana)
    handed = with_item(recap, "A1", proposed_owner=SAM)
    accepted = with_item(recap, "A1", state=State.ACCEPTED)
    reading = ReplyReading(
        changes=(Change(verb="accept", code="A1"),),
        unclear=(Unclear(text="the other one", question="unsure", choices=("A2", "A3")),),
    )
    entries = tuple(Entry(recap=recap, item=item) for item in recap.items)
    asking = Asking(asker=dana, mail=mail, language=road["knowledge"].language("en"), **road)
    write = {
        "recap": lambda: recap_letters(recap, **road)[0][1],
        "host recap": lambda: recap_letters(recap, **road)[0][0],
        "receipt": lambda: receipt_letter(recap, accepted, reading, writer=dana, mail=mail, **road),
        "ask": lambda: ask_letter(handed, handed.items[0], asked_by=dana, **road)[0],
        "declined": lambda: declined_letter(recap, (Change(verb="decline", code="A1"),), writer=dana, **road)[0],
        "refusal": lambda: refusal_letter(Reason.NO_NOTES, mail, **road),
        "log": lambda: answer_letter(Looked(question=Question(said="digest"), entries=entries), asking),
        "mine": lambda: answer_letter(
            Looked(question=Question(said="mine", mine=True, still_open=True), entries=entries[:2]), asking
        ),
        "help": lambda: help_letter(asking),
        **{kind: partial(follow, OWNER, kind) for kind in ("reminder", "progress", "wake")},
        "summary": partial(follow, HOST, "summary"),
        "notice": lambda: notice_letter(
            About.OBJECTED,
            recap,
            with_item(recap, "D1", firm=False, doubt="objected"),
            ("D1",),
            reader=recap.host,
            who=dana,
            changes=(Change(verb="object", code="D1", text="the small one has no search"),),
            **road,
        )[0],
        "personal": lambda: personal_letter("forget", reader=dana, mail=mail, answers=("forget",), **road),
        "operator": lambda: operator_letters(
            Reason.BOUNCE, address=OWNER, **(road | {"policy": a_policy(operator=HOST)})
        )[0],
    }
    return read(write[request.param]())


def follow(reader: str, kind: str) -> Letter:
    """A letter that goes out by itself."""
    return letters(a_view(reader))[kind]


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


def test_tables_are_marked_as_layout(page):
    assert [table for table in page.iter("table") if table.get("role") != "presentation"] == []


def test_lists_hold_list_items_only(page):
    assert [child.tag for found in page.iter("ul", "ol") for child in found if child.tag != "li"] == []


def test_nothing_is_loaded_from_outside(letter, page):
    assert list(page.iter("img", "link", "script", "iframe", "object", "form", "input")) == []
    assert re.search(r"(?i)url\(|@import|https?://", letter.html) is None


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


def own(element, what: str) -> str | None:
    found = re.search(rf"(?:^|;)\s*{what}:\s*(#[0-9a-f]{{6}})", element.get("style") or "")
    return found[1] if found else None


def behind(element) -> str:
    while element is not None:
        if colour := own(element, "background-color"):
            return colour
        element = element.getparent()
    return "#ffffff"


def contrast(one: str, other: str) -> float:
    """WCAG 2: the ratio of relative luminances."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
