"""Who explained, reviewed or unblocked is thanked in everybody's recap, with the line that says so."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text
from sqlalchemy import select

from workers.store.tables import RECAPS

NOTES = """\
Attendees: Dana Wolff <dana@acme.example>, Sam Holt <sam@acme.example>

- Sam explained how the cache works to the newcomers.
- Dana explained that she was sick and tired of the clinic.
- Dana will send the budget by Friday.
"""


@pytest.fixture
def road(road_on_file):
    return road_on_file


def flat(raw: bytes) -> str:
    return " ".join(plain_text(raw).split())


def send(road, *, notes: str = NOTES, subject: str = "Weekly") -> None:
    road.deliver(a_mail(notes, to=(NOTES_ADDRESS, OWNER, OTHER), subject=subject))
    road.run()


@pytest.mark.parametrize("reader", [HOST, OWNER, OTHER])
def test_everybody_reads_who_helped_the_others(road, reader):
    send(road)
    assert "Sam Holt explained: “Sam explained how the cache works" in flat(road.letters(reader)[0])


def test_nobody_is_thanked_for_what_is_private(road):
    send(road)
    assert "Dana Wolff explained" not in flat(road.letters(HOST)[0])


def test_nobody_is_thanked_in_what_is_restricted(road):
    send(road, subject="[restricted] Weekly")
    assert "Sam Holt explained" not in flat(road.letters(HOST)[0])


def test_nobody_is_thanked_whose_name_two_people_have(road):
    send(road, notes=NOTES.replace("Attendees: ", "Attendees: Sam Wolff <swolff@acme.example>, "))
    assert "explained: “Sam" not in flat(road.letters(HOST)[0])


def test_who_is_forgotten_is_thanked_nowhere(road):
    send(road)
    assert thanked(road) == ["Sam Holt"]
    road.deliver(a_mail("forget me", sender=OTHER, to=(NOTES_ADDRESS,), subject=""))
    road.run()
    road.deliver(a_reply(road.letters(OTHER)[-1], "yes", sender=OTHER))
    road.run()
    assert thanked(road) == []


def thanked(road) -> list[str]:
    with road.store.begin() as tx:
        payload = tx.execute(select(RECAPS.c.payload)).scalar_one()
    return [one["person"] for one in payload.get("assists", ())]
