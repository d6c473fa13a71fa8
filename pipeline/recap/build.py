"""Hop 9a: items become a recap, and what a recap means for one of its readers.

Only arranges: no words, no letters. Everything here is a pure question to a
recap, asked again for each reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.kinds import KINDS
from pipeline.model import Address, AttachmentUse, Item, Meeting, Person, Recap, State
from pipeline.outcome import Policy

CLOSED = frozenset({State.DONE, State.DROPPED, State.DECLINED})

# What a doubt is worth most about: a decision while it can be changed, else what we only believe.
DOUBTED = ("decision", "assumption")


def build_recap(  # noqa: PLR0913 - a recap is made of all these, named by the caller
    *,
    tag: str,
    meeting: Meeting,
    host: Address,
    items: Iterable[Item],
    people: Iterable[Person],
    audience: Sequence[Address],
    subject: str,
    thread: Sequence[str] = (),
    guesses: Iterable[str] = (),
    unused: Iterable[AttachmentUse] = (),
    restricted: bool = False,
    waiting: Sequence[Address] = (),
    named: Iterable[str] = (),
) -> Recap:
    """The recap of a meeting. Each reader stands in it once, the host always; what we had to guess is noted."""
    readers: dict[str, Address] = {}
    for reader in (host, *audience):
        readers.setdefault(reader.key, reader)
    return Recap(
        tag=tag,
        meeting=meeting,
        host=host,
        items=tuple(items),
        people=tuple(people),
        audience=tuple(readers.values()),
        subject=subject,
        thread=tuple(thread),
        guesses=tuple(dict.fromkeys((*guesses, *_find_guesses(meeting)))),
        unused=tuple(unused),
        restricted=restricted,
        waiting=tuple(waiting),
        named=tuple(dict.fromkeys(named)),
    )


def is_theirs(item: Item, address: str) -> bool:
    """Whether this person owns the item, or has been asked to take it over."""
    people = (item.owner, item.proposed_owner)
    return any(person is not None and person.address.casefold() == address.casefold() for person in people)


def yours(recap: Recap, address: str) -> tuple[Item, ...]:
    """The open items of one person: the firm ones before the doubtful, what is due first on top."""
    mine = [item for item in recap.items if item.state not in CLOSED and is_theirs(item, address)]
    return tuple(sorted(mine, key=lambda item: (not item.firm, _due_day(item))))


def of_kind(recap: Recap, kind: str) -> tuple[Item, ...]:
    """The firm items of one kind, in the order of the notes; dropped ones are gone."""
    return tuple(item for item in recap.items if item.kind == kind and item.firm and item.state is not State.DROPPED)


def to_confirm(recap: Recap, address: str) -> tuple[Item, ...]:
    """The doubtful items that are not this reader's own: those stand with theirs."""
    return tuple(
        item for item in recap.items if not item.firm and item.state not in CLOSED and not is_theirs(item, address)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One small thing to do; `key` is a path of the pack's texts. `item` is None where there is nothing to do."""

    key: str
    item: Item | None


def find_step(recap: Recap, address: str) -> Step:
    """The smallest next step of one person. What is vague becomes a first move towards clear; never more than one."""
    mine = [item for item in yours(recap, address) if item.firm]
    if mine:
        item = mine[0]
        return Step(key=f"steps.{item.vague[0]}" if item.vague else f"kinds.{item.kind}.step", item=item)
    doubted = find_dissent(recap, address)
    return Step(key="steps.nothing", item=None) if doubted is None else Step(key="steps.object", item=doubted)


def find_dissent(recap: Recap, address: str) -> Item | None:
    """The one item this reader is asked to doubt, shared out so that each gets looked at; None where there is none."""
    for kind in DOUBTED:
        items = of_kind(recap, kind)
        if items:
            keys = [reader.key for reader in recap.audience]
            place = keys.index(address.casefold()) if address.casefold() in keys else 0
            return items[place % len(items)]
    return None


def find_unknown(recap: Recap) -> tuple[str, ...]:
    """Names in the notes that we have no address for, each once, as they were written."""
    names: dict[str, str] = {}
    for item in recap.items:
        for person in (item.owner, item.proposed_owner):
            if person is not None and not person.address and person.name:
                names.setdefault(person.name.casefold(), person.name)
        if item.owner is None and item.owner_as_written and KINDS[item.kind].owned:
            names.setdefault(item.owner_as_written.casefold(), item.owner_as_written)
    return tuple(names.values())


def may_be_written_to(address: str, recap: Recap, policy: Policy) -> bool:
    """Letters go inside the allowed domains, or to whom a proven host wrote; never to who wants none of this recap.

    What is restricted goes to its host and nobody else, whoever is named in it.
    """
    reader = Address(address=address)
    if recap.restricted and reader.key != recap.host.key:
        return False
    reached = {person.key for person in recap.audience} | {one.casefold() for one in recap.named}
    return reader.key not in recap.left and (reader.domain in policy.allowed_domains or reader.key in reached)


def _due_day(item: Item) -> date:
    return item.due.day if item.due is not None and item.due.day is not None else date.max


def _find_guesses(meeting: Meeting) -> list[str]:
    facts = {"no-day": meeting.held_on is None, "no-people": not meeting.attendees}
    return [key for key, holds in facts.items() if holds]
