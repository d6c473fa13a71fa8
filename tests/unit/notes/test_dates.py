"""Deadlines in tasks and new days in replies. One row, one sentence, one day.

All days are counted from Monday, 23 November 2026, unless a table says otherwise.
"""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from pipeline.model import Due
from pipeline.notes.dates import find_due, read_day
from pipeline.notes.words import DateWords

MONDAY = date(2026, 11, 23)
ASKED = "asked"  # words that name no single day: the day is None and the words are kept
NOTHING = "nothing"  # no deadline at all


@pytest.fixture(scope="module")
def words() -> DateWords:
    text = files("pipeline.languages").joinpath("en", "language.toml").read_text(encoding="utf-8")
    return DateWords.from_table(tomllib.loads(text)["dates"], file="en/language.toml")


def shown(due: Due | None) -> str:
    """A day as the tables write it: one day, two readings, words without a day, or nothing."""
    if due is None:
        return NOTHING
    if due.day:
        return due.day.isoformat()
    return " | ".join(day.isoformat() for day in due.readings) or ASKED


ONE_DAY = [
    # weekdays: the first one after the day it is said on
    ("Ana sends the report by Friday.", "by Friday", "2026-11-27"),
    ("Ana sends the report by fri", "by fri", "2026-11-27"),
    ("Bo to call the vendor on Tuesday", "on Tuesday", "2026-11-24"),
    ("Fix it by Monday", "by Monday", "2026-11-30"),
    ("Ana sends the deck Friday", "Friday", "2026-11-27"),
    ("Ana sends the deck this Friday", "this Friday", "2026-11-27"),
    ("Ana sends the deck this coming Friday", "this coming Friday", "2026-11-27"),
    ("Slides (Fri)", "Fri", "2026-11-27"),
    ("Slides - due Thurs.", "due Thurs.", "2026-11-26"),
    ("send it by wensday", "by wensday", "2026-11-25"),
    ("publish by Sat", "by Sat", "2026-11-28"),
    ("by Sunday, Ana writes the summary", "by Sunday", "2026-11-29"),
    ("Deadline: Friday", "Deadline: Friday", "2026-11-27"),
    ("Deadline - Friday", "Deadline - Friday", "2026-11-27"),
    ("Review it no later than Thursday", "no later than Thursday", "2026-11-26"),
    ("Review it before Friday", "before Friday", "2026-11-27"),
    ("if nobody objects by Friday, Bob merges", "by Friday", "2026-11-27"),
    # the week after
    ("ship by Friday week", "by Friday week", "2026-12-04"),
    ("ship Friday next week", "Friday next week", "2026-12-04"),
    ("ship by Friday of next week", "by Friday of next week", "2026-12-04"),
    ("ship next week Tuesday", "next week Tuesday", "2026-12-01"),
    ("ship next week on Tuesday", "next week on Tuesday", "2026-12-01"),
    ("ship by Thursday this week", "by Thursday this week", "2026-11-26"),
    ("ship by next Monday", "by next Monday", "2026-11-30"),
    ("ship a week on Friday", "a week on Friday", "2026-12-04"),
    ("ship a week from Friday", "a week from Friday", "2026-12-04"),
    # named days
    ("send it today", "today", "2026-11-23"),
    ("send it tonight", "tonight", "2026-11-23"),
    ("send it this afternoon", "this afternoon", "2026-11-23"),
    ("report by EOD", "by EOD", "2026-11-23"),
    ("report EOD", "EOD", "2026-11-23"),
    ("report by end of day", "by end of day", "2026-11-23"),
    ("report by close of business", "by close of business", "2026-11-23"),
    ("report tomorrow", "tomorrow", "2026-11-24"),
    ("will fix it tmrw", "tmrw", "2026-11-24"),
    ("will fix it tommorow", "tommorow", "2026-11-24"),
    ("report the day after tomorrow", "the day after tomorrow", "2026-11-25"),
    # ends of periods
    ("report by end of week", "by end of week", "2026-11-27"),
    ("report by the end of the week", "by the end of the week", "2026-11-27"),
    ("report by EOW", "by EOW", "2026-11-27"),
    ("report by end of next week", "by end of next week", "2026-12-04"),
    ("report by the end of the month", "by the end of the month", "2026-11-30"),
    ("report by EOM", "by EOM", "2026-11-30"),
    ("report by end of next month", "by end of next month", "2026-12-31"),
    ("report by end of quarter", "by end of quarter", "2026-12-31"),
    ("report by end of next quarter", "by end of next quarter", "2027-03-31"),
    ("report by year end", "by year end", "2026-12-31"),
    ("report by end of May", "by end of May", "2027-05-31"),
    ("report by the end of February 2028", "by the end of February 2028", "2028-02-29"),
    ("report by the end of 2026", "by the end of 2026", "2026-12-31"),
    ("report by end of Friday", "by end of Friday", "2026-11-27"),
    # counted days
    ("follow up in two weeks", "in two weeks", "2026-12-07"),
    ("follow up in 10 days", "in 10 days", "2026-12-03"),
    ("follow up in a week", "in a week", "2026-11-30"),
    ("follow up in a fortnight", "in a fortnight", "2026-12-07"),
    ("follow up in two weeks' time", "in two weeks' time", "2026-12-07"),
    ("follow up two weeks from now", "two weeks from now", "2026-12-07"),
    ("follow up within 3 days", "within 3 days", "2026-11-26"),
    ("follow up within two working days", "within two working days", "2026-11-25"),
    ("follow up in 5 business days", "in 5 business days", "2026-11-30"),
    ("follow up in three months", "in three months", ASKED),
    ("follow up in 48 hours", "in 48 hours", "2026-11-25"),
    ("follow up in an hour", "in an hour", "2026-11-23"),
    ("follow up over the next two weeks", "over the next two weeks", "2026-12-07"),
    ("a week today, Ana reports", "a week today", "2026-11-30"),
    ("two days before 12 December", "two days before 12 December", "2026-12-10"),
    # a day and a month: the next such day
    ("by 12 May", "by 12 May", "2027-05-12"),
    ("by May 12th", "by May 12th", "2027-05-12"),
    ("by May 12", "by May 12", "2027-05-12"),
    ("by the 12th of May", "by the 12th of May", "2027-05-12"),
    ("by the first of June", "by the first of June", "2027-06-01"),
    ("Draft due 4 Dec", "due 4 Dec", "2026-12-04"),
    ("Draft due 4 Dec.", "due 4 Dec.", "2026-12-04"),
    ("Draft by Nov. 27", "by Nov. 27", "2026-11-27"),
    ("Draft by 23 November", "by 23 November", "2026-11-23"),
    ("Draft, 4th December", "4th December", "2026-12-04"),
    ("Draft by 4-Dec-2026", "by 4-Dec-2026", "2026-12-04"),
    ("Draft by December 4, 2026", "by December 4, 2026", "2026-12-04"),
    ("Draft by 4 December 2027", "by 4 December 2027", "2027-12-04"),
    ("Draft due 2026-12-04", "due 2026-12-04", "2026-12-04"),
    ("Draft 2026-12-04", "2026-12-04", "2026-12-04"),
    ("Draft by 2026/12/04", "by 2026/12/04", "2026-12-04"),
    ("before the 12 May meeting", "before the 12 May meeting", "2027-05-12"),
    ("slides before Friday's call", "before Friday's call", "2026-11-27"),
    ("slides ahead of Thursday's demo", "ahead of Thursday's demo", "2026-11-26"),
    ("mention it in tomorrow's call", "in tomorrow's call", "2026-11-24"),
    # a weekday and its date
    ("by Friday 27 November", "by Friday 27 November", "2026-11-27"),
    ("by Friday, Nov 27th", "by Friday, Nov 27th", "2026-11-27"),
    ("by Friday the 27th", "by Friday the 27th", "2026-11-27"),
    ("by 27 November (Friday)", "by 27 November (Friday)", "2026-11-27"),
    ("shoot for next Wed 12/2 to get it done", "shoot for next Wed 12/2", "2026-12-02"),
    # a day of the month
    ("by the 20th", "by the 20th", "2026-12-20"),
    ("by the 30th.", "by the 30th", "2026-11-30"),
    ("on the 20th of next month", "on the 20th of next month", "2026-12-20"),
    ("by the 30th of this month", "by the 30th of this month", "2026-11-30"),
    # numbers with one reading
    ("by 13/4", "by 13/4", "2027-04-13"),
    ("by 4/13", "by 4/13", "2027-04-13"),
    ("by 12/12", "by 12/12", "2026-12-12"),
    ("by 31/12/2026", "by 31/12/2026", "2026-12-31"),
    ("by 12/31/26", "by 12/31/26", "2026-12-31"),
    ("by 24.12.2026", "by 24.12.2026", "2026-12-24"),
    ("12.12.", "12.12.", "2026-12-12"),
    ("by KW 50", "by KW 50", "2026-12-11"),
    ("by 2026-W50", "by 2026-W50", "2026-12-11"),
    # times beside the day
    ("by 5pm Friday", "by 5pm Friday", "2026-11-27"),
    ("by COB Thursday", "by COB Thursday", "2026-11-26"),
    ("by EOD Friday", "by EOD Friday", "2026-11-27"),
    ("by Friday EOD", "by Friday EOD", "2026-11-27"),
    ("by noon on Friday", "by noon on Friday", "2026-11-27"),
    ("Friday at 17:00", "Friday at 17:00", "2026-11-27"),
    ("send it Friday morning", "Friday morning", "2026-11-27"),
    ("by Friday at the latest", "by Friday at the latest", "2026-11-27"),
    # the surest of several
    ("ASAP, by Friday latest", "by Friday latest", "2026-11-27"),
    ("Send the minutes of Tuesday's call by Friday", "by Friday", "2026-11-27"),
    ("Friday", "Friday", "2026-11-27"),
]

