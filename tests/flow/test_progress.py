"""On Monday morning each person hears what they kept, what is due, whom they wait for, and what is at risk and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from builders import HOST, MONDAY, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

NOTES = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by 4 December 2026.
- Sam will book the room by 11 December 2026.
- We agreed to ship the small version first, because the large one is not tested.
"""
MONDAY_NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


def progress(road, reader: str) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == "progress"]


def recap(road, reader: str) -> bytes:
    return next(raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == "recap")


def sections(raw: bytes) -> dict[str, str]:
    """The text below each heading, by the heading."""
    found, name = {}, ""
    for line in plain_text(raw).splitlines():
        if line.isupper() and not line.startswith((" ", "A1", "A2")):
            name = line.strip()
        found[name] = found.get(name, "") + line + "\n"
    return found


@pytest.fixture
def week(road):
    """Two promises and a decision, told on a Tuesday."""
    road.deliver(a_mail(NOTES))
    road.run()
    return road


def test_it_comes_on_monday_at_eight_of_the_readers_day(week):
    week.run_until(MONDAY_NOON)
    (letter,) = progress(week, OWNER)
    assert read_letter(letter)["Date"].datetime == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_it_comes_once_a_week_while_something_is_open(week):
    week.run_until(datetime(2026, 12, 15, tzinfo=UTC))
    assert len(progress(week, OWNER)) == 3


def test_a_reader_with_nothing_open_gets_none(road):
    road.deliver(a_mail())
    road.run_until(MONDAY_NOON)
    assert progress(road, OTHER) == []


def test_it_says_what_is_at_risk_and_why(week):
    week.run_until(MONDAY_NOON)
    risk = sections(progress(week, OWNER)[0])["AT RISK, AND WHY"]
    assert "send the budget to the bank" in risk.casefold()
    assert "nobody has said yes yet" in risk


def test_what_is_accepted_and_due_is_at_no_risk(week):
    week.deliver(a_reply(recap(week, OWNER), "ok"))
    week.run_until(MONDAY_NOON)
    found = sections(progress(week, OWNER)[0])
    assert "budget" in found["DUE THIS WEEK"]
    assert "AT RISK, AND WHY" not in found


def test_the_host_sees_for_whom_they_wait(week):
    week.run_until(MONDAY_NOON)
    assert "Sam Holt: book the room" in sections(progress(week, HOST)[0])["YOU WAIT FOR"]


def test_what_is_overdue_is_told_to_owner_and_host_every_week(week):
    week.deliver(a_reply(recap(week, OWNER), "ok"))
    week.run_until(datetime(2026, 12, 22, tzinfo=UTC))
    for reader in (OWNER, HOST):
        last = " ".join(plain_text(progress(week, reader)[-1]).split())
        assert "17 days ago" in last


def test_a_chain_of_waiting_is_told_to_its_end(week):
    week.deliver(a_reply(recap(week, OWNER), "A1: blocked by A2"))
    week.run_until(MONDAY_NOON)
    assert "A1 waits for A2 (Sam Holt, waiting for an answer)." in plain_text(progress(week, HOST)[0])


def test_what_was_kept_is_said_first(week):
    week.deliver(a_reply(recap(week, OWNER), "done"))
    week.run_until(MONDAY_NOON)
    letter = progress(week, OWNER)[0]
    assert "budget" in sections(letter)["PROMISES YOU KEPT"]
    assert "Dana Wolff: send the budget" in sections(progress(week, HOST)[0])["THANKS TO"]


def test_one_meeting_is_answered_to_its_own_address(week):
    week.run_until(MONDAY_NOON)
    letter = progress(week, OWNER)[0]
    week.deliver(a_reply(letter, "A1: done"))
    week.run()
    assert "accepted" not in plain_text(week.letters(OWNER)[-1])
    assert "done" in plain_text(week.letters(OWNER)[-1])
    assert week.states()[-1] == ("done", None)


def test_an_answer_to_a_letter_about_several_meetings_is_never_guessed(week):
    week.deliver(a_mail(NOTES.replace("budget", "contract"), subject="Second sync", sent_at=MONDAY))
    week.run_until(MONDAY_NOON)
    letter = progress(week, OWNER)[0]
    assert read_letter(letter)["Reply-To"].addresses[0].addr_spec == NOTES_ADDRESS
    # Each item stands with the address of its own recap, and the letter with none.
    recaps = [raw for raw in week.letters(OWNER) if read_letter(raw)["X-Followthrough"] == "recap"]
    own = {read_letter(raw)["Reply-To"].addresses[0].addr_spec for raw in recaps}
    assert len(own) == 2
    assert set(re.findall(r"notes\+r\.\w+@acme\.example", plain_text(letter))) == own
    week.deliver(a_reply(letter, "A1: done"))
    week.run()
    assert week.states()[-1] == ("refused", "no-recap")


def test_a_strip_says_at_a_glance_how_the_week_stands(week):
    week.run_until(MONDAY_NOON)
    (letter,) = progress(week, HOST)
    assert "1 at risk · 1 you wait for" in plain_text(letter).splitlines()
    html = read_letter(letter).get_body(("html",)).get_content()
    assert 'width="50%"' in html
    for said in ("1 at risk", "1 you wait for"):
        assert f">{said}</td>" in html


def test_the_strip_counts_what_stands_below_it(week):
    week.deliver(a_reply(recap(week, OWNER), "A1: done"))
    week.run_until(MONDAY_NOON)
    (letter,) = progress(week, OWNER)
    assert "1 kept" in plain_text(letter).splitlines()
    assert "PROMISES YOU KEPT" in sections(letter)


def test_the_words_above_the_strip_count_as_the_strip_does(road):
    road.deliver(a_mail(f"{NOTES}- Dana will call the printer by 3 December 2026.\n"))
    road.run()
    road.deliver(a_reply(recap(road, OWNER), "A1: yes"))
    road.run_until(MONDAY_NOON)
    (letter,) = progress(road, OWNER)
    assert read_letter(letter)["Subject"].endswith("Your week: 1 thing due, 1 at risk")
    assert "1 at risk · 1 this week" in plain_text(letter).splitlines()
