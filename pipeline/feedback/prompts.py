"""Of all moments of some notes, those for others' eyes: what the recap thanks for, and what its host is asked about.

The host is asked about one or two of one person. Nobody is named who has no
address, or whose name somebody else has, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Person, Recap
from pipeline.model.feedback import Moment, Prompt
from pipeline.notes.names import fold_name
from pipeline.recap.page import MARKER, MAX_QUOTE, say_name, shorten

# What somebody would like to hear of, and what something could be asked about.
GOOD = frozenset({"unblocked", "reviewed", "explained", "owned-mistake", "credit"})
# What is easily overlooked when only owners are named. Thanks that were said are items of their own.
ASSISTING = ("unblocked", "reviewed", "explained")
MOST_ASSISTS = 5


def choose_prompt(moments: Sequence[Moment], recap: Recap) -> Prompt | None:
    """The best of them: a good moment and one to ask something about, else a good one; never about the host."""
    found: dict[str, tuple[Person, list[Moment]]] = {}
    for moment in moments:
        person = find_person(moment.person, recap)
        if person is not None and person.address.casefold() != recap.host.key:
            found.setdefault(person.address.casefold(), (person, []))[1].append(moment)
    prompts = [Prompt(person=person, moments=_pick(theirs)) for person, theirs in found.values()]
    return max(prompts, key=_worth, default=None)


def find_assists(moments: Sequence[Moment], recap: Recap) -> tuple[Moment, ...]:
    """What the recap thanks for: the first moments in which one of its people helped others, one a person and kind."""
    found: dict[tuple[str, str], Moment] = {}
    for moment in moments:
        person = find_person(moment.person, recap) if moment.kind in ASSISTING else None
        if person is not None:
            found.setdefault((person.address.casefold(), moment.kind), replace(_trim(moment), person=say_name(person)))
    return tuple(found.values())[:MOST_ASSISTS]


def find_person(name: str, recap: Recap) -> Person | None:
    """The one person of the recap who has an address and of whom this is the name or a part of it."""
    said = fold_name(name)
    people = [*recap.people, *(Person(name=one.name, address=one.address) for one in recap.audience)]
    known = {one.address.casefold(): one for one in reversed(people) if one.address}
    exact = [one for one in known.values() if said in map(fold_name, (one.name, *one.aliases))]
    fitting = exact or [one for one in known.values() if said in fold_name(one.name).split()]
    return fitting[0] if len(fitting) == 1 else None


def _pick(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    good = [one for one in moments if one.kind in GOOD]
    other = [one for one in moments if one.kind not in GOOD]
    return tuple(_trim(one) for one in (*good[:1], *other[:1]))


def _trim(moment: Moment) -> Moment:
    quote = shorten(MARKER.sub("", moment.quote), MAX_QUOTE)
    return Moment(line=moment.line, person=moment.person, kind=moment.kind, quote=quote, situation=moment.situation)


def _worth(prompt: Prompt) -> tuple[int, bool]:
    return len(prompt.moments), prompt.moments[0].kind in GOOD
