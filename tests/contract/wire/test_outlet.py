"""What every outlet promises, whoever takes the letters."""

from __future__ import annotations

import pytest

from workers.ports import Verdict

ANA, BO, CY = "ana@acme.example", "bo@acme.example", "cy@acme.example"
LETTER = b"From: notes@acme.example\r\nSubject: Recap\r\n\r\nDana sends the budget.\r\n"


def verdicts(fates):
    return {address: fate.verdict for address, fate in fates.items()}


def test_a_letter_reaches_everybody_it_is_for(post, outlet):
    fates = outlet.send(LETTER, to=[ANA, BO])
    assert verdicts(fates) == {ANA: Verdict.SENT, BO: Verdict.SENT}
    assert [letter.endswith(LETTER) for address in (ANA, BO) for letter in post.letters(address)] == [True, True]


def test_a_line_that_begins_with_a_dot_keeps_it(post, outlet):
    letter = LETTER + b".\r\n..two\r\n.three\r\n"
    outlet.send(letter, to=[ANA])
    assert post.letters(ANA)[0].endswith(letter)


def test_a_refused_recipient_does_not_cost_the_others(post, outlet):
    post.refuse(BO, "550 5.1.1 no such user")
    fates = outlet.send(LETTER, to=[ANA, BO, CY])
    assert verdicts(fates) == {ANA: Verdict.SENT, BO: Verdict.NEVER, CY: Verdict.SENT}
    assert "no such user" in fates[BO].detail
    assert not post.letters(BO)


def test_refusals_are_told_apart_when_nobody_is_left(post, outlet):
    post.refuse(ANA, "550 5.1.1 no such user")
    post.refuse(BO, "450 4.2.0 try again later")
    fates = outlet.send(LETTER, to=[ANA, BO])
    assert verdicts(fates) == {ANA: Verdict.NEVER, BO: Verdict.LATER}


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("421 4.3.2 closing", Verdict.LATER),
        ("450 4.2.1 greylisted", Verdict.LATER),
        ("452 4.2.2 over quota", Verdict.LATER),
        ("550 5.1.1 no such user", Verdict.NEVER),
        ("552 5.2.2 mailbox full", Verdict.LATER),
        ("552 5.3.4 message too big", Verdict.NEVER),
        ("554 5.7.1 not here", Verdict.NEVER),
    ],
)
def test_the_reply_of_the_server_decides(post, outlet, reply, verdict):
    post.refuse(ANA, reply)
    assert outlet.send(LETTER, to=[ANA])[ANA].verdict is verdict


def test_after_a_refusal_the_next_letter_goes_out(post, outlet):
    post.refuse(ANA, "421 4.3.2 closing")
    outlet.send(LETTER, to=[ANA])
    assert outlet.send(LETTER, to=[BO])[BO].verdict is Verdict.SENT


def test_an_outlet_sends_again_after_it_was_closed(post, outlet):
    outlet.send(LETTER, to=[ANA])
    outlet.close()
    assert outlet.send(LETTER, to=[ANA])[ANA].verdict is Verdict.SENT
    assert len(post.letters(ANA)) == 2


def test_a_server_that_is_away_means_later_for_everybody(post, outlet):
    post.stop()
    assert verdicts(outlet.send(LETTER, to=[ANA, BO])) == {ANA: Verdict.LATER, BO: Verdict.LATER}
