"""A draft is passed on by its writer's "send", once, as their own words; nothing of it stays with us."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter
from report_builders import a_report
from sqlalchemy import select

from flow.talk import OUTSIDER, everything, told
from pipeline.model.preferences import Rhythm
from workers.store import inbox, outbox
from workers.store.tables import INBOX

FINE = (
    "Hi Sam, thanks for sweeping the yard on Monday, the children could play at once. The gate was still open and "
    "I had to look for the zebra. Could you lock it before you go?\n"
)
BETTER = (
    "Hi Sam, thank you for sweeping the yard on Monday, the children could play at once. The gate stood open and "
    "I searched for the giraffe. Could you lock it before you go?"
)
# Where words could go twice, or be lost between two places.
POINTS = ("process.before-commit", "process.after-commit", "deliver.after-send", "deliver.after-commit")


def draft(road, text: str = FINE, subject: str = "Feedback for Sam") -> bytes:
    road.deliver(a_mail(text, sender=OWNER, to=(NOTES_ADDRESS,), subject=subject))
    road.run()
    return of_kind(road, OWNER, "feedback")[-1]


def say(road, letter: bytes, words: str, *, sender: str = OWNER) -> None:
    road.deliver(a_reply(letter, words, sender=sender))
    road.run()


def of_kind(road, reader: str, kind: str) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == kind]


def notes(road, reader: str = OTHER) -> list[bytes]:
    return of_kind(road, reader, "feedback-note")


def flat(raw: bytes) -> str:
    return " ".join(plain_text(raw).split())


@pytest.fixture
def road(road_on_file):
    return road_on_file


def test_send_passes_the_words_on_as_their_writers_own(met):
    say(met, draft(met), "send")
    (note,) = notes(met)
    assert FINE.strip() in flat(note)
    assert str(read_letter(note)["From"]) == f"Dana Wolff <{NOTES_ADDRESS}>"
    assert str(read_letter(note)["Reply-To"]) == f"Dana Wolff <{OWNER}>"


def test_the_receiver_is_asked_for_a_word_back(met):
    say(met, draft(met), "send")
    assert "Dana Wolff would like a note back" in flat(notes(met)[0])


def test_the_writer_gets_a_receipt_without_the_words(met):
    say(met, draft(met), "send")
    receipt = flat(met.letters(OWNER)[-1])
    assert "They go to Sam Holt as your own" in receipt
    assert "zebra" not in receipt


def test_the_coach_says_who_would_get_it(met):
    assert f"Sam Holt ({OTHER})" in flat(draft(met))


def test_words_above_the_send_take_the_drafts_place(met):
    say(met, draft(met), f"{BETTER}\n\nsend")
    assert "giraffe" in flat(notes(met)[0])
    assert "zebra" not in flat(notes(met)[0])


def test_a_corrected_draft_without_send_is_read_again(met):
    say(met, draft(met), BETTER)
    assert notes(met) == []
    assert len(of_kind(met, OWNER, "feedback")) == 2


def test_send_means_the_newest_words(met):
    first = draft(met)
    say(met, first, BETTER)
    say(met, first, "send")
    assert "giraffe" in flat(notes(met)[0])


@pytest.mark.parametrize(
    "words",
    [
        "Don't send it.",
        "No, thanks",
        "not now please",
        "later",
        "not useful",
        "Nein, danke.\n\nDana Wolff",
        "Jetzt nicht",
        "Bitte nicht abschicken!",
        "Ahora no, gracias",
        "No lo envíes",
        "Non merci",
        "N’envoie pas",
        "Nu niet, bedankt",
        "Stuur het niet",
        "Agora não, obrigada",
        "Não envies",
    ],
)
def test_a_no_to_the_coach_is_answered_by_nothing(met, words):
    before = len(met.letters(OWNER)) + 1
    say(met, draft(met), words)
    assert (len(met.letters(OWNER)), notes(met)) == (before, [])


def test_what_was_put_off_can_still_be_sent(met):
    letter = draft(met)
    say(met, letter, "not now")
    say(met, letter, "send")
    assert "zebra" in flat(notes(met)[0])


@pytest.mark.parametrize(
    "words", ["undo", "Rückgängig", "deshacer", "annuler", "ongedaan maken", "desfazer", "don't send it"]
)
def test_who_would_take_back_what_was_sent_hears_that_nobody_can(met, words):
    letter = draft(met)
    say(met, letter, "send")
    say(met, letter, words)
    assert "a mail cannot be called back" in flat(met.letters(OWNER)[-1])


def test_an_undo_of_the_receipt_is_no_draft_of_its_own(met):
    say(met, draft(met), "send")
    say(met, of_kind(met, OWNER, "personal")[-1], "undo")
    assert "a mail cannot be called back" in flat(met.letters(OWNER)[-1])
    assert len(of_kind(met, OWNER, "feedback")) == 1


def test_stop_to_the_coach_ends_prompts_and_nothing_else(met):
    say(met, draft(met), "stop")
    preferences = told(met, OWNER)
    assert (preferences.prompts, preferences.stopped) == (Rhythm.NEVER, False)


def test_a_signature_below_send_is_no_correction(met):
    say(met, draft(met), "send\n\nDana Wolff\nHead of Sales\nAcme Ltd")
    assert "zebra" in flat(notes(met)[0])


def test_a_remark_above_send_is_not_sent(met):
    say(met, draft(met), "I had a hard day.\nsend")
    assert notes(met) == []


@pytest.mark.parametrize("words", ["send", "Yes, please send it!", f"{BETTER}\nsend"])
def test_a_second_send_sends_nothing(met, words):
    letter = draft(met)
    say(met, letter, "send")
    say(met, letter, words)
    assert len(notes(met)) == 1
    assert "sent once" in flat(met.letters(OWNER)[-1])


@pytest.mark.parametrize(
    "order",
    ["senden an {to}", "enviar a {to}", "envoyer à {to}", "stuur naar {to}", "enviar para {to}", "send to {to}"],
)
def test_the_order_names_the_receiver_in_six_languages(met, order):
    say(met, draft(met, subject="Feedback"), order.format(to=HOST))
    assert len(notes(met, HOST)) == 1


def test_a_name_is_enough_where_one_person_has_it(met):
    say(met, draft(met, subject="Feedback"), "send to Mara")
    assert len(notes(met, HOST)) == 1


def test_who_it_is_for_is_asked_where_it_is_not_clear(met):
    letter = draft(met, FINE.replace("Hi Sam, ", ""), subject="Feedback")
    assert "Whom is it for?" in flat(letter)
    say(met, letter, "send")
    assert notes(met) == []
    assert "Whom is it for?" in flat(met.letters(OWNER)[-1])


def test_the_greeting_says_who_it_is_for(met):
    say(met, draft(met, subject="Feedback"), "send")
    assert len(notes(met)) == 1


def test_nothing_goes_to_somebody_outside_whom_the_writer_never_met(met):
    say(met, draft(met), f"send to {OUTSIDER}")
    assert met.post.letters(OUTSIDER) == []
    assert f"may not write to {OUTSIDER}" in flat(met.letters(OWNER)[-1])


def test_somebody_outside_whom_the_writer_met_can_get_it(shared):
    before = len(shared.post.letters(OUTSIDER))
    say(shared, draft(shared), f"send to {OUTSIDER}")
    assert len(shared.post.letters(OUTSIDER)) == before + 1


def test_nobody_else_can_send_it(met):
    say(met, draft(met), "send", sender=HOST)
    assert notes(met) == []


def test_send_without_the_letters_own_address_sends_nothing(met):
    letter = draft(met)
    reply = a_reply(letter, "send").replace(str(read_letter(letter)["Reply-To"]).encode(), NOTES_ADDRESS.encode())
    met.deliver(reply)
    met.run()
    assert notes(met) == []


def test_nothing_of_it_stays_in_any_table_or_file(met, tmp_path):
    say(met, draft(met), f"{BETTER}\n\nsend")
    said = everything(met)
    assert "zebra" not in said
    assert "giraffe" not in said
    met.store.settle()
    kept = b"".join(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
    assert b"giraffe" not in kept
    assert b"zebra" not in kept


def test_the_search_for_its_words_would_find_them(met):
    draft(met)
    assert "zebra" in everything(met)


def test_nothing_of_it_is_logged(met, caplog):
    caplog.set_level("DEBUG")
    say(met, draft(met), "send")
    assert "zebra" not in caplog.text
    assert OTHER not in caplog.text


def test_nobody_but_writer_and_receiver_hears_of_it(met):
    before = met.sent()
    say(met, draft(met), "send")
    assert {reader for reader, _ in met.sent()[len(before) :]} <= {OWNER, OTHER}
    assert len(met.letters(HOST)) == sum(reader == HOST for reader, _ in before)


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_sends_the_words_once(met, point):
    letter = draft(met)
    met.crash_at(point)
    met.deliver(a_reply(letter, "send"))
    assert met.run_until_crash(), f"the road never passes {point}"
    met.restart()
    met.run()
    assert len({read_letter(raw)["Message-ID"] for raw in notes(met)}) == 1
    assert "zebra" not in everything(met)


def test_who_is_forgotten_is_gone_from_drafts(met):
    draft(met)
    met.deliver(a_mail("forget me", sender=OTHER, to=(NOTES_ADDRESS,), subject=""))
    met.run()
    say(met, met.letters(OTHER)[-1], "yes", sender=OTHER)
    assert "zebra" not in everything(met)


@pytest.mark.stack("postgres")
def test_on_postgresql_too_the_words_go_on_once_and_do_not_stay(road_on_postgres):
    road_on_postgres.deliver(a_mail())
    road_on_postgres.run()
    letter = draft(road_on_postgres)
    say(road_on_postgres, letter, "send")
    say(road_on_postgres, letter, "send")
    (note,) = notes(road_on_postgres)
    assert "zebra" in flat(note)
    assert "zebra" not in everything(road_on_postgres)


def test_who_wrote_words_that_come_back_hears_so_once_and_without_them(met):
    say(met, draft(met), "send")
    (note,) = notes(met)
    before = len(met.letters(OWNER))
    for status in ("5.1.1", "5.2.2"):
        met.deliver(a_report(note, status=status))
        met.run()
    (told_so,) = met.letters(OWNER)[before:]
    assert f"Your words to {OTHER} could not be delivered" in flat(told_so)
    assert "zebra" not in flat(told_so)


def refuse(road) -> None:
    road.post.refusals[OTHER] = "550 5.1.1 no such mailbox"


def find_told(road) -> list[str]:
    said = (flat(raw) for raw in road.letters(OWNER))
    return [one for one in said if "could not be delivered" in one]


def test_who_wrote_words_that_are_refused_at_once_hears_so_without_them(met):
    letter = draft(met)
    refuse(met)
    say(met, letter, "send")
    (told_so,) = find_told(met)
    assert f"Your words to {OTHER}" in told_so
    assert "zebra" not in told_so


def test_who_wrote_to_somebody_whom_no_letter_reaches_hears_so(met):
    refuse(met)
    say(met, draft(met), "send")
    say(met, draft(met), "send")
    assert len(find_told(met)) == 2


def test_what_is_refused_is_told_once_though_a_report_says_so_too(met):
    letter = draft(met)
    refuse(met)
    say(met, letter, "send")
    with met.store.begin() as tx:
        (message_id,) = (row.message_id for row in outbox.list_rows(tx) if row.kind == "feedback-note")
    lost = f"Message-ID: {message_id}\r\nX-Followthrough: feedback-note\r\nTo: {OTHER}\r\n\r\n".encode()
    met.deliver(a_report(lost, status="5.1.1"))
    met.run()
    assert len(find_told(met)) == 1


def test_who_said_stop_still_hears_that_their_words_did_not_arrive(met):
    letter = draft(met)
    met.deliver(a_mail("stop", sender=OWNER, to=(NOTES_ADDRESS,), subject="stop"))
    met.run()
    assert told(met, OWNER).stopped
    refuse(met)
    say(met, letter, "send")
    assert len(find_told(met)) == 1


def test_a_crash_tells_once_that_words_were_refused(met):
    letter = draft(met)
    refuse(met)
    met.crash_at("follow.before-commit")
    met.deliver(a_reply(letter, "send", sender=OWNER))
    assert met.run_until_crash()
    met.restart()
    met.run()
    assert len(find_told(met)) == 1


def test_nothing_of_refused_words_stays(met):
    letter = draft(met)
    refuse(met)
    say(met, letter, "send")
    assert "zebra" not in everything(met)


@pytest.mark.parametrize("status", ["5.1.1", "4.4.1"])
def test_a_report_that_returns_the_note_is_not_kept(met, status):
    say(met, draft(met), "send")
    (note,) = notes(met)
    report = a_report(note, status=status, returned="message/rfc822")
    met.deliver(report.replace(b"the text of the letter", FINE.encode()))
    met.run()
    assert "zebra" not in everything(met)


def test_a_report_of_another_letter_is_kept(met):
    recap = met.letters(OTHER)[0]
    met.deliver(a_report(recap, returned="message/rfc822"))
    met.run()
    with met.store.begin() as tx:
        newest = max(row.id for row in inbox.list_rows(tx))
        assert tx.execute(select(INBOX.c.raw).where(INBOX.c.id == newest)).scalar_one()


def test_the_receipt_says_where_the_mail_itself_stays(met):
    say(met, draft(met), "send")
    assert "stays in my mailbox on the mail server" in flat(met.letters(OWNER)[-1])


@pytest.mark.stack("postgres")
def test_on_postgresql_too_the_writer_hears_that_words_were_refused(road_on_postgres):
    road_on_postgres.deliver(a_mail())
    road_on_postgres.run()
    letter = draft(road_on_postgres)
    refuse(road_on_postgres)
    say(road_on_postgres, letter, "send")
    assert len(find_told(road_on_postgres)) == 1
    assert "zebra" not in everything(road_on_postgres)
