"""`inbox` and `outbox` show what became of everything, and nothing of what it says."""

from __future__ import annotations

import sqlite3

import pytest
from builders import MONDAY
from sqlalchemy import insert, text

from workers.store import audit
from workers.store.tables import EVENTS, RECAPS


@pytest.mark.parametrize("group", ["inbox", "outbox"])
def test_a_list_without_a_database_says_what_is_missing_and_makes_none(followthrough, folder, group):
    found = followthrough(group, "list")
    assert found.exit_code == 1
    assert "no database yet" in found.stderr
    assert list(folder.iterdir()) == []


def test_a_database_without_tables_names_the_command_that_makes_them(followthrough, folder):
    sqlite3.connect(folder / "followthrough.db").close()
    (folder / "followthrough.db").touch()
    found = followthrough("inbox", "list")
    assert found.exit_code == 1
    assert "followthrough migrate" in found.stderr


def test_a_file_that_is_no_database_is_a_sentence(followthrough, folder):
    (folder / "followthrough.db").write_text("not a database, however long it may be\n" * 100)
    found = followthrough("inbox", "list")
    assert found.exit_code == 1
    assert "not a database" in found.stderr
    assert "Traceback" not in found.stderr


def test_an_empty_inbox_says_so(followthrough, ledger):
    found = followthrough("inbox", "list")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "No mail has come yet" in found.stderr


def test_the_inbox_lists_state_and_reason_of_every_mail_newest_first(followthrough, ledger):
    ledger.add_mail(state="done")
    ledger.add_mail(state="refused", reason="no-notes", sender="ben@acme.example")
    ledger.add_mail(state="quarantined", reason="stranger", sender="someone@elsewhere.example")
    rows = [line.split() for line in followthrough("inbox", "list").stdout.splitlines()[1:]]
    assert [(row[0], *row[3:]) for row in rows] == [
        ("3", "someone@elsewhere.example", "quarantined", "stranger"),
        ("2", "ben@acme.example", "refused", "no-notes"),
        ("1", "mara@acme.example", "done"),
    ]


def test_a_list_can_be_narrowed_to_one_state(followthrough, ledger):
    ledger.add_mail(state="done")
    ledger.add_mail(state="refused", reason="no-notes")
    found = followthrough("inbox", "list", "--state", "refused")
    assert [line.split()[0] for line in found.stdout.splitlines()] == ["ID", "2"]


@pytest.mark.parametrize("group", ["inbox", "outbox"])
def test_an_unknown_state_is_answered_with_those_there_are(followthrough, ledger, group):
    found = followthrough(group, "list", "--state", "gone")
    assert found.exit_code == 2
    assert "quarantined" in found.stderr


def test_a_mail_is_shown_with_its_errors(followthrough, ledger):
    number = ledger.fail_mail("ValueError in read (lines.py:7)")
    found = followthrough("inbox", "show", str(number))
    assert found.exit_code == 0
    assert found.stdout.count("ValueError in read (lines.py:7)") == 8
    assert "quarantined" in found.stdout
    assert f"followthrough inbox retry {number}" in found.stderr


def test_a_mail_is_shown_with_the_letters_that_came_of_it(followthrough, ledger):
    mail, other = ledger.add_mail(state="done"), ledger.add_mail(state="done")
    ledger.add_letter(of=mail, to="dana@acme.example")
    ledger.add_letter(of=other, to="sam@acme.example")
    shown = followthrough("inbox", "show", str(mail)).stdout
    assert "dana@acme.example" in shown
    assert "sam@acme.example" not in shown


def test_a_letter_is_shown_with_the_answer_of_the_server(followthrough, ledger):
    number = ledger.add_letter(of=ledger.add_mail(state="done"), refused="550 5.1.1 no such user")
    found = followthrough("outbox", "show", str(number))
    assert "550 5.1.1 no such user" in found.stdout
    assert f"followthrough outbox retry {number}" in found.stderr


@pytest.mark.parametrize(
    "command", [("inbox", "list"), ("inbox", "show", "1"), ("outbox", "list"), ("outbox", "show", "1")]
)
def test_no_command_shows_what_a_mail_says(followthrough, ledger, command):
    ledger.add_letter(of=ledger.add_mail(state="done"))
    found = followthrough(*command)
    assert found.exit_code == 0
    assert "salary" not in found.output
    assert "nobody may read" not in found.output


@pytest.mark.parametrize("group", ["inbox", "outbox"])
@pytest.mark.parametrize("verb", ["show", "retry"])
def test_an_unknown_number_is_a_sentence_that_names_the_list(followthrough, ledger, group, verb):
    found = followthrough(group, verb, "17")
    assert found.exit_code == 1
    assert f"`followthrough {group} list`" in found.stderr


def test_a_mail_in_quarantine_is_due_again_after_a_retry(followthrough, ledger):
    number = ledger.fail_mail("ValueError in read (lines.py:7)")
    found = followthrough("inbox", "retry", str(number))
    assert found.exit_code == 0
    assert ledger.state_of(number) == "due"


