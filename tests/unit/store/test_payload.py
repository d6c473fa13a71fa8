"""Values of the core become JSON and come back exactly; what does not fit names its field and quotes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recap_builders import a_recap

from pipeline import model
from pipeline.model import Address, Change, Due, Evidence, Item, Meeting, Person, Recap
from workers.store.payload import PayloadError, dump, load

# What holds bytes is kept in a column of its own.
NOUNS = [
    model.Address,
    model.AttachmentUse,
    model.Block,
    model.Change,
    model.Due,
    model.Evidence,
    model.Item,
    model.Match,
    model.Meeting,
    model.Notes,
    model.Order,
    model.Passage,
    model.Person,
    model.Recap,
    model.ReplyReading,
    model.ReplyText,
    model.Unclear,
]
SCORES = st.floats(0, 1)
WORDS = st.text(max_size=8)

st.register_type_strategy(str, WORDS)
st.register_type_strategy(float, SCORES)
st.register_type_strategy(Address, st.builds(Address, address=st.just("dana@acme.example"), name=WORDS))
st.register_type_strategy(
    Evidence,
    st.builds(
        Evidence,
        rules=st.tuples(WORDS),
        quote=WORDS,
        start=st.just(0),
        end=st.integers(1, 9),
        lines=st.tuples(st.integers(1, 9)),
        score=SCORES,
    ),
)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
@given(draw=st.data())
def test_every_noun_comes_back_from_json_as_it_was(noun, draw):
    value = draw.draw(st.from_type(noun))
    assert load(noun, json.loads(json.dumps(dump(value)))) == value


def test_a_field_at_its_default_is_not_written():
    assert dump(Person(name="Dana")) == {"name": "Dana"}


def test_a_payload_from_before_a_field_was_added_takes_its_default():
    assert load(Change, {"verb": "accept"}) == Change(verb="accept")


def test_a_whole_float_that_json_made_short_is_a_number():
    payload = dump(a_recap().items[0])
    payload["evidence"]["score"] = 1
    assert load(Item, payload).evidence.score == 1.0


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        (Person, {"name": "Dana", "nickname": "D"}, "Person.nickname: no such field"),
        (Person, {}, "Person: does not fit"),
        (Person, {"name": 7}, "Person.name: cannot be a int"),
        (Person, ["Dana"], "Person: cannot be a list"),
        (Meeting, {"attendees": {"name": "Dana"}}, "Meeting.attendees: cannot be a dict"),
        (Meeting, {"attendees": [{"name": None}]}, "Meeting.attendees.name: cannot be a NoneType"),
        (Due, {"phrase": "by Friday", "day": "Friday"}, "Due.day: does not fit"),
        (Recap, {"items": [{"state": "asleep"}]}, "Recap.items.state: does not fit"),
    ],
)
def test_what_does_not_fit_names_its_field(kind, payload, told):
    with pytest.raises(PayloadError, match=told):
        load(kind, payload)


def test_an_error_quotes_nothing_that_people_wrote():
    payload = dump(replace(a_recap(), host=Address(address="dana@acme.example")))
    payload["host"]["address"] = "a confidence"
    with pytest.raises(PayloadError) as caught:
        load(Recap, payload)
    assert "confidence" not in str(caught.value)


def test_a_day_is_written_as_iso_8601():
    assert dump(Due(phrase="by Friday", day=date(2026, 11, 27)))["day"] == "2026-11-27"
