"""What somebody with bad intentions sends: each is refused with its reason, and reaches nobody it should not reach."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_policy, a_reply, plain_text, read_letter
from sqlalchemy import update

from pipeline.decide_notes import MOST_READERS
from pipeline.model import Address
from workers.store.meetings import TOKEN_LIFE
from workers.store.tables import OUTBOX, TOKENS

SERVER = "mail.acme.example"
VICTIM = "victim@elsewhere.example"
MALLORY = "mallory@evil.example"
CYRILLIC_A = "\u0430"
LONG_S = "\u017f"
KELVIN = "\u212a"


def receive(road, raw: bytes) -> None:
    road.deliver(raw)
    road.run()


def written_to(road) -> set[str]:
    """Everybody a letter was written to, sent or not."""
    with road.store.begin() as tx:
        return set(tx.execute(OUTBOX.select().with_only_columns(OUTBOX.c.recipient)).scalars())


def with_header(raw: bytes, name: str, value: str) -> bytes:
    """The mail with this header put in the place of its own, byte for byte."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    fields = [field for field in fields if not field.lower().startswith(name.lower().encode() + b":")]
    return b"\r\n".join([f"{name}: {value}".encode(), *fields]) + blank + body


@pytest.fixture
def recaps(road):
    """Notes read: a recap for the host, Dana and Sam."""
    receive(road, a_mail())
    return {reader: road.letters(reader)[0] for reader in (HOST, OWNER, OTHER)}


# --- lines that end where they should not ------------------------------------

HIDDEN_LINES = {
    "quoted-printable": "=?utf-8?Q?Weekly=0D=0ABcc=3A_victim=40elsewhere.example?=",
    "base64": "=?utf-8?B?V2Vla2x5DQpCY2M6IHZpY3RpbUBlbHNld2hlcmUuZXhhbXBsZQ==?=",
    "a line separator": "=?utf-8?Q?Weekly=E2=80=A8Bcc=3A_victim=40elsewhere.example?=",
    "NUL and a bare return": "=?utf-8?Q?Weekly=00=0DBcc=3A_victim=40elsewhere.example?=",
}


@pytest.mark.parametrize("hidden", HIDDEN_LINES.values(), ids=HIDDEN_LINES)
@pytest.mark.parametrize("place", ["Subject", "From", "To"])
def test_a_hidden_line_break_adds_no_header_to_our_letters(road, hidden, place):
    value = {"Subject": hidden, "From": f"{hidden} <{HOST}>", "To": f"{NOTES_ADDRESS}, {hidden} <{OWNER}>"}[place]
    receive(road, with_header(a_mail(), place, value))
    assert road.states() == [("done", None)]
    for letter in (road.letters(HOST) + road.letters(OWNER))[:2]:
        assert read_letter(letter)["Bcc"] is None
        assert not [line for line in letter.split(b"\r\n\r\n")[0].splitlines() if line.lower().startswith(b"bcc")]
    assert VICTIM not in written_to(road)


def test_an_answer_adds_no_header_to_the_letters_it_causes(road, recaps):
    receive(road, with_header(a_reply(recaps[OWNER], "ok"), "Subject", HIDDEN_LINES["quoted-printable"]))
    receipt = read_letter(road.letters(OWNER)[-1])
    assert receipt["X-Followthrough"] == "receipt"
    assert receipt["Bcc"] is None


# --- names and domains that resemble others ------------------------------------


@pytest.mark.parametrize(
    "sender",
    [
        f"Mara Lindt <{MALLORY}>",
        f'"Mara Lindt <{HOST}>" <{MALLORY}>',
        f'"{HOST}" <{MALLORY}>',
        f"=?utf-8?Q?Mara_Lindt_=3C{HOST}=3E?= <{MALLORY}>",
        f"mara@{CYRILLIC_A}cme.example",
        "mara@xn--cme-5cd.example",
        "mara@acme.example.evil.example",
    ],
)
def test_a_name_or_a_domain_that_resembles_the_house_is_a_stranger(road, sender):
    receive(road, with_header(a_mail(), "From", sender))
    assert road.states() == [("quarantined", "stranger")]
    assert written_to(road) == set()


