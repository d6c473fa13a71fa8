"""From notes to items: what is found, whose it is, by when, and what is only asked."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from pipeline.model import Item, Notes, Person
from pipeline.notes.read import read_notes

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = (
    Person(name="Mara Lindt", address="mara@acme.example"),
    Person(name="Dana Wolff", address="dana@acme.example"),
    Person(name="Sam Holt", address="sam@acme.example"),
)


@pytest.fixture(scope="module")
def items(knowledge):
    def read(text: str, *, language: str = "en", **values) -> tuple[Item, ...]:
        given = {"people": PEOPLE, "author": PEOPLE[0], "sent_at": MONDAY, **values}
        notes = Notes(text=text, **given)
        return read_notes(notes, knowledge=knowledge, timezone="UTC", language=language).items

    return read


def firm(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in items if item.firm]


def owner(item: Item) -> str:
    return item.owner.name if item.owner else item.owner_as_written


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("ACTION: renew the certificate", "action", "renew the certificate"),
        ("**Action item**: renew the certificate", "action", "renew the certificate"),
        ("AI: renew the certificate", "action", "renew the certificate"),
        ("#action renew the certificate", "action", "renew the certificate"),
        ("[ACTION] renew the certificate", "action", "renew the certificate"),
        ("TODO renew the certificate", "action", "renew the certificate"),
        ("todo: renew the certificate", "action", "renew the certificate"),
        ("- Next step - renew the certificate", "action", "renew the certificate"),
        ("Long talk, so ACTION: renew the certificate", "action", "renew the certificate"),
        ("- [ ] renew the certificate", "action", "renew the certificate"),
        ("☐ renew the certificate", "action", "renew the certificate"),
        ("RESOLVED: the gate stays open", "decision", "the gate stays open"),
        ("#agreed the gate stays open", "decision", "the gate stays open"),
        ("AGREED the gate stays open", "decision", "the gate stays open"),
        ("Decision: the gate stays open", "decision", "the gate stays open"),
        ("Question: who has the key?", "question", "who has the key?"),
        ("Risk: the key is lost", "risk", "the key is lost"),
        ("Assumption: the key fits", "assumption", "the key fits"),
        ("Experiment: meet without slides in June", "experiment", "meet without slides in June"),
        ("Parked: the new logo", "parking", "the new logo"),
        ("Kudos: Sam for the party", "kudos", "Sam for the party"),
        ("# Next steps\n- renew the certificate", "action", "renew the certificate"),
        ("Action items from today:\n* renew the certificate", "action", "renew the certificate"),
        ("Next up (priorities)\n- renew the certificate", "action", "renew the certificate"),
        ("# Decisions\n- the gate stays open", "decision", "the gate stays open"),
        ("## Open questions\n- who has the key?", "question", "who has the key?"),
        ("# Blockers\n- the key is lost", "risk", "the key is lost"),
        ("Parking lot\n- the new logo", "parking", "the new logo"),
        ("| Action | Owner |\n|---|---|\n| renew the certificate | |", "action", "renew the certificate"),
        ("| Topic | Decision |\n|---|---|\n| Gate | the gate stays open |", "decision", "the gate stays open"),
    ],
)
def test_what_is_marked_is_firm_and_explicit(items, text, kind, said):
    (item,) = items(text)
    assert (item.kind, item.text, item.firm, item.explicit) == (kind, said, True, True)


@pytest.mark.parametrize(
    "text",
    [
        "# Action items\n- None",
        "# Action items\n- n/a",
        "# Blockers\n- https://example.org/board",
        "- [x] renew the certificate",
        "# Action items\n- renew the certificate - done",
        "# Action items\n- renew the certificate ✅",
        "# Done\n- Sam will renew the certificate",
        "# Attendees\n- Dana Wolff will join",
        "# Agenda\n- Review the budget",
        "| Task | Owner | Status |\n|---|---|---|\n| renew it | Sam | done |",
        "# Action items\n- The next meeting is on 12 May",
        "",
    ],
)
def test_what_is_empty_done_or_planned_talk_is_nothing(items, text):
    assert items(text) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dana will renew the certificate.", "Dana Wolff"),
        ("Dana to renew the certificate.", "Dana Wolff"),
        ("Dana is going to renew the certificate.", "Dana Wolff"),
        ("Dana hopes to renew the certificate.", "Dana Wolff"),
        ("Dana volunteered to renew the certificate.", "Dana Wolff"),
        ("The group asked Dana to renew the certificate.", "Dana Wolff"),
        ("Dana was asked to renew the certificate.", "Dana Wolff"),
        ("I will renew the certificate.", "Mara Lindt"),
        ("- Dana: renew the certificate", "Dana Wolff"),
        ("@dana will renew the certificate.", "Dana Wolff"),
        ("# Actions\n- Dana: renew the certificate", "Dana Wolff"),
        ("# Actions\n- Dana - renew the certificate", "Dana Wolff"),
        ("# Actions\n- [Dana] renew the certificate", "Dana Wolff"),
        ("# Actions\n- renew the certificate (Dana)", "Dana Wolff"),
        ("# Actions\n- renew the certificate -> Dana", "Dana Wolff"),
        ("# Actions\n- renew the certificate - DW", "Dana Wolff"),
        ("# Actions\n- renew the certificate @dana", "Dana Wolff"),
        ("# Actions\n- Renew the certificate. Tell the bank. Dana.", "Dana Wolff"),
        ("TODO(dana): renew the certificate", "Dana Wolff"),
        ("ACTION: Dana to renew the certificate", "Dana Wolff"),
        ("ACTION: D. Wolff to renew the certificate", "Dana Wolff"),
        ("- [ ] @Dana Wolff renew the certificate", "Dana Wolff"),
        ("# Dana\n## Next\n- renew the certificate", "Dana Wolff"),
        ("| Task | Owner |\n|---|---|\n| renew the certificate | Dana |", "Dana Wolff"),
        ("# Actions\n- Priya to renew the certificate", "Priya"),
        ("The finance committee will renew the certificate.", "finance committee"),
        ("We need to renew the certificate.", ""),
        ("# Actions\n- someone: renew the certificate", ""),
        ("# Actions\n- renew the certificate", ""),
    ],
)
def test_the_owner_is_found_where_people_write_it(items, text, name):
    found = [item for item in items(text) if item.kind == "action"]
    assert owner(found[0]) == name
    assert "renew the certificate" in found[0].text.casefold()


def test_several_owners_are_one_accountable_and_helpers(items):
    (item,) = items("Dana and Sam will renew the certificate.")
    assert (owner(item), [person.name for person in item.helpers]) == ("Dana Wolff", ["Sam Holt"])


def test_two_people_in_one_sentence_have_a_task_each(items):
    found = items("Dana will renew the certificate, and Sam will call the bank.")
    assert [(owner(item), item.code) for item in found] == [("Dana Wolff", "A1"), ("Sam Holt", "A2")]


@pytest.mark.parametrize("label", ["Katrin", "Budget"])
def test_what_is_said_behind_a_label_is_no_promise_of_the_author(items, label):
    assert [owner(item) for item in items(f"{label}: I will book the hall.")] == [""]


def test_the_speaker_of_a_turn_is_who_i_is(items):
    found = items("Sam: I'll call the bank.\nDana: Fine.\nSam: And we wait.\nDana: Yes.")
    assert [owner(item) for item in found if item.kind == "action"] == ["Sam Holt"]


def test_a_tie_is_not_guessed(items):
    twins = (*PEOPLE, Person(name="Dana Beck", address="beck@acme.example"))
    (item,) = items("# Actions\n- Dana to renew the certificate", people=twins)
    assert (item.owner, item.owner_as_written) == (None, "Dana")


def test_a_large_word_nobody_knows_is_asked_about(items):
    (item,) = items("Orbit will move the old data.")
    assert (item.firm, item.doubt, item.owner_as_written) == (False, "who", "Orbit")


@pytest.mark.parametrize(
    ("text", "phrase", "day"),
    [
        ("Dana will send the list by Friday.", "by Friday", date(2026, 11, 27)),
        ("ACTION: Dana to send the list tomorrow", "tomorrow", date(2026, 11, 24)),
        (
            "| Task | Owner | Due |\n|---|---|---|\n| Send the list | Dana | 1 Dec 2026 |",
            "1 Dec 2026",
            date(2026, 12, 1),
        ),
        ("Dana will send the list soon.", "soon", None),
        ("# Actions\n- Dana: send the list before the next meeting\n\nNext meeting: 7 December", "", date(2026, 12, 7)),
    ],
)
def test_the_day_is_read_beside_the_task(items, text, phrase, day):
    due = items(text)[0].due
    assert due is not None
    assert phrase in due.phrase
    assert due.day == day


def test_without_a_day_of_the_meeting_no_weekday_is_resolved(items):
    (item,) = items("Dana will send the list by Friday.", sent_at=None)
    assert item.due is not None
    assert (item.due.phrase, item.due.day, item.due.readings) == ("by Friday", None, ())


def test_the_task_is_told_without_owner_and_day(items):
    assert firm(items("Dana will send the price list to the shop by Friday.")) == [
        ("action", "send the price list to the shop")
    ]


def test_a_decision_keeps_its_why(items):
    (item,) = items("We agreed to keep the old room, because the new one is too small.")
    assert (item.kind, item.text, item.reason) == ("decision", "keep the old room", "the new one is too small")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It was decided not to sell the shed.", "decided not to sell the shed"),
        ("We won't sell the shed.", None),
        ("We won't support the old format.", "won't support the old format"),
        ("The committee rejected the offer.", "rejected the offer"),
        ("Decided against a new logo.", "Decided against a new logo"),
    ],
)
def test_a_decision_never_loses_its_no(items, text, said):
    assert [item.text for item in items(text)] == ([said] if said else [])


@pytest.mark.parametrize("sign", ["*", "-", "+", "•", "1."])
def test_every_bullet_of_a_list_is_an_item(items, sign):
    found = items(f"# Actions\n{sign} renew the certificate\n{sign} paint the gate\n{sign} buy a brush")
    assert [item.text for item in found] == ["renew the certificate", "paint the gate", "buy a brush"]


def test_topics_above_the_notes_are_only_planned(items):
    plan = "# Agenda\n## Roof\n- Ask for a quote\n\n"
    assert items(f"{plan}# Notes\nWe were late.") == ()
    assert [item.text for item in items(plan)] == ["Ask for a quote"]


def test_whole_sentences_below_topics_are_the_talk_and_short_lines_the_plan(items):
    told = "# Themen\n- Das Tor klemmt, und keiner weiß warum\n- Dana besorgt bis Freitag ein neues Schloss"
    assert ("action", "Dana Wolff") in {(item.kind, owner(item)) for item in items(told, language="de")}
    assert items("# Themen\n- Tor streichen\n- Schloss besorgen", language="de") == ()


def test_a_sign_off_is_no_heading(items):
    assert items("All is well.\n\nThanks,\nMira") == ()


def test_a_line_behind_the_list_of_a_heading_is_none_of_its_items(items):
    found = items("# Actions\n- renew the certificate\n- paint the gate\n\nThe hall holds ninety people.")
    assert [item.text for item in found] == ["renew the certificate", "paint the gate"]


def test_a_decision_of_one_word_says_about_what(items):
    (item,) = items("## New fee\n\nApproved.")
    assert item.text == "New fee: Approved"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Maybe Dana will paint the gate.", "maybe"),
        ("We should check the gate.", "unsure"),
    ],
)
def test_what_is_doubtful_is_asked_and_not_firm(items, text, doubt):
    (item,) = items(text)
    assert (item.firm, item.doubt) == (False, doubt)


@pytest.mark.parametrize(
    "text",
    [
        "Last week Dana moved the build.",
        "The importer will reject files without a header.",
        "Dana sent the list.",
        "If we had more time, I will paint the gate.",
        "Nobody volunteered to update the handbook.",
        "Thanks everybody for coming.",
        "The next meeting is on 12 May.",
        "- What have you done since the last meeting?",
        "No issues with the gate.",
        "Hello and welcome.",
    ],
)
def test_what_only_looks_like_an_item_is_none(items, text):
    assert items(text) == ()


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("- Who pays the band?", True),
        ("- Who pays the band?\n  - The club does.", False),
        ("- Who pays the band?\n- Answer: the club.", False),
    ],
)
def test_a_question_with_an_answer_is_not_open(items, text, open_):
    assert any(item.kind == "question" for item in items(text)) is open_


def test_the_same_promise_in_talk_and_summary_is_one_item(items):
    text = "Dana will send the price list to the shop.\n\n# Actions\n- Dana: send the price list to the shop by Friday"
    (item,) = items(text)
    assert (item.evidence.lines, item.explicit) == ((1, 4), True)


def test_codes_count_by_kind_in_the_order_of_the_notes(items):
    text = "ACTION: paint the gate\nDECISION: the gate is green\nACTION: buy a brush\nRISK: it rains"
    assert [item.code for item in items(text)] == ["A1", "D1", "A2", "R1"]


def test_every_item_is_a_verbatim_quote_with_its_lines(items):
    text = "- **Dana** will send\n  the list.\n- [ ] paint the gate\n\n| Task | Owner |\n|--|--|\n| x y | Sam |\n"
    found = items(text)
    assert len(found) == 3
    for item in found:
        assert text[item.evidence.start : item.evidence.end] == item.evidence.quote
        assert item.evidence.lines[0] == text.count("\n", 0, item.evidence.start) + 1
        assert item.evidence.rules


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "Dana will send the budget to all of us " * 20_000,
        "- Dana will send the budget\n" * 4_500,
        "ACTION: " * 30_000,
        "# Actions\n" + "".join(f"- Ana{number} to do thing {number}\n" for number in range(1_200)),
        "\x00\xfe\r\n" * 20_000,
        "😀" * 50_000,
        "? " * 50_000,
        "@a " * 50_000,
        "(" * 30_000 + ")" * 30_000,
    ],
    ids=["one line", "many lines", "marks", "many people", "binary", "emoji", "questions", "handles", "brackets"],
)
def test_any_text_is_read_in_bounded_time(items, text):
    found = items(text)
    assert len(found) <= 1_000
    assert all(text[item.evidence.start : item.evidence.end] == item.evidence.quote for item in found)


@pytest.mark.parametrize("drawn", ["*" * 500, "- " * 250, "( " * 250])
def test_a_line_that_somebody_drew_ends_the_sentence_and_takes_no_time(items, drawn):
    begin = time.thread_time()
    (item,) = items(f"Dana will send the budget. {drawn} Sam will call the bank.")
    assert item.text == "send the budget"
    assert time.thread_time() - begin < 2
