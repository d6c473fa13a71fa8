"""Hop 7: who is meant by a name in the notes.

A name is matched against the people we know of: exactly, or by a short form
that only one of them has. Two who fit are a tie and nobody is a guess; the
host is asked.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.model import Notes, Person
from pipeline.notes.names import (
    ADDRESS,
    ASIDE,
    LINK,
    MAX_NAME,
    clean_name,
    fold_name,
    is_full_name,
    is_initials,
    is_local_part,
    is_name_part,
    name_of,
    part_handles,
)
from pipeline.notes.tokens import Token, read_tokens
from pipeline.notes.words import PeopleWords

MAX_PEOPLE = 500  # a list of names that is longer is no meeting
_MAX_TEXT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Exactly one person fits."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Several people fit; which of them is a question."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A name that nobody we know of has; as written, without markup."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Everybody: "we", "all", "the team"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """No name at all: nothing, "TBD", "someone", or "I" where no speaker is known."""


PersonMatch = Found | Tie | Unknown | Group | Nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of an owner field: who is to do it, and who helps."""

    owners: tuple[str, ...]
    helpers: tuple[str, ...] = ()


# In the order of trust: the first way in which anybody fits decides, and two who fit it are a tie.
_WAYS = (is_full_name, is_name_part, is_local_part, is_initials)


def match_person(
    name: str, people: Sequence[Person], words: PeopleWords, *, speaker: Person | None = None
) -> PersonMatch:
    """Who is meant. `speaker` is who "I" is: the speaker of the turn, else the author; None where neither is known."""
    if address := ADDRESS.search(name[: 3 * MAX_NAME]):
        known = _with_address(address.group(), people)
        return Found(person=known) if known else Unknown(name=address.group())
    plain = clean_name(name, words)
    # "a definir" is no "definir", though a name may have an article.
    if not plain or plain in words.nobody or name.strip(" .,;:()[]") in words.nobody:
        return Nobody()
    if plain in words.speaker:
        return Found(person=speaker) if speaker else Nobody()
    if plain in words.group:
        return Group()
    fitting = _find_fitting(plain, people)
    if len(fitting) == 1:
        return Found(person=fitting[0])
    return Tie(people=fitting) if fitting else Unknown(name=plain)


def split_names(text: str, words: PeopleWords) -> Names:
    """An owner field taken apart: "Ana and Bo", "Ana/Bo", "Ana with Bo"; who stands behind "with" helps."""
    linked = LINK.sub(r"\1", text[: 3 * MAX_NAME])
    plain = part_handles(ASIDE.sub(lambda aside: _open_bracket(aside.group(), words), linked))
    tokens = read_tokens(plain)
    sides: tuple[list[str], list[str]] = ([], [])
    side = start = at = 0
    while at < len(tokens):
        helper = words.helpers.find_at(tokens, at)
        joiner = helper or words.joiners.find_at(tokens, at)
        if joiner is None:
            at += 1
            continue
        sides[side].append(_between(plain, tokens, start, at))
        at = start = joiner[1]
        side = 1 if helper else side
    sides[side].append(_between(plain, tokens, start, len(tokens)))
    owners, helpers = (tuple(name for name in names if name) for names in sides)
    return Names(owners=owners, helpers=helpers)


def _open_bracket(aside: str, words: PeopleWords) -> str:
    """What of a bracket counts: nothing, but for who helps in it: "Ana (with Bo)"."""
    inner = aside[1:-1]
    return f" {inner} " if words.helpers.find_at(read_tokens(inner), 0) else " "


def name_words(people: Iterable[Person]) -> frozenset[str]:
    """The words of everybody's names and short forms, in small letters."""
    forms = (form for person in people for form in (name_of(person), *person.aliases))
    return frozenset(word for form in forms for word in form.casefold().split() if len(word) > 1)


def build_people(notes: Notes, attendees: Iterable[Person], extra: Iterable[Person]) -> tuple[Person, ...]:
    """Everybody a name in these notes may mean, each of them once.

    First the mail's own people, who have addresses, then those the notes list
    as present: one of them who fits exactly one of the first is that person,
    and the name in the notes becomes an alias. Of the directory (`extra`) only
    those whose name or address the notes spell; a first or last name alone is
    that of the mail's own people where it fits any, or every Sam of the house
    would make a tie with the one who was there.
    """
    own = _merge((*((notes.author,) if notes.author else ()), *notes.people))
    listed = _merge((*own, *attendees))
    text = f" {fold_name(notes.text[:_MAX_TEXT])} "
    words = frozenset(text.split(" "))
    named = (person for person in extra if _is_spelt(person, text, words, own=listed))
    return _merge((*listed, *named))[:MAX_PEOPLE]


def _find_fitting(name: str, people: Sequence[Person]) -> tuple[Person, ...]:
    for fits in _WAYS:
        fitting = {person.key: person for person in people if fits(name, person)}
        if fitting:
            return tuple(fitting.values())
    return ()


def _with_address(address: str, people: Iterable[Person]) -> Person | None:
    return next((person for person in people if person.address.casefold() == address.casefold()), None)


def _between(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end].strip() if start < end else ""


def _merge(people: Iterable[Person]) -> tuple[Person, ...]:
    """The people without doubles: by address, else by a name that fits exactly one so far."""
    merged: list[Person] = []
    for person in people:
        if not name_of(person):
            continue
        twin = _find_twin(person, merged)
        if twin is None:
            merged.append(person)
        else:
            merged[merged.index(twin)] = _unite(twin, person)
    return tuple(merged)


def _find_twin(person: Person, others: Sequence[Person]) -> Person | None:
    if person.address and (same := _with_address(person.address, others)):
        return same
    # Somebody who has an address of their own is only one who has none yet, and whose name is the same in full.
    open_to = [other for other in others if not (person.address and other.address)]
    forms = (name_of(person), *person.aliases)
    if person.address:
        fitting = [other for other in open_to if is_full_name(other.name, person) or is_full_name(forms[0], other)]
        return fitting[0] if len(fitting) == 1 else None
    for name in forms:
        found = _find_fitting(name, open_to)
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _unite(first: Person, second: Person) -> Person:
    """One person out of two mentions; the longer name is the name, the other an alias."""
    address = first.address or second.address
    name = first.name if len(first.name) >= len(second.name) else second.name
    forms = dict.fromkeys((first.name, second.name, *first.aliases, *second.aliases))
    return replace(first, name=name, address=address, aliases=tuple(form for form in forms if form and form != name))


def _is_spelt(person: Person, text: str, words: Container[str], *, own: Sequence[Person]) -> bool:
    """Whether the folded text spells the name, an alias, the address, or a part of the name that none of ours has.

    `words` are those of the text: most people of a house are in no word of it, and are passed by at once.
    """
    forms, parts = _spellings(person)
    # Two words side by side are one name; a name inside a longer word is none.
    spelt = any(form.partition(" ")[0] in words and f" {form} " in text for form in forms)
    return spelt or any(part in words and not _find_fitting(part, own) for part in parts)


@lru_cache(maxsize=20_000)
def _spellings(person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every whole form of somebody's name, and its first and last word, folded."""
    name = fold_name(name_of(person))
    forms = {name, *(fold_name(alias) for alias in person.aliases), fold_name(person.address)}
    return tuple(form for form in forms if form), tuple(dict.fromkeys((*name.split()[:1], *name.split()[-1:])))