def test_a_mail_that_is_done_is_not_done_again(followthrough, ledger):
    number = ledger.add_mail(state="done")
    found = followthrough("inbox", "retry", str(number))
    assert found.exit_code == 1
    assert "is done" in found.stderr
    assert ledger.state_of(number) == "done"


def test_one_wrong_number_does_not_keep_the_others_from_their_retry(followthrough, ledger):
    number = ledger.fail_mail("ValueError in read (lines.py:7)")
    found = followthrough("inbox", "retry", "99", str(number))
    assert found.exit_code == 1
    assert ledger.state_of(number) == "due"


def test_a_letter_that_failed_is_due_again_after_a_retry(followthrough, ledger):
    number = ledger.add_letter(of=ledger.add_mail(state="done"), refused="550 no such user")
    assert followthrough("outbox", "retry", str(number)).exit_code == 0
    assert ledger.state_of_letter(number) == "due"


def test_a_letter_that_did_not_go_out_is_listed_with_its_reason(followthrough, ledger):
    ledger.add_letter(of=ledger.add_mail(state="done"), refused="550 5.1.1 no such user")
    assert "550 5.1.1 no such user" in followthrough("outbox", "list").stdout


def test_a_letter_that_was_sent_is_not_sent_again(followthrough, ledger):
    number = ledger.add_letter(of=ledger.add_mail(state="done"))
    found = followthrough("outbox", "retry", str(number))
    assert found.exit_code == 1
    assert "was sent" in found.stderr
    assert ledger.state_of_letter(number) == "sent"


@pytest.mark.parametrize("word", ["seven", "0", "-1", "1.5"])
def test_a_number_that_is_none_is_misuse(followthrough, ledger, word):
    assert followthrough("inbox", "show", "--", word).exit_code == 2


def test_a_sender_cannot_rewrite_the_screen(followthrough, ledger):
    ledger.add_mail(sender="\x1b[2Jgone\u202e@elsewhere.example")
    found = followthrough("inbox", "list")
    assert "\x1b" not in found.stdout
    assert "\u202e" not in found.stdout


def test_a_database_of_a_newer_program_is_told_as_such(followthrough, ledger):
    with ledger.store.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    found = followthrough("migrate")
    assert found.exit_code == 1
    assert "newer" in found.stderr


def test_migrate_twice_does_nothing_the_second_time(followthrough):
    assert "as they were before" not in followthrough("migrate").stderr
    second = followthrough("migrate")
    assert second.exit_code == 0
    assert "as they were before" in second.stderr


def test_migrate_into_a_folder_that_is_not_there_names_it(followthrough, monkeypatch, folder):
    monkeypatch.setenv("FOLLOWTHROUGH_DATABASE_URL", f"sqlite:///{folder}/nowhere/followthrough.db")
    found = followthrough("migrate")
    assert found.exit_code == 1
    assert "nowhere" in found.stderr


def test_the_life_of_a_mail_says_what_it_did_and_who_answered(followthrough, ledger):
    notes, answer = ledger.add_mail(state="done"), ledger.add_mail(state="done", sender="dana@acme.example")
    with ledger.store.begin() as tx:
        recap = {"tag": "7K2Q", "inbox_id": notes, "version": 1, "host": "mara@acme.example", "title": "the salary"}
        number = tx.execute(insert(RECAPS).values(**recap, created_at=MONDAY, payload={})).inserted_primary_key[0]
        event = {"recap_id": number, "inbox_id": answer, "by": "dana@acme.example", "verb": "accept", "code": "A1"}
        tx.execute(insert(EVENTS).values(**event, at=MONDAY, payload={}))
        audit.write(tx, ["recap"], by="mara@acme.example", what="7K2Q", inbox_id=notes, now=MONDAY)
        audit.write(tx, ["accept"], by="dana@acme.example", what="7K2Q A1", inbox_id=answer, now=MONDAY)
    shown = followthrough("inbox", "show", str(notes)).stdout
    assert "the recap 7K2Q" in shown
    assert f"dana@acme.example  mail {answer}" in shown
    assert "7K2Q A1" in followthrough("inbox", "show", str(answer)).stdout
    assert "salary" not in shown


def test_what_a_mail_says_is_shown_to_who_asks_for_it(followthrough, ledger):
    number = str(ledger.add_mail(state="done"))
    assert "nobody may read this" in followthrough("inbox", "show", number, "--content").stdout


@pytest.mark.parametrize(
    ("sender", "reason", "said"),
    [
        ("mara@acme.example", None, "of the house"),
        ("mara@elsewhere.example", None, "from outside"),
        ("mara@elsewhere.example", "stranger", "a stranger"),
        ("mara@acme.example", "unproven", "not proven"),
    ],
)
def test_a_mail_tells_what_sort_of_sender_it_has(followthrough, ledger, write_env, sender, reason, said):
    write_env()
    number = ledger.add_mail(state="quarantined" if reason else "done", sender=sender, reason=reason)
    assert said in followthrough("inbox", "show", str(number)).stdout
