"""Our own mails, after the shapes of products of notes: each is read whole, and says what was not used and why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import a_policy

from pipeline.mail.parse import parse_mail
from pipeline.mail.read import MailReading, read_mail
from pipeline.model import Item, Mail, MailClass, Notes
from pipeline.notes.read import NotesReading, join_notes, read_notes

MAILS = Path(__file__).parent / "mails"
EXPECTED = tomllib.loads((MAILS / "expected.toml").read_text(encoding="utf-8"))["mail"]
ZONE = "Europe/Berlin"
PRODUCTS = {"gemini", "zoom", "teams", "otter", "fireflies", "granola"}

Read = tuple[MailReading, Notes, NotesReading]


@pytest.fixture(scope="module")
def read(knowledge) -> Mapping[str, Read]:
    found = {}
    for path in sorted(MAILS.glob("*.eml")):
        mail = parse_mail(path.read_bytes())
        assert isinstance(mail, Mail)
        policy = a_policy()
        reading = read_mail(mail, policy=policy, words=knowledge.mail_words, is_reply=False)
        notes = join_notes(reading.notes) if reading.notes else Notes(text="")
        found[path.name] = (reading, notes, read_notes(notes, knowledge=knowledge, timezone=ZONE))
    return found


def owner_of(item: Item) -> str:
    return item.owner.name if item.owner else item.owner_as_written


def is_like(item: Item, wanted: Mapping[str, Any]) -> bool:
    day = item.due.day if item.due else None
    return (
        item.kind == wanted["kind"]
        and wanted["says"] in item.text
        and owner_of(item) == wanted.get("owner", "")
        and day == (date.fromisoformat(wanted["day"]) if "day" in wanted else None)
    )


def test_every_mail_is_listed_once_and_every_product_sends_some():
    listed = [mail["file"] for mail in EXPECTED]
    assert sorted(listed) == sorted(path.name for path in MAILS.glob("*.eml"))
    assert len(listed) == 24
    assert {name.partition("-")[0] for name in listed} == PRODUCTS


@pytest.mark.parametrize("mail", EXPECTED, ids=lambda mail: mail["file"])
def test_a_mail_with_notes_is_read_as_notes(read, mail):
    assert read[mail["file"]][0].mail_class is MailClass.NOTES


@pytest.mark.parametrize("mail", EXPECTED, ids=lambda mail: mail["file"])
def test_the_meeting_is_known(read, mail):
    meeting = read[mail["file"]][2].meeting
    assert (meeting.title, meeting.held_on) == (mail["title"], date.fromisoformat(mail["day"]))
    assert meeting.timezone == mail.get("timezone", ZONE)
    assert [person.name for person in meeting.attendees] == mail["attendees"]


@pytest.mark.parametrize("mail", EXPECTED, ids=lambda mail: mail["file"])
def test_what_is_attached_is_used_or_says_why_not(read, mail):
    uses = read[mail["file"]][0].attachments
    assert [{"name": use.name, "reason": use.reason} for use in uses] == mail["attachments"]
    assert all(use.used is not bool(use.reason) for use in uses)


@pytest.mark.parametrize(
    ("file", "wanted"),
    [(mail["file"], item) for mail in EXPECTED for item in mail["items"] if not item.get("spare")],
    ids=lambda value: value if isinstance(value, str) else value["says"][:40],
)
def test_an_item_is_found_with_its_owner_and_day(read, file, wanted):
    items = [item for item in read[file][2].items if item.firm]
    assert [item for item in items if is_like(item, wanted)], [(item.kind, item.text, owner_of(item)) for item in items]


@pytest.mark.parametrize("mail", EXPECTED, ids=lambda mail: mail["file"])
def test_nothing_else_is_found_for_certain(read, mail):
    items = [item for item in read[mail["file"]][2].items if item.firm]
    others = [item.text for item in items if not any(is_like(item, wanted) for wanted in mail["items"])]
    assert others == []


@pytest.mark.parametrize("mail", EXPECTED, ids=lambda mail: mail["file"])
def test_every_quote_is_verbatim(read, mail):
    _, notes, found = read[mail["file"]]
    assert found.items
    for item in found.items:
        assert notes.text[item.evidence.start : item.evidence.end] == item.evidence.quote
