"""Who holds an office in these notes: "Chair: Ana", "Ana Ruiz (Secretary)", "Bo Lind, treasurer".

The notes call them by it further down ("the Chair will write"). It holds for
these notes alone, so it is no alias of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pipeline.model import Person
from pipeline.notes.entries import Entry, read_entries
from pipeline.notes.people import Found, match_person
from pipeline.notes.tokens import Phrases
from pipeline.notes.words import PeopleWords

# Lines in which notes tell who holds what.
_HEAD = 60
_LONGEST = 60
_BESIDE = re.compile(
    r"(?P<name>[^\W\d_][\w'’.-]{0,24}(?:\s[^\W\d_][\w'’.-]{0,24}){0,3})\s?(?:[(\[](?P<boxed>[^()\[\]]{2,40})[)\]]|(?:,|\s[-–—])\s(?P<behind>[^,;:()\n]{2,40}))"
)


def read_offices(text: str, *, people: Sequence[Person], words: PeopleWords) -> Mapping[str, Person]:
    """Each office in small letters, and who holds it; one that two people hold names nobody."""
    holders: dict[str, dict[str, Person]] = {}
    for entry in islice(read_entries(text), _HEAD):
        for office, name in _pairs(entry, words):
            held = match_person(name, people, words)
            if isinstance(held, Found):
                holders.setdefault(office.casefold(), {})[held.person.key] = held.person
    return {office: next(iter(held.values())) for office, held in holders.items() if len(held) == 1}


def read_parts(
    text: str, *, people: Sequence[Person], labels: Phrases[bool], words: PeopleWords
) -> Mapping[str, Person]:
    """Who led the meeting, wrote it down and the like, by the label they are named under; nobody who is not known."""
    parts: dict[str, Person] = {}
    for entry in islice(read_entries(text), _HEAD):
        if entry.label and entry.value and entry.label in labels:
            named = match_person(entry.value, people, words)
            if isinstance(named, Found):
                parts.setdefault(entry.label[:_LONGEST], named.person)
    return parts


def _pairs(entry: Entry, words: PeopleWords) -> Iterator[tuple[str, str]]:
    if entry.label and entry.value and entry.label in words.offices:
        yield entry.label, entry.value
    for found in _BESIDE.finditer(entry.text):
        beside = (found.group("boxed") or found.group("behind")).strip(" .")
        if beside in words.offices:
            yield beside, found.group("name")
