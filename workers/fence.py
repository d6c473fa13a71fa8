"""Our import names are ours: `pipeline` and `workers` are common words, and somebody else may own them here.

Looked at when a process starts, since half of another program under our
names fails in ways nobody can read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

OURS = ("pipeline", "workers")
DISTRIBUTION = "followthrough"
CURE = "install Followthrough into an environment of its own, and start it in a folder without these names"


def find_intruders() -> tuple[str, ...]:
    """What stands in our way, in words for the operator; empty when nothing does."""
    return judge_owners(packages_distributions()) + judge_places({name: find_place(name) for name in OURS})


def judge_owners(owners: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Other installed distributions that bring a package of our name."""
    return tuple(
        f"the package {name!r} also belongs to {other}"
        for name in OURS
        for other in sorted(set(owners.get(name, ())))
        if other.lower() != DISTRIBUTION
    )


def judge_places(places: Mapping[str, Path | None]) -> tuple[str, ...]:
    """Our packages that do not lie side by side: one of them is somebody else's, out of the working folder perhaps."""
    missing = tuple(f"the package {name!r} is not a regular package" for name, place in places.items() if place is None)
    homes = {place for place in places.values() if place is not None}
    if len(homes) > 1:
        return (*missing, f"our packages lie in different folders: {', '.join(sorted(map(str, homes)))}")
    return missing


def find_place(name: str) -> Path | None:
    """The folder that holds a package; None for what has no `__init__.py`."""
    spec = find_spec(name)
    return Path(spec.origin).resolve().parent.parent if spec is not None and spec.origin is not None else None
