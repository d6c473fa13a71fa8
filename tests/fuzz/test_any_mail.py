"""Any mail ends in an outcome: nothing raises, nothing takes long, nothing writes a letter that is none.

2,000 mails in every run of the suite, the same ones each time; `make fuzz` tries 50,000 new ones.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from builders import MONDAY, OWNER, a_policy, plain_text, read_letter
from fuzz.mails import forwards, mails, our_letter, replies, reports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recap_builders import a_recap

from pipeline.decide import decide
from pipeline.mail.parse import parse_mail
from pipeline.mail.report import find_returned_ids
from pipeline.model import Looked, Mail, Recap
from pipeline.outcome import (
    Asked,
    Ignored,
    NotesRead,
    Outcome,
    Posted,
    Quarantined,
    Reason,
    Refused,
    ReplyRead,
    Reported,
    View,
)
from workers.store.payload import dump, load

USUAL = 2_000
CASES = int(os.environ.get("FUZZ_CASES", USUAL))
MOST_SECONDS = 5
POLICY = a_policy(operator="ops@acme.example")
VIEW = View(now=datetime(2026, 11, 23, 9, 5, tzinfo=UTC), arrived_at=MONDAY, content_key="ab" * 32, free_tag="7K2Q")
LATELY = replace(a_recap(), tag="9XYZ")


# Seconds of this thread are counted for each mail; the run as a whole may share the machine.
pytestmark = pytest.mark.timeout(0 if CASES > USUAL else 600)


def tried(share: float):
    return settings(
        max_examples=int(CASES * share),
        derandomize=CASES == USUAL,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def letter(knowledge) -> bytes:
    return our_letter(knowledge, VIEW)


@pytest.fixture(scope="module")
def judge(knowledge):
    """The knowledge is kept out of the arguments: what Hypothesis reports of a failure would be all of it."""
    return lambda raw, **known: judge_with(knowledge, raw, **known)


def judge_with(knowledge, raw: bytes, **known) -> Outcome:
    """What becomes of a mail; fails where that is no outcome, takes long, or could not be written down or sent."""
    begin = time.thread_time()
    mail = parse_mail(raw)
    outcome = decide_to_the_end(mail, replace(VIEW, **known), knowledge)
    assert time.thread_time() - begin < MOST_SECONDS
    assert isinstance(outcome, get_args(Outcome))
    if isinstance(outcome, NotesRead | ReplyRead):
        assert load(Recap, json.loads(json.dumps(dump(outcome.recap)))) == outcome.recap
        json.dumps([dump(change) for change in getattr(outcome, "changes", ())])
    elif isinstance(outcome, Ignored | Refused | Quarantined | Reported):
        assert outcome.reason in Reason
    for letter in getattr(outcome, "letters", ()):
        check_letter(letter, writer=mail.sender)
    return outcome


def decide_to_the_end(mail, view: View, knowledge) -> Outcome | Asked:
    """What the shell does: what a question needs is looked up, and the mail is decided again."""
    view = view if view.recap is not None else replace(view, series=(LATELY,))
    outcome = decide(mail, view, policy=POLICY, knowledge=knowledge)
    if not isinstance(outcome, Asked):
        return outcome
    return decide(mail, replace(view, looked=Looked(question=outcome.question)), policy=POLICY, knowledge=knowledge)


def check_letter(letter, *, writer) -> None:
    """A letter is a whole mail to one person of the house, or to who wrote; nothing slipped into its header."""
    head = letter.raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if not line[:1].isspace()]
    assert len(names) == len(set(names))
    assert not {b"bcc", b"cc"} & set(names)
    assert letter.to.endswith("@acme.example") or letter.to == writer.address
    read = read_letter(letter.raw)
    assert read["X-Followthrough"] == letter.kind
    assert plain_text(letter.raw).strip()


@tried(0.4)
@given(mails())
def test_any_tree_of_parts_ends_in_an_outcome(judge, raw):
    judge(raw)


@tried(0.25)
@given(forwards())
def test_any_forward_ends_in_an_outcome(judge, raw):
    judge(raw)


@tried(0.25)
@given(st.data())
def test_any_reply_ends_in_an_outcome(judge, letter, data):
    judge(data.draw(replies(letter)), recap=a_recap())


@tried(0.1)
@given(st.data())
def test_any_report_ends_in_an_outcome(judge, letter, data):
    raw = data.draw(reports(letter))
    mail = parse_mail(raw)
    returned = find_returned_ids(mail) if isinstance(mail, Mail) else ()
    judge(raw, posted=tuple(Posted(message_id=one, address=OWNER) for one in returned))


def test_the_mails_that_are_tried_reach_every_room(judge, letter):
    """A run that is refused at the door tries nothing: some of each kind must come through to the end."""
    seen: set[str] = set()

    @settings(max_examples=150, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def look(data):
        raw = data.draw(st.one_of(mails(), forwards(), replies(letter), reports(letter)))
        known = {"recap": a_recap()} if b"7K2Q" in raw else {}
        seen.add(type(judge(raw, **known)).__name__)

    look()
    assert {"NotesRead", "ReplyRead", "Refused", "Quarantined", "Ignored"} <= seen
