"""Every letter that goes out by itself, in every language: what it says, in lines a person can read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import HOST, OTHER, OWNER, a_policy, read_letter
from follow_builders import DAY, MONDAY_NINE, a_view, letters, words
from recap_builders import DANA, a_recap, an_item, read

from pipeline.follow.decide import decide_due
from pipeline.follow.view import Case, FollowView
from pipeline.model import State


@pytest.mark.parametrize("code", sorted(words().languages))
@pytest.mark.parametrize(
    ("reader", "kind"), [(OWNER, "reminder"), (OWNER, "wake"), (OWNER, "progress"), (HOST, "summary")]
)
def test_each_letter_is_written_in_its_readers_language(code, reader, kind):
    letter = letters(a_view(reader, language=code))[kind]
    found = read(letter)
    assert found.mail["Content-Language"] == code
    assert found.mail["List-Unsubscribe"]
    assert max(len(line) for line in found.text.splitlines() if "@" not in line) <= 76
    stop = words().languages[code].texts("letter.stop")
    assert " ".join(stop.split()) in " ".join(found.text.split())


def test_the_same_view_gives_the_same_letters():
    assert letters(a_view()) == letters(a_view())


def test_whoever_stopped_gets_nothing_and_is_looked_at_no_more():
    plan = decide_due(a_view(stopped=True), policy=a_policy(), knowledge=words())
    assert plan.letters == ()
    assert plan.look_at is None


def test_the_next_look_is_always_later():
    view = a_view()
    plan = decide_due(view, policy=a_policy(), knowledge=words())
    assert plan.look_at is not None
    assert plan.look_at > view.now


@pytest.mark.parametrize("hours", range(0, 24 * 8, 5))
def test_whenever_one_looks_the_next_look_is_later(hours):
    for reader in (OWNER, HOST, OTHER):
        view = a_view(reader, now=MONDAY_NINE - timedelta(days=4) + timedelta(hours=hours))
        plan = decide_due(view, policy=a_policy(), knowledge=words())
        assert plan.look_at is None or plan.look_at > view.now


def test_a_tap_leads_to_the_address_of_its_recap():
    found = read(letters(a_view())["reminder"])
    address = read_letter(letters(a_view())["reminder"].raw)["Reply-To"].addresses[0].addr_spec
    assert found.html.count(f"mailto:{address.replace('+', '%2B')}") >= 5


def test_what_a_stranger_writes_into_an_item_is_no_markup():
    evil = (an_item("A1", "action", "<b onclick=x>pay</b> {{ 7*7 }}", owner=DANA, due=DAY, state=State.ACCEPTED),)
    view = a_view()
    case = Case(recap=a_recap(evil), began_at=view.cases[0].began_at)
    found = read(letters(FollowView(now=view.now, person=view.person, cases=(case,)))["reminder"])
    assert "<b onclick" not in found.html
    assert "{{ 7*7 }}" in found.text
