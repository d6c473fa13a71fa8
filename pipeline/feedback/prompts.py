"""Of all moments of some notes, the one or two that their sender is asked about: of one person, who has an address."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Person, Recap
from pipeline.model.feedback import Moment, Prompt
from pipeline.notes.names import fold_name
from pipeline.recap.page import MARKER, MAX_QUOTE, shorten

# What somebody would like to hear of, and what something could be asked about.
GOOD = frozenset({"unblocked", "reviewed", "explained", "owned-mistake", "credit"})


def choose_prompt(moments: Sequence[Moment], recap: Recap) -> Prompt | None:
    """The best of them: a good moment and one to ask something about, else a good one; never about the host."""
    found: dict[str, tuple[Person, list[Moment]]] = {}
    for moment in moments:
        person = _find_person(moment.person, recap)
        if person is not None:
            found.setdefault(person.address.casefold(), (person, []))[1].append(moment)
    prompts = [Prompt(person=person, moments=_pick(theirs)) for person, theirs in found.values()]
    return max(prompts, key=_worth, default=None)


def _find_person(name: str, recap: Recap) -> Person | None:
    """The one person of the recap, other than its host, of whom this is the name or a part of it."""
    said = fold_name(name)
    people = [*recap.people, *(Person(name=one.name, address=one.address) for one in recap.audience)]
    known = {one.address.casefold(): one for one in reversed(people) if one.address}
    exact = [one for one in known.values() if said in map(fold_name, (one.name, *one.aliases))]
    fitting = exact or [one for one in known.values() if said in fold_name(one.name).split()]
    only = fitting[0] if len(fitting) == 1 else None
    return only if only is not None and only.address.casefold() != recap.host.key else None


def _pick(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    good = [one for one in moments if one.kind in GOOD]
    other = [one for one in moments if one.kind not in GOOD]
    return tuple(_trim(one) for one in (*good[:1], *other[:1]))


def _trim(moment: Moment) -> Moment:
    quote = shorten(MARKER.sub("", moment.quote), MAX_QUOTE)
    return Moment(line=moment.line, person=moment.person, kind=moment.kind, quote=quote, situation=moment.situation)


def _worth(prompt: Prompt) -> tuple[int, bool]:
    return len(prompt.moments), prompt.moments[0].kind in GOOD
