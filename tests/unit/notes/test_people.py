"""Who is meant by a name: found, a tie, unknown, everybody or nobody, and never a guess."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from pipeline.model import Notes, Person
from pipeline.notes.people import Found, Group, Names, Nobody, Tie, Unknown, build_people, match_person, split_names
from pipeline.notes.words import PeopleWords

ANA = Person(name="Ana Ruiz", address="ana.ruiz@acme.example")
SAM = Person(name="Sam Aldridge", address="sam@acme.example")
SAMUEL = Person(name="Sam Okonkwo", address="okonkwo@acme.example", aliases=("Big Sam",))
ZOE = Person(name="Zoë Hartwell", address="zhart@acme.example")
PRIYA = Person(name="", address="priya.nair@acme.example")
TED = Person(name="Ted Thibault Jr")
PEOPLE = (ANA, SAM, SAMUEL, ZOE, PRIYA, TED)


@pytest.fixture(scope="module")
def words() -> PeopleWords:
    text = files("pipeline.languages").joinpath("en", "language.toml").read_text(encoding="utf-8")
    return PeopleWords.from_table(tomllib.loads(text)["people"], file="en/language.toml")


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ana Ruiz", ANA),
        ("ana ruiz", ANA),
        ("Ruiz, Ana", ANA),
        ("**Ana Ruiz**", ANA),
        ("[Ana Ruiz](https://acme.example/ana)", ANA),
        ("Ana Ruiz (Acme)", ANA),
        ("Ana's", ANA),
        ("Ana", ANA),
        ("Ruiz", ANA),
        ("Dr. Ruiz", ANA),
        ("Ana R.", ANA),
        ("A. Ruiz", ANA),
        ("@ana", ANA),
        ("@anaruiz", ANA),
        ("@ana-ruiz", ANA),
        ("AR", ANA),
        ("A.R.", ANA),
        ("ana.ruiz@acme.example", ANA),
        ("Ana <ANA.RUIZ@acme.example>", ANA),
        ("Zoe", ZOE),
        ("ZOË HARTWELL", ZOE),
        ("zhart", ZOE),
        ("Sam O.", SAMUEL),
        ("Sam Okonkwo", SAMUEL),
        ("big sam", SAMUEL),
        ("okonkwo", SAMUEL),
        ("Priya", PRIYA),
        ("Priya Nair", PRIYA),
        ("Ted Thibault", TED),
    ],
)
def test_a_name_that_fits_one_person_is_that_person(words: PeopleWords, name: str, person: Person) -> None:
    assert match_person(name, PEOPLE, words) == Found(person=person)


@pytest.mark.parametrize("name", ["Sam", "@Sam", "sam", "Sam (Acme)"])
def test_two_who_fit_are_a_tie(words: PeopleWords, name: str) -> None:
    assert match_person(name, PEOPLE, words) == Tie(people=(SAM, SAMUEL))


def test_two_of_the_same_full_name_are_a_tie(words: PeopleWords) -> None:
    other = Person(name="Ana Ruiz", address="ruiz@elsewhere.example")
    assert match_person("Ana Ruiz", (ANA, other), words) == Tie(people=(ANA, other))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna", "Anna"),
        ("An", "An"),
        ("Ana Ramirez", "Ana Ramirez"),
        ("Bob (Acme)", "Bob"),
        ("ar", "ar"),
        ("S. A. Ruiz-Lopez", "S. A. Ruiz-Lopez"),
        ("bob@acme.example", "bob@acme.example"),
        ("the vendor", "the vendor"),
    ],
)
def test_a_name_that_fits_nobody_is_unknown(words: PeopleWords, name: str, shown: str) -> None:
    assert match_person(name, PEOPLE, words) == Unknown(name=shown)


@pytest.mark.parametrize("name", ["we", "We", "all", "the team", "Everyone", "all of us", "attendees"])
def test_a_group_is_no_person(words: PeopleWords, name: str) -> None:
    assert match_person(name, PEOPLE, words) == Group()


@pytest.mark.parametrize("name", ["", "  ", "TBD", "n/a", "N/A", "someone", "?", "???", "--", "unassigned", "**", "()"])
def test_no_name_is_nobody(words: PeopleWords, name: str) -> None:
    assert match_person(name, PEOPLE, words) == Nobody()


@pytest.mark.parametrize("name", ["I", "me", "I'll", "I’ll", "myself"])
def test_i_is_who_speaks(words: PeopleWords, name: str) -> None:
    assert match_person(name, PEOPLE, words, speaker=SAM) == Found(person=SAM)


def test_i_is_nobody_where_no_speaker_is_known(words: PeopleWords) -> None:
    assert match_person("I", PEOPLE, words) == Nobody()


@pytest.mark.parametrize(
    ("text", "owners", "helpers"),
    [
        ("Ana", ("Ana",), ()),
        ("Ana and Bo", ("Ana", "Bo"), ()),
        ("Ana/Bo", ("Ana", "Bo"), ()),
        ("Ana, Bo & Cy", ("Ana", "Bo", "Cy"), ()),
        ("Ana + Bo", ("Ana", "Bo"), ()),
        ("@ana @bo", ("@ana", "@bo"), ()),
        ("Ana with Bo", ("Ana",), ("Bo",)),
        ("Ana, together with Bo and Cy", ("Ana",), ("Bo", "Cy")),
        ("Ana Ruiz (Acme, Madrid)", ("Ana Ruiz",), ()),
        ("Alexandra", ("Alexandra",), ()),
        ("", (), ()),
        (" / ", (), ()),
    ],
)
def test_an_owner_field_is_taken_apart(
    words: PeopleWords, text: str, owners: tuple[str, ...], helpers: tuple[str, ...]
) -> None:
    assert split_names(text, words) == Names(owners=owners, helpers=helpers)


def test_an_attendee_is_the_person_of_the_mail_whose_name_fits() -> None:
    people = build_people(Notes(text="x", people=(ANA, SAM)), [Person(name="Ana", aliases=("AR",))], [])
    assert people == (Person(name="Ana Ruiz", address=ANA.address, aliases=("Ana", "AR")), SAM)


def test_an_attendee_whom_two_fit_stays_apart() -> None:
    people = build_people(Notes(text="x", people=(SAM, SAMUEL)), [Person(name="Sam")], [])
    assert people == (SAM, SAMUEL, Person(name="Sam"))


def test_the_author_is_one_of_the_people() -> None:
    assert build_people(Notes(text="x", author=ANA), [], []) == (ANA,)


def test_two_mentions_of_an_address_are_one_person() -> None:
    bare = Person(name="", address="ANA.RUIZ@acme.example")
    assert [person.name for person in build_people(Notes(text="x", author=bare, people=(ANA,)), [], [])] == ["Ana Ruiz"]


def test_a_listed_full_name_gets_the_address_the_directory_knows() -> None:
    people = build_people(Notes(text="Present: Ana Ruiz"), [Person(name="Ana Ruiz")], [ANA])
    assert people == (ANA,)


def test_the_directory_adds_only_those_the_notes_name() -> None:
    people = build_people(Notes(text="Ana Ruiz sends it."), [], [ANA, SAM, SAMUEL])
    assert people == (ANA,)


def test_a_name_inside_a_longer_word_is_no_mention() -> None:
    assert build_people(Notes(text="The samples are late."), [], [SAM]) == ()


def test_a_first_name_is_that_of_the_one_who_was_there(words: PeopleWords) -> None:
    people = build_people(Notes(text="Sam sends it.", people=(SAM,)), [], [SAMUEL])
    assert match_person("Sam", people, words) == Found(person=SAM)


def test_a_first_name_of_two_in_the_directory_is_a_tie(words: PeopleWords) -> None:
    people = build_people(Notes(text="Sam sends it.", people=(ANA,)), [], [SAM, SAMUEL])
    assert match_person("Sam", people, words) == Tie(people=(SAM, SAMUEL))


def test_a_full_name_in_the_notes_brings_in_the_directory(words: PeopleWords) -> None:
    people = build_people(Notes(text="Sam Okonkwo sends it.", people=(SAM,)), [], [SAMUEL])
    assert match_person("Sam Okonkwo", people, words) == Found(person=SAMUEL)


def test_a_stranger_of_the_same_surname_is_not_merged() -> None:
    listed = Person(name="Eva Ruiz")
    assert build_people(Notes(text="x", people=(ANA,)), [listed], []) == (ANA, listed)
