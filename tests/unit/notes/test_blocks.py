"""How notes are cut: one sentence a block, each with its verbatim place."""

from __future__ import annotations

import pytest

from pipeline.languages.load import load_languages
from pipeline.model import BlockKind, Notes, Person
from pipeline.notes.blocks import read_blocks

WORDS = load_languages()["en"].rules


def blocks(text: str, *, people: tuple[Person, ...] = ()):
    return read_blocks(Notes(text=text, people=people), words=WORDS)


def shapes(text: str) -> list[tuple[str, str]]:
    return [(str(block.kind), block.text) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Sync\n\nHello there.", [("heading", "Sync"), ("sentence", "Hello there.")]),
        ("Sync\n====\nHello there.", [("heading", "Sync"), ("sentence", "Hello there.")]),
        ("**Next steps**\n- one", [("heading", "Next steps"), ("bullet", "one")]),
        ("Next steps:\n- one", [("heading", "Next steps"), ("bullet", "one")]),
        ("ACTIONS\n\n- one", [("heading", "ACTIONS"), ("bullet", "one")]),
        ("== Decisions ==\n* one", [("heading", "Decisions"), ("bullet", "one")]),
        ("- one\n- two", [("bullet", "one"), ("bullet", "two")]),
        ("1. one\n2) two", [("bullet", "one"), ("bullet", "two")]),
        ("D1. One\nA12) two", [("bullet", "One"), ("bullet", "two")]),
        ("QUESTIONS STILL OPEN\n\n- one", [("heading", "QUESTIONS STILL OPEN"), ("bullet", "one")]),
        ("- => one\n→ two", [("bullet", "one"), ("bullet", "two")]),
        ("We ship in 2026. Ana writes.", [("sentence", "We ship in 2026."), ("sentence", "Ana writes.")]),
        ("Fin à 18 h 30. Merci.", [("sentence", "Fin à 18 h 30."), ("sentence", "Merci.")]),
        ("It costs 20 €. Ana pays.", [("sentence", "It costs 20 €."), ("sentence", "Ana pays.")]),
        ("• one\n– two", [("bullet", "one"), ("bullet", "two")]),
        ("> - quoted", [("bullet", "quoted")]),
        ("- one\n  goes on", [("bullet", "one goes on")]),
        ("- One. Two.", [("bullet", "One."), ("bullet", "Two.")]),
        ("Ask Dr. Ruiz about No. 3 today.", [("sentence", "Ask Dr. Ruiz about No. 3 today.")]),
        ("- **Ana** asks [the host](https://example.org/x)", [("bullet", "Ana asks the host")]),
        ("- ~~gone~~ kept", [("bullet", "kept")]),
        ("```\n- code\n```\n- text", [("bullet", "text")]),
        ("- [ ] open", [("bullet", "open")]),
        ("---\n- one", [("bullet", "one")]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_notes_are_cut_by_their_signs(text, expected):
    assert shapes(text) == expected


@pytest.mark.parametrize(
    ("box", "checked"), [("[ ]", False), ("[x]", True), ("[X]", True), ("☐", False), ("☑", True), ("✅", True)]
)
def test_a_box_says_whether_it_is_checked(box, checked):
    assert blocks(f"- {box} book the room")[0].checked is checked


def test_a_bullet_without_a_box_is_neither_open_nor_done():
    assert blocks("- book the room")[0].checked is None


def test_a_wrapped_line_is_one_sentence_with_both_its_lines():
    text = "We talked for a long time about the new roof, and in the end\nAna will ask for a quote."
    (block,) = blocks(text)
    assert (block.line, block.last_line) == (1, 2)
    assert text[block.start : block.end] == text


def test_lines_that_begin_small_are_lines_of_their_own_where_the_writer_is_in_a_hurry():
    text = "roof still leaks\nsam asks the builder\nkeys are at ana's\nparking next time"
    assert shapes(text) == [("sentence", line) for line in text.split("\n")]


def test_long_lines_that_never_go_on_small_are_lines_of_their_own():
    text = "\n".join(f"{name} looks at the old roof of the hall and tells the others about it soon" for name in "ABCD")
    assert shapes(text) == [("sentence", line) for line in text.split("\n")]


def test_sections_are_the_headings_above():
    found = blocks("# Sync\n## Actions\n- one\n# Other\n- two")
    assert [block.sections for block in found if block.kind is BlockKind.BULLET] == [("Sync", "Actions"), ("Other",)]


def test_a_name_over_bullets_is_their_heading():
    (_, bullet) = blocks("@ana\n- one")
    assert bullet.sections == ("@ana",)


def test_a_deeper_bullet_below_a_label_stands_in_its_section():
    found = blocks("- Next steps:\n  - one\n- two")
    assert [(block.text, block.sections) for block in found[1:]] == [("one", ("Next steps",)), ("two", ())]


def test_a_long_bullet_with_a_colon_stays_a_bullet_with_parts():
    found = blocks("- Niko to set up the meetings for June:\n  - one")
    assert [(block.kind, block.depth) for block in found] == [(BlockKind.BULLET, 0), (BlockKind.BULLET, 1)]


def test_a_row_knows_its_columns():
    (row,) = blocks("| Task | Owner |\n| --- | --- |\n| Buy bread | Bo |")
    assert row.kind is BlockKind.ROW
    assert row.cells == {"Task": "Buy bread", "Owner": "Bo"}


def test_a_name_before_two_lines_is_a_speaker():
    found = blocks("Ana: I will ask.\nBo: Fine.\nAna: Thanks.\nBo: Bye.")
    assert [(block.kind, block.speaker) for block in found] == [
        (BlockKind.TURN, "Ana"),
        (BlockKind.TURN, "Bo"),
        (BlockKind.TURN, "Ana"),
        (BlockKind.TURN, "Bo"),
    ]


def test_a_label_is_no_speaker():
    assert [block.speaker for block in blocks("Budget: parked.\nLogo: done.")] == ["", ""]


def test_a_known_person_is_a_speaker_at_once():
    (block,) = blocks("- Ana: ask the host", people=(Person(name="Ana Ruiz"),))
    assert (block.kind, block.speaker, block.text) == (BlockKind.BULLET, "Ana", "ask the host")


def test_names_before_most_bullets_make_a_talk():
    lines = [f"* {name}: I like {number}" for number in range(6) for name in ("Ana", "Bo")]
    assert {block.kind for block in blocks("\n".join(lines))} == {BlockKind.TURN}


def test_cues_of_one_speaker_are_one_turn():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Ana>I will ask\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\n<v Ana>the host.\n"
    )
    (turn,) = blocks(text)
    assert (turn.speaker, turn.text, turn.line, turn.last_line) == ("Ana", "I will ask the host.", 5, 9)


def test_every_block_stands_verbatim_in_the_notes():
    text = "# Sync\n\n- **Ana** asks.\n- Bo\n  waits\n\n| A | B |\n|---|---|\n| x | y |\n\nOne. Two!\n"
    for block in blocks(text):
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
        assert text.count("\n", 0, block.start) + 1 == block.line


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "Ana will go. " * 20_000,
        "".join("  " * depth + "- deep\n" for depth in range(800)),
        ">" * 5_000 + " x",
        "[" * 50_000,
        "*" * 20_000 + "a",
        "|" * 20_000 + "\n" + "|-" * 10_000,
        "\x00\xff\x01" * 10_000,
        "😀✅🚀\n" * 3_000,
        "<!--" * 20_000,
        "A: " * 30_000,
    ],
    ids=["line", "sentences", "deep", "quotes", "brackets", "stars", "pipes", "binary", "emoji", "comments", "labels"],
)
@pytest.mark.timeout(30)
def test_any_text_is_cut_in_bounded_time(text):
    found = blocks(text)
    assert all(0 <= block.start < block.end <= len(text) for block in found)
