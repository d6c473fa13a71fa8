"""The people of one person's own meetings: who they are, by which names, and in which meetings.

One's own are the meetings that one hosts or reads (`sight.py`). Nobody else's
people are looked at, and nobody who wanted to be left out of any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.log.folding import fold_words
from pipeline.log.sight import is_reader
from pipeline.model import Entry, Person, Recap
from pipeline.people.erase import ERASED, NOBODY

# Initials and "Al" stand in too many words.
SHORTEST_NAME = 3
LONGEST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Everybody whom `asker` met, by their keys.

    `people` maps a key to the person, `there` the tag of a meeting to the keys
    of who was part of it. `hidden` are folded words of names that are not to
    be shown.
    """

    asker: str
    people: Mapping[str, Person]
    recaps: tuple[Recap, ...]
    there: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    keys: _Keys

    def find(self, person: Person | None, recap: Recap) -> str | None:
        """The key of somebody who was part of this meeting; None for everybody else."""
        key = self.keys.of(person) if person is not None else ""
        return key if key in self.there[recap.tag] else None

    def find_named(self, text: str, recap: Recap) -> tuple[str, ...]:
        """Who of this meeting is named in a text, each once, in the order of the text."""
        names, words = self._names(recap), fold_words(text)
        found = []
        at = 0
        while at < len(words):
            sizes = range(min(LONGEST_NAME, len(words) - at), 0, -1)
            size = next((size for size in sizes if " ".join(words[at : at + size]) in names), 0)
            found += [names[" ".join(words[at : at + size])]] if size else []
            at += size or 1
        return tuple(dict.fromkeys(found))

    def find_first(self, text: str, recap: Recap) -> str | None:
        """Who of this meeting a text begins with: its speaker, or who did it."""
        names, words = self._names(recap), fold_words(text)
        starts = (" ".join(words[:size]) for size in range(min(LONGEST_NAME, len(words)), 0, -1))
        return next((names[start] for start in starts if start in names), None)

    def hides(self, text: str) -> bool:
        """Whether somebody is named who is not to be shown."""
        return not self.hidden.isdisjoint(fold_words(text))

    def _names(self, recap: Recap) -> Mapping[str, str]:
        """The folded names of who was there; a first name that two have counts for neither."""
        keys: dict[str, set[str]] = defaultdict(set)
        for key in self.there[recap.tag]:
            words = fold_words(self.people[key].name)
            for name in {" ".join(words), *words[:1]}:
                if len(name) >= SHORTEST_NAME:
                    keys[name].add(key)
        return {name: next(iter(found)) for name, found in keys.items() if len(found) == 1}


def find_circle(entries: Iterable[Entry], viewers: Collection[str], *, known: Sequence[Person]) -> Circle:
    """Everybody of the meetings that one person, with all these addresses, hosts or reads; `known` is the house."""
    found = {entry.recap.tag: entry.recap for entry in entries if is_reader(entry.recap, viewers)}
    recaps = tuple(found.values())
    keys = _Keys.of_all(viewers, (*known, *(one for recap in recaps for one in _everybody(recap))))
    gone = {keys.of(Person(name="", address=address)) for recap in recaps for address in recap.left}
    there: dict[str, frozenset[str]] = {}
    people: dict[str, Person] = {}
    hidden = {word for key in gone for word in _words(keys.best(key))}
    for recap in recaps:
        met: dict[str, Person] = {}
        for one in _join(_present(recap)):
            met[keys.of(one)] = _fuller(one, met.get(keys.of(one)))
        # Whoever leaves stays as a name without an address, which may be all that is known of them.
        lost = {key for key in met if key in gone or (recap.left and "@" not in key)}
        hidden |= {word for key in lost for word in _words(met[key])}
        there[recap.tag] = frozenset(met.keys() - lost)
        people |= {key: keys.best(key, _fuller(met[key], people.get(key))) for key in met.keys() - lost}
    shown = {word for person in people.values() for word in _words(person)}
    return Circle(
        asker=keys.asker,
        people=people,
        recaps=recaps,
        there=there,
        hidden=frozenset(hidden - shown),
        keys=keys,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """What makes two mentions the same person: an address, or the address that only one of that name has."""

    asker: str
    same: frozenset[str]
    by_name: Mapping[str, str]
    by_key: Mapping[str, Person]

    @classmethod
    def of_all(cls, viewers: Collection[str], people: Iterable[Person]) -> _Keys:
        same = frozenset(address.casefold() for address in viewers)
        asker = min(same, default="")
        addresses: dict[str, set[str]] = defaultdict(set)
        best: dict[str, Person] = {}
        for person in people:
            address = person.address.casefold()
            key = asker if address in same else address
            if address and person.name:
                addresses[person.name.casefold()].add(key)
                best.setdefault(key, person)
        by_name = {name: next(iter(found)) for name, found in addresses.items() if len(found) == 1}
        return cls(asker=asker, same=same, by_name=by_name, by_key=best)

    def of(self, person: Person) -> str:
        address = person.address.casefold()
        if address in self.same:
            return self.asker
        return address or self.by_name.get(person.name.casefold(), person.name.casefold())

    def best(self, key: str, otherwise: Person | None = None) -> Person:
        """The person by the name that is known best."""
        return _fuller(self.by_key.get(key, Person(name="", address=key)), otherwise)


def _everybody(recap: Recap) -> Iterator[Person]:
    yield from _present(recap)
    yield from recap.people


def _present(recap: Recap) -> Iterator[Person]:
    readers = (Person(name=one.name, address=one.address) for one in (recap.host, *recap.audience))
    everybody = (*recap.meeting.attendees, *readers)
    yield from (one for one in everybody if one.address != NOBODY and one.key and ERASED not in one.name)


def _join(people: Iterable[Person]) -> Iterator[Person]:
    """Each person once: a reader whose mail names no surname is the one of the notes with that first name."""
    people = tuple(people)
    nameless = {_nick(one): one for one in people if one.address and len(fold_words(one.name)) < 2}
    for one in people:
        words = fold_words(one.name)
        reader = nameless.get(words[0]) if words and not one.address else None
        rivals = [other for other in people if other.name != one.name and fold_words(other.name)[:1] == words[:1]]
        joined = reader is not None and all(rival == reader for rival in rivals)
        yield replace(one, address=reader.address) if joined and reader is not None else one


def _fuller(one: Person, other: Person | None) -> Person:
    """Of two names of somebody the one that says more."""
    return other if other is not None and len(other.name.split()) > len(one.name.split()) else one


def _nick(person: Person) -> str:
    """What somebody without a surname is called: their one name, else what stands before the @."""
    return next(iter(fold_words(person.name) or fold_words(person.address.partition("@")[0])), "")


def _words(person: Person) -> Iterator[str]:
    return (word for word in fold_words(person.name) if len(word) >= SHORTEST_NAME)
