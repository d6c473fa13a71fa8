"""Who has to know at once of what somebody else's reply did, and the letters that tell them.

The person an item is handed to, whoever holds it meanwhile, the host of a
declined item or of a decision that is objected to, the readers of words that
were corrected, whoever was told of what is taken back. Everything else waits
for the host's summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Address, Change, Item, Letter, Person, Recap
from pipeline.people.tell import Teller
from pipeline.recap.build import CLOSED, is_theirs, may_be_written_to
from pipeline.recap.letters import ask_letter, declined_letter, shared_letter
from pipeline.recap.notices import About, notice_letter
from pipeline.recap.receipt_page import Effects
from pipeline.replies.undo import Undone

Addressed = tuple[Letter, str, str]  # the letter, its reader's token, their address


def letters_to_others(
    before: Recap, after: Recap, changes: Sequence[Change], effects: Effects, teller: Teller, *, leaving: bool
) -> tuple[tuple[Letter, ...], dict[str, str]]:
    """Every letter to somebody else than the writer, and whose token is whose."""
    found = [
        *_asked(before, after, teller),
        *_declined(before, after, changes, teller),
        *_shared(before, after, teller),
        *_told(before, after, changes, effects, teller, leaving=leaving),
    ]
    return tuple(letter for letter, _, _ in found), {token: address for _, token, address in found}


def _asked(before: Recap, after: Recap, teller: Teller) -> Iterator[Addressed]:
    """Items that wait for a new person's yes since this reply. Nobody is asked by name alone, or outside the house."""
    waiting = {item.code: item.proposed_owner for item in before.items}
    for item in after.items:
        person = item.proposed_owner
        if person is None or not person.address or person == waiting.get(item.code):
            continue
        if person.address.casefold() == teller.writer.key:
            # Who takes their own yes back is asked again; their receipt says so.
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
    before: Recap, after: Recap, changes: Sequence[Change], effects: Effects, teller: Teller, *, leaving: bool
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
                barred=effects.barred,
                policy=teller.policy,
                view=teller.view,
                knowledge=teller.knowledge,
            )
            yield letter, token, reader.address

    yield from tell(About.OBJECTED, host, _codes(changes, "object"))
    yield from tell(About.BARRED, host, tuple(effects.barred))
    if writer.key == host.key:
        had = {reader.key for reader in before.audience}
        for reader in after.audience:
            if reader.key in had:
                yield from tell(About.CORRECTED, reader, _codes(changes, "correct"))
    undone = effects.undone
    if undone is not None:
        for reader in _who_was_told(before, after, undone):
            yield from tell(About.UNDONE, reader, undone.codes)
    for (about, reader), codes in _holders_told(before, after, writer, undone.codes if undone else ()).items():
        yield from tell(about, reader, codes)
    if leaving:
        yield from tell(About.LEFT, host, _owned(before, writer.address))


def _holders_told(
    before: Recap, after: Recap, writer: Address, undone: Sequence[str]
) -> dict[tuple[About, Address], list[str]]:
    """What whoever holds an item has to know of a hand-over, and is not told of in another letter; by its codes."""
    found: dict[tuple[About, Address], list[str]] = {}
    new = {item.code: item for item in after.items}
    for was in before.items:
        now, holder = new.get(was.code), was.owner
        if now is None or holder is None or not holder.address or was.code in undone:
            continue
        about = _what_became(was, now, writer)
        reader = Address(address=holder.address, name=holder.name)
        # What somebody else said yes to stands in the host's summary.
        if about is not None and not (about is About.TAKEN and reader.key == before.host.key):
            found.setdefault((about, reader), []).append(was.code)
    return found


def _what_became(was: Item, now: Item, writer: Address) -> About | None:
    """Of a hand-over, for whoever held the item before: asked, taken, or said no to; None where nothing happened."""
    asked_before, asked_now = was.proposed_owner, now.proposed_owner
    if now.owner != was.owner and now.owner is not None and now.owner.address.casefold() == writer.key:
        return About.TAKEN
    if asked_now is not None and asked_now.address and asked_now != asked_before:
        return About.PASSED
    by_asked = asked_before is not None and asked_before.address.casefold() == writer.key
    return About.KEPT if by_asked and asked_now is None and now.state not in CLOSED and now.owner == was.owner else None


def _codes(changes: Sequence[Change], verb: str) -> tuple[str, ...]:
    return tuple(change.code for change in changes if change.verb == verb and change.code is not None)


def _owned(recap: Recap, address: str) -> tuple[str, ...]:
    """What is nobody's when this person goes; what they were only asked to take stays with whoever holds it."""
    return tuple(
        item.code
        for item in recap.items
        if item.state not in CLOSED
        and is_theirs(item, address)
        and (item.owner is None or item.owner.address.casefold() == address.casefold())
    )


def _who_was_told(before: Recap, after: Recap, undone: Undone) -> tuple[Address, ...]:
    """Whoever a letter told of what is taken back, and who holds it again."""
    people: dict[str, Address] = {}
    if set(undone.verbs) & {"decline", "object"}:
        people[before.host.key] = before.host
    if "correct" in undone.verbs:
        people |= {reader.key: reader for reader in after.audience}
    old, new = ({item.code: item for item in recap.items} for recap in (before, after))
    for code in undone.codes:
        was, now = old.get(code), new.get(code)
        for person in (*_holders(was), *_holders(now)):
            if (person in _holders(was)) != (person in _holders(now)):
                people[person.address.casefold()] = Address(address=person.address, name=person.name)
    return tuple(people.values())


def _holders(item: Item | None) -> tuple[Person, ...]:
    people = (item.owner, item.proposed_owner) if item is not None else ()
    return tuple(person for person in people if person is not None and person.address)
