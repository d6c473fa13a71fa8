"""Whatever arrives ends in a state with a reason, holds up nothing, and is answered at most once."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OWNER, a_mail, plain_text, read_letter

from workers.store import inbox

STRANGER = "someone@elsewhere.example"

# name: bytes, the state and reason it ends in, and how many letters its sender gets
BAD = {
    "bytes that are no mail": (b"\x00\xff\x00 no mail at all", "quarantined", "not-a-mail", None, 0),
    "nothing at all": (b"", "quarantined", "not-a-mail", None, 0),
    "30 MB": (a_mail("x" * 79 + "\n", subject="large") + b"y" * 30_000_000, "refused", "too-large", HOST, 1),
    "no body": (a_mail(""), "refused", "empty", HOST, 1),
    "no notes": (a_mail("Hello, how are you? The weather is fine."), "refused", "no-notes", HOST, 1),
    "a stranger": (a_mail(sender=STRANGER, to=(NOTES_ADDRESS,)), "quarantined", "stranger", STRANGER, 0),
    "a robot": (a_mail(headers={"Auto-Submitted": "auto-replied"}), "ignored", "automatic", HOST, 0),
    "a list": (
        a_mail(headers={"List-Id": "<all.acme.example>", "Precedence": "list"}),
        "ignored",
        "automatic",
        HOST,
        0,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_ends_in_its_state_with_a_reason(road, name):
    raw, state, reason, _, _ = BAD[name]
    road.deliver(raw)
    road.run()
    assert road.states() == [(state, reason)]


@pytest.mark.parametrize("name", BAD)
def test_the_next_mail_is_not_held_up(road, name):
    road.deliver(BAD[name][0])
    road.deliver(a_mail())
    road.run()
    assert road.states()[-1] == ("done", None)
    assert len([raw for raw in road.letters(OWNER) if read_letter(raw)["X-Followthrough"] == "recap"]) == 1


@pytest.mark.parametrize("name", [name for name, case in BAD.items() if case[3]])
def test_a_known_sender_gets_one_clear_letter_and_strangers_and_robots_none(road, name):
    raw, _, _, sender, letters = BAD[name]
    road.deliver(raw)
    road.run()
    assert len(road.letters(sender)) == letters


def test_an_unknown_charset_is_read_as_far_as_it_goes(road):
    raw = a_mail().replace(b'charset="utf-8"', b'charset="x-made-up-charset"')
    road.deliver(raw)
    road.run()
    assert road.states() == [("done", None)]
    assert len(road.letters(OWNER)) == 1


@pytest.mark.parametrize(
    "odd", [b"\x00", b"\x01\x1b[31m", b"\xed\xa0\x80", b"\xff\xfe", b"=00=ED=A0=80", b"&#0;&#xD800;"]
)
@pytest.mark.parametrize("place", [b"send the budget", b"Weekly sync", b"Dana Wolff"])
def test_letters_that_no_database_takes_do_not_stop_a_mail(road, odd, place):
    raw = a_mail().replace(place, place[:4] + odd + place[4:])
    if odd.startswith(b"="):
        raw = raw.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: quoted-printable")
    road.deliver(raw)
    road.run()
    assert [state for state, _ in road.states()] == ["done"]


def test_the_same_complaint_goes_out_once_a_day(road):
    for _ in range(3):
        road.deliver(a_mail("Hello, how are you? The weather is fine."))
        road.run()
    assert len(road.letters(HOST)) == 1
    assert road.states() == [("refused", "no-notes")] * 3


def test_a_refusal_says_what_to_send_instead(road):
    road.deliver(a_mail("Hello, how are you? The weather is fine."))
    road.run()
    assert "forward" in plain_text(road.letters(HOST)[0]).lower()


def test_a_quarantined_mail_can_be_read_again(road):
    road.deliver(a_mail(sender=STRANGER, to=(NOTES_ADDRESS,)))
    road.run()
    (row,) = road.rows()
    with road.store.begin() as tx:
        assert inbox.retry(tx, row.id, now=road.clock.now())
    assert road.states() == [("due", None)]
    road.run()
    assert road.states() == [("quarantined", "stranger")]
