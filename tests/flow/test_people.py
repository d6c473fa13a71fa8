"""What people want for themselves: stop, leave me out, forget me, their language, an absence, another address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from workers.store import audit, erasure, people
from workers.store.tables import AHEAD, AUDIT, METADATA, RECAPS

OUTSIDER = "bo@elsewhere.example"
PRIVATE = "dana@private.example"


def ours(road, address):
    return [raw for raw in road.post.letters(address) if read_letter(raw)["X-Followthrough"]]


def last(road, address):
    return plain_text(ours(road, address)[-1])


def write(road, words, *, sender=OWNER, subject="", to=(NOTES_ADDRESS,), headers=None, cc=()):
    """A mail to the bare address."""
    road.deliver(a_mail(words, sender=sender, to=to, cc=cc, subject=subject, headers=headers))
    road.run()


def answer(road, words, *, sender=OWNER, to=0):
    road.deliver(a_reply(ours(road, sender)[to], words, sender=sender))
    road.run()


def told(road, address):
    with road.store.begin() as tx:
        return people.find_preferences(tx, address)


def everything(road):
    """All that stands in any table, as text."""
    with road.store.begin() as tx:
        rows = [repr(tuple(row)) for table in METADATA.sorted_tables for row in tx.execute(sa.select(table))]
    return "\n".join(rows)


@pytest.fixture
def met(road):
    road.deliver(a_mail())
    road.run()
    return road


@pytest.fixture
def shared(met):
    """Somebody outside has the recap, since the host put them into Cc."""
    reply = a_reply(ours(met, HOST)[0], f"share with {OUTSIDER}", sender=HOST)
    met.deliver(reply.replace(b"\r\nSubject:", f"\r\nCc: {OUTSIDER}\r\nSubject:".encode(), 1))
    met.run()
    return met


def test_stop_in_an_answer_ends_what_recurs_and_says_what_still_comes(met):
    answer(met, "stop")
    assert told(met, OWNER).stopped
    assert "No more recurring letters" in last(met, OWNER)
    assert "hands to you" in " ".join(last(met, OWNER).split())


@pytest.mark.parametrize(
    ("subject", "words"),
    [("stop", ""), ("", "Unsubscribe"), ("Unsubscribe", "This message was sent by a program."), ("", "STOP.")],
)
def test_stop_to_the_bare_address_is_heard_from_anybody_we_wrote_to(shared, subject, words):
    write(shared, words, subject=subject, sender=OUTSIDER)
    assert told(shared, OUTSIDER).stopped
    assert "No more recurring letters" in last(shared, OUTSIDER)


def test_stop_from_somebody_we_never_wrote_to_is_a_strangers_mail(met):
    write(met, "stop", sender="who@elsewhere.example")
    assert met.states()[-1] == ("quarantined", "stranger")
    assert met.post.letters("who@elsewhere.example") == []


def test_nothing_but_a_word_about_oneself_is_heard_from_outside(shared):
    write(shared, "My time zone is Lisbon.", sender=OUTSIDER)
    write(shared, "Weekly sync\n\n- Dana will send the budget.\n- Sam will stop the machine.", sender=OUTSIDER)
    assert [state for state, _ in shared.states()[-2:]] == ["quarantined", "quarantined"]
    assert not told(shared, OUTSIDER).stopped


def test_the_unsubscribe_link_of_a_letter_stops_its_reader(met):
    answer(met, "A1: ok")
    met.run_until(met.clock.now() + timedelta(days=5))
    reminder = next(raw for raw in ours(met, OWNER) if read_letter(raw)["List-Unsubscribe"])
    link = str(read_letter(reminder)["List-Unsubscribe"]).strip("<>").removeprefix("mailto:").partition("?")[0]
    write(met, "", subject="stop", to=(link.replace("%2B", "+"),))
    assert told(met, OWNER).stopped


def test_start_brings_everything_back(met):
    answer(met, "stop")
    write(met, "start")
    assert not told(met, OWNER).stopped
    assert "again" in last(met, OWNER)


def test_notes_that_hold_the_word_stop_are_notes(road):
    write(road, "Weekly sync\n\n- Dana will stop the old server by Friday.\n- Sam will book the room.", sender=HOST)
    assert road.states() == [("done", None)]


def test_who_leaves_a_recap_gets_no_letter_of_it_and_keeps_the_name(met):
    answer(met, "please leave me out of this")
    letters = len(ours(met, OWNER))
    answer(met, "A1 should read: pay both banks", sender=HOST)
    assert len(ours(met, OWNER)) == letters
    assert "Dana Wolff" in last(met, HOST) or "Dana" in everything(met)
    assert "You are out of this recap" in last(met, OWNER)


def test_the_host_hears_that_nobody_can_be_reached_for_an_item_any_more(met):
    answer(met, "leave me out of this")
    assert "wants no more letters" in last(met, HOST)
    assert "A1" in last(met, HOST)


def test_who_left_is_not_asked_again_by_a_hand_over(met):
    answer(met, "leave me out of this", sender=OTHER)
    letters = len(ours(met, OTHER))
    answer(met, f"A1: give it to {OTHER}", sender=HOST)
    assert len(ours(met, OTHER)) == letters


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


def test_an_absence_and_a_zone_are_kept_and_confirmed(met):
    answer(met, "A1: ok. I am away until 12 Dec 2026.\nMy time zone is Lisbon.")
    assert (told(met, OWNER).away_until.isoformat(), told(met, OWNER).timezone) == ("2026-12-12", "Europe/Lisbon")
    text = " ".join(last(met, OWNER).split())
    assert "accepted" in text
    assert "No reminders until Sat 12 Dec 2026" in text
    assert "Europe/Lisbon" in text


def test_who_wants_another_language_gets_our_words_in_it_and_quotes_as_they_were(met):
    write(met, "Please write to me in German")
    assert "Ich schreibe Ihnen jetzt auf Deutsch" in last(met, OWNER)
    met.deliver(a_mail(subject="Another sync"))
    met.run()
    assert "WER MACHT WAS" in last(met, OWNER) or "Wer macht was" in last(met, OWNER)
    assert "send the budget to the bank" in last(met, OWNER)
    assert "WHO DOES WHAT" in last(met, OTHER)


def test_the_language_somebody_writes_in_is_heard(met):
    answer(met, "Ich bin bis zum 12. Dezember 2026 im Urlaub und danach wieder im Büro.")
    answer(met, "A1: erledigt", to=0)
    assert "Danke" in last(met, OWNER)


def test_another_address_counts_once_it_said_yes(met):
    write(met, f"{PRIVATE} = me", cc=(PRIVATE,))
    assert "Is this address yours, too?" in last(met, PRIVATE)
    met.deliver(a_reply(ours(met, PRIVATE)[0], "yes", sender=PRIVATE))
    met.run()
    met.deliver(a_reply(ours(met, OWNER)[0], "A1: ok", sender=PRIVATE))
    met.run()
    assert "accepted" in last(met, PRIVATE)


def test_another_address_does_not_count_before_it_said_yes(met):
    write(met, f"{PRIVATE} = me", cc=(PRIVATE,))
    met.deliver(a_reply(ours(met, OWNER)[0], "A1: ok", sender=PRIVATE))
    met.run()
    assert met.states()[-1][0] == "quarantined"


def test_no_letter_goes_to_another_address_that_is_only_in_the_text(met):
    write(met, f"{PRIVATE} = me")
    assert met.post.letters(PRIVATE) == []
    assert "outside" in last(met, OWNER)


def test_every_change_is_written_down_with_who_caused_it_and_no_words(met):
    answer(met, "A1: done, the bank has it")
    with met.store.begin() as tx:
        lines = [(row.by, row.verb, row.what) for row in tx.execute(sa.select(AUDIT).order_by(AUDIT.c.id))]
        tag = tx.execute(sa.select(RECAPS.c.tag)).scalar_one()
    assert lines == [(HOST, "recap", tag), (OWNER, "done", f"{tag} A1")]