SEVERAL_DAYS = [
    ("send the report by next Friday", "by next Friday", "2026-11-27 | 2026-12-04"),
    ("send the report next Wednesday", "next Wednesday", "2026-11-25 | 2026-12-02"),
    ("by 12/5", "by 12/5", "2026-12-05 | 2027-05-12"),
    ("by 12/05/2027", "by 12/05/2027", "2027-05-12 | 2027-12-05"),
    ("by 12-05-2027", "by 12-05-2027", "2027-05-12 | 2027-12-05"),
    ("by Thursday or Friday", "by Thursday or Friday", "2026-11-26 | 2026-11-27"),
    ("by Mon/Tue", "by Mon/Tue", "2026-11-24 | 2026-11-30"),
    ("by Thursday the 27th", "by Thursday the 27th", "2026-11-26 | 2026-11-27"),
    ("by Friday 12 May", "by Friday 12 May", "2027-05-12 | 2027-05-14"),
    ("Draft by Friday, final by 12 Dec", "by Friday", "2026-11-27 | 2026-12-12"),
    # twenty days ago more likely than in a year
    ("due by 3 Nov", "due by 3 Nov", "2027-11-03"),
]

NO_DAY = [
    ("do it soon", "soon"),
    ("do it ASAP", "ASAP"),
    ("do it as soon as possible", "as soon as possible"),
    ("do it eventually", "eventually"),
    ("do it next week", "next week"),
    ("do it by next week", "by next week"),
    ("do it early next week", "early next week"),
    ("do it this week", "this week"),
    ("do it by Q3", "by Q3"),
    ("do it by end of Q1", "by end of Q1"),
    ("do it in May", "in May"),
    ("do it by June", "by June"),
    ("do it by mid-May", "by mid-May"),
    ("do it around the 20th", "around the 20th"),
    ("do it by the weekend", "by the weekend"),
    ("do it in spring", "in spring"),
    ("do it after Friday", "after Friday"),
    ("do it not before Friday", "not before Friday"),
    ("do it before the board meeting", "before the board meeting"),
    ("do it by the next meeting", "by the next meeting"),
    ("do it before launch", "before launch"),
    ("do it in a few days", "in a few days"),
    ("do it in a couple of weeks", "in a couple of weeks"),
    ("do it in 2-3 weeks", "in 2-3 weeks"),
    ("do it in a week or two", "in a week or two"),
    ("do it Tuesday in two weeks", "Tuesday in two weeks"),
    ("do it by 12-14 May", "by 12-14 May"),
    ("do it by 31 November", "by 31 November"),
    ("do it by the week of 30 November", "by the week of 30 November"),
]

