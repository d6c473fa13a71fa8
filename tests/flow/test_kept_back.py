"""What is not for everybody yet, or never: a draft before its "send", and what is restricted."""

from __future__ import annotations

import pytest
from builders import A_MEETING, HOST, OTHER, OWNER, a_mail, plain_text, read_letter
from reply_builders import understood

from flow.talk import OUTSIDER, answer, last, ours, told, write

PRIYA = "priya@acme.example"


@pytest.fixture
def draft(road):
    """Notes that wait for the host's "send"."""
    road.deliver(a_mail(subject="[draft] Weekly sync"))
    road.run()
    return road


def kinds(road, address):
    return [str(read_letter(raw)["X-Followthrough"]) for raw in ours(road, address)]


@pytest.mark.parametrize("question", ["mine", "export", "log budget", "map"])
def test_an_owner_finds_nothing_of_a_draft(draft, question):
    write(draft, question)
    assert "budget" not in ours(draft, OWNER)[-1].decode().replace("log budget", "")


def test_an_owner_finds_nothing_of_a_draft_that_is_kept_private(draft):
    answer(draft, "keep private", sender=HOST)
    write(draft, "mine")
    assert "bank" not in last(draft, OWNER)


def test_an_owner_finds_what_is_theirs_once_the_draft_was_sent(draft):
    answer(draft, "send", sender=HOST)
    write(draft, "mine")
    assert "Send the budget to the bank" in last(draft, OWNER)


def test_who_finished_what_was_handed_to_them_still_finds_it(met):
    answer(met, f"give A1 to {PRIYA}", sender=HOST)
    answer(met, "A1: ok", sender=PRIYA)
    answer(met, "A1: done", sender=PRIYA)
    write(met, "log budget", sender=PRIYA)
    assert "send the budget to the bank" in last(met, PRIYA)


@pytest.mark.parametrize("word", ["send", "Send.", "ok send"])
def test_one_word_sends_a_draft(draft, word):
    answer(draft, word, sender=HOST)
    assert (kinds(draft, OWNER), kinds(draft, OTHER)) == (["recap"], ["recap"])


@pytest.mark.parametrize(
    ("language", "word"),
    [("de", "senden"), ("es", "enviar"), ("fr", "envoyer"), ("nl", "stuur"), ("pt", "envia")],
)
def test_the_word_is_known_in_every_language(language, word):
    assert understood("mara", word, language=language) == understood("mara", "send") == "-/share"


def test_nobody_is_asked_about_what_is_restricted(road):
    road.deliver(a_mail(subject="[restricted] Weekly sync"))
    road.run()
    answer(road, f"give A1 to {PRIYA}", sender=HOST)
    assert road.post.letters(PRIYA) == []
    assert "restricted" in last(road, HOST)


def test_a_decision_that_is_objected_to_is_still_found(met):
    answer(met, "I don't agree with D1 because the small one has no search")
    write(met, "why small version", sender=OTHER)
    assert "the large one is not tested" in last(met, OTHER)


def test_somebody_outside_who_never_got_it_is_answered_nothing(draft):
    write(draft, "export", sender=OUTSIDER)
    assert draft.post.letters(OUTSIDER) == []


def test_who_leaves_is_not_shown_as_their_own_successor(met):
    answer(met, "leave me out")
    assert "→ Dana Wolff" not in plain_text(ours(met, HOST)[-1])


def test_the_days_one_works_move_no_task(met):
    answer(met, "Arbeite nur Mo bis Do.")
    write(met, "mine", subject="mine")
    assert "27" in last(met, OWNER)
    assert told(met, OWNER).workdays == frozenset({1, 2, 3, 4})


def test_a_decision_in_other_words_has_the_why_of_these_words(met):
    notes = A_MEETING.replace("ship the small version first, because the large one is not tested", "{}")
    said = "ship the small version later, because nobody can run it"
    met.deliver(a_mail(notes.format(said)))
    met.run()
    write(met, "why version", sender=OTHER)
    text = " ".join(last(met, OTHER).split())
    assert "Why: nobody can run it" in text
    assert "not tested" not in text
