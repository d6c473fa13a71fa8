"""Who wants to be forgotten is asked once, and then stands in no table any more."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import sqlalchemy as sa
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail

from flow.talk import OUTSIDER, answer, everything, last, told, write
from pipeline.model import Address, Person
from workers.store import audit, erasure, people
from workers.store.tables import AHEAD, AUDIT, INBOX


def test_forget_me_is_asked_once_before_anything_is_erased(met):
    answer(met, "forget me")
    assert "Shall I forget you?" in last(met, OWNER)
    assert OWNER in everything(met)


@pytest.mark.parametrize("words", ["Yes, forget me", "forget me"])
def test_who_confirms_is_gone_from_every_table(met, words):
    answer(met, "A1: ok")
    answer(met, "forget me")
    write(met, words)
    report = last(met, OWNER)
    assert "You are forgotten" in report
    met.run()
    with met.store.begin() as tx:
        erasure.erase_last_letters(tx)
    left = everything(met)
    assert OWNER not in left
    assert "Dana" not in left
    assert "Wolff" not in left


@pytest.mark.parametrize("words", ["A1 done", "Nice to read."])
def test_an_answer_of_somebody_else_that_changed_nothing_does_not_keep_the_name_in_its_quote(met, words):
    answer(met, words, sender=OTHER)
    assert "Dana Wolff: send the budget" in everything(met)
    answer(met, "forget me")
    write(met, "Yes, forget me")
    with met.store.begin() as tx:
        erasure.erase_last_letters(tx)
    assert "Wolff" not in everything(met)


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_mail_about_something_else_that_names_them_is_emptied_too(met, encoding):
    notes = "Notes of the kitchen\n\nKim cleans the oven by Friday. We thanked Dana Wolff.\n"
    met.deliver(a_mail(notes, sender=HOST, subject="Kitchen", to=(NOTES_ADDRESS,), encoding=encoding))
    met.run()
    assert "Dana Wolff" in everything(met)
    answer(met, "forget me")
    write(met, "Yes, forget me")
    with met.store.begin() as tx:
        erasure.erase_last_letters(tx)
    assert "Dana Wolff" not in everything(met)


def forgotten(road):
    answer(road, "forget me")
    write(road, "Yes, forget me")
    with road.store.begin() as tx:
        erasure.erase_last_letters(tx)


@pytest.mark.parametrize(
    ("subject", "body"),
    [("Holidays", "Dana is away this week, so we wait."), ("Dana", "Nothing here is about anybody.")],
)
def test_a_first_name_that_nobody_else_has_stays_in_no_mail_that_was_refused_nor_in_our_answer_to_it(
    met, subject, body
):
    write(met, body, sender=OTHER, subject=subject)
    assert met.states()[-1] == ("refused", "no-notes")
    forgotten(met)
    assert "Dana" not in everything(met)


@pytest.mark.parametrize("name", ["Eva Brandt", "Zoë Brandt"])
def test_a_recap_that_only_says_their_whole_name_says_it_no_more(met, name):
    notes = f"Kitchen\n\n- We agreed to follow the plan of {name} for the oven.\n- Kim cleans it by Friday.\n"
    met.deliver(a_mail(notes, sender=HOST, subject="Kitchen", to=(NOTES_ADDRESS,)))
    met.run()
    with met.store.begin() as tx:
        people.learn(tx, [Person(name=name, address="brandt@acme.example")], now=met.clock.now())
        erasure.erase(tx, "brandt@acme.example")
    write(met, "log oven", sender=HOST)
    assert "follow the plan of (erased)" in last(met, HOST).casefold()


def with_file(file: EmailMessage | bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = OTHER, NOTES_ADDRESS, "Holidays"
    mail["Message-ID"] = "<holidays@mail.acme.example>"
    mail.set_content("Nothing here is about anybody.")
    if isinstance(file, bytes):
        mail.add_attachment(file, maintype="text", subtype="plain", filename="away.txt", cte="base64")
    else:
        mail.add_attachment(file, filename="away.eml")
    return mail.as_bytes(policy=SMTP)


def a_page() -> EmailMessage:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = OTHER, "Who is away"
    inner.set_content("See below.")
    inner.add_alternative("<p>Dana Wolff</p>", subtype="html", cte="base64")
    return inner


@pytest.mark.parametrize("file", [b"Away: Dana Wolff", a_page()], ids=["a text", "a mail with a page"])
def test_a_name_in_a_file_of_a_mail_that_was_refused_goes_with_it(met, file):
    met.deliver(with_file(file))
    met.run()
    assert met.states()[-1][0] == "refused"
    forgotten(met)
    assert b"holidays" not in b"".join(raws(met))


def raws(road):
    with road.store.begin() as tx:
        return tx.execute(sa.select(INBOX.c.raw)).scalars().all()


def test_a_letter_that_waits_while_they_are_forgotten_still_goes_and_is_empty_then(met):
    answer(met, "forget me")
    met.post.refusals[OTHER] = "451 come back later"
    answer(met, "A1 should read: send the other budget", sender=HOST)
    waiting = len(met.letters(OTHER))
    write(met, "Yes, forget me")
    del met.post.refusals[OTHER]
    met.clock.advance(timedelta(hours=1))
    met.run()
    assert len(met.letters(OTHER)) == waiting + 1
    with met.store.begin() as tx:
        erasure.erase_last_letters(tx)
    assert "Wolff" not in everything(met)


def test_a_first_name_that_somebody_else_has_as_well_takes_no_mail_of_others_away(met):
    with met.store.begin() as tx:
        people.learn(tx, [Person(name="Dana Ortiz", address="ortiz@acme.example")], now=met.clock.now())
    write(met, "Dana is away this week.", sender=OTHER, subject="Holidays")
    forgotten(met)
    assert "Dana is away" in everything(met)


def test_a_name_that_is_a_word_too_takes_no_mail_away_that_only_has_the_word(met):
    will = Address(name="Will van der Berg", address="will@acme.example")
    write(met, "We will see, and the rest will wait. Hij heeft van der dag genoeg.", sender=OTHER, subject="Holidays")
    with met.store.begin() as tx:
        people.learn(tx, [Person(name=will.name, address=will.address)], now=met.clock.now())
        erasure.erase(tx, will.address)
    assert "the rest will wait" in everything(met)


def test_a_yes_to_the_question_itself_confirms_it(met):
    answer(met, "forget me")
    answer(met, "yes", to=-1)
    assert "You are forgotten" in last(met, OWNER)


def test_a_yes_to_a_recap_does_not_confirm_to_be_forgotten(met):
    answer(met, "forget me")
    answer(met, "yes")
    assert "You are forgotten" not in last(met, OWNER)
    assert told(met, OWNER).name == "Dana Wolff"


def test_the_question_ends_after_two_weeks(met):
    answer(met, "forget me")
    met.clock.advance(timedelta(days=15))
    write(met, "Yes, forget me")
    assert OWNER in everything(met)


def test_the_report_says_how_much_there_was(met):
    answer(met, "forget me")
    write(met, "Yes, forget me")
    assert "recaps that named you: 1" in last(met, OWNER)
    assert "tasks and other items with your name: 1" in last(met, OWNER)


def test_a_line_without_a_name_stays_of_who_was_forgotten(met):
    answer(met, "forget me")
    write(met, "Yes, forget me")
    with met.store.begin() as tx:
        lines = [(row.by, row.verb, row.what) for row in tx.execute(sa.select(AUDIT).order_by(AUDIT.c.id))]
    assert lines[-1] == ("(erased)", "forget", "")


def test_lines_and_meetings_to_come_that_name_who_was_forgotten_go_too(met):
    now = met.clock.now()
    with met.store.begin() as tx:
        audit.write(tx, ("timezone",), by="operator", what=OWNER, inbox_id=None, now=now)
        rows = [
            {"uid": "1", "address": HOST, "last_at": now, "payload": {"attendees": [OWNER]}},
            {"uid": "2", "address": OWNER, "last_at": now, "payload": {}},
            {"uid": "3", "address": HOST, "last_at": now, "payload": {"attendees": [OTHER]}},
        ]
        tx.execute(sa.insert(AHEAD), rows)
        erasure.erase(tx, OWNER)
        left = tx.execute(sa.select(AHEAD.c.uid)).scalars().all()
    assert left == ["3"]
    assert OWNER not in everything(met)


def test_others_are_still_who_they_were(met):
    answer(met, "forget me")
    write(met, "Yes, forget me")
    answer(met, "D1 fine", sender=OTHER)
    answer(met, "D1 should read: ship the large version", sender=HOST)
    assert "large version" in last(met, OTHER)


def test_a_host_who_is_forgotten_gets_no_letter_any_more(met):
    answer(met, "forget me", sender=HOST)
    write(met, "Yes, forget me", sender=HOST)
    answer(met, "I can't do A1")
    assert met.post.letters("erased@erased.invalid") == []


def test_somebody_outside_is_forgotten_too(shared):
    write(shared, "forget me", sender=OUTSIDER)
    answer(shared, "yes", sender=OUTSIDER, to=-1)
    with shared.store.begin() as tx:
        erasure.erase_last_letters(tx)
    assert OUTSIDER not in everything(shared)
