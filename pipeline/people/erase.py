"""A recap without one person: no address, no name, not in what others said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Address, Due, Item, Person, Recap
from pipeline.model.feedback import Moment

ERASED = "(erased)"
# Initials and "Al" stand in too many words.
SHORTEST_NAME = 3
# Where letters to a host who is forgotten would go: nowhere (RFC 2606).
NOBODY = "erased@erased.invalid"


def find_names(recap: Recap, addresses: Iterable[str], person: Person) -> tuple[re.Pattern[str], ...]:
    """What this person is called in a recap. A first name that somebody else has, too, counts with the surname only."""
    keys = {address.casefold() for address in addresses}
    everybody = [*recap.people, *recap.meeting.attendees, *(one for item in recap.items for one in _people(item))]
    everybody += [Person(name=reader.name, address=reader.address) for reader in (recap.host, *recap.audience)]
    theirs = [person, *(one for one in everybody if one.address.casefold() in keys)]
    full = {name.strip() for one in theirs for name in (one.name, *one.aliases) if name.strip()}
    full |= keys
    folded = {name.casefold() for name in full}
    others = {
        part.casefold()
        for one in everybody
        if one.address.casefold() not in keys and one.name.casefold() not in folded
        for part in one.name.split()
    }
    parts = {part for name in full if "@" not in name for part in name.split() if part.casefold() not in others}
    words = sorted((name for name in full | parts if len(name) >= SHORTEST_NAME), key=len, reverse=True)
    return tuple(re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE) for word in words)


def redact(text: str, names: Iterable[re.Pattern[str]]) -> str:
    """The text with a mark where the name stood."""
    for name in names:
        text = name.sub(ERASED, text)
    return text


def redact_recap(recap: Recap, addresses: Iterable[str], names: tuple[re.Pattern[str], ...]) -> Recap:
    """The recap in which this person is nobody."""
    keys = {address.casefold() for address in addresses}

    def others(people: Iterable[Person]) -> tuple[Person, ...]:
        return tuple(
            one for one in people if one.address.casefold() not in keys and redact(one.name, names) == one.name
        )

    def readers(people: Iterable[Address]) -> tuple[Address, ...]:
        return tuple(one for one in people if one.key not in keys)

    host = Address(address=NOBODY) if recap.host.key in keys else recap.host
    meeting = replace(
        recap.meeting,
        title=redact(recap.meeting.title, names),
        purpose=redact(recap.meeting.purpose, names),
        outcome=redact(recap.meeting.outcome, names),
        attendees=others(recap.meeting.attendees),
        parts={redact(label, names): one for label, one in recap.meeting.parts.items() if others((one,))},
    )
    return replace(
        recap,
        meeting=meeting,
        host=host,
        subject=redact(recap.subject, names),
        people=others(recap.people),
        audience=readers(recap.audience),
        waiting=readers(recap.waiting),
        named=tuple(one for one in recap.named if one.casefold() not in keys),
        left=tuple(one for one in recap.left if one.casefold() not in keys),
        items=tuple(_redact_item(item, keys, names) for item in recap.items),
        assists=tuple(one for one in recap.assists if not _is_named(one, names)),
    )


def _is_named(moment: Moment, names: tuple[re.Pattern[str], ...]) -> bool:
    return any(name.search(said) for name in names for said in (moment.person, moment.quote, moment.situation))


def _redact_item(item: Item, keys: set[str], names: tuple[re.Pattern[str], ...]) -> Item:
    def other(person: Person | None) -> Person | None:
        if person is None or person.address.casefold() in keys or redact(person.name, names) != person.name:
            return None
        return person

    quote = redact(item.evidence.quote, names)
    due = item.due
    return replace(
        item,
        text=redact(item.text, names),
        evidence=replace(item.evidence, quote=quote, end=item.evidence.start + max(1, len(quote))),
        owner=other(item.owner),
        owner_as_written=redact(item.owner_as_written, names) if item.owner_as_written else "",
        helpers=tuple(one for person in item.helpers if (one := other(person)) is not None),
        proposed_owner=other(item.proposed_owner),
        speaker=other(item.speaker),
        due=Due(phrase=redact(due.phrase, names), day=due.day, readings=due.readings) if due is not None else None,
        reason=redact(item.reason, names),
        outcome=redact(item.outcome, names),
    )


def _people(item: Item) -> tuple[Person, ...]:
    return tuple(one for one in (item.owner, item.proposed_owner, item.speaker, *item.helpers) if one is not None)
