"""The plug is pulled at each named point of the road: no mail is lost, and no second, different letter goes out."""

from __future__ import annotations

import pytest
from builders import HOST, OTHER, OWNER, a_mail, a_reply, read_letter

from workers.ports import CRASH_POINTS
from workers.process import PROCESS_CRASH_POINTS

POINTS = [str(point) for point in (*CRASH_POINTS, *PROCESS_CRASH_POINTS)]


def bytes_by_message_id(road) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = {}
    for reader in (HOST, OWNER, OTHER):
        for raw in road.letters(reader):
            found.setdefault(f"{reader} {read_letter(raw)['Message-ID']}", set()).add(raw)
    return found


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_while_notes_are_read_loses_nothing_and_sends_nothing_new(road, point):
    road.crash_at(point)
    road.deliver(a_mail())
    assert road.run_until_crash(), f"the road never passes {point}"
    road.restart()
    road.run()
    letters = bytes_by_message_id(road)
    assert sorted(name.split()[0] for name in letters) == sorted((HOST, OWNER, OTHER))
    assert all(len(copies) == 1 for copies in letters.values())
    assert road.states() == [("done", None)]


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_while_a_reply_is_read_changes_the_item_once(road, point):
    road.deliver(a_mail())
    road.run()
    road.crash_at(point)
    road.deliver(a_reply(road.letters(OWNER)[0], "ok"))
    assert road.run_until_crash(), f"the road never passes {point}"
    road.restart()
    road.run()
    receipts = [raw for raw in road.letters(OWNER) if read_letter(raw)["X-Followthrough"] == "receipt"]
    assert len({read_letter(raw)["Message-ID"] for raw in receipts}) == 1
    assert len(set(receipts)) == 1
    assert road.states() == [("done", None), ("done", None)]


def test_only_a_crash_after_the_servers_yes_repeats_a_letter(road):
    repeats = {}
    for number, point in enumerate(POINTS):
        road.crash_at(point)
        # A meeting of its own each time: notes that are sent again bring no recap.
        road.deliver(a_mail(subject=f"Weekly sync {number}", message_id=f"<{point}@mail.acme.example>"))
        before = len(road.letters(OWNER))
        assert road.run_until_crash()
        road.restart()
        road.run()
        repeats[point] = len(road.letters(OWNER)) - before - 1
    # SMTP cannot tell "sent" and "sent, but we forgot" apart; the bytes and the Message-ID are the same.
    assert {point for point, count in repeats.items() if count} <= {"deliver.after-send"}
