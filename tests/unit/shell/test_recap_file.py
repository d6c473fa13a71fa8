"""A RECAP.json is read as the contract has it, or the fault and its place are told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pipeline.model import Recap, State
from workers.explain_recap import NotARecap, parse_recap


def a_recap(**other: Any) -> dict[str, Any]:
    return {
        "tag": "7K2Q",
        "title": "Weekly sync",
        "held_on": "2026-11-23",
        "timezone": "Europe/Berlin",
        "host": "mara@acme.example",
        "people": [
            {"name": "Mara Lindt", "address": "mara@acme.example"},
            {"name": "Dana Wolff", "address": "Dana@acme.example"},
        ],
        "items": [
            {
                "code": "A1",
                "kind": "action",
                "text": "Send the budget",
                "owner": "dana@acme.example",
                "due_iso": "2026-11-27",
                "state": "accepted",
            }
        ],
    } | other


def parse(table: Any) -> Recap | NotARecap:
    return parse_recap(json.dumps(table).encode())


def test_everything_of_the_contract_is_read():
    recap = parse(a_recap())
    assert isinstance(recap, Recap)
    (item,) = recap.items
    assert (item.code, item.kind, item.text, item.state) == ("A1", "action", "Send the budget", State.ACCEPTED)
    assert item.due is not None
    assert item.due.day == date(2026, 11, 27)
    assert recap.meeting.timezone == "Europe/Berlin"
    assert recap.host.name == "Mara Lindt"


def test_an_owner_is_the_person_of_that_address_however_it_is_written():
    recap = parse(a_recap())
    assert isinstance(recap, Recap)
    assert recap.items[0].owner is recap.people[1]


def test_null_is_the_same_as_missing():
    bare = {"code": "A1", "kind": "action", "text": "Send the budget", "owner": None, "due_iso": None, "state": None}
    recap = parse(a_recap(items=[bare], held_on=None, title=None, timezone=None))
    assert isinstance(recap, Recap)
    assert (recap.items[0].owner, recap.items[0].due, recap.items[0].state) == (None, None, State.ASKED)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"\xff", "UTF-8"),
        (b"{", "is not JSON: line 1"),
        (b"[]", "the file is no object"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_recap_is_told(raw, wrong):
    found = parse_recap(raw)
    assert isinstance(found, NotARecap)
    assert wrong in found.wrong


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"tag": 7}, "tag is missing or no text"),
        ({"host": "mara"}, "host is no address"),
        ({"people": "Mara"}, "people is no list"),
        ({"people": [{"name": "Mara", "address": "mara"}]}, "people[0]: address is no address"),
        ({"held_on": "yesterday"}, "held_on is 'yesterday'"),
        ({"timezone": "Berlin"}, "timezone is 'Berlin'"),
        ({"items": [{"code": "A1", "kind": "chore", "text": "x"}]}, "items[0]: kind is 'chore'"),
        ({"items": [{"code": "A1", "kind": "action", "text": ""}]}, "items[0]: text is missing"),
        ({"items": [{"code": "A1", "kind": "action", "text": "x", "state": "open"}]}, "items[0]: state is 'open'"),
        ({"items": [{"code": "A1", "kind": "action", "text": "x", "owner": "dana"}]}, "items[0]: owner is no address"),
    ],
)
def test_a_fault_is_told_with_its_place(other, wrong):
    found = parse(a_recap(**other))
    assert isinstance(found, NotARecap)
    assert wrong in found.wrong
