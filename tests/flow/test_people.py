"""What people want for themselves: stop, leave me out, forget me, their language, an absence, another address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import HOST, OTHER, OWNER, a_mail, a_reply, read_letter

from flow.talk import OUTSIDER, answer, everything, last, ours, told, write
from workers.store.tables import AUDIT, RECAPS

PRIVATE = "dana@private.example"


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


def test_an_absence_and_a_zone_are_kept_and_confirmed(met):
    answer(met, "A1: ok. I am away until 12 Dec 2026.\nMy time zone is Lisbon.")
    assert (told(met, OWNER).away_until.isoformat(), told(met, OWNER).timezone) == ("2026-12-12", "Europe/Lisbon")
    text = " ".join(last(met, OWNER).split())
    assert "accepted" in text
    assert "No reminders until Sat 12 Dec 2026" in text
    assert "Europe/Lisbon" in text


def test_who_wants_another_language_gets_our_words_in_it_and_quotes_as_they_were(met):
    write(met, "Please write to me in German")
    assert "Ich schreibe dir jetzt auf Deutsch" in last(met, OWNER)
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


def test_somebody_outside_in_cc_gets_nothing_and_the_host_is_told_the_word_that_sends_it(road):
    road.deliver(a_mail(cc=(OUTSIDER,)))
    road.run()
    assert road.post.letters(OUTSIDER) == []
    assert f"answer “share with {OUTSIDER}”" in " ".join(last(road, HOST).split())
    assert OUTSIDER not in last(road, OWNER)
    answer(road, f"share with {OUTSIDER}", sender=HOST)
    assert len(road.post.letters(OUTSIDER)) == 1
