"""Recaps, their items and who may answer: written whole, found by the most trusted sign, guarded by a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from builders import HOST, OTHER, OWNER
from recap_builders import DANA, FRIDAY, a_recap, an_item, with_item

from pipeline.mail.route import RouteKeys
from pipeline.model import Change, Letter, State
from pipeline.outcome import NotesRead, ReplyRead, Via
from workers.store import inbox, meetings, outbox
from workers.store.tables import EVENTS, ITEMS

TOKEN = "abcdefghij234567abcd"
ANOTHER = "zyxwvutsrq765432zyxw"


@pytest.fixture
def add_mail(store, clock):
    """An inbox row for something to hang on; returns its claim."""

    def add(uid: int = 1):
        with store.begin() as tx:
            place = {"mailbox": "notes", "uidvalidity": 1, "uid": uid}
            row = inbox.add(tx, **place, raw=b"", content_key=f"content {uid}", arrived_at=clock.now())
            return inbox.claim(tx, row, now=clock.now(), lease=timedelta(minutes=2))

    return add


@pytest.fixture
def record(store, add_mail, clock):
    """Writes a recap down; returns it."""

    def record_one(recap=None, *, uid: int = 1, tokens=None):
        recap = recap or a_recap()
        outcome = NotesRead(recap=recap, letters=(), tokens={TOKEN: OWNER} if tokens is None else tokens)
        row = add_mail(uid)
        with store.begin() as tx:
            meetings.record_recap(tx, outcome, inbox_id=row.id, now=clock.now())
        return recap

    return record_one


@pytest.fixture
def answer(store, add_mail, clock):
    """Writes down what a reply made of a recap."""

    def record_one(recap, *, changes=(), tokens=None, uid: int = 100):
        row = add_mail(uid)
        outcome = ReplyRead(recap=recap, by=OWNER, changes=changes, tokens=tokens or {})
        with store.begin() as tx:
            meetings.record_reply(tx, outcome, inbox_id=row.id, now=clock.now())

    return record_one


@pytest.fixture
def find(store, clock):
    def find_one(**keys):
        with store.begin() as tx:
            return meetings.find_recap(tx, RouteKeys(**keys), now=clock.now())

    return find_one


@pytest.fixture
def send(store, clock):
    """Puts a letter of a recap into the outbox."""

    def add(message_id: str, *, to: str = OWNER, tag: str | None = "7K2Q", kind: str = "recap", row=None):
        letter = Letter(kind=kind, key=message_id, to=to, message_id=message_id, raw=b"")
        with store.begin() as tx:
            outbox.add(tx, [letter], inbox_id=row.id if row else None, now=clock.now(), recap_tag=tag)

    return add


def rows(store, table):
    with store.begin() as tx:
        return tx.execute(sa.select(table)).all()


def test_a_recap_comes_back_as_it_was(record, find):
    recap = record()
    assert find(tags=("7K2Q",)).recap == recap


def test_nothing_is_found_where_nothing_is_named(record, find):
    record()
    assert find() is None
    assert find(tags=("ZZZ9",), tokens=(ANOTHER,), message_ids=("<other@acme.example>",), markers=("x",)) is None


def test_a_token_tells_the_recap_and_its_reader(record, find):
    record()
    found = find(tokens=(TOKEN,))
    assert (found.via, found.token_address, found.recap.tag) == (Via.TOKEN, OWNER, "7K2Q")


def test_a_letter_that_is_answered_tells_the_recap_and_nobody(record, find, send):
    record()
    send("<ours@acme.example>")
    found = find(message_ids=("<theirs@acme.example>", "<ours@acme.example>"))
    assert (found.via, found.token_address) == (Via.REFERENCE, None)


def test_a_marker_in_quoted_text_proves_nobody(record, find):
    record()
    found = find(markers=(TOKEN,))
    assert (found.via, found.token_address) == (Via.MARKER, None)


def test_markers_of_several_recaps_lead_to_none_of_them(record, find):
    record(tokens={TOKEN: OWNER, "c" * len(TOKEN): OTHER})
    record(a_recap(tag="9Z9Z"), uid=2, tokens={ANOTHER: OTHER})
    assert find(markers=(TOKEN, ANOTHER)) is None
    assert find(markers=(TOKEN, "c" * len(TOKEN))).recap.tag == "7K2Q"


def test_a_tag_is_found_however_it_is_written(record, find):
    record()
    assert find(tags=("7k2q",)).via is Via.TAG


def test_the_most_trusted_sign_wins(record, find, send):
    record()
    record(a_recap(tag="9Z9Z"), uid=2, tokens={ANOTHER: OTHER})
    send("<ours@acme.example>")
    assert find(tokens=(ANOTHER,), message_ids=("<ours@acme.example>",)).recap.tag == "9Z9Z"
    assert find(message_ids=("<ours@acme.example>",), markers=(ANOTHER,), tags=("9Z9Z",)).recap.tag == "7K2Q"
    assert find(markers=(TOKEN,), tags=("9Z9Z",)).recap.tag == "7K2Q"


def test_a_letter_of_no_recap_leads_to_none(record, find, send):
    record()
    send("<refusal@acme.example>", tag=None)
    assert find(message_ids=("<refusal@acme.example>",)) is None


def test_a_token_ends_after_its_life(record, find, clock):
    record()
    clock.advance(meetings.TOKEN_LIFE - timedelta(seconds=1))
    assert find(tokens=(TOKEN,)) is not None
    clock.advance(timedelta(seconds=2))
    assert find(tokens=(TOKEN,)) is None
    assert find(tags=("7K2Q",)) is not None


def test_a_token_keeps_its_first_reader(record, find, answer):
    answer(record(), tokens={TOKEN: OTHER, ANOTHER: OTHER})
    assert find(tokens=(TOKEN,)).token_address == OWNER
    assert find(tokens=(ANOTHER,)).token_address == OTHER


def test_a_reply_puts_the_recap_one_version_on(record, find, answer):
    before = record()
    after = with_item(before, "A1", state=State.ACCEPTED)
    answer(after, changes=(Change(verb="accept", code="A1"),))
    assert find(tags=("7K2Q",)).recap == replace(after, version=before.version + 1)


def test_who_looked_before_the_reply_may_not_write_after_it(store, record, find, answer):
    seen = record()
    answer(with_item(seen, "A1", state=State.ACCEPTED))
    now = find(tags=("7K2Q",)).recap
    with store.begin() as tx:
        assert not meetings.unchanged(tx, seen)
        assert meetings.unchanged(tx, now)


def test_the_items_stand_in_rows_that_can_be_searched(store, record):
    record(a_recap(items=(an_item("A1", "action", "send the budget", owner=DANA, due=FRIDAY),)))
    (row,) = rows(store, ITEMS)
    assert (row.code, row.kind, row.text, row.owner, row.state, row.due_on, row.firm) == (
        "A1",
        "action",
        "send the budget",
        OWNER,
        "asked",
        FRIDAY.day,
        True,
    )


def test_the_rows_of_items_follow_a_reply(store, record, answer):
    answer(with_item(record(), "A1", state=State.DONE))
    states = {row.code: row.state for row in rows(store, ITEMS)}
    assert states["A1"] == "done"
    assert len(states) == len(a_recap().items)


def test_what_happened_is_kept_with_who_and_when(store, record, answer, clock):
    recap = record()
    clock.advance(timedelta(hours=1))
    answer(recap, changes=(Change(verb="accept", code="A1"), Change(verb="reschedule", code="A2", day=FRIDAY.day)))
    told = [(row.verb, row.by, row.code, row.at) for row in rows(store, EVENTS)]
    assert told == [
        ("recap", HOST, None, clock.now() - timedelta(hours=1)),
        ("accept", OWNER, "A1", clock.now()),
        ("reschedule", OWNER, "A2", clock.now()),
    ]


def test_a_free_tag_is_the_same_for_the_same_content(store):
    with store.begin() as tx:
        tags = [meetings.free_tag(tx, f"content {number}") for number in range(50)]
        again = [meetings.free_tag(tx, f"content {number}") for number in range(50)]
    assert tags == again
    assert len(set(tags)) == 50


def test_a_tag_is_four_letters_and_digits_and_no_word_or_number(store):
    with store.begin() as tx:
        tags = [meetings.free_tag(tx, f"content {number}") for number in range(200)]
    assert all(len(tag) == 4 and set(tag) <= set(meetings.ALPHABET) for tag in tags)
    assert not any(tag.isdigit() or tag.isalpha() for tag in tags)


def test_a_taken_tag_is_not_free(store, record):
    with store.begin() as tx:
        tag = meetings.free_tag(tx, "content")
    record(a_recap(tag=tag))
    with store.begin() as tx:
        assert meetings.free_tag(tx, "content") != tag


def test_a_tag_belongs_to_one_recap(record):
    record()
    with pytest.raises(sa.exc.IntegrityError):
        record(uid=2, tokens={})


def test_a_complaint_is_remembered_for_its_day(store, add_mail, send, clock):
    row = add_mail()
    send("<refusal@acme.example>", tag=None, kind="refusal", row=row)
    with store.begin() as tx:
        inbox.close(tx, row, state="refused", reason="no-notes")
        assert meetings.complaints(tx, OWNER.upper(), day=clock.now().date()) == {"no-notes"}
        assert meetings.complaints(tx, OTHER, day=clock.now().date()) == frozenset()
        assert meetings.complaints(tx, OWNER, day=clock.now().date() + timedelta(days=1)) == frozenset()


def test_a_mail_that_was_refused_without_a_letter_is_no_complaint(store, add_mail, clock):
    row = add_mail()
    with store.begin() as tx:
        inbox.close(tx, row, state="refused", reason="no-notes")
        assert meetings.complaints(tx, OWNER, day=clock.now().date()) == frozenset()


def test_the_letters_of_one_reader_and_one_recap_are_counted(store, record, send):
    record()
    for number in range(3):
        send(f"<{number}@acme.example>", to=OWNER.upper())
    send("<other-reader@acme.example>", to=OTHER)
    send("<other-recap@acme.example>", tag="9Z9Z")
    with store.begin() as tx:
        assert meetings.count_letters(tx, "7K2Q", to=OWNER) == 3


@pytest.mark.parametrize("text", ["Résumé 東京 🎉", "a\u2028b\u200b", "'; DROP TABLE items; --", "\\ %s :x {0}"])
def test_any_words_of_people_are_kept(store, record, find, text):
    recap = record(a_recap(items=(an_item("A1", "action", text),)))
    assert find(tags=("7K2Q",)).recap == recap
    assert rows(store, ITEMS)[0].text == text
