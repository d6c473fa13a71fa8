"""Who shapes decisions in one person's own meetings, who is asked, who unblocks, and who was thanked.

Counts of what the notes and the answers say, so that the asker knows whom to
ask and whom to thank. Nothing is weighed and nobody is ranked: people stand
in the order of their names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.feedback.moments import find_moments
from pipeline.feedback.rows import read_row
from pipeline.kinds import KINDS
from pipeline.languages.load import load_feedback
from pipeline.log.circle import Circle, find_circle
from pipeline.model import Entry, Looked, Past, Person, Recap, State
from pipeline.recap.page import MARKER, say_name

# What somebody did that let others go on; what is said of the kind in a promise is only planned.
HELPED = frozenset({"unblocked", "reviewed", "explained"})
PLANNED = frozenset({"action", "experiment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One person's part: the tags of their meetings, and how many things of each sort the log holds."""

    key: str
    person: Person
    meetings: frozenset[str]
    decided: int
    asked: int
    unblocked: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """What a map shows: the asker's own part first, then everybody they met by name; thanks with the thanked.

    `care` tells who led meetings, wrote them down and the like: for each label of the notes how often whose name.
    `spoken` counts the decisions of which the notes tell who spoke for them.
    """

    parts: tuple[Part, ...]
    thanks: tuple[tuple[Person, Entry], ...]
    care: Mapping[str, Counter[str]]
    meetings: int
    first: date | None
    last: date | None
    decisions: int
    spoken: int


def find_influence(looked: Looked, viewers: Collection[str], *, known: Sequence[Person]) -> Influence:
    """Everybody's part in the meetings of the person with these addresses."""
    circle = find_circle(looked.entries, viewers, known=known)
    entries = [entry for entry in looked.entries if entry.recap.tag in circle.there]
    decided, asked, unblocked = _Tally(), _Tally(), _Tally()
    for entry in entries:
        past = [one for one in looked.past.get(entry.recap.tag, ()) if one.code == entry.item.code]
        decided.add(_find_deciders(entry, past, circle), entry)
        asked.add(_find_asked(entry, circle), entry)
        unblocked.add(_find_unblockers(entry, past, circle), entry)
    by_tag: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_tag[entry.recap.tag].append(entry)
    for recap in circle.recaps:
        _add_deeds(unblocked, recap, by_tag[recap.tag], circle)
    days = [recap.meeting.held_on for recap in circle.recaps if recap.meeting.held_on is not None]
    decisions = {(entry.recap.tag, entry.item.code) for entry in entries if entry.item.kind == "decision"}
    return Influence(
        parts=tuple(_build_parts(circle, decided=decided, asked=asked, unblocked=unblocked)),
        thanks=tuple(_find_thanks(entries, circle)),
        care=_find_care(circle),
        meetings=len(circle.recaps),
        first=min(days, default=None),
        last=max(days, default=None),
        decisions=len(decisions),
        spoken=len(decisions & decided.places()),
    )


class _Tally:
    """Which things count for whom; each thing counts once for each person."""

    def __init__(self) -> None:
        self.things: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def add(self, keys: Iterable[str | None], entry: Entry) -> None:
        for key in keys:
            if key is not None:
                self.things[key].add((entry.recap.tag, entry.item.code))

    def count(self, key: str) -> int:
        return len(self.things.get(key, ()))

    def places(self) -> set[tuple[str, str]]:
        return {place for places in self.things.values() for place in places}


def _find_deciders(entry: Entry, past: Iterable[Past], circle: Circle) -> Iterator[str | None]:
    """Who made a decision, spoke for it, is named in its reason, or objected: doubts shape it too."""
    item, recap = entry.item, entry.recap
    if item.kind != "decision":
        return
    yield circle.find(item.owner, recap)
    yield circle.find(item.speaker, recap)
    yield circle.find_first(MARKER.sub("", item.evidence.quote, count=1), recap)
    yield from circle.find_named(item.reason, recap)
    yield from (circle.find(Person(name="", address=one.by), recap) for one in past if one.verb == "object")


def _find_asked(entry: Entry, circle: Circle) -> Iterator[str | None]:
    """Whom a task or a question went to, and whom it was handed to."""
    item = entry.item
    if item.kind in {"action", "question"}:
        yield from (circle.find(person, entry.recap) for person in (item.owner, item.proposed_owner, *item.helpers))


def _find_unblockers(entry: Entry, past: Iterable[Past], circle: Circle) -> Iterator[str | None]:
    """Who kept a promise that others of the meeting could wait for, and who answered a question."""
    item, recap = entry.item, entry.recap
    if len(circle.there[recap.tag]) > 1 and KINDS[item.kind].owned and item.state is State.DONE:
        yield circle.find(item.owner, recap)
    yield from (circle.find(Person(name="", address=one.by), recap) for one in past if one.verb == "answer")


def _add_deeds(tally: _Tally, recap: Recap, entries: Iterable[Entry], circle: Circle) -> None:
    """Who reviewed, explained or unblocked something, as the quoted lines tell it."""
    told = [entry for entry in entries if entry.item.kind not in PLANNED]
    quotes = [" ".join(entry.item.evidence.quote.split()) for entry in told]
    names = [circle.people[key].name for key in circle.there[recap.tag]]
    words = load_feedback(recap.meeting.language)
    for moment in find_moments("\n".join(quotes), words=words, people=[name for name in names if name]):
        if moment.kind in HELPED:
            tally.add([circle.find_first(moment.person, recap)], told[moment.line - 1])


def _find_thanks(entries: Iterable[Entry], circle: Circle) -> Iterator[tuple[Person, Entry]]:
    """The thanks of the notes to somebody the asker met; never what is nobody's business here."""
    for entry in entries:
        item, recap = entry.item, entry.recap
        said = f"{item.text} {item.evidence.quote}"
        if item.kind != "kudos" or circle.hides(said):
            continue
        if load_feedback(recap.meeting.language).sensitive.stand_in(read_row(said)):
            continue
        thanked = circle.find_named(item.text, recap)
        if thanked:
            yield circle.people[thanked[0]], entry


def _find_care(circle: Circle) -> Mapping[str, Counter[str]]:
    """Whom the notes name under labels such as "Facilitator" or "Notes by"."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for recap in circle.recaps:
        for label, person in recap.meeting.parts.items():
            key = circle.find(person, recap)
            if key is not None:
                found[label.casefold()][say_name(circle.people[key])] += 1
    return found


def _build_parts(circle: Circle, **tallies: _Tally) -> Iterator[Part]:
    hosts = [circle.find(Person(name="", address=recap.host.address), recap) for recap in circle.recaps]
    tags: Mapping[str, frozenset[str]] = {
        key: frozenset(tag for tag, there in circle.there.items() if key in there) for key in circle.people
    }
    by_name = sorted(circle.people, key=lambda key: (say_name(circle.people[key]).casefold(), key))
    for key in sorted(by_name, key=lambda key: key != circle.asker):
        counts = {name: tally.count(key) for name, tally in tallies.items()}
        yield Part(key=key, person=circle.people[key], meetings=tags[key], notes=hosts.count(key), **counts)
