"""The recap after a reply. A change that says nothing about items leaves them as they are; the ledger keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pipeline.kinds import KINDS
from pipeline.model import Change, Due, Evidence, Item, Person, Recap, State
from pipeline.recap.build import CLOSED

# The doubt about a decision that somebody objected to; a key of the pack's texts.
OBJECTED = "objected"


def apply_changes(recap: Recap, changes: Iterable[Change], *, by: str) -> Recap:
    """The recap with every change made, in their order. The version stays: whoever writes it down counts."""
    for change in changes:
        if change.verb == "name":
            recap = _learn(recap, change)
        elif change.verb == "correct" and change.code is not None and _find_item(recap, change.code) is None:
            recap = _add(recap, change, change.code, by=by)
        elif change.verb in _STEPS:
            step = _Step(change=change, recap=recap, by=by)
            steps = _STEPS[change.verb]
            items = tuple(steps(item, step) if item.code == change.code else item for item in recap.items)
            recap = replace(recap, items=items)
    return recap


def next_code(recap: Recap, *, added: int = 0) -> str:
    """The code of an action that is added to the recap, after so many others."""
    prefix = KINDS["action"].prefix
    numbers = [int(item.code[1:]) for item in recap.items if item.code[:1] == prefix and item.code[1:].isdigit()]
    return f"{prefix}{max(numbers, default=0) + added + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One change on the way to an item: whoever `by` is, and whether they are the host."""

    change: Change
    recap: Recap
    by: str

    @property
    def is_host(self) -> bool:
        return self.recap.host.key == self.by.casefold()

    @property
    def words(self) -> str:
        return self.change.text or ""

    def is_by(self, person: Person | None) -> bool:
        return person is not None and person.address.casefold() == self.by.casefold()


def _accept(item: Item, step: _Step) -> Item:
    """Whoever was asked owns it now, the host what nobody owned; a yes also settles what was doubtful."""
    owner = item.proposed_owner if step.is_by(item.proposed_owner) else item.owner or _find_person(step.recap, step.by)
    return replace(item, owner=owner, proposed_owner=None, state=State.ACCEPTED, firm=True, doubt="", reason="")


def _decline(item: Item, step: _Step) -> Item:
    """The person asked to take it over says no: it stays where it was. Its owner says no: somebody else is needed."""
    if step.is_by(item.proposed_owner):
        return replace(item, proposed_owner=None)
    return replace(item, proposed_owner=None, state=State.DECLINED, reason=step.words)


def _hand_over(item: Item, step: _Step) -> Item:
    """The new owner is asked; the old one stays until the yes. The host who takes it has said yes already."""
    person = _find_person(step.recap, step.change.to or "")
    if person.address and step.is_by(person):
        return replace(item, owner=person, proposed_owner=None, state=State.ACCEPTED, firm=True, doubt="", reason="")
    if item.state in CLOSED:
        # Nobody holds it any more, so there is nobody whom it stays with.
        return replace(item, owner=None, proposed_owner=person, state=State.ASKED, reason="", outcome="")
    return replace(item, proposed_owner=person)


def _reschedule(item: Item, step: _Step) -> Item:
    return item if step.change.day is None else replace(item, due=Due(phrase=step.words, day=step.change.day))


def _done(item: Item, step: _Step) -> Item:
    return replace(item, state=State.DONE, proposed_owner=None, outcome=step.words, reason="", firm=True, doubt="")


def _block(item: Item, step: _Step) -> Item:
    return replace(item, state=State.BLOCKED, reason=step.words)


def _drop(item: Item, step: _Step) -> Item:
    """The host drops; an owner only proposes it."""
    return replace(item, state=State.DROPPED, proposed_owner=None, reason=step.words) if step.is_host else item


def _correct(item: Item, step: _Step) -> Item:
    """The host corrects; everybody else only proposes it."""
    return replace(item, text=step.words, firm=True, doubt="") if step.is_host and step.words else item


def _agree(item: Item, step: _Step) -> Item:
    """The host's yes to what was doubtful makes it firm."""
    return replace(item, firm=True, doubt="") if step.is_host else item


def _object(item: Item, _: _Step) -> Item:
    """A decision that somebody objects to is open again: the host says whether it stands."""
    return replace(item, state=State.ASKED, firm=False, doubt=OBJECTED)


def _later(item: Item, step: _Step) -> Item:
    """No reminders until then."""
    return replace(item, quiet_until=step.change.day)


def _answer(item: Item, step: _Step) -> Item:
    return replace(item, state=State.DONE, proposed_owner=None, outcome=step.words)


_STEPS: Mapping[str, Callable[[Item, _Step], Item]] = MappingProxyType(
    {
        "accept": _accept,
        "decline": _decline,
        "handover": _hand_over,
        "reschedule": _reschedule,
        "done": _done,
        "blocked": _block,
        "drop": _drop,
        "correct": _correct,
        "agree": _agree,
        "object": _object,
        "later": _later,
        "answer": _answer,
    }
)


def _find_item(recap: Recap, code: str) -> Item | None:
    return next((item for item in recap.items if item.code == code), None)


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


def _add(recap: Recap, change: Change, code: str, *, by: str) -> Recap:
    """An action that the host misses in the recap; its evidence are the host's own words. Others only propose one."""
    text = (change.text or "").strip()
    if not text or not _is_host(recap, by):
        return recap
    evidence = Evidence(rules=("reply",), quote=text, start=0, end=len(text), lines=(1,), score=1.0)
    due = Due(phrase="", day=change.day) if change.day is not None else None
    item = Item(code=code, kind="action", text=text, evidence=evidence, due=due)
    return replace(recap, items=(*recap.items, item))


def _is_host(recap: Recap, by: str) -> bool:
    return recap.host.key == by.casefold()


def _find_person(recap: Recap, to: str) -> Person:
    """The person of that address; whoever we do not know is as they were written."""
    known = (person for person in recap.people if person.address and person.address.casefold() == to.casefold())
    unknown = Person(name="", address=to) if "@" in to else Person(name=to)
    return next(known, unknown)
