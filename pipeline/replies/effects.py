"""What a reply does to a recap: first what it takes back, then what it orders, then who gets the recap.

Everything here is decided on the recap alone; letters are written from what
comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model import Address, Change, Item, Mail, Past, Person, Recap
from pipeline.outcome import Policy
from pipeline.recap.build import may_be_written_to
from pipeline.recap.page import say_name
from pipeline.recap.receipt_page import Effects, Fate
from pipeline.recap.subjects import sent_subject
from pipeline.replies.apply import apply_changes
from pipeline.replies.undo import Undone, take_back
from pipeline.replies.verbs import PRIVATE

# More recipients than any meeting has are no recipients.
MOST_NAMED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Effected:
    """The recap after a reply, and what the receipt has to say besides."""

    recap: Recap
    effects: Effects


def take_effect(
    recap: Recap,
    changes: Sequence[Change],
    *,
    by: str,
    mail: Mail,
    past: Sequence[Past],
    now: datetime,
    policy: Policy,
) -> Effected:
    """Everything these changes do to the recap. The version stays: whoever writes it down counts."""
    recap = _name(recap, mail, by=by, policy=policy)
    undone, wanted = _undo(recap, changes, past, by=by, now=now)
    found = undone.recap if undone is not None else recap
    after, barred = _bar(found, apply_changes(found, changes, by=by), changes, policy=policy)
    shared: list[tuple[Fate, str]] = []
    for change in changes:
        if change.verb == "share":
            after, fate = _share(after, change, policy=policy)
            shared.append(fate)
    nothing = wanted and undone is None
    effects = Effects(shared=tuple(shared), undone=undone, nothing_undone=nothing, barred=barred)
    return Effected(recap=after, effects=effects)


def leave(recap: Recap, address: str) -> Recap:
    """The recap of somebody who wants no more letters of it: their name stays where it was written."""
    return replace(forget_address(recap, address), left=tuple(dict.fromkeys((*recap.left, address.casefold()))))


def forget_address(recap: Recap, address: str) -> Recap:
    """The recap without this address: whoever had it is a name that nobody can be reached by."""

    def plain(person: Person | None) -> Person | None:
        meant = person is not None and person.address.casefold() == address.casefold()
        return Person(name=say_name(person), aliases=person.aliases) if person is not None and meant else person

    def clean(item: Item) -> Item:
        helpers = tuple(one for person in item.helpers if (one := plain(person)) is not None)
        proposed = plain(item.proposed_owner)
        kept = proposed if proposed is not None and proposed.address else None
        speaker = plain(item.speaker)
        return replace(item, owner=plain(item.owner), proposed_owner=kept, helpers=helpers, speaker=speaker)

    def readers(addresses: Iterable[Address]) -> tuple[Address, ...]:
        return tuple(one for one in addresses if one.key != address.casefold())

    people = tuple(one for person in recap.people if (one := plain(person)) is not None)
    attendees = tuple(one for person in recap.meeting.attendees if (one := plain(person)) is not None)
    parts = {label: one for label, person in recap.meeting.parts.items() if (one := plain(person)) is not None}
    return replace(
        recap,
        meeting=replace(recap.meeting, attendees=attendees, parts=parts),
        people=people,
        items=tuple(clean(item) for item in recap.items),
        audience=readers(recap.audience),
        waiting=readers(recap.waiting),
        named=tuple(one for one in recap.named if one.casefold() != address.casefold()),
    )


def _name(recap: Recap, mail: Mail, *, by: str, policy: Policy) -> Recap:
    """Whom the host puts into To or Cc outside the house may be written to (REPLIES.md)."""
    if recap.host.key != by.casefold() or recap.restricted:
        return recap
    outside = [
        one.key
        for one in (*mail.to, *mail.cc)[:MOST_NAMED]
        if one.domain not in policy.allowed_domains and one.domain != policy.address.domain
    ]
    return replace(recap, named=tuple(dict.fromkeys((*recap.named, *outside)))) if outside else recap


def _bar(
    before: Recap, after: Recap, changes: Sequence[Change], *, policy: Policy
) -> tuple[Recap, Mapping[str, Person]]:
    """The recap without what was handed to somebody I may not write to: it stays where it was. And to whom, by code."""
    old = {item.code: item for item in before.items}
    handed = {change.code for change in changes if change.verb == "handover"}
    asked = {item.code: item.proposed_owner for item in after.items if item.code in handed & old.keys()}
    barred = {
        code: person
        for code, person in asked.items()
        if person is not None and person.address and not may_be_written_to(person.address, after, policy)
    }
    items = tuple(_as_before(item, old[item.code]) if item.code in barred else item for item in after.items)
    return replace(after, items=items), barred


def _as_before(item: Item, was: Item) -> Item:
    """The item with whoever held it before, and as it stood; another day that was named with it counts."""
    return replace(
        item,
        owner=was.owner,
        proposed_owner=was.proposed_owner,
        state=was.state,
        reason=was.reason,
        outcome=was.outcome,
    )


def _undo(
    recap: Recap, changes: Sequence[Change], past: Sequence[Past], *, by: str, now: datetime
) -> tuple[Undone | None, bool]:
    """What is taken back, and whether anything should have been."""
    wanted = [change for change in changes if change.verb == "undo"]
    if not wanted:
        return None, False
    return take_back(recap, past, by=by, now=now, code=wanted[0].code), True


def _share(recap: Recap, change: Change, *, policy: Policy) -> tuple[Recap, tuple[Fate, str]]:
    """Who gets the recap from now on."""
    if change.text == PRIVATE:
        return replace(recap, audience=(recap.host,), waiting=()), (Fate.PRIVATE, "")
    if recap.restricted:
        return recap, (Fate.RESTRICTED, "")
    readers = {reader.key for reader in recap.audience}
    if change.to is None:
        new = [one for one in recap.waiting if one.key not in readers and one.key not in recap.left]
        fate = (Fate.SENT, ", ".join(one.name or one.address for one in new)) if new else (Fate.ALREADY, "")
        subject = sent_subject(recap.subject)
        return replace(recap, audience=(*recap.audience, *new), waiting=(), subject=subject), fate
    try:
        reader = Address(address=change.to)
    except ValueError:
        return recap, (Fate.OUTSIDE, change.to)
    known = (one.name for one in recap.people if one.address.casefold() == reader.key)
    reader = replace(reader, name=next(known, ""))
    name = reader.name or reader.address
    if reader.key in readers:
        return recap, (Fate.ALREADY, name)
    if reader.key in recap.left:
        return recap, (Fate.LEFT, name)
    if not may_be_written_to(reader.address, recap, policy):
        return recap, (Fate.OUTSIDE, name)
    return replace(recap, audience=(*recap.audience, reader)), (Fate.WITH, name)
