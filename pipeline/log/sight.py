"""What the log holds of an item: the words it is found by, and whose eyes it is for.

Nobody finds what they were no part of. A meeting's items are for its host and
its readers; who was only handed one item finds that one. What is marked
restricted is in no log.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.log.folding import fold_words
from pipeline.model import Item, Person, Recap, State
from pipeline.replies.apply import OBJECTED

# What is longer is found by its beginning.
MOST_WORDS = 400
OPEN = frozenset({State.ASKED, State.ACCEPTED, State.BLOCKED})
# What only its owner says of it, or who was asked: they know of it.
ANSWERED = frozenset({State.ACCEPTED, State.DECLINED, State.BLOCKED})
RESTRICTED = re.compile(r"\[restricted\]", re.IGNORECASE)


def is_logged(recap: Recap) -> bool:
    """Whether anything of this meeting may be found later."""
    return not recap.restricted and RESTRICTED.search(recap.subject) is None


def is_settled(item: Item) -> bool:
    """Whether the item stands in lists: nobody has to confirm that it was said, and nobody dropped it.

    A decision that somebody objects to was made all the same.
    """
    return (item.firm or item.doubt == OBJECTED) and item.state is not State.DROPPED


def owners_of(recap: Recap, item: Item) -> frozenset[str]:
    """The addresses, case folded, of who has the item or was asked to take it.

    An owner who gets no letter of the recap, and has never answered, knows of
    nothing: a draft that waits for its "send" is nobody's yet.
    """
    people = (item.owner, item.proposed_owner)
    known = frozenset(person.address.casefold() for person in people if person is not None and person.address)
    answered = item.state in ANSWERED or (item.state is State.DONE and not recap.waiting)
    return known if answered else known & _told(recap, item)


def is_reader(recap: Recap, viewers: Collection[str]) -> bool:
    """Whether all of a meeting is for the eyes of the person with these addresses."""
    readers = {recap.host.key, *(reader.key for reader in recap.audience)}
    return any(address.casefold() in readers for address in viewers)


def readers_of(recap: Recap, item: Item) -> frozenset[str]:
    """The addresses, case folded, of everybody who may find this item."""
    return _told(recap, item) | owners_of(recap, item)


def words_of(recap: Recap, item: Item) -> tuple[str, ...]:
    """The words an item is found by, each once: its own first, then those of its meeting."""
    people: tuple[Person | None, ...] = (item.owner, item.proposed_owner, *item.helpers)
    said = (
        item.text,
        item.reason,
        item.outcome,
        item.evidence.quote,
        item.owner_as_written,
        *(person.name for person in people if person is not None),
        recap.meeting.title,
        recap.tag,
    )
    return tuple(dict.fromkeys(word for text in said for word in fold_words(text)))[:MOST_WORDS]


def _told(recap: Recap, item: Item) -> frozenset[str]:
    """Who a letter told of this item: the readers of its recap, and who was asked to take it."""
    asked = item.proposed_owner.address.casefold() if item.proposed_owner is not None else ""
    return frozenset({recap.host.key, *(reader.key for reader in recap.audience), asked}) - {""}
