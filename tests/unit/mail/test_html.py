"""HTML becomes the text a person sees, with what notes need kept."""

from __future__ import annotations

import time

import pytest

from pipeline.mail.html import html_to_text


def lines(page: str) -> list[str]:
    return [line.strip() for line in html_to_text(page).splitlines() if line.strip()]


def test_headings_keep_their_level():
    assert lines("<h1>Weekly</h1><h3>Next <b>steps</b></h3><p>Dana</p>") == ["# Weekly", "### Next steps", "Dana"]


def test_lists_keep_their_items_and_depth():
    page = (
        "<ul><li>Dana sends it<ul><li>by Friday</li></ul></li><li>Bo waits</li></ul><ol><li>one</li><li>two</li></ol>"
    )
    text = html_to_text(page)
    assert lines(page) == ["* Dana sends it", "+ by Friday", "* Bo waits", "1. one", "2. two"]
    inner = next(line for line in text.splitlines() if "Friday" in line)
    outer = next(line for line in text.splitlines() if "Bo" in line)
    assert len(inner) - len(inner.lstrip()) > len(outer) - len(outer.lstrip())


def test_a_table_of_data_becomes_rows():
    page = "<table><tr><th>Owner</th><th>Task</th></tr><tr><td>Dana</td><td>Budget<br>of 2027</td></tr></table>"
    assert lines(page) == ["| Owner | Task |", "| Dana | Budget of 2027 |"]


def test_a_bar_inside_a_cell_does_not_make_a_cell():
    page = "<table><tr><td>a|b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>"
    assert lines(page) == ["| a/b | c |", "| d | e |"]


def test_labels_and_values_become_header_lines():
    rows = "<tr><th>From: </th><td>Bo &lt;bo@acme.example&gt;</td></tr><tr><th>Date: </th><td>Friday</td></tr>"
    page = f"<table>{rows}</table>"
    assert lines(page) == ["From: Bo <bo@acme.example>", "Date: Friday"]


def test_bullets_drawn_by_a_table_become_bullets():
    page = "<table><tr><td>•</td><td>Dana</td></tr><tr><td>•</td><td>Bo</td></tr></table>"
    assert lines(page) == ["- Dana", "- Bo"]


def test_a_table_of_layout_is_read_cell_by_cell():
    page = "<table><tr><td><table><tr><td><p>Dana sends it.</p></td></tr></table></td><td>Bo waits.</td></tr></table>"
    assert lines(page) == ["Dana sends it.", "Bo waits."]


def test_boxes_say_whether_they_are_ticked():
    page = "<p><input type=checkbox checked> done</p><p><input type=checkbox> open</p>"
    assert lines(page) == ["[x] done", "[ ] open"]


def test_preformatted_text_keeps_its_lines():
    assert lines("<pre><font><span>Dana:\n- budget\n- room</span></font></pre>") == ["Dana:", "- budget", "- room"]


def test_quotes_get_their_marks():
    page = "<p>Yes.</p><blockquote><p>A1: budget</p><blockquote>older</blockquote></blockquote>"
    assert [line for line in lines(page) if line != ">"] == ["Yes.", "> A1: budget", "> > older"]


@pytest.mark.parametrize(
    "hidden",
    ["<script>Dana</script>", "<style>p{}</style>", "<title>Dana</title>", '<div style="display:none">Dana</div>'],
)
def test_what_nobody_sees_is_not_read(hidden):
    assert lines(f"<html><head></head><body>{hidden}<p>Bo waits.</p></body></html>") == ["Bo waits."]


SIGNATURES = [
    '-- <br><div class="gmail_signature"><div>Dana Wolff</div></div>',
    '<span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">Dana Wolff</div>',
    '<div class="moz-signature">-- <br>Dana Wolff</div>',
    '<div class="protonmail_signature_block">Dana Wolff</div>',
    '<div id="Signature"><p>Dana Wolff</p></div>',
    '<div id="AppleMailSignature">Dana Wolff</div>',
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_words_below_a_signature_that_the_program_marks_are_no_part_of_it(signature):
    page = f"<div>Yes.</div><blockquote>A1: budget</blockquote>{signature}<div>And A2 too.</div>"
    assert [line for line in lines(page) if line != ">"] == ["Yes.", "> A1: budget", "And A2 too."]


@pytest.mark.parametrize(
    "page",
    [
        '<div class="gmail_signature">ok</div><blockquote>A1</blockquote>',
        '<div>Hi</div><div class="gmail_quote"><div>notes</div><div class="gmail_signature">ok</div></div>',
        '<div>Hi</div><blockquote><div class="moz-signature">ok</div></blockquote>',
        f'<div>Hi</div><div id="Signature">{"long words " * 100}ok</div>',
    ],
    ids=["nothing above", "in a forward", "in a quote", "a page long"],
)
def test_a_signature_that_may_be_more_stays(page):
    assert "ok" in html_to_text(page)


@pytest.mark.parametrize(
    "page", ["", "   ", "<", "<>", "<!doctype html>", "<!-- only a comment -->", "\0", "<?xml version='1.0'?>", "]]>"]
)
def test_a_page_without_words_is_empty_or_itself(page):
    assert len(html_to_text(page)) <= len(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Dana sends it.",
        "<table><tr><td>Dana sends it.",
        "<ul><li>Dana sends it.</p></div>",
        "<p>Dana sends it.</p><script>",
        "<?xml version='1.0' encoding='utf-16'?><p>Dana sends it.</p>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><p>Dana sends it.</p>",
        "<blockquote>\x1b&#27;&#xD800;Dana sends it.</blockquote>",
        "<h2>\x08Dana sends it.&#8;</h2>",
    ],
)
def test_a_broken_page_keeps_its_words(page):
    assert "Dana sends it." in html_to_text(page)


def test_entities_of_a_page_are_not_fetched():
    page = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>"
    assert "root" not in html_to_text(page)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "x",
        "<blockquote>" * 5_000 + "x",
        "<table><tr><td>" * 3_000 + "x",
        "<ul><li>" * 3_000 + "x",
        "<p>x</p>" * 50_000,
        "<" * 500_000,
        "&amp;" * 200_000,
        "<table>" + "<tr><td>a</td><td>b</td></tr>" * 10_000 + "</table>",
    ],
)
def test_a_hostile_page_is_read_in_bounded_time(page):
    begin = time.thread_time()
    html_to_text(page)
    assert time.thread_time() - begin < 5
