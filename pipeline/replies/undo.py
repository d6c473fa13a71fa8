"""Taking back: what a reply found is kept, and put back when its writer says so within a day.

What somebody else changed since stays as it is: an undo reverses one's own
words, never another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.model import Before, Past, Recap

WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The recap after an undo. `codes` are the items put back, `kept` those that somebody else changed since.

    `verbs` are what was taken back; `left` is what can still be taken back of that reply, None where nothing can,
    and `number` says of which.
    """

    recap: Recap
    number: int
    codes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    left: Before | None = None


def find_before(before: Recap, after: Recap) -> Before | None:
    """What a reply changed of a recap, as it was; None where it changed nothing that can be put back."""
    old = {item.code: item for item in before.items}
    new = {item.code for item in after.items}
    items = tuple(item for item in before.items if item not in after.items and item.code in new)
    added = tuple(item.code for item in after.items if item.code not in old)
    shared = (before.audience, before.waiting) != (after.audience, after.waiting)
    known = before.people != after.people
    if not (items or added or shared or known):
        return None
    return Before(
        items=items,
        added=added,
        audience=before.audience if shared else None,
        waiting=before.waiting if shared else (),
        people=before.people if known else None,
    )


def take_back(recap: Recap, past: Sequence[Past], *, by: str, now: datetime, code: str | None = None) -> Undone | None:
    """The last reply of this person taken back, or what it did to one item; None where there is nothing to take."""
    mine = [one for one in past if one.by.casefold() == by.casefold() and one.before is not None]
    for one in sorted(mine, key=lambda one: one.number, reverse=True):
        if one.before is None or one.at < now - WITHIN or not _is_standing(one.before, recap):
            continue
        if code is None or code in _codes(one.before):
            return _put_back(recap, one, one.before, past, code=code)
    return None


def _is_standing(before: Before, recap: Recap) -> bool:
    """Whether anything of it is still otherwise than it was: an undo in another meeting has put it back as well."""
    if before.added or before.audience is not None or before.people is not None:
        return True
    return any(item not in recap.items for item in before.items)


def _codes(before: Before) -> set[str]:
    return {item.code for item in before.items} | set(before.added)


def _put_back(recap: Recap, one: Past, before: Before, past: Sequence[Past], *, code: str | None) -> Undone:
    wanted = {code} if code is not None else _codes(before)
    others = {later.code for later in past if later.number > one.number and later.by.casefold() != one.by.casefold()}
    old = {item.code: item for item in before.items}
    codes = tuple(item.code for item in recap.items if item.code in wanted - others)
    items = tuple(
        old.get(item.code, item) if item.code in codes else item
        for item in recap.items
        if item.code not in codes or item.code not in before.added
    )
    whole = code is None
    left = replace(before, items=tuple(item for item in before.items if item.code not in wanted))
    left = replace(left, added=tuple(added for added in before.added if added not in wanted))
    return Undone(
        recap=replace(
            recap,
            items=items,
            audience=before.audience if whole and before.audience is not None else recap.audience,
            waiting=before.waiting if whole and before.audience is not None else recap.waiting,
            people=before.people if whole and before.people is not None else recap.people,
        ),
        number=one.number,
        codes=codes,
        kept=tuple(sorted(wanted & {other for other in others if other is not None})),
        verbs=tuple(dict.fromkeys(_verbs(one, past))),
        left=left if not whole and _codes(left) else None,
    )


def _verbs(one: Past, past: Sequence[Past]) -> list[str]:
    """Everything that reply did: its rows stand beside each other, made at one moment by one person."""
    return [other.verb for other in past if other.by == one.by and other.at == one.at]