NOT_A_DEADLINE = [
    "",
    "write the report",
    "review Friday's numbers",
    "review today's numbers",
    "prepare the Friday meeting",
    "move the launch to Monday",
    "collect what came in from Monday",
    "answer the mail of last Friday",
    "publish it every Friday",
    "write the agenda for tomorrow",
    "Rent the boat for 3 to 9 June",
    "the report dated 3 December",
    "send the 2nd draft",
    "hand it over by the 3rd party",
    "Cut 1/2 of the budget",
    "Update to version 12.5",
    "look at pull/12/5 and #12/5",
    "we sat down with Jan",
    "we may 12 of us",
    "march on",
    "fall back to plan B",
    "wait for spring",
    "buy 12 chairs",
    "reviewed by Ana",
    "by 5",
    "2026-13-45",
    "call 555-12-05",
    "tag v2026.12.04-rc1",
    "a week of work",
    "it takes two weeks",
    "what we did on 3 May 2025",
    "Sunday's paper",
]


@pytest.mark.parametrize(("text", "phrase", "day"), ONE_DAY)
def test_a_deadline_is_the_day_it_names(words: DateWords, text: str, phrase: str, day: str) -> None:
    due = find_due(text, today=MONDAY, words=words)
    assert (shown(due), due and due.phrase) == (day, phrase)


