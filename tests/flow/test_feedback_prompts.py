"""The morning after, who sent the notes is asked about what one person did: at most weekly, while it is wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from flow.talk import everything, told
from pipeline.model.preferences import Rhythm
from workers.follow import FOLLOW_CRASH_POINTS

NOTES = """\
Weekly sync
Attendees: Mara Lindt, Dana Wolff, Sam Holt

- Dana will send the budget to the bank by Friday.
- Sam unblocked the zebra crossing by fixing the broken pump.
"""
WORDS = (
    "Hi Sam, thank you for fixing the pump on Tuesday at the weekly sync. The crossing opened the same day. "
    "Could you write down how you did it by Friday?"
)
END = datetime(2026, 11, 28, tzinfo=UTC)


def meet(road, notes: str = NOTES, subject: str = "Weekly sync") -> None:
    road.deliver(a_mail(notes, subject=subject))
    road.run()


def prompts(road, reader: str = HOST) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == "feedback-prompt"]


def asked(road) -> bytes:
    meet(road)
    road.run_until(END)
    return prompts(road)[-1]


def say(road, letter: bytes, words: str) -> None:
    road.deliver(a_reply(letter, words, sender=HOST))
    road.run()


@pytest.fixture
def road(road_on_file):
    return road_on_file


def test_the_prompt_comes_at_nine_the_working_morning_after(road):
    letter = read_letter(asked(road))
    assert f"{letter['Date'].datetime:%Y-%m-%d %H:%M}" == "2026-11-25 08:00"


def test_nobody_but_the_sender_of_the_notes_is_asked(road):
    asked(road)
    assert prompts(road, OWNER) == []
    assert prompts(road, OTHER) == []


def test_it_quotes_what_was_done_and_leaves_the_rest_to_finish(road):
    text = " ".join(plain_text(asked(road)).split())
    assert "Sam unblocked the zebra crossing" in text
    assert "What came of it: …" in text
    assert text.count("What would help me:") == 1
    assert text.count("What I liked:") == 1


def test_it_stands_apart_from_the_recap(road):
    letter = read_letter(asked(road))
    assert letter["In-Reply-To"] is None
    assert letter["List-Unsubscribe"] is not None


@pytest.mark.parametrize("mark", ["[restricted]", "[draft]"])
def test_notes_that_are_kept_bring_no_prompt(road, mark):
    meet(road, subject=f"{mark} Weekly sync")
    road.run_until(END)
    assert prompts(road) == []


def test_what_is_nobodys_business_brings_none(road):
    meet(road, NOTES.replace("by fixing the broken pump", "although Sam is on sick leave"))
    road.run_until(END)
    assert prompts(road) == []


def test_the_host_is_not_asked_about_themselves(road):
    meet(road, NOTES.replace("Sam unblocked", "Mara unblocked"))
    road.run_until(END)
    assert prompts(road) == []


def again(road, days: int) -> list[bytes]:
    """The same team meets again so many days after the first time."""
    road.clock.moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC) + timedelta(days=days)
    meet(road, NOTES.replace("budget", "forecast").replace("pump", "gate"), subject="Another sync")
    road.run_until(road.clock.moment + timedelta(days=4))
    return prompts(road)


def test_two_meetings_of_a_week_bring_one(road):
    asked(road)
    assert len(again(road, 5)) == 1


def test_a_week_later_there_may_be_another(road):
    asked(road)
    assert len(again(road, 7)) == 2


def test_not_useful_makes_it_one_a_month(road):
    say(road, asked(road), "not useful")
    assert told(road, HOST).prompts is Rhythm.MONTHLY
    assert "once a month" in plain_text(road.letters(HOST)[-1])
    assert len(again(road, 7)) == 1


def test_stop_ends_prompts_and_nothing_else(road):
    say(road, asked(road), "stop")
    preferences = told(road, HOST)
    assert preferences.prompts is Rhythm.NEVER
    assert not preferences.stopped
    assert "All other letters come as before." in " ".join(plain_text(road.letters(HOST)[-1]).split())


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ("No feedback prompts please.", "Feedback prompts again, please."),
        ("Keine Feedback-Anstöße mehr, bitte.", "Bitte wieder Feedback-Anstöße."),
        ("No más propuestas de feedback, por favor.", "Propuestas de feedback otra vez, por favor."),
        ("Plus de suggestions de feedback, merci.", "Suggestions de feedback à nouveau, merci."),
        ("Geen feedbacktips meer, graag.", "Graag weer feedbacktips."),
        ("Sem sugestões de feedback, por favor.", "Sugestões de feedback de novo, por favor."),
    ],
)
def test_the_wish_can_be_told_at_any_time(road, off, on):
    said = []
    for words in (off, on):
        road.deliver(a_mail(words, to=(NOTES_ADDRESS,), subject=""))
        road.run()
        said.append((told(road, HOST).prompts, told(road, HOST).stopped))
    assert said == [(Rhythm.NEVER, False), (Rhythm.WEEKLY, False)]


def test_finished_words_are_a_draft_that_goes_on_by_send(road):
    say(road, asked(road), WORDS)
    coach = road.letters(HOST)[-1]
    assert read_letter(coach)["X-Followthrough"] == "feedback"
    say(road, coach, "send")
    assert [read_letter(raw)["X-Followthrough"] for raw in road.letters(OTHER)].count("feedback-note") == 1


def test_send_beside_first_words_is_read_before_it_goes(road):
    say(road, asked(road), f"{WORDS}\n\nsend")
    assert "feedback-note" not in [read_letter(raw)["X-Followthrough"] for raw in road.letters(OTHER)]


def test_what_was_asked_about_is_kept_no_longer(road):
    meet(road)
    with_it = everything(road).count("zebra")
    road.run_until(END)
    assert everything(road).count("zebra") < with_it


@pytest.mark.parametrize("point", FOLLOW_CRASH_POINTS)
def test_a_crash_asks_once(road, point):
    meet(road)
    road.clock.moment = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    road.crash_at(point)
    assert road.run_until_crash(), f"the road never passes {point}"
    road.restart()
    road.run()
    assert len({read_letter(raw)["Message-ID"] for raw in prompts(road)}) == 1


@pytest.mark.stack("postgres")
def test_on_postgresql_too_it_is_asked_once_and_may_be_answered(road_on_postgres):
    say(road_on_postgres, asked(road_on_postgres), "not useful")
    assert len(prompts(road_on_postgres)) == 1
    assert told(road_on_postgres, HOST).prompts is Rhythm.MONTHLY
