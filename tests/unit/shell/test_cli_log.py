"""`log` on the command line: what the server's operator finds, or what one person would."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from builders import HOST, MONDAY, OTHER
from recap_builders import ITEMS, a_recap

from pipeline.model import Address, Meeting
from pipeline.outcome import NotesRead
from workers.store import log, meetings
from workers.store.tables import ENTRIES


@pytest.fixture
def told(ledger):
    """Two meetings; Sam was in the second one only."""
    for tag, day, readers in (("MAY4", date(2026, 5, 4), (HOST,)), ("N0V9", date(2026, 11, 9), (HOST, OTHER))):
        items = tuple(item for item in ITEMS if item.code in {"A1", "D1", "D2"})
        audience = tuple(Address(address=reader) for reader in readers)
        recap = a_recap(items, tag=tag, meeting=Meeting(title=f"Sync {tag}", held_on=day), audience=audience)
        mail = ledger.add_mail(state="done")
        with ledger.store.begin() as tx:
            meetings.record_recap(tx, NotesRead(recap=recap, letters=()), inbox_id=mail, now=MONDAY)
    return ledger


def test_words_are_looked_for(followthrough, told):
    found = followthrough("log", "search", "prices")
    assert found.exit_code == 0
    assert "Keep the prices" in found.stdout
    assert found.stdout.index("N0V9") < found.stdout.index("MAY4")
    assert "budget" not in found.stdout


def test_a_question_is_asked_as_in_a_mail(followthrough, told):
    found = followthrough("log", "search", "decisions", "since", "June", "2026")
    assert "N0V9" in found.stdout
    assert "MAY4" not in found.stdout
    assert "budget" not in found.stdout


def test_days_may_be_given_as_options(followthrough, told):
    found = followthrough("log", "search", "prices", "--since", "2026-05-04", "--until", "2026-05-31")
    assert "MAY4" in found.stdout
    assert "N0V9" not in found.stdout


def test_one_persons_view_holds_what_they_were_part_of(followthrough, told):
    found = followthrough("log", "search", "prices", "--for", OTHER)
    assert "N0V9" in found.stdout
    assert "MAY4" not in found.stdout


def test_nothing_found_is_said_and_is_no_success(followthrough, told):
    found = followthrough("log", "search", "zebra")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "Nothing was found" in found.stderr


def test_that_there_is_more_is_said(followthrough, told):
    assert "There is more" in followthrough("log", "search", "prices", "--limit", "1").stderr
    assert "There is more" not in followthrough("log", "search", "prices").stderr


def test_another_language_answers_in_its_words(followthrough, told):
    found = followthrough("log", "search", "Entscheidungen seit Mai", "--language", "de")
    assert "Warum: the large one is not tested" in found.stdout


def test_everything_is_exported_as_markdown(followthrough, told):
    found = followthrough("log", "export")
    assert found.exit_code == 0
    assert found.stdout.count("**A1** Dana Wolff: send the budget") == 2


def test_csv_goes_to_a_file(followthrough, told, folder):
    found = followthrough("log", "export", "decisions", "--format", "csv", "--to", "log.csv")
    rows = list(csv.DictReader(io.StringIO((folder / "log.csv").read_text("utf-8-sig"))))
    assert [row["code"] for row in rows] == ["D1", "D2", "D1", "D2"]
    assert "4 entries are in log.csv" in found.stderr


def test_json_goes_to_the_next_program(followthrough, told):
    rows = json.loads(followthrough("log", "export", "--format", "json", "--since", "2026-06-01").stdout)
    assert {row["meeting"] for row in rows} == {"N0V9"}


def test_each_decision_record_is_a_file(followthrough, told, folder):
    followthrough("log", "export", "--format", "records", "--to", "decisions", "--since", "2026-06-01")
    assert sorted(path.name for path in (folder / "decisions").iterdir()) == [
        "2026-11-09-N0V9-D1.md",
        "2026-11-09-N0V9-D2.md",
    ]
    assert "keep the prices" in (folder / "decisions" / "2026-11-09-N0V9-D2.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("log", "export", "--format", "pdf"), "there is no format 'pdf'"),
        (("log", "search", "x", "--since", "May"), "'May' is no day"),
        (("log", "search", "x", "--language", "xx"), "there is no language 'xx'"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_cure(followthrough, told, words, said):
    found = followthrough(*words)
    assert found.exit_code == 2
    assert said in found.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(followthrough, told, folder):
    found = followthrough("log", "export", "--to", str(folder / "no" / "such" / "folder.md"))
    assert found.exit_code == 1
    assert "cannot be written" in found.stderr


def test_the_log_can_be_written_anew(followthrough, told):
    with told.store.begin() as tx:
        tx.execute(ENTRIES.delete())
        assert log.find(tx, log.Question(), viewers=None, most=9).entries == ()
    assert "The log holds 2 recaps" in followthrough("log", "rebuild").stderr
    assert "Keep the prices" in followthrough("log", "search", "prices").stdout
