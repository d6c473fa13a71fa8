"""The kinds of item, in the order a recap shows them.

To add one: a row here, its heading in each `texts.toml`, at least one rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A sort of item. `owned` and `dated` kinds are asked for a person and a day; `prefix` begins its codes.

    What `wakes` is no promise: on its day it comes back with a question, and is not reminded of.
    """

    name: str
    prefix: str
    owned: bool = False
    dated: bool = False
    wakes: bool = False


def by_name(*kinds: Kind) -> Mapping[str, Kind]:
    """The kinds by name, in the order given; a name or prefix that stands twice is an error."""
    table = {kind.name: kind for kind in kinds}
    if len(table) != len(kinds) or len({kind.prefix for kind in kinds}) != len(kinds):
        raise ValueError("two kinds share a name or a prefix")
    return MappingProxyType(table)


KINDS: Mapping[str, Kind] = by_name(
    Kind(name="action", prefix="A", owned=True, dated=True),
    Kind(name="decision", prefix="D"),
    Kind(name="question", prefix="Q", owned=True),
    Kind(name="risk", prefix="R", owned=True),
    Kind(name="assumption", prefix="S", owned=True, dated=True, wakes=True),
    Kind(name="experiment", prefix="E", owned=True, dated=True, wakes=True),
    Kind(name="parking", prefix="P"),
    Kind(name="kudos", prefix="K"),
)