@pytest.mark.parametrize("address", [f"{LONG_S}am@acme.example", f"mara@{KELVIN}ite.example"])
def test_a_letter_that_folds_into_another_is_not_that_other(road, recaps, address):
    receive(road, with_header(a_reply(recaps[OTHER], "ok", sender=OTHER), "From", address))
    assert road.states()[-1] == ("quarantined", "stranger")


def test_a_colleague_cannot_write_under_anothers_name(road, recaps):
    receive(road, a_mail(sender=Address(address=OTHER, name="Mara Lindt"), to=(NOTES_ADDRESS, OWNER), subject="New"))
    forged = read_letter(road.letters(OWNER)[-1])
    assert "Sam Holt sent the notes" in plain_text(forged.as_bytes()).replace("\n", " ")


def test_a_name_that_looks_an_address_is_not_shown_as_the_sender(road):
    receive(road, with_header(a_mail(to=(NOTES_ADDRESS, OWNER)), "From", f'"{HOST}" <new@acme.example>'))
    text = plain_text(road.letters(OWNER)[-1]).replace("\n", " ")
    assert "new@acme.example sent the notes" in text


def test_a_task_cannot_be_handed_to_a_domain_that_resembles_the_house(road, recaps):
    receive(road, a_reply(recaps[OWNER], f"give A1 to sam@{CYRILLIC_A}cme.example"))
    assert written_to(road) == {HOST, OWNER, OTHER}


@pytest.mark.parametrize("sender", [f"{HOST} <{MALLORY}>", f"{HOST}, {MALLORY}", f"<{HOST}> <{MALLORY}>"])
def test_a_sender_that_programs_read_in_two_ways_is_nobody(road, sender):
    receive(road, with_header(a_mail(), "From", sender))
    assert road.states() == [("quarantined", "not-a-mail")]


# --- proof that is none ----------------------------------------------------------


@pytest.mark.parametrize(
    "results",
    [
        (f"{SERVER}; dmarc=fail header.from=acme.example", f"{SERVER}; dmarc=pass header.from=acme.example"),
        ("mail.evil.example; dmarc=pass header.from=acme.example",),
        (f'{SERVER}; spf=fail smtp.mailfrom="; dmarc=pass header.from=acme.example"@evil.example',),
        (),
    ],
)
def test_a_forged_proof_leaves_the_mail_in_quarantine(road, results):
    road.use(a_policy(trusted_authserv_id=SERVER))
    lines = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    receive(road, lines.encode() + a_mail())
    assert road.states() == [("quarantined", "unproven")]
    assert written_to(road) == set()


# --- reply addresses --------------------------------------------------------------


def test_a_letter_that_was_passed_on_cannot_be_answered_by_its_finder(road, recaps):
    receive(road, a_reply(recaps[OWNER], "ok", sender=MALLORY))
    assert road.states()[-1] == ("quarantined", "stranger")


def test_a_colleague_cannot_answer_with_anothers_token(road, recaps):
    receive(road, a_reply(recaps[OWNER], "ok", sender=OTHER))
    assert road.states()[-1] == ("refused", "not-yours")


def test_a_token_that_was_made_up_leads_nowhere(road, recaps):
    raw = a_mail("ok", sender=OWNER, to=(f"notes+r.{'a' * 20}@acme.example",), subject="Re: Weekly sync")
    receive(road, raw)
    assert road.states()[-1] == ("refused", "no-recap")


def only_the_token(recap: bytes) -> bytes:
    """An answer that nothing but the reply address connects with its recap."""
    return a_mail("ok", sender=OWNER, to=(str(read_letter(recap)["Reply-To"]),), subject="Re: what you sent")


