"""One promise in two meetings: whichever is answered, both stand alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model import Item, Recap, Tie

SAME = frozenset({Tie.CARRIED, Tie.CONTINUED})


def is_continued(item: Item) -> bool:
    """Whether a later meeting took this item up: whoever waits for it looks there."""
    return any(link.tie is Tie.CONTINUED for link in item.links)


def mirror(item: Item, onto: Item, *, left: Collection[str] = ()) -> Item:
    """The other item, standing as this one stands; its words and its quote are its own.

    Whoever `left` the other meeting stays a name there that nobody can be reached by.
    """
    gone = item.owner is not None and item.owner.address.casefold() in left
    return replace(
        onto,
        state=item.state,
        owner=onto.owner if gone else item.owner,
        owner_as_written=item.owner_as_written,
        proposed_owner=item.proposed_owner,
        due=item.due,
        reason=item.reason,
        outcome=item.outcome,
        firm=item.firm,
        doubt=item.doubt,
        quiet_until=item.quiet_until,
    )


def mirror_changes(before: Recap, after: Recap, series: Sequence[Recap]) -> tuple[Recap, ...]:
    """The other recaps after what changed in this one; only those that change with it."""
    was = {item.code: item for item in before.items}
    others = {recap.tag: recap for recap in series if recap.tag != after.tag}
    waiting = [item for item in after.items if item != was.get(item.code)]
    changed: set[str] = set()
    seen = {(after.tag, item.code) for item in waiting}
    while waiting:
        item = waiting.pop()
        for link in item.links:
            recap = others.get(link.tag)
            if link.tie not in SAME or recap is None or (link.tag, link.code) in seen:
                continue
            seen.add((link.tag, link.code))
            onto = next((one for one in recap.items if one.code == link.code), None)
            if onto is None:
                continue
            moved = mirror(item, onto, left=recap.left)
            waiting.append(moved)
            if moved != onto:
                changed.add(link.tag)
                items = tuple(moved if one.code == link.code else one for one in recap.items)
                others[link.tag] = replace(recap, items=items)
    return tuple(others[tag] for tag in sorted(changed))
