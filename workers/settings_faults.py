"""What a setting is: how it is checked, whether it is a secret, and how a fault of it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PREFIX = "FOLLOWTHROUGH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing an operator has to put right: where, what is wrong, and the cure."""

    name: str
    wrong: str
    cure: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one value, and what to write instead."""

    wrong: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How one setting is checked. `missing` is the cure where it has to be set; empty where it has a default.

    What is `hidden` holds a secret: it is never shown, and may stand in a file of its own.
    """

    check: Callable[[str], Complaint | None]
    missing: str = ""
    hidden: bool = False


def variable(name: str) -> str:
    """The environment variable of a field."""
    return PREFIX + name.upper()
