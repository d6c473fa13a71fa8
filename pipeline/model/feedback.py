"""What is found in a draft of feedback, and in notes that are worth one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.mail import Person

# Letters that hold what one person says of another: nothing of them is kept once they are delivered.
NOTE = "feedback-note"
PRIVATE = frozenset({"feedback", NOTE, "feedback-prompt"})
# Stands before the Message-ID of a note that did not arrive: in the key of the letter about it, in its writer's memory.
RETURNED = "returned:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Words of a draft that judge the receiver. `flag` is a name of DESIGN §7, `quote` is verbatim."""

    flag: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCheck:
    """A draft, read: what it fills, what it judges, how long it is.

    `flags` are those of DESIGN §7 in their order there. `places` maps
    situation, behaviour, impact, praise and suggestion to the words that
    fill them; a place that nothing fills is missing.
    """

    flags: tuple[str, ...]
    judged: tuple[Flagged, ...]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: int = 0
    language: str = "en"

    @property
    def ok(self) -> bool:
        """Whether nothing is flagged."""
        return not self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A line of notes on which a named person did something that the note-taker could speak to them about.

    `line` is 1-based; `quote` is verbatim; `situation` is the meeting or
    section it stands in.
    """

    line: int
    person: str
    kind: str
    quote: str
    situation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words on their way from one person to another, found by the token of a letter about them.

    `thread` is the token of the first such letter: however often the words
    are written anew, they are sent once, and the newest count. `to` is None
    while it is not clear who they are for. `text` is empty before there are
    any, and once they are sent or over. `prompt` holds for a letter of ours
    that asked for words.
    """

    token: str
    thread: str
    by: str
    text: str = ""
    to: Person | None = None
    sent: bool = False
    prompt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What the host could speak to one person about: one moment, or a good one and one to ask something about."""

    person: Person
    moments: tuple[Moment, ...]
