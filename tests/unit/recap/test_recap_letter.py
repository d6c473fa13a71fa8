"""The recap as its readers get it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_policy
from lxml import html as lxml_html
from recap_builders import ITEMS, SAM, a_recap, an_item, read, with_item

from pipeline.kinds import KINDS
from pipeline.mail.route import find_route_keys
from pipeline.model import Address, Due, Mail, Person, State
from pipeline.recap.letters import recap_letters

READERS = (HOST, OWNER, OTHER)


def place(text: str, *words: str) -> list[int]:
    """Where the words stand; every one of them must."""
    assert [word for word in words if word not in text] == []
    return [text.index(word) for word in words]


def words_of(text: str) -> list[str]:
    """The words alone: no links, no dashes, no wrapping."""
    return re.findall(r"\w+", re.sub(r"\S+@\S+", "", text))


def links(html: str) -> list[tuple[str, str, str]]:
    """Label, address and body of every prefilled mail."""
    found = []
    for link in lxml_html.fromstring(html).iter("a"):
        parts = urlsplit(link.get("href"))
        assert parts.scheme == "mailto"
        body = parse_qs(parts.query, keep_blank_values=True).get("body", [""])[0]
        found.append((" ".join(link.text_content().split()), unquote(parts.path), body))
    return found


def test_every_reader_gets_one_with_a_token_of_their_own(road):
    letters, tokens = recap_letters(a_recap(), **road)
    assert [letter.to for letter in letters] == list(READERS)
    assert sorted(tokens.values()) == sorted(READERS)
    for letter in letters:
        to = str(read(letter).mail["Reply-To"])
        keys = find_route_keys(
            Mail(to=(Address(address=to.rpartition("<")[2].rstrip(">")),)),
            address=Address(address=NOTES_ADDRESS),
            separator="+",
        )
        assert [tokens[token] for token in keys.tokens] == [letter.to]


def test_the_same_recap_gives_the_same_letters(road):
    assert recap_letters(a_recap(), **road) == recap_letters(a_recap(), **road)


def test_a_quoted_letter_still_names_its_recap(letter_to):
    quoted = "".join(f"> {line}\n" for line in letter_to(OWNER).text.splitlines())
    keys = find_route_keys(Mail(text=quoted), address=Address(address=NOTES_ADDRESS), separator="+")
    assert len(keys.markers) == 1


def test_it_goes_out_in_the_thread_of_the_notes(letter_to):
    mail = letter_to(OWNER).mail
    assert mail["Subject"] == "Re: [7K2Q] Weekly sync"
    assert mail["In-Reply-To"] == mail["References"] == "<first@mail.acme.example>"


def test_yours_stands_before_everything_else(letter_to):
    text = letter_to(OWNER).text
    order = place(
        text, "YOURS\n", "PURPOSE\n", "WHO DOES WHAT\n", "DECIDED\n", "DID I GET THESE RIGHT?\n", "ONE QUESTION"
    )
    assert order == sorted(order)


def test_every_kind_has_its_section_in_the_order_of_the_table(letter_to, words):
    texts = words.language("en").texts
    order = place(letter_to(OWNER).text, *(texts(f"kinds.{kind}.heading").upper() + "\n" for kind in KINDS))
    assert order == sorted(order)


def test_an_item_says_owner_task_day_as_read_state_and_quote(letter_to):
    assert (
        "A1  Dana Wolff: send the budget\n"
        "    by Fri 27 Nov 2026 (“by Friday”) · waiting for an answer\n"
        "    “Dana will send the budget by Friday.”\n"
    ) in letter_to(OTHER).text


@pytest.mark.parametrize("owner", [Person(name="Ivo Berg"), Person(name="Ivo Berg", address="ivo@acme.example")])
def test_nobody_waits_for_the_answer_of_an_owner_who_got_no_letter(letter_to, owner):
    items = (an_item("A1", "action", "send the budget", owner=owner),)
    letter = letter_to(OTHER, a_recap(items))
    assert "A1  Ivo Berg: send the budget\n    no day yet\n" in letter.text
    assert "waiting for an answer" not in letter.html


def test_a_decision_says_why(letter_to):
    assert "D1  Ship the small version first\n    Why: the large one is not tested\n" in letter_to(OTHER).text


def test_two_readings_of_a_day_are_asked_and_not_chosen(letter_to):
    due = Due(phrase="5/6", readings=(date(2027, 5, 6), date(2027, 6, 5)))
    items = (an_item("A1", "action", "send it", owner=None, due=due, firm=False),)
    assert "“5/6” could be Thu 6 May 2027 or Sat 5 Jun 2027" in " ".join(letter_to(OTHER, a_recap(items)).text.split())


def test_a_doubtful_item_stands_in_no_firm_list(letter_to):
    text = letter_to(OWNER).text
    assert text.count("A4  Sam Holt: call the bank") == 1
    assert text.index("DID I GET THESE RIGHT?") < text.index("A4  Sam Holt")


def test_yes_to_all_leaves_the_doubtful_out(letter_to):
    items = (*ITEMS, an_item("A5", "action", "phone them", owner=ITEMS[0].owner, firm=False))
    bodies = [body for _, _, body in links(letter_to(OWNER, a_recap(items)).html)]
    assert "A1: ok\r\nA2: ok" in bodies


def test_a_tap_writes_to_the_readers_own_address(letter_to):
    letter = letter_to(OWNER)
    ours = letter.mail["Reply-To"].addresses[0].addr_spec
    tapped = links(letter.html)
    assert {address for _, address, _ in tapped} == {ours}
    assert ("Yes, mine", ours, "A1: ok") in tapped
    assert ("Someone else", ours, "A1: give it to ") in tapped


def test_a_plus_in_an_address_is_escaped_in_a_link(letter_to):
    assert "mailto:notes%2Br." in letter_to(OWNER).html


def test_only_the_host_sees_what_is_for_the_host(letter_to):
    host, others = letter_to(HOST).text, [letter_to(OWNER).text, letter_to(OTHER).text]
    for words in (
        "Who is Jo? Answer: Jo = address",
        "slides.pdf: I cannot read",
        f"Sam Holt ({OTHER})",
        "What I guessed",
    ):
        assert words in host
        assert [text for text in others if words in text] == []


def test_an_unknown_owner_is_not_asked_about_twice(letter_to):
    assert "A3, book the room" not in letter_to(HOST).text


def test_a_vague_item_is_asked_about_with_its_words(letter_to):
    assert "A2, look into the slow search: it has no day." in " ".join(letter_to(HOST).text.split())


def test_a_host_who_owns_nothing_is_told_so_once(letter_to):
    letter = letter_to(HOST)
    assert letter.text.count("Nothing here is yours") == letter.html.count("Nothing here is yours") == 1
    assert "YOURS" not in letter.text.splitlines()
    assert "Nothing in these notes" not in letter.text + letter.html


def test_anybody_else_who_owns_nothing_is_told_whom_to_tell_if_that_is_wrong(letter_to):
    letter = letter_to(OTHER, a_recap(ITEMS[-1:]))
    assert "Nothing in these notes is yours. If that is wrong, tell Mara Lindt." in " ".join(letter.text.split())


def test_a_recap_of_nothing_but_thanks_has_no_empty_sections(letter_to):
    text = letter_to(OWNER, a_recap(ITEMS[-1:])).text
    assert "THANKS TO" in text
    assert [heading for heading in ("DECIDED", "WHO DOES WHAT", "DID I GET", "ONE QUESTION") if heading in text] == []


@pytest.mark.parametrize("reader", READERS)
def test_both_parts_say_the_same(letter_to, reader):
    letter = letter_to(reader)
    page = lxml_html.fromstring(letter.html)
    for link in page.iter("a"):
        link.text = ""
    shown = set(words_of(page.find("body").text_content()))
    written = {word for word in words_of(letter.text) if not word.isupper()}
    assert {word for word in shown if word.casefold() not in letter.text.casefold()} == set()
    # The samples of answers are buttons in the other part.
    samples = {
        "ok",
        "done",
        "give",
        "to",
        "not",
        "me",
        "because",
        "should",
        "read",
        "with",
        "a",
        "line",
        "Answer",
        "such",
        "as",
        "Yes",
    }
    assert written - shown - samples == set()


@pytest.mark.parametrize("reader", READERS)
def test_plain_lines_are_short(letter_to, reader):
    lines = [line for line in letter_to(reader).text.splitlines() if "@" not in line]
    assert max(map(len, lines)) <= 76


def test_only_items_begin_a_line_with_a_code(letter_to):
    coded = re.findall(r"^([A-Z]\d+)(.*)$", letter_to(OTHER).text, re.MULTILINE)
    assert {code for code, _ in coded} <= {item.code for item in ITEMS}
    assert all(rest.startswith("  ") or "says" in rest or ":" in rest for _, rest in coded)


HOSTILE = (
    '<script>alert(1)</script><img src="http://evil.example/x.png"> {{ 7*7 }} {text.__class__}\r\nBcc: x@evil.example'
)


def test_words_of_the_notes_cannot_become_markup_headers_or_templates(road):
    recap = a_recap(
        (an_item("A1", "action", HOSTILE, quote=HOSTILE, owner_as_written=HOSTILE, reason=HOSTILE),),
        subject=HOSTILE,
        audience=(Address(address=OWNER, name=HOSTILE),),
        host=Address(address=HOST, name=HOSTILE),
    )
    letters, _ = recap_letters(recap, **road)
    for letter in map(read, letters):
        page = lxml_html.fromstring(letter.html)
        assert [element.tag for element in page.iter("script", "img", "iframe", "form")] == []
        assert letter.mail["Bcc"] is None
        assert "{{ 7*7 }} {text.__class__}" in " ".join(letter.text.split())


def test_an_endless_item_is_cut(letter_to):
    long = "word " * 5000
    assert len(letter_to(OTHER, a_recap((an_item("A1", "action", long, quote=long),))).text) < 4000


def test_a_full_recap_stays_below_what_mail_programs_cut_off(road):
    items = tuple(
        an_item(f"A{n}", "action", f"task number {n} of a long meeting", owner=ITEMS[0].owner) for n in range(1, 31)
    )
    letters, _ = recap_letters(a_recap(items), **road)
    # Gmail shows the first 102 KB of a letter's HTML.
    assert max(len(read(letter).html.encode()) for letter in letters) < 102_000


def test_the_separator_of_the_operator_is_used(road):
    letters, _ = recap_letters(a_recap(), **{**road, "policy": a_policy(separator="-")})
    assert read(letters[0]).mail["Reply-To"].addresses[0].addr_spec.startswith("notes-r.")


def test_an_owner_who_was_handed_something_is_shown_as_waiting(letter_to):
    recap = with_item(a_recap(), "A1", proposed_owner=ITEMS[3].owner)
    assert "handed to Sam Holt, who has not answered yet" in " ".join(letter_to(HOST, recap).text.split())


def test_what_is_yours_is_said_once_and_only_named_among_the_others(letter_to):
    text = letter_to(OWNER).text
    assert text.count("Dana will send the budget by Friday.") == 1
    assert "A1  Dana Wolff (you): send the budget" in text


def test_who_helps_and_who_was_there_is_named(road):
    recap = with_item(a_recap(), "A1", helpers=(SAM,))
    text = read(recap_letters(recap, **road)[0][1]).text
    assert "- Help from: Sam Holt (A1)" in text
    assert "- At the table for D1, D2: Mara Lindt, Dana Wolff, Sam Holt" in text


def test_whoever_decided_alone_is_no_table(road):
    recap = a_recap(meeting=replace(a_recap().meeting, attendees=()))
    assert "At the table" not in read(recap_letters(recap, **road)[0][1]).text


def test_what_is_over_needs_no_day(letter_to):
    recap = with_item(a_recap(), "A3", state=State.DONE, owner=SAM)
    assert "no day yet · done" not in letter_to(OWNER, recap).text
