"""Receipt, ask, declined, refusal: what each of them says, to whom, and in which thread."""

from __future__ import annotations

from datetime import date

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER
from recap_builders import DANA, SAM, a_recap, read, with_item

from pipeline.model import Address, Change, Due, Mail, Person, ReplyReading, State, Unclear
from pipeline.outcome import Reason
from pipeline.recap.letters import ask_letter, declined_letter, receipt_letter, refusal_letter

WRITER = Address(address=OWNER, name="Dana Wolff")
REPLY = Mail(
    subject="Re: [7K2Q] Weekly sync",
    message_id="<reply@mail.acme.example>",
    references=("<first@mail.acme.example>", "<ours@acme.example>"),
    sender=WRITER,
)


@pytest.fixture
def receipt(road):
    def write(after=None, *, changes=(), unclear=()):
        reading = ReplyReading(changes=tuple(changes), unclear=tuple(unclear))
        return read(receipt_letter(a_recap(), after or a_recap(), reading, writer=WRITER, mail=REPLY, **road))

    return write


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_receipt_shows_old_and_new(receipt):
    after = with_item(a_recap(), "A1", state=State.ACCEPTED, due=Due(phrase="Tuesday instead", day=date(2026, 12, 1)))
    changes = (Change(verb="accept", code="A1"), Change(verb="reschedule", code="A1", day=date(2026, 12, 1)))
    assert (
        "A1  Send the budget\n    waiting for an answer → accepted\n    due: Fri 27 Nov 2026 → Tue 1 Dec 2026\n"
    ) in receipt(after, changes=changes).text


def test_a_receipt_answers_the_reply_in_its_thread(receipt):
    mail = receipt(changes=(Change(verb="accept", code="A1"),)).mail
    assert mail["In-Reply-To"] == REPLY.message_id
    assert mail["References"].split() == [*REPLY.references, REPLY.message_id]
    assert mail["Subject"] == REPLY.subject
    assert mail["Auto-Submitted"] == "auto-replied"


def test_a_receipt_says_how_to_put_it_right(receipt):
    assert "Not what you meant?" in receipt(changes=(Change(verb="accept", code="A1"),)).text


def test_a_hand_over_says_who_is_asked_and_with_whom_it_stays(receipt):
    after = with_item(a_recap(), "A1", proposed_owner=SAM)
    text = flat(receipt(after, changes=(Change(verb="handover", code="A1", to=OTHER),)).text)
    assert "Sam Holt is asked now. Until they say yes, it stays with Dana Wolff." in text


def test_a_hand_over_to_a_name_alone_asks_its_owner_for_the_address_of_that_one(receipt):
    text = flat(
        receipt(
            with_item(a_recap(), "A1", proposed_owner=Person(name="Priya")),
            changes=(Change(verb="handover", code="A1"),),
        ).text
    )
    assert "I have no address of Priya, so nobody is asked yet. Answer “A1: give it to” and the address" in text
    assert "is asked now" not in text


def test_what_was_not_understood_is_one_question_with_choices(receipt):
    letter = receipt(unclear=(Unclear(text="the other one is done", question="unsure", choices=("A2", "A3")),))
    assert "You wrote: “the other one is done”" in letter.text
    assert "- A2 look into the slow search" in letter.text
    assert "I have changed nothing yet." in letter.text
    assert "Not what you meant?" not in letter.text


@pytest.mark.parametrize("verb", ["agree", "object", "answer", "later", "blocked", "drop", "correct"])
def test_a_change_that_shows_nowhere_is_still_confirmed(receipt, words, verb):
    text = receipt(changes=(Change(verb=verb, code="D1", text="because of the tax"),)).text
    assert f"{words.language('en').texts(f'receipt.verbs.{verb}')}: “because of the tax”" in flat(text)


def test_a_change_of_no_item_is_confirmed_by_its_words(receipt):
    assert (
        "Priya priya@acme.example"
        in receipt(changes=(Change(verb="name", text="Priya", to="priya@acme.example"),)).text
    )