@pytest.mark.parametrize(("text", "phrase", "days"), SEVERAL_DAYS)
def test_a_deadline_with_several_readings_is_asked(words: DateWords, text: str, phrase: str, days: str) -> None:
    due = find_due(text, today=MONDAY, words=words)
    assert due is not None
    assert due.day is None
    assert (" | ".join(day.isoformat() for day in due.readings), due.phrase) == (days, phrase)


@pytest.mark.parametrize(("text", "phrase"), NO_DAY)
def test_no_day_is_invented_for_a_vague_deadline(words: DateWords, text: str, phrase: str) -> None:
    assert find_due(text, today=MONDAY, words=words) == Due(phrase=phrase)


@pytest.mark.parametrize("text", NOT_A_DEADLINE)
def test_other_days_and_numbers_are_no_deadline(words: DateWords, text: str) -> None:
    assert find_due(text, today=MONDAY, words=words) is None


@pytest.mark.parametrize("text", [text for text, *_ in (*ONE_DAY, *SEVERAL_DAYS, *NO_DAY)])
def test_the_phrase_stands_in_the_text_word_for_word(words: DateWords, text: str) -> None:
    due = find_due(text, today=MONDAY, words=words)
    assert due is not None
    assert due.phrase in text


# The same words on other days of the week: (day it is said on, words, what is meant).
ON_OTHER_DAYS = [
    ("2026-11-27", "by Friday", "2026-12-04"),
    ("2026-11-27", "by next Friday", "2026-12-04"),
    ("2026-11-28", "by next Friday", "2026-12-04"),
    ("2026-11-29", "by next Monday", "2026-11-30"),
    ("2026-11-27", "by end of week", "2026-11-27"),
    ("2026-11-28", "by end of week", "2026-12-04"),
    ("2026-11-27", "by Thursday this week", ASKED),
    ("2026-11-29", "by Friday next week", "2026-12-04"),
    ("2026-11-20", "by the 20th", "2026-11-20"),
    ("2026-01-31", "in a month", ASKED),
    ("2026-01-31", "by the 30th", "2026-03-30"),
    ("2026-12-31", "tomorrow", "2027-01-01"),
    ("2026-12-15", "by end of next month", "2027-01-31"),
    ("2027-11-01", "by 29 Feb", "2028-02-29"),
    ("2026-11-27", "in 1 working day", "2026-11-30"),
    ("2026-12-29", "by W1", "2027-01-08"),
]


@pytest.mark.parametrize(("today", "text", "day"), ON_OTHER_DAYS)
def test_days_are_counted_from_the_day_they_are_said_on(words: DateWords, today: str, text: str, day: str) -> None:
    assert shown(find_due(text, today=date.fromisoformat(today), words=words)) == day


def test_the_next_meeting_is_a_day_where_the_notes_tell_it(words: DateWords) -> None:
    due = find_due("Ana reports by the next meeting", today=MONDAY, words=words, next_meeting=date(2026, 12, 7))
    assert due == Due(phrase="by the next meeting", day=date(2026, 12, 7))


