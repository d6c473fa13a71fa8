"""`map` and `update` on the command line: what one person would be told, and nothing that is not theirs to see."""

from __future__ import annotations

from datetime import date

import pytest
from builders import HOST, MONDAY, OTHER, OWNER
from recap_builders import ITEMS, a_recap

from pipeline.model import Address, Meeting
from pipeline.outcome import NotesRead
from workers.store import meetings, people

SINCE = ("--since", "2026-01-01")


@pytest.fixture
def told(ledger):
    """A meeting of all three, and one about other prices that Sam had with the host alone."""
    rows = (("N0V9", "Weekly sync", (HOST, OWNER, OTHER)), ("PR1V", "Salaries", (HOST, OTHER)))
    for tag, title, readers in rows:
        meeting = Meeting(title=title, held_on=date(2026, 11, 9), attendees=())
        audience = tuple(Address(address=reader) for reader in readers)
        items = ITEMS if OWNER in readers else [item for item in ITEMS if item.kind == "decision"]
        recap = a_recap(items, tag=tag, meeting=meeting, audience=audience)
        mail = ledger.add_mail(state="done")
        with ledger.store.begin() as tx:
            meetings.record_recap(tx, NotesRead(recap=recap, letters=()), inbox_id=mail, now=MONDAY)
    return ledger


def test_a_map_is_of_one_persons_own_meetings(followthrough, told):
    found = followthrough("map", "--for", OWNER, *SINCE)
    assert found.exit_code == 0
    assert "One meeting" in found.stdout
    assert "Dana Wolff (you)" in found.stdout
    assert "2 meetings" in followthrough("map", "--for", OTHER, *SINCE).stdout


def test_a_map_may_be_written_to_a_file(followthrough, told, folder):
    assert followthrough("map", "--for", OWNER, *SINCE, "--out", "map.png").exit_code == 0
    assert (folder / "map.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_is_drawn_of_nobody(followthrough, told, folder):
    found = followthrough("map", "--for", "lea@acme.example", "--out", "map.png")
    assert found.exit_code == 1
    assert "nothing to draw" in found.stderr
    assert not (folder / "map.png").exists()


def test_a_map_of_nobody_says_so(followthrough, told):
    assert "found no meeting" in followthrough("map", "--for", "lea@acme.example").stdout


def test_an_update_is_drafted_from_what_its_writer_may_see(followthrough, told):
    found = followthrough("update", "--from", OWNER, "--for", "boss@acme.example", "--about", "prices")
    assert found.exit_code == 0
    assert "Update for boss@acme.example: prices" in found.stdout
    assert "[N0V9]" in found.stdout
    assert "PR1V" not in found.stdout
    assert "Salaries" not in found.stdout


def test_an_update_names_its_reader_as_the_house_does(followthrough, told):
    with told.store.begin() as tx:
        people.learn(tx, a_recap().people, now=MONDAY)
    found = followthrough("update", "--from", OWNER, "--for", HOST, "--about", "prices")
    assert "Update for Mara Lindt: prices" in found.stdout


def test_an_update_of_nothing_says_what_there_is(followthrough, told):
    found = followthrough("update", "--from", OWNER, "--for", HOST, "--about", "unicorns")
    assert "nothing about “unicorns”" in found.stdout
    assert "Weekly sync" in found.stdout
    assert "Salaries" not in found.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("map", "--for", "nobody"), "is no address"),
        (("map", "--for", OWNER, "--since", "may"), "is no day"),
        (("map", "--for", OWNER, "--language", "xx"), "no language"),
        (("update", "--from", OWNER, "--for", "x", "--about", "y"), "is no address"),
    ],
)
def test_a_wrong_word_is_told_with_its_cure(followthrough, told, words, said):
    found = followthrough(*words)
    assert found.exit_code == 2
    assert said in found.stderr


def test_a_place_that_cannot_be_written_is_told(followthrough, told):
    found = followthrough("map", "--for", OWNER, *SINCE, "--out", "nowhere/map.png")
    assert found.exit_code == 1
    assert "cannot be written" in found.stderr
