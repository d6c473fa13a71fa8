"""New notes meet the same people's earlier meetings: what is carried over, replaced, or said otherwise.

A promise that stands in two meetings is one item with a history: the new one
takes over how the old one stands, the old one follows from then on. Whoever
sent the new notes may move what they hosted themselves and nothing else; a
decision of somebody else's meeting is not replaced but asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.languages.load import Language
from pipeline.log.sight import OPEN
from pipeline.model import Entry, Item, Link, Person, Recap, State, Tie
from pipeline.series.alike import find_gist, is_same_person, is_same_promise
from pipeline.series.choices import find_choice
from pipeline.series.mirror import is_continued, mirror

# An older promise is nobody's any more.
OLDEST = timedelta(days=180)
# The other side of each tie.
BACK = {Tie.CARRIED: Tie.CONTINUED, Tie.REPLACES: Tie.REPLACED, Tie.AGAINST: Tie.AGAINST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The recap with its links, and the earlier recaps that changed with it."""

    recap: Recap
    others: tuple[Recap, ...] = ()


def join(recap: Recap, series: Sequence[Recap], language: Language) -> Joined:
    """The recap as one of a series. `series` are other meetings its host was part of."""
    earlier = [entry for other in series if _is_before(other, recap) for entry in _entries(other)]
    desk = _Desk(recap=recap, language=language)
    for item in recap.items:
        if item.firm and item.kind == "action":
            desk.carry(item, earlier)
        elif item.firm and item.kind == "decision":
            desk.choose(item, earlier)
    return Joined(recap=desk.recap, others=tuple(desk.others.values()))


def _entries(recap: Recap) -> Iterable[Entry]:
    return (Entry(recap=recap, item=item) for item in recap.items)


def _is_before(other: Recap, recap: Recap) -> bool:
    """Whether a meeting came before this one, and not too long before; without both days nobody can tell."""
    then, now = other.meeting.held_on, recap.meeting.held_on
    if then is None or now is None or other.tag == recap.tag or other.restricted:
        return False
    return timedelta() <= now - then <= OLDEST


@dataclass(slots=True, kw_only=True)
class _Desk:
    """The recaps as they stand while one item after the other is looked at."""

    recap: Recap
    language: Language
    others: dict[str, Recap] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def carry(self, item: Item, earlier: Sequence[Entry]) -> None:
        """Join a promise with the one it is, where that is one and no more."""
        gist = find_gist(item, self.language)
        same = [
            entry
            for entry in earlier
            if _is_waiting(entry.item)
            and (entry.recap.tag, entry.item.code) not in self.taken
            and _is_held_by(item.owner, entry.item)
            and is_same_promise(gist, find_gist(entry.item, self.language))
        ]
        if len(same) != 1:
            return
        old = same[0]
        self.taken.add((old.recap.tag, old.item.code))
        carried = _taken_over(item, old.item)
        self._link(carried, old, Tie.CARRIED)
        if self._is_ours(old.recap):
            self._put_other(old, lambda one: mirror(carried, one, left=old.recap.left))

    def choose(self, item: Item, earlier: Sequence[Entry]) -> None:
        """Link a decision with the one it replaces, or says otherwise than."""
        choice = find_choice(item, earlier, self.language)
        if choice is None or (choice.entry.recap.tag, choice.entry.item.code) in self.taken:
            return
        self.taken.add((choice.entry.recap.tag, choice.entry.item.code))
        tie = choice.tie if self._is_ours(choice.entry.recap) else Tie.AGAINST
        self._link(item, choice.entry, tie)

    def _is_ours(self, other: Recap) -> bool:
        return other.host.key == self.recap.host.key

    def _link(self, item: Item, old: Entry, tie: Tie) -> None:
        """Write the link down on both sides."""
        there = Link(tie=tie, tag=old.recap.tag, code=old.item.code, day=old.day)
        here = Link(tie=BACK[tie], tag=self.recap.tag, code=item.code, day=self.recap.meeting.held_on)
        linked = replace(item, links=(*item.links, there))
        self.recap = _with_item(self.recap, linked)
        self._put_other(old, lambda one: replace(one, links=(*one.links, here)))

    def _put_other(self, old: Entry, change: Callable[[Item], Item]) -> None:
        recap = self.others.get(old.recap.tag, old.recap)
        item = next(one for one in recap.items if one.code == old.item.code)
        self.others[recap.tag] = _with_item(recap, change(item))


def _is_waiting(item: Item) -> bool:
    """Whether an item still waits to be done, and no later meeting took it up already."""
    return item.kind == "action" and item.firm and item.state in OPEN and not is_continued(item)


def _is_held_by(owner: Person | None, item: Item) -> bool:
    """Whether it is this person's, or they were asked to take it and the notes say now that they do."""
    return is_same_person(owner, item.owner) or _was_asked(owner, item)


def _was_asked(person: Person | None, item: Item) -> bool:
    return item.proposed_owner is not None and is_same_person(person, item.proposed_owner)


def _taken_over(new: Item, old: Item) -> Item:
    """The new item as the old one stands. A new day asks its owner anew, and so does a new owner."""
    moved = new.due is not None and new.due.day is not None and new.due.day != _day(old)
    taken = _was_asked(new.owner, old)
    state = State.ASKED if (moved or taken) and old.state is State.ACCEPTED else old.state
    return replace(
        new,
        due=new.due if new.due is not None and new.due.day is not None else old.due or new.due,
        state=state,
        proposed_owner=None if taken else old.proposed_owner,
        reason=new.reason or old.reason,
        quiet_until=None if moved else old.quiet_until,
        vague=tuple(one for one in new.vague if not (old.due is not None and one == "no-date")),
    )


def _day(item: Item) -> date | None:
    return item.due.day if item.due is not None else None


def _with_item(recap: Recap, item: Item) -> Recap:
    return replace(recap, items=tuple(item if one.code == item.code else one for one in recap.items))