def test_a_token_alone_leads_to_its_recap(road, recaps):
    receive(road, only_the_token(recaps[OWNER]))
    assert road.states()[-1] == ("done", None)


def test_a_token_that_is_too_old_leads_nowhere(road, recaps):
    road.clock.advance(TOKEN_LIFE + timedelta(days=1))
    receive(road, only_the_token(recaps[OWNER]))
    assert road.states()[-1] == ("refused", "no-recap")


@pytest.mark.parametrize("answer", [only_the_token, lambda recap: a_reply(recap, "ok")])
def test_a_token_that_was_revoked_changes_nothing_even_in_its_thread(road, recaps, answer):
    with road.store.begin() as tx:
        tx.execute(update(TOKENS).where(TOKENS.c.address == OWNER).values(revoked_at=road.clock.now()))
    receive(road, answer(recaps[OWNER]))
    assert road.states()[-1] == ("refused", "not-yours")


# --- too much of everything ---------------------------------------------------------


def test_ten_thousand_readers_are_written_to_by_nobody(road):
    many = ", ".join(f"p{number}@acme.example" for number in range(10_000))
    receive(road, with_header(a_mail(), "To", f"{NOTES_ADDRESS}, {many}"))
    assert road.states() == [("refused", "too-many-readers")]
    assert written_to(road) == {HOST}


def test_a_large_meeting_is_still_a_meeting(road):
    many = tuple(f"p{number}@acme.example" for number in range(MOST_READERS - 1))
    receive(road, a_mail(to=(NOTES_ADDRESS, *many)))
    assert road.states() == [("done", None)]
    assert len(written_to(road)) == MOST_READERS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Subject", "x" * 1_000_000),
        ("Subject", "=?utf-8?Q?x?= " * 80_000),
        ("References", " ".join(f"<{number}.self.reference@acme.example>" for number in range(10_000))),
        ("To", f"{NOTES_ADDRESS}, " * 50_000),
    ],
    ids=["1 MB subject", "1 MB of encoded words", "10,000 references", "1 MB of recipients"],
)
def test_a_header_that_no_mail_has_is_no_mail(road, name, value):
    receive(road, with_header(a_mail(), name, value))
    assert road.states() == [("quarantined", "not-a-mail")]


def test_references_that_go_in_circles_are_followed_once(road, recaps):
    ours = [str(read_letter(letter)["Message-ID"]) for letter in recaps.values()]
    circle = " ".join(["<me@acme.example>", *ours] * 700)
    receive(road, with_header(a_reply(recaps[OWNER], "ok"), "References", circle))
    assert road.states()[-1] == ("done", None)
    assert len(road.letters(OWNER)[-1].split(b"\r\n\r\n")[0]) < 8_000


def nest(depth: int) -> bytes:
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="{number}"\r\n\r\n--{number}\r\n' for number in range(depth)
    )
    return f"From: {HOST}\r\nSubject: x\r\n{opened}\r\nx".encode()


HEAD = f"From: {HOST}\r\nSubject: x\r\n".encode()
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
BOMBS = {
    "parts in parts": nest(500),
    "mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 500,
    "many parts": MIXED + b"--b\r\n\r\nx\r\n" * 9_000,
    "nothing but boundaries": MIXED + b"\n--b" * 30_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_that_unfolds_without_end_is_not_unfolded(road, name):
    receive(road, BOMBS[name])
    assert road.states() == [("quarantined", "unreadable")]


def test_nobody_but_the_house_was_ever_written_to(road, recaps):
    raw = with_header(a_mail(to=(NOTES_ADDRESS, VICTIM), cc=(MALLORY,)), "Reply-To", VICTIM)
    receive(road, raw)
    receive(road, a_reply(recaps[OWNER], f"give A1 to {VICTIM}"))
    receive(road, a_reply(recaps[OWNER], f"A1: Priya = {VICTIM}"))
    assert written_to(road) == {HOST, OWNER, OTHER}
