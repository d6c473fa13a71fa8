"""Words for somebody else that no mail server took: their writer hears so once, whatever else they want to hear."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.feedback.letter import returned_letter
from pipeline.follow.view import DueLetter, FollowView
from pipeline.knowledge import Knowledge
from pipeline.model import Address
from pipeline.model.feedback import RETURNED
from pipeline.outcome import Policy, View


def find_returned(view: FollowView, *, policy: Policy, knowledge: Knowledge) -> tuple[DueLetter, ...]:
    """One letter for each note that the memory names. Where a report said so first, the letter has the same key."""
    person = view.person
    writer = Address(address=person.address, name=person.name)
    known = View(now=view.now, arrived_at=view.now, content_key="", free_tag="", preferences={writer.key: person})
    return tuple(
        DueLetter(
            letter=returned_letter(
                name.removeprefix(RETURNED), writer=writer, to=address, policy=policy, view=known, knowledge=knowledge
            )
        )
        for name, address in sorted(view.memory.items())
        if name.startswith(RETURNED)
    )


def without_returned(memory: Mapping[str, str]) -> Mapping[str, str]:
    """The memory once they are told."""
    return {name: kept for name, kept in memory.items() if not name.startswith(RETURNED)}
