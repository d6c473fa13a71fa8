"""The judge of a chaos run sees what is wrong, or its yes would mean nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from builders import a_mail
from chaos import judge
from chaos.crowd import WORDS, Talk
from chaos.judge import Copy
from stack.teams import teams

from pipeline.mail.parse import content_key

REPLY = "<reply@acme.example>"
RAW = a_mail("a letter", message_id="<letter@acme.example>")


@pytest.fixture
def talk():
    return Talk(team=next(teams()), words=WORDS[0], reply=b"said", reply_id=REPLY)


@pytest.fixture
def crowd(talk):
    return SimpleNamespace(talks=[talk])


def a_row(message_id: str = "<letter@acme.example>", state: str = "sent", raw: bytes = RAW):
    return SimpleNamespace(id=1, kind="recap", message_id=message_id, state=state, raw=raw)


def a_copy(
    reader: str = "dana@acme.example", kind: str = "recap", *, message_id="<letter@acme.example>", answers="<x>"
):
    return Copy(reader=reader, kind=kind, message_id=message_id, answers=answers, content=content_key(RAW))


def all_copies(talk: Talk) -> list[Copy]:
    recaps = [a_copy(reader.address, answers=talk.team.message_id) for reader in talk.team.readers]
    return [*recaps, a_copy(talk.team.owner.address, "receipt", answers=REPLY)]


def mail_row(message_id: str, state: str = "done"):
    return SimpleNamespace(raw=a_mail(message_id=message_id), state=state)


@pytest.mark.parametrize(
    ("states", "faults"),
    [(["done"], 0), ([], 1), (["due"], 1), (["done", "done"], 1), (["quarantined"], 1)],
)
def test_a_mail_without_exactly_one_outcome_is_seen(crowd, talk, states, faults):
    rows = [mail_row(talk.team.message_id), *(mail_row(REPLY, state) for state in states)]
    assert len(list(judge._find_undone(crowd, rows))) == faults


def test_nothing_is_lost_where_everybody_has_their_letter(crowd, talk):
    assert not list(judge._find_lost(crowd, all_copies(talk), [a_row()]))


@pytest.mark.parametrize("missing", range(4))
def test_a_letter_that_a_reader_lacks_is_seen(crowd, talk, missing):
    copies = all_copies(talk)
    del copies[missing]
    assert len(list(judge._find_lost(crowd, copies, [a_row()]))) == 1


@pytest.mark.parametrize("row", [a_row(state="due"), a_row(state="quarantined"), a_row("<elsewhere@acme.example>")])
def test_a_letter_that_rests_or_lies_nowhere_is_seen(crowd, talk, row):
    assert len(list(judge._find_lost(crowd, all_copies(talk), [row]))) == 1


def test_two_different_letters_for_one_thing_are_seen_and_one_that_came_twice_is_none():
    twice = [a_copy(), a_copy()]
    assert not list(judge._find_doubles(twice))
    assert len(list(judge._find_doubles([*twice, a_copy(message_id="<other@acme.example>")]))) == 1


def test_a_letter_with_other_bytes_than_were_written_is_seen():
    assert not list(judge._find_changed([a_copy(), a_copy()], [a_row()]))
    assert len(list(judge._find_changed([a_copy()], [a_row(raw=RAW + b"more")]))) == 1
    assert len(list(judge._find_changed([a_copy(message_id="<none@acme.example>")], [a_row()]))) == 1


def test_a_line_that_took_more_than_a_minute_is_seen():
    assert list(judge._find_slow({"cut": [2.0, 61.0], "deaf": [30.0]})) == ["cut: 2.0, 61.0"]
