"""Who has to know at once of what somebody else's reply did, and the letters that tell them.

The person an item is handed to, the host of a declined item or of a decision
that is objected to, the readers of words that were corrected, whoever was
told of what is taken back. Everything else waits for the host's summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Address, Change, Item, Letter, Person, Recap
from pipeline.people.tell import Teller
from pipeline.recap.build import CLOSED, is_theirs, may_be_written_to
from pipeline.recap.letters import ask_letter, declined_letter, shared_letter
from pipeline.recap.notices import About, notice_letter
from pipeline.replies.undo import Undone

Addressed = tuple[Letter, str, str]  # the letter, its reader's token, their address


def letters_to_others(
    before: Recap, after: Recap, changes: Sequence[Change], undone: Undone | None, teller: Teller, *, leaving: bool
) -> tuple[tuple[Letter, ...], dict[str, str]]:
    """Every letter to somebody else than the writer, and whose token is whose."""
    found = [
        *_asked(before, after, teller),
        *_declined(before, after, changes, teller),
        *_shared(before, after, teller),
        *_told(before, after, changes, undone, teller, leaving=leaving),
    ]
    return tuple(letter for letter, _, _ in found), {token: address for _, token, address in found}


def _asked(before: Recap, after: Recap, teller: Teller) -> Iterator[Addressed]:
    """Items that wait for a new person's yes since this reply. Nobody is asked by name alone, or outside the house."""
    waiting = {item.code: item.proposed_owner for item in before.items}
    for item in after.items:
        person = item.proposed_owner
        if person is None or not person.address or person == waiting.get(item.code):
            continue
        if may_be_written_to(person.address, after, teller.policy):
            letter, token = ask_letter(
                after,
                item,
                asked_by=teller.writer,
                policy=teller.policy,
                view=teller.view,
                knowledge=teller.knowledge,
            )
            yield letter, token, person.address


def _declined(before: Recap, after: Recap, changes: Sequence[Change], teller: Teller) -> Iterator[Addressed]:
    declined = tuple(change for change in changes if change.verb == "decline")
    reached = may_be_written_to(before.host.address, after, teller.policy)
    if declined and teller.writer.key != before.host.key and reached:
        letter, token = declined_letter(
            after,
            declined,
            writer=teller.writer,
            policy=teller.policy,
            view=teller.view,
            knowledge=teller.knowledge,
        )
        yield letter, token, before.host.address


def _shared(before: Recap, after: Recap, teller: Teller) -> Iterator[Addressed]:
    """The recap for everybody who gets it from now on."""
    had = {reader.key for reader in before.audience}
    for reader in after.audience:
        if reader.key not in had and may_be_written_to(reader.address, after, teller.policy):
            letter, token = shared_letter(
                after, reader, policy=teller.policy, view=teller.view, knowledge=teller.knowledge
            )
            yield letter, token, reader.address


def _told(
    before: Recap, after: Recap, changes: Sequence[Change], undone: Undone | None, teller: Teller, *, leaving: bool
) -> Iterator[Addressed]:
    host, writer = before.host, teller.writer

    def tell(about: About, reader: Address, codes: Sequence[str]) -> Iterator[Addressed]:
        if codes and reader.key != writer.key and may_be_written_to(reader.address, after, teller.policy):
            letter, token = notice_letter(
                about,
                before,
                after,
                codes,
                reader=reader,
                who=writer,
                changes=changes,
                policy=teller.policy,
                view=teller.view,
                knowledge=teller.knowledge,
            )
            yield letter, token, reader.address

    yield from tell(About.OBJECTED, host, _codes(changes, "object"))
    if writer.key == host.key:
        had = {reader.key for reader in before.audience}
        for reader in after.audience:
            if reader.key in had:
                yield from tell(About.CORRECTED, reader, _codes(changes, "correct"))
    if undone is not None:
        for reader in _who_was_told(before, after, undone):
            yield from tell(About.UNDONE, reader, undone.codes)
    if leaving:
        yield from tell(About.LEFT, host, _owned(before, writer.address))


def _codes(changes: Sequence[Change], verb: str) -> tuple[str, ...]:
    return tuple(change.code for change in changes if change.verb == verb and change.code is not None)


def _owned(recap: Recap, address: str) -> tuple[str, ...]:
    return tuple(item.code for item in recap.items if item.state not in CLOSED and is_theirs(item, address))


def _who_was_told(before: Recap, after: Recap, undone: Undone) -> tuple[Address, ...]:
    """Whoever a letter told of what is taken back: who was asked, the host, the readers of corrected words."""
    people: dict[str, Address] = {}
    if set(undone.verbs) & {"decline", "object"}:
        people[before.host.key] = before.host
    if "correct" in undone.verbs:
        people |= {reader.key: reader for reader in after.audience}
    old, new = ({item.code: item for item in recap.items} for recap in (before, after))
    for code in undone.codes:
        was, now = old.get(code), new.get(code)
        for person in _holders(was):
            if now is None or person not in _holders(now):
                people[person.address.casefold()] = Address(address=person.address, name=person.name)
    return tuple(people.values())


def _holders(item: Item | None) -> tuple[Person, ...]:
    people = (item.owner, item.proposed_owner) if item is not None else ()
    return tuple(person for person in people if person is not None and person.address)