def test_the_same_reply_gives_the_same_receipt(receipt):
    one, two = (receipt(changes=(Change(verb="accept", code="A1"),)).mail.as_bytes() for _ in range(2))
    assert one == two


def test_a_new_owner_is_asked_with_the_quote_and_who_asks(road):
    recap = with_item(a_recap(), "A1", proposed_owner=SAM, state=State.ACCEPTED)
    letter, token = ask_letter(recap, recap.items[0], asked_by=WRITER, **road)
    asked = read(letter)
    assert letter.to == OTHER
    assert token in asked.mail["Reply-To"]
    assert asked.mail["Subject"] == "[7K2Q] Dana Wolff asks you: send the budget (Weekly sync)"
    assert "“Dana will send the budget by Friday.”" in asked.text
    assert "Until you say yes, it stays with Dana Wolff." in asked.text
    assert "accepted" not in asked.text
    assert "A1: ok" in asked.text


def test_a_new_owner_sees_only_what_they_are_asked(road):
    recap = with_item(a_recap(), "A1", proposed_owner=SAM)
    text = read(ask_letter(recap, recap.items[0], asked_by=WRITER, **road)[0]).text
    assert [item.code for item in recap.items if item.code != "A1" and item.text in text] == []


def test_the_host_hears_who_declined_what_and_why(road):
    recap = with_item(a_recap(), "A1", state=State.DECLINED)
    change = Change(verb="decline", code="A1", text="I'm away that week")
    letter, token = declined_letter(recap, (change,), writer=WRITER, **road)
    told = read(letter)
    assert letter.to == HOST
    assert token in told.mail["Reply-To"]
    assert told.mail["In-Reply-To"] == "<first@mail.acme.example>"
    assert "Dana Wolff cannot take this on" in told.text
    assert "Declined because: I'm away that week" in told.text
    assert "A1: give it to …" in told.text


def test_a_decline_without_a_reason_says_so(road):
    letter, _ = declined_letter(a_recap(), (Change(verb="decline", code="A1"),), writer=WRITER, **road)
    assert "No reason was given." in read(letter).text


def test_a_writer_without_a_name_goes_by_the_name_we_know(road):
    nameless = Address(address=OWNER)
    letter, _ = declined_letter(a_recap(), (Change(verb="decline", code="A1"),), writer=nameless, **road)
    assert f"{DANA.name} cannot take this on" in read(letter).text


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_says_why_and_what_to_send(road, words, reason):
    letter = read(refusal_letter(reason, REPLY, **road))
    texts = words.language("en").texts
    assert texts(f"reasons.{reason}.what") in flat(letter.text)
    assert texts(f"reasons.{reason}.instead") in flat(letter.text)
    assert letter.mail["In-Reply-To"] == REPLY.message_id
    assert letter.mail["Reply-To"].addresses[0].addr_spec == NOTES_ADDRESS


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_shows_notes_that_work_where_better_notes_are_the_cure_and_nowhere_else(road, reason):
    wanted = {"no-notes", "empty", "unreadable", "too-large", "too-many-readers"}
    text = read(refusal_letter(reason, REPLY, **road)).text
    assert ("- Ana will send the budget by Friday." in text) == (reason in wanted)
    assert (f"Forward notes like these to {NOTES_ADDRESS}" in flat(text)) == (reason in wanted)


def test_a_refusal_of_a_mail_without_subject_still_has_one(road):
    mail = Mail(sender=WRITER)
    assert read(refusal_letter(Reason.EMPTY, mail, **road)).mail["Subject"] == "Re: About your mail"


def test_a_mail_without_a_message_id_is_answered_outside_any_thread(road):
    mail = read(refusal_letter(Reason.EMPTY, Mail(sender=WRITER, references=("<a@b.example>",)), **road)).mail
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
