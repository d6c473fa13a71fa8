"""Transcripts are turns with a speaker and a time, wherever they stand in the notes; agendas are none."""

from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Notes, Person
from pipeline.notes.blocks import read_blocks


@pytest.fixture
def blocks(knowledge):
    def read(text: str, **more) -> list[Block]:
        found = read_blocks(Notes(text=text, **more), words=knowledge.language("en").rules)
        for block in found:
            assert 0 <= block.start < block.end <= len(text)
        return list(found)

    return read


def said(found: list[Block]) -> list[tuple[str, str, str]]:
    return [(block.speaker, block.at, block.text) for block in found if block.kind is BlockKind.TURN]


WANTED = [("Ana Ruiz", "0:03", "Hello."), ("Ana Ruiz", "0:03", "I'll send it by Friday."), ("Bo", "0:10", "Thanks.")]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz  0:03\nHello. I'll send it\nby Friday.\n\nBo  0:10\nThanks.",
        "Ana Ruiz   0:03\nHello.\n\nI'll send it by Friday.\nBo   0:10\nThanks.",
        "Ana Ruiz - 0:03\nHello. I'll send it by Friday.\n\nBo - 0:10\nThanks.\n",
        "Ana Ruiz (0:03):\nHello. I'll send it by Friday.\n\nBo (0:10):\nThanks.\n",
        "Ana Ruiz (0:03): Hello. I'll send it by Friday.\nBo (0:10): Thanks.",
        "[0:03] Ana Ruiz: Hello. I'll send it by Friday.\n[0:10] Bo: Thanks.",
        "(0:03) Ana Ruiz: Hello.\n(0:05) Ana Ruiz: I'll send it by Friday.\n(0:10) Bo: Thanks.",
        "Ana Ruiz [0:03]: Hello. I'll send it by Friday.\n\nBo [0:10]: Thanks.",
    ],
)
def test_every_shape_gives_the_same_turns(blocks, text):
    assert said(blocks(text)) == WANTED


def test_a_clock_with_seconds_needs_no_brackets(blocks):
    found = said(blocks("00:00:03 Ana Ruiz: Hello.\n00:00:10 Bo: Thanks.\n"))
    assert found == [("Ana Ruiz", "00:00:03", "Hello."), ("Bo", "00:00:10", "Thanks.")]


def test_one_who_goes_on_speaking_has_one_turn_from_where_it_began(blocks):
    found = said(blocks("Ana Ruiz  0:03\nI'll send it\n\nAna Ruiz  0:09\nby Friday.\n\nBo  0:10\nThanks."))
    assert found == [("Ana Ruiz", "0:03", "I'll send it by Friday."), ("Bo", "0:10", "Thanks.")]


def test_a_transcript_below_a_summary_ends_at_the_next_heading(blocks):
    talk = "Ana Ruiz  0:03\nHello.\n\nBo  0:10\nHi."
    found = blocks(f"# Summary\n- Search first\n\n# Transcript\n\n{talk}\n\n# Next steps\n- Ana: call Bo")
    assert said(found) == [("Ana Ruiz", "0:03", "Hello."), ("Bo", "0:10", "Hi.")]
    assert [block.text for block in found if block.kind is BlockKind.BULLET] == ["Search first", "Ana: call Bo"]
    assert all(block.sections == () for block in found if block.kind is BlockKind.TURN)


def test_cues_below_a_summary_are_turns(blocks):
    first = "1\n00:00:01.000 --> 00:00:02.000\n<v Ana Ruiz>I will call</v>"
    second = "2\n00:00:02.000 --> 00:00:03.000\n<v Ana Ruiz>you.</v>"
    found = blocks(f"# Summary\n- Search first\n\n# Call\n\nWEBVTT\n\n{first}\n\n{second}\n")
    assert said(found) == [("Ana Ruiz", "00:00:01", "I will call you.")]
    assert [block.text for block in found if block.kind is not BlockKind.TURN] == ["Summary", "Search first", "Call"]


def test_the_older_files_of_teams_name_the_speaker_on_a_line_of_its_own(blocks):
    ana = "0:0:0.0 --> 0:0:2.300\nAna Ruiz\nI will call\n\n0:0:2.300 --> 0:0:4.1\nAna Ruiz\nyou."
    bo = "0:0:5.0 --> 0:0:6.0\nBo Lind\nThanks."
    assert said(blocks(f"{ana}\n\n{bo}\n")) == [
        ("Ana Ruiz", "0:0:0", "I will call you."),
        ("Bo Lind", "0:0:5", "Thanks."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Agenda\nWelcome 10:00\nBudget Review 10:15\nLunch 12:00\n",
        "Welcome 10:00\nAna opens.\nBudget Review 10:15\nBo shows the figures.\n",
        "[10:00] Welcome: all\n[10:15] Budget: Ana\n",
        "Ana called at 10:15.\nBo called at 10:30.\n",
    ],
)
def test_an_agenda_is_no_transcript(blocks, text):
    assert [block for block in blocks(text) if block.at] == []


def test_names_we_know_make_a_transcript_of_clock_times(blocks):
    text = "Ana Ruiz 10:00\nI open.\nBo Lind 10:15\nI show the figures.\n"
    assert said(blocks(text, people=(Person(name="Ana Ruiz"),)))[0] == ("Ana Ruiz", "10:00", "I open.")


def test_a_day_with_a_time_above_the_transcript_speaks_nothing(blocks):
    text = "November 24, 2026, 9:00AM\n12m 31s\nAna Ruiz   0:04\nHello.\nBo   0:09\nHi.\n"
    assert {speaker for speaker, _, _ in said(blocks(text))} == {"Ana Ruiz", "Bo"}


def test_a_long_transcript_is_read_in_time(blocks):
    text = "".join(
        f"Ana Ruiz  {number // 60}:{number % 60:02}\nI will send part {number} of it.\n\n" for number in range(3_000)
    )
    assert len(blocks(text)) == 3_000
