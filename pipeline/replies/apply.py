"""The recap after a reply. A change that says nothing about items leaves them as they are; the ledger keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from pipeline.model import Change, Due, Evidence, Item, Person, Recap, State


def apply_changes(recap: Recap, changes: Iterable[Change], *, by: str) -> Recap:
    """The recap with every change made, in their order. The version stays: whoever writes it down counts."""
    for change in changes:
        if change.verb == "name":
            recap = _learn(recap, change)
        elif change.verb == "correct" and change.code is None:
            recap = _add(recap, change, by=by)
        else:
            items = tuple(_apply(recap, item, change, by) if item.code == change.code else item for item in recap.items)
            recap = replace(recap, items=items)
    return recap


def _apply(recap: Recap, item: Item, change: Change, by: str) -> Item:
    step = _STEPS.get(change.verb)
    return item if step is None else step(recap, item, change, by)


def _accept(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """Whoever was asked owns it now; a yes also settles what was doubtful."""
    asked = item.proposed_owner
    owner = asked if asked is not None and asked.address.casefold() == by.casefold() else item.owner
    return replace(item, owner=owner, proposed_owner=None, state=State.ACCEPTED, firm=True, doubt="", reason="")


def _decline(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """The person asked to take it over says no: it stays where it was. Its owner says no: somebody else is needed."""
    asked = item.proposed_owner
    if asked is not None and asked.address.casefold() == by.casefold():
        return replace(item, proposed_owner=None)
    return replace(item, proposed_owner=None, state=State.DECLINED, reason=change.text or "")


def _hand_over(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """The new owner is asked; the old one stays until the yes. The host who takes it has said yes already."""
    person = _find_person(recap, change.to or "")
    if person.address and person.address.casefold() == by.casefold():
        return replace(item, owner=person, proposed_owner=None, state=State.ACCEPTED, firm=True, doubt="", reason="")
    if item.state in {State.DECLINED, State.DONE, State.DROPPED}:
        # Nobody holds it any more, so there is nobody whom it stays with.
        return replace(item, owner=None, proposed_owner=person, state=State.ASKED, reason="", outcome="")
    return replace(item, proposed_owner=person)


def _reschedule(recap: Recap, item: Item, change: Change, by: str) -> Item:
    return replace(item, due=Due(phrase=change.text or "", day=change.day)) if change.day is not None else item


def _done(recap: Recap, item: Item, change: Change, by: str) -> Item:
    return replace(
        item, state=State.DONE, proposed_owner=None, outcome=change.text or "", reason="", firm=True, doubt=""
    )


def _blocked(recap: Recap, item: Item, change: Change, by: str) -> Item:
    return replace(item, state=State.BLOCKED, reason=change.text or "")


def _drop(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """The host drops; an owner only proposes it."""
    if not _is_host(recap, by):
        return item
    return replace(item, state=State.DROPPED, proposed_owner=None, reason=change.text or "")


def _correct(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """The host corrects; everybody else only proposes it."""
    if not _is_host(recap, by) or not change.text:
        return item
    return replace(item, text=change.text, firm=True, doubt="")


def _agree(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """The host's yes to what was doubtful makes it firm."""
    return replace(item, firm=True, doubt="") if _is_host(recap, by) else item


def _object(recap: Recap, item: Item, change: Change, by: str) -> Item:
    """A decision that somebody objects to is open again."""
    return replace(item, state=State.ASKED)


def _answer(recap: Recap, item: Item, change: Change, by: str) -> Item:
    return replace(item, state=State.DONE, proposed_owner=None, outcome=change.text or "")


_STEPS: Mapping[str, Callable[[Recap, Item, Change, str], Item]] = MappingProxyType(
    {
        "accept": _accept,
        "decline": _decline,
        "handover": _hand_over,
        "reschedule": _reschedule,
        "done": _done,
        "blocked": _blocked,
        "drop": _drop,
        "correct": _correct,
        "agree": _agree,
        "object": _object,
        "answer": _answer,
    }
)


def _learn(recap: Recap, change: Change) -> Recap:
    """Somebody's address is known now: the name is theirs, and what waits for that name is asked of them."""
    name, address = (change.text or "").strip(), change.to or ""
    known = _find_person(recap, address)
    person = replace(known, name=known.name or name, aliases=tuple(dict.fromkeys((*known.aliases, name))))
    people = (*(one for one in recap.people if one.address.casefold() != address.casefold()), person)
    return replace(recap, people=people, items=tuple(_resolve(item, name, person) for item in recap.items))


def _resolve(item: Item, name: str, person: Person) -> Item:
    def is_meant(one: Person | None) -> bool:
        return one is not None and not one.address and one.name.casefold() == name.casefold()

    if is_meant(item.proposed_owner) or is_meant(item.owner):
        owner = None if is_meant(item.owner) else item.owner
        return replace(item, owner=owner, proposed_owner=person)
    if item.owner is None and item.proposed_owner is None and item.owner_as_written.casefold() == name.casefold():
        return replace(item, proposed_owner=person)
    return item


def _add(recap: Recap, change: Change, *, by: str) -> Recap:
    """An action that the host misses in the recap; its evidence are the host's own words. Others only propose one."""
    text = (change.text or "").strip()
    if not text or not _is_host(recap, by):
        return recap
    numbers = [int(item.code[1:]) for item in recap.items if item.code[:1] == "A" and item.code[1:].isdigit()]
    evidence = Evidence(rules=("reply",), quote=text, start=0, end=len(text), lines=(1,), score=1.0)
    item = Item(code=f"A{max(numbers, default=0) + 1}", kind="action", text=text, evidence=evidence)
    return replace(recap, items=(*recap.items, item))


def _is_host(recap: Recap, by: str) -> bool:
    return recap.host.key == by.casefold()


def _find_person(recap: Recap, to: str) -> Person:
    """The person of that address; whoever we do not know is as they were written."""
    known = (person for person in recap.people if person.address and person.address.casefold() == to.casefold())
    unknown = Person(name="", address=to) if "@" in to else Person(name=to)
    return next(known, unknown)