def test_a_deadline_of_its_own_wins_over_the_next_meeting(words: DateWords) -> None:
    due = find_due("by Friday, before the next meeting", today=MONDAY, words=words, next_meeting=date(2026, 12, 7))
    assert shown(due) == "2026-11-27"


# Replies; where a day stands already it is Tuesday, 1 December 2026.
REPLIES = [
    ("Tuesday instead", "2026-11-24"),
    ("Friday works", "2026-11-27"),
    ("Friday's fine", "2026-11-27"),
    ("could we make it Wednesday?", "2026-11-25"),
    ("moved to Monday", "2026-11-30"),
    ("from Monday to Wednesday", "2026-11-25"),
    ("Thursday next week, please, too much else is on", "2026-12-03"),
    ("needs another week", "2026-12-08"),
    ("another two weeks please", "2026-12-15"),
    ("two more weeks", "2026-12-15"),
    ("an extra 3 days", "2026-12-04"),
    ("two days later", "2026-12-03"),
    ("fine, only a week later", "2026-12-08"),
    ("a week earlier", "2026-11-24"),
    ("push it by a week", "2026-12-08"),
    ("could we push it a week", "2026-12-08"),
    ("remind me in a week", "2026-11-30"),
    ("in ten days", "2026-12-03"),
    ("So Thursday, not Sunday", "2026-11-26"),
    ("Tuesday instead of Monday", "2026-11-24"),
    ("Monday doesn't work, Tuesday does", "2026-11-24"),
    ("Tuesday the 24th, Monday is a holiday here", "2026-11-24"),
    ("it comes on Tuesday, Monday is taken", "2026-11-24"),
    ("next Friday... sorry, Friday 4 December to be exact", "2026-12-04"),
    ("I'm out until Monday, so Wednesday", "2026-11-25"),
    ("wensday", "2026-11-25"),
    ("2026-12-04", "2026-12-04"),
    ("New date 12.12., they know", "2026-12-12"),
    ("12 Dec", "2026-12-12"),
    ("only by 5/6", "2027-05-06 | 2027-06-05"),
    ("5/6", "2027-05-06 | 2027-06-05"),
    ("13/4", "2027-04-13"),
    ("Friday the 12th", "2026-12-11 | 2026-12-12"),
    ("next Friday", "2026-11-27 | 2026-12-04"),
    ("Thursday or Friday", "2026-11-26 | 2026-11-27"),
    ("next week", ASKED),
    ("some time next week", ASKED),
    ("around the 20th", ASKED),
    ("hopefully Friday", ASKED),
    ("after Easter", ASKED),
    ("after the faculty meeting", ASKED),
    ("before the board meeting", ASKED),
    ("when I am back", ASKED),
    ("not before Friday", ASKED),
    ("a week", "2026-11-30 | 2026-12-08"),
    ("not Monday or Tuesday", NOTHING),
    ("Monday is a holiday here", NOTHING),
    ("will do", NOTHING),
    ("done", NOTHING),
    ("", NOTHING),
]


@pytest.mark.parametrize(("text", "day"), REPLIES)
def test_a_reply_names_the_day_it_wants(words: DateWords, text: str, day: str) -> None:
    assert shown(read_day(text, today=MONDAY, words=words, due=date(2026, 12, 1))) == day


@pytest.mark.parametrize(
    ("text", "day"), [("another week", "2026-11-30"), ("push it by two days", "2026-11-25"), ("a week", "2026-11-30")]
)
def test_more_time_counts_from_the_reply_where_no_day_stands(words: DateWords, text: str, day: str) -> None:
    assert shown(read_day(text, today=MONDAY, words=words)) == day


@pytest.mark.parametrize("text", ["around " * 5_000, "a week from " * 2_000, "Friday or " * 2_000, "1/" * 9_000])
def test_words_without_end_are_read_in_bounded_time(words: DateWords, text: str) -> None:
    find_due(text, today=MONDAY, words=words)
    read_day(text, today=MONDAY, words=words)


@pytest.mark.parametrize(
    "text", ["in 999 years", "in 9999999999999 weeks", "by 9999-12-31", "in 999 months", "٣/٤", "by ²"]
)
def test_days_outside_the_calendar_do_not_raise(words: DateWords, text: str) -> None:
    find_due(text, today=MONDAY, words=words)
    read_day(text, today=MONDAY, words=words)
