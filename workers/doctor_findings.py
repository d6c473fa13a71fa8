"""What the doctor finds: fine, a fault with its cure, or a look that waits for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workers.log import redact

Values = Mapping[str, str]


class Health(StrEnum):
    """What became of one look."""

    FINE = "fine"
    FAULT = "fault"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one look found; `cure` is empty unless it is a fault."""

    what: str
    health: Health
    said: str
    cure: str = ""


def fine(what: str, said: str) -> Finding:
    """Nothing to do."""
    return Finding(what=what, health=Health.FINE, said=said)


def fault(what: str, said: str, cure: str) -> Finding:
    """Something to put right."""
    return Finding(what=what, health=Health.FAULT, said=redact(said), cure=cure)
