"""Questions by mail: answered from what the asker was part of, and from nothing else."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

LEA = "lea@acme.example"
PRIVATE = """\
Pricing
Attendees: Mara Lindt, Sam Holt

- We agreed to raise the prices in March, because costs went up.
- Sam will draft the new price list by 4 December.
"""


@pytest.fixture
def told(road):
    """Two meetings: one with Dana, one without her."""
    road.deliver(a_mail())
    road.deliver(a_mail(PRIVATE, to=(NOTES_ADDRESS, OTHER), subject="Pricing"))
    road.run()
    return road


def ask(road, text="", *, subject="", sender=OWNER, **values):
    """Send a question to the bare address; the last letter that came of it."""
    road.deliver(a_mail(text, sender=sender, to=(NOTES_ADDRESS,), subject=subject, **values))
    road.run()
    return road.letters(sender)[-1]


@pytest.mark.parametrize("where", ["text", "subject"])
def test_a_question_may_stand_in_the_text_or_in_the_subject(told, where):
    letter = ask(told, **{where: "why the small version?"})
    assert read_letter(letter)["X-Followthrough"] == "log"
    text = plain_text(letter)
    assert "small version first" in text
    assert "Why: the large one is not tested" in text
    assert told.states()[-1] == ("done", "question")


def test_a_question_changes_nothing_and_goes_to_the_asker_only(told):
    before = len(told.letters(HOST)), len(told.letters(OTHER))
    ask(told, "decisions")
    assert (len(told.letters(HOST)), len(told.letters(OTHER))) == before


def test_an_answer_threads_with_the_question(told):
    letter = read_letter(ask(told, "decisions", message_id="<q1@mail.acme.example>"))
    assert letter["In-Reply-To"] == "<q1@mail.acme.example>"
    assert letter["Auto-Submitted"] == "auto-replied"


def test_greetings_thanks_and_a_name_are_no_part_of_a_question(told):
    letter = ask(told, "Hi,\n\nlog small version\n\nThanks,\nDana")
    assert "small version first" in plain_text(letter)


def test_nobody_finds_what_they_were_no_part_of(told):
    text = plain_text(ask(told, "log prices"))
    assert "March" not in text
    assert "I found nothing" in text


def test_who_was_there_finds_it(told):
    assert "raise the prices" in plain_text(ask(told, "log prices", sender=OTHER))


def test_somebody_of_the_house_who_was_in_no_meeting_finds_nothing(told):
    assert "I found nothing" in plain_text(ask(told, "decisions", sender=LEA))


def test_a_stranger_is_answered_nothing(told):
    told.deliver(a_mail("decisions", sender="eve@elsewhere.example", to=(NOTES_ADDRESS,), subject=""))
    told.run()
    assert told.post.letters("eve@elsewhere.example") == []
    assert told.states()[-1] == ("quarantined", "stranger")


def test_mine_lists_what_is_open_with_answers_that_reach_the_recap(told):
    letter = ask(told, "mine")
    assert "send the budget" in plain_text(letter)
    html = read_letter(letter).get_body(("html",)).get_content()
    recap = read_letter(told.letters(OWNER)[0])
    assert quote(str(recap["Reply-To"]).partition("<")[2].strip(">"), safe="@") in html


def test_what_is_done_is_mine_no_more(told):
    told.deliver(a_reply(told.letters(OWNER)[0], "done"))
    told.run()
    assert "send the budget" not in plain_text(ask(told, "mine"))


def test_an_answer_to_a_recap_may_ask_too(told):
    told.deliver(a_reply(told.letters(OWNER)[0], "why the small version?"))
    told.run()
    assert read_letter(told.letters(OWNER)[-1])["X-Followthrough"] == "log"


def test_a_question_beside_an_answer_is_answered_and_the_answer_counts(told):
    told.deliver(a_reply(told.letters(OWNER)[0], "A1: done\n\nwhy the small version?"))
    told.run()
    kinds = [read_letter(letter)["X-Followthrough"] for letter in told.letters(OWNER)[1:]]
    assert kinds == ["receipt", "log"]
    receipt = plain_text(told.letters(OWNER)[1])
    assert "done" in receipt
    assert "question" not in receipt


def test_an_answer_of_the_log_may_be_answered_by_the_next_question(told):
    first = ask(told, "decisions")
    told.deliver(a_reply(first, "assumptions"))
    told.run()
    assert "I found nothing" in plain_text(told.letters(OWNER)[-1])
    assert told.states()[-1] == ("done", "question")


@pytest.mark.parametrize(("asked", "name"), [("csv", "log.csv"), ("json", "log.json"), ("markdown", "log.md")])
def test_an_export_comes_as_a_file(told, asked, name):
    letter = read_letter(ask(told, f"export as {asked}", sender=OTHER))
    (file,) = letter.iter_attachments()
    assert file.get_filename() == name
    content = file.get_content()
    text = content.decode() if isinstance(content, bytes) else content
    assert "small version first" in text
    assert "raise the prices" in text


def test_an_export_of_nothing_has_no_file(told):
    letter = read_letter(ask(told, "export", sender=LEA))
    assert list(letter.iter_attachments()) == []


def test_decisions_since_a_day_leave_older_ones_out(told):
    told.clock.advance(timedelta(days=10))
    assert "small version" not in plain_text(ask(told, "decisions since yesterday", sent_at=told.clock.now()))


def test_help_says_what_to_send_what_to_answer_and_what_to_ask(told):
    letter = ask(told, "help")
    assert read_letter(letter)["X-Followthrough"] == "help"
    text = plain_text(letter)
    assert "Attendees: Ana, Ben" in text
    assert "A2: done" in text
    assert "decisions since May" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Warum die kleine Fassung?", "Aus dem Protokoll"),
        ("pourquoi la petite version ?", "Tiré du journal"),
        ("¿por qué la versión pequeña?", "Del registro"),
        ("waarom de kleine versie?", "Uit het logboek"),
        ("Porque é que escolhemos a versão pequena?", "Do registo"),
    ],
)
def test_a_question_is_answered_in_its_language(told, text, said):
    assert said in plain_text(ask(told, text))


def test_notes_of_one_line_stay_notes(road):
    road.deliver(a_mail("Dana will send the budget by Friday.", to=(NOTES_ADDRESS,), subject="Decisions"))
    road.run()
    assert [kind["X-Followthrough"] for kind in map(read_letter, road.letters(HOST))] == ["recap"]


def test_a_restricted_meeting_is_in_no_answer(road):
    road.deliver(a_mail(subject="[restricted] Weekly sync"))
    road.run()
    assert "I found nothing" in plain_text(ask(road, "decisions", sender=HOST))


def test_a_crash_between_question_and_answer_sends_one_answer(told):
    told.crash_at("process.before-commit")
    told.deliver(a_mail("decisions", sender=OWNER, to=(NOTES_ADDRESS,), subject=""))
    assert told.run_until_crash()
    told.restart()
    told.run()
    kinds = [read_letter(letter)["X-Followthrough"] for letter in told.letters(OWNER)]
    assert kinds == ["recap", "log"]


def test_a_question_that_reads_alike_in_several_languages_is_answered_in_that_of_the_asker(told):
    told.deliver(a_reply(told.letters(OWNER)[0], "Schreib mir bitte auf Deutsch."))
    told.run()
    assert "Aus dem Protokoll" in plain_text(ask(told, "export"))
