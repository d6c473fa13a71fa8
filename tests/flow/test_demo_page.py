"""The page of the demo in a real browser, over the whole program: forward, read, answer, see the receipt."""

from __future__ import annotations

import re

import pytest
from stack.servers import need

from workers.demo.clock import DemoClock
from workers.demo.run import PASSWORD, demo_settings, running
from workers.demo.serve import bind, open_house, serving
from workers.desk import Desk

pytestmark = pytest.mark.stack("chromium")

NOTES = """\
Projektrunde am Montag
Teilnehmer: Mara Lindt, Ana Ruiz
- Ana schickt Mara bis Freitag das Angebot.
- Beschluss: Wir starten mit der kleinen Fassung.
"""
SECONDS = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page over a running program that has had no mail yet."""
    clock = DemoClock()
    with Desk(password=PASSWORD, clock=clock) as desk:
        settings = demo_settings(desk, tmp_path_factory.mktemp("demo"))
        with running(settings, clock), open_house(desk, settings, clock) as house, serving(house, bind(0)) as address:
            yield address


@pytest.fixture(scope="module")
def browser():
    """The browser of the system; none is ever fetched."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where it is missing, so is the browser

    path = need("chromium", server="chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address):
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    context.set_default_timeout(SECONDS)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    yield page
    context.close()
    assert page.faults == []


@pytest.fixture(scope="module")
def forwarded(browser, address):
    """Mara has pasted her notes; the recap is in Ana's mailbox."""
    page = browser.new_page(base_url=address)
    page.set_default_timeout(SECONDS)
    page.goto("/people/mara/forward")
    page.get_by_label("Notes", exact=True).fill(NOTES)
    page.get_by_label("Subject").fill("Projektrunde")
    page.get_by_role("button", name="Send the notes").click()
    page.goto("/people/ana")
    # Nobody loads the page again: the recap comes by itself.
    page.get_by_role("link", name=re.compile("recap")).wait_for()
    page.close()


def faults_of(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    return [f"{fault['id']}: {fault['help']}" for fault in Axe().run(page).response["violations"]]


def test_notes_come_back_as_a_recap_that_an_ok_answers(page, forwarded):
    page.goto("/people/ana")
    page.get_by_role("link", name=re.compile("recap")).click()
    letter = page.frame_locator("iframe")
    # A frame has an empty body until its letter is there: wait for the words, do not read what stands there now.
    letter.get_by_text("Ana Ruiz").first.wait_for()
    letter.get_by_role("link").first.click()
    assert page.get_by_label("Answer as Ana").input_value().startswith("A1: ok")
    page.get_by_label("Answer as Ana").fill("ok")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("link", name=re.compile("receipt")).click()
    page.frame_locator("iframe").get_by_text("A1").first.wait_for()


def test_the_timeline_tells_what_became_of_a_mail(page, forwarded):
    page.goto("/")
    told = page.locator(".doings > li").filter(has_text="Mara Lindt wrote")
    told.filter(has_text="read as notes").filter(has_text="to Ana Ruiz").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", "/people/ana", "/people/ana/mails/1", "/people/ana/mails/2?answer=ok", "/people/mara/forward", "/gone"],
)
def test_nobody_is_shut_out_of_the_page(page, forwarded, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_next_morning_brings_what_was_due(page, forwarded):
    page.goto("/")
    before = page.locator("#now").get_attribute("datetime")
    page.get_by_role("button", name="A week on").click()
    page.get_by_role("heading", name="A letter was due").first.wait_for()
    assert page.locator("#now").get_attribute("datetime") > before


@pytest.mark.parametrize(("content", "told"), [(b"", "That file is empty"), (b"- Ana ruft an.", "Your notes are sent")])
def test_a_file_is_sent_or_the_fault_is_named(page, content, told):
    page.goto("/people/ben/forward")
    page.get_by_label("Or a file").set_input_files({"name": "a.md", "mimeType": "text/markdown", "buffer": content})
    page.get_by_role("button", name="Send the notes").click()
    page.get_by_text(told).wait_for()
