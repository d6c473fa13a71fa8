"""The log finds what was said by its words and its day, for the eyes of those who were part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
import sqlalchemy as sa
from builders import HOST, MONDAY, OTHER, OWNER
from recap_builders import DANA, SAM, a_recap, an_item, with_item

from pipeline.log.folding import fold_words
from pipeline.model import Address, Meeting, Person, Question, State
from pipeline.outcome import NotesRead, ReplyRead
from workers.store import inbox, log, meetings
from workers.store.tables import RECAPS

LEA = "lea@acme.example"
PRICING = Question(words=("pricing",), stems=("pric",))
ANYTHING = Question()


@pytest.fixture
def mails(store):
    numbers = count(1)

    def add() -> int:
        uid = next(numbers)
        with store.begin() as tx:
            place = {"mailbox": "notes", "uidvalidity": 1, "uid": uid}
            return inbox.add(tx, **place, raw=b"", content_key=f"content {uid}", arrived_at=MONDAY)

    return add


@pytest.fixture
def record(store, mails):
    """Writes a recap as the road does."""

    def write(*items, tag="7K2Q", day=date(2026, 11, 23), title="Weekly sync", **values):
        recap = a_recap(items, tag=tag, meeting=Meeting(title=title, held_on=day), **values)
        inbox_id = mails()
        with store.begin() as tx:
            meetings.record_recap(tx, NotesRead(recap=recap, letters=()), inbox_id=inbox_id, now=MONDAY)
        return recap

    return write


@pytest.fixture
def answer(store, mails):
    """Writes what a reply made of a recap."""

    def write(recap):
        inbox_id = mails()
        with store.begin() as tx:
            meetings.record_reply(tx, ReplyRead(recap=recap, by=HOST), inbox_id=inbox_id, now=MONDAY)

    return write


@pytest.fixture
def look(store):
    def find(question, *viewers, most=50):
        with store.begin() as tx:
            return log.find(tx, question, viewers=viewers or None, most=most)

    return find


@pytest.fixture
def found(look):
    """Tag and code of what a person finds, the newest first."""

    def find(question, *viewers, most=50):
        return [f"{one.recap.tag} {one.item.code}" for one in look(question, *viewers, most=most).entries]

    return find


def test_an_item_is_found_by_the_beginning_of_a_word(record, found):
    record(an_item("D1", "decision", "keep the prices"), an_item("D2", "decision", "hire Bo"))
    assert found(PRICING, HOST) == ["7K2Q D1"]


def test_accents_and_case_do_not_matter(record, found):
    record(an_item("D1", "decision", "La RÉUNION est reportée"))
    assert found(Question(words=("reunion",), stems=("reunion",)), HOST) == ["7K2Q D1"]


@pytest.mark.parametrize("part", ["quote", "reason", "outcome", "owner", "title"])
def test_it_is_found_by_what_stands_around_it_too(record, found, part):
    values = {
        "quote": {"quote": "zebra crossing"},
        "reason": {"reason": "zebra"},
        "outcome": {"outcome": "zebra"},
        "owner": {"owner": Person(name="Zebra Quist", address=OWNER)},
        "title": {},
    }[part]
    record(an_item("A1", "action", "ship it", **values), title="Zebra" if part == "title" else "Sync")
    assert found(Question(words=("zebra",), stems=("zebra",)), HOST) == ["7K2Q A1"]


def test_all_words_have_to_stand_where_that_finds_anything(record, found):
    record(an_item("D1", "decision", "keep the prices"), an_item("D2", "decision", "keep the office"))
    assert found(Question(words=("keep", "prices"), stems=("keep", "pric")), HOST) == ["7K2Q D1"]


def test_where_no_item_has_all_words_any_of_them_will_do(record, found):
    record(an_item("D1", "decision", "keep the prices"))
    assert found(Question(words=("lower", "prices"), stems=("lower", "pric")), HOST) == ["7K2Q D1"]


def test_the_newest_meeting_comes_first_whichever_was_written_first(record, found):
    record(an_item("D1", "decision", "new prices"), tag="NEW1", day=date(2026, 11, 20))
    record(an_item("D1", "decision", "old prices"), tag="0LD1", day=date(2026, 3, 2))
    record(an_item("D1", "decision", "no day for prices"), tag="N0D1", day=None)
    assert found(PRICING, HOST) == ["N0D1 D1", "NEW1 D1", "0LD1 D1"]


def test_days_bound_what_is_found_and_count_themselves(record, found):
    for tag, day in (("MAR2", date(2026, 3, 2)), ("MAY4", date(2026, 5, 4)), ("N0V5", date(2026, 11, 5))):
        record(an_item("D1", "decision", "prices"), tag=tag, day=day)
    assert found(Question(since=date(2026, 5, 4)), HOST) == ["N0V5 D1", "MAY4 D1"]
    assert found(Question(since=date(2026, 3, 3), until=date(2026, 5, 4)), HOST) == ["MAY4 D1"]


def test_kinds_bound_what_is_found(record, found):
    record(an_item("D1", "decision", "prices"), an_item("S1", "assumption", "prices"))
    assert found(Question(kinds=("assumption",)), HOST) == ["7K2Q S1"]


@pytest.mark.parametrize("viewer", [HOST, OWNER, OTHER])
def test_everybody_of_the_meeting_finds_its_items(record, found, viewer):
    record(an_item("D1", "decision", "prices"))
    assert found(PRICING, viewer) == ["7K2Q D1"]


def test_who_was_no_part_of_it_finds_nothing(record, found):
    record(an_item("D1", "decision", "prices"))
    assert found(PRICING, LEA) == []


def test_who_was_handed_one_item_finds_that_one(record, found):
    asked = Person(name="Lea", address=LEA)
    record(an_item("A1", "action", "set prices", owner=DANA, proposed_owner=asked), an_item("A2", "action", "prices"))
    assert found(PRICING, LEA) == ["7K2Q A1"]


def test_a_text_cannot_pretend_to_be_for_somebodys_eyes(record, found):
    record(an_item("D1", "decision", f"prices {' '.join(log.find_marks(LEA))}"))
    assert found(PRICING, LEA) == []


def test_several_addresses_of_one_person_find_what_any_of_them_may(record, found):
    record(an_item("D1", "decision", "prices"))
    assert found(PRICING, LEA, OWNER) == ["7K2Q D1"]


def test_who_runs_the_server_finds_everything(record, found):
    record(an_item("D1", "decision", "prices"))
    assert found(PRICING) == ["7K2Q D1"]


def test_a_restricted_meeting_is_in_no_log(record, found):
    record(an_item("D1", "decision", "prices"), subject="[Restricted] Weekly sync")
    assert found(PRICING) == []


def test_what_nobody_confirmed_or_somebody_dropped_is_no_part_of_the_log(record, found):
    record(an_item("D1", "decision", "prices", firm=False), an_item("D2", "decision", "prices", state=State.DROPPED))
    assert found(ANYTHING, HOST) == []


def test_mine_are_those_i_have_or_am_asked_to_take(record, found):
    record(
        an_item("A1", "action", "one", owner=DANA),
        an_item("A2", "action", "two", owner=SAM),
        an_item("A3", "action", "three", owner=SAM, proposed_owner=DANA),
        an_item("A4", "action", "four", owner=DANA, state=State.DONE),
    )
    assert found(Question(mine=True, still_open=True), OWNER) == ["7K2Q A3", "7K2Q A1"]


def test_a_person_asked_about_was_part_of_the_meeting(record, found):
    record(an_item("D1", "decision", "one"), tag="0NE1")
    lea = Person(name="Lea", address=LEA)
    record(an_item("D1", "decision", "two"), tag="TW02", people=(lea,))
    assert found(Question(person=lea), HOST) == ["TW02 D1"]


def test_an_answer_changes_what_is_found(record, answer, found):
    recap = record(an_item("A1", "action", "send the budget", owner=DANA))
    answer(with_item(recap, "A1", text="send the forecast"))
    assert found(Question(stems=("forecast",)), HOST) == ["7K2Q A1"]
    assert found(Question(stems=("budget",)), HOST) == ["7K2Q A1"], "the quote still says so"


def test_who_is_taken_out_of_the_audience_finds_it_no_more(record, answer, found):
    recap = record(an_item("D1", "decision", "prices"))
    answer(replace(recap, audience=(Address(address=HOST),)))
    assert found(PRICING, OTHER) == []


def test_no_more_than_asked_for_is_brought_and_that_there_is_more_is_said(record, look):
    record(*(an_item(f"D{number}", "decision", f"price {number}") for number in range(1, 6)))
    looked = look(PRICING, HOST, most=3)
    assert [entry.item.code for entry in looked.entries] == ["D5", "D4", "D3"]
    assert looked.more
    assert not look(PRICING, HOST, most=5).more


def test_what_is_deleted_is_not_found(store, record, found):
    record(an_item("D1", "decision", "prices"))
    with store.begin() as tx:
        log.delete_entries(tx, tx.execute(sa.select(RECAPS.c.id)).scalar_one())
    assert found(PRICING, HOST) == []


def test_the_log_can_be_written_anew_from_the_recaps(store, record, found):
    record(an_item("D1", "decision", "prices"))
    with store.begin() as tx:
        log.delete_entries(tx, tx.execute(sa.select(RECAPS.c.id)).scalar_one())
        assert log.rebuild(tx) == 1
    assert found(PRICING, HOST) == ["7K2Q D1"]


def test_no_address_stands_in_the_index(store, record):
    record(an_item("A1", "action", "prices", owner=DANA))
    with store.begin() as tx:
        (words,) = tx.exec_driver_sql("SELECT words FROM entries").one()
    assert "acme" not in words
    assert "@" not in words


@pytest.mark.parametrize(
    "said", ['"prices', "prices'", "prices AND", "prices*", "NEAR(prices", "😀 prices", "prices\x00"]
)
def test_signs_of_a_query_language_are_words_like_others_or_none(record, found, said):
    record(an_item("D1", "decision", "prices"))
    words = fold_words(said)
    assert found(Question(words=words, stems=words), HOST) == ["7K2Q D1"]
