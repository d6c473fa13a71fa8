"""What people ask of the log, and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pipeline.model.answers import Past
from pipeline.model.mail import Person
from pipeline.model.notes import Item, Recap


class Asks(StrEnum):
    """What a question wants: entries of the log, how to use this, a map of one's meetings, or an update to pass on."""

    FIND = "find"
    HELP = "help"
    MAP = "map"
    UPDATE = "update"


class Form(StrEnum):
    """How entries are handed over beside the letter. `RECORDS` are decision records, one for each decision."""

    LETTER = "letter"
    MARKDOWN = "md"
    RECORDS = "records"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the log, as read.

    `said` are its own words. `words` are those looked for, folded; `stems`
    are their beginnings, by which they are found. Without `kinds` every kind
    is meant. `since` and `until` are days, both included; `person` has to
    have been part of the meeting. None, or no words: not asked for.
    `reader` is whom an update is for, known to us or not, and `topic` what it
    is about, as written.
    """

    asks: Asks = Asks.FIND
    said: str = ""
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    mine: bool = False
    still_open: bool = False
    since: date | None = None
    until: date | None = None
    person: Person | None = None
    form: Form = Form.LETTER
    languages: tuple[str, ...] = ()
    reader: Person | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item, and the recap it stands in."""

    recap: Recap
    item: Item

    @property
    def day(self) -> date | None:
        """The day of the meeting; None where the notes told none."""
        return self.recap.meeting.held_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found for a question, the newest first. `more` holds where there is more than was brought.

    A map is also told what was answered, by the tag of the recap (`past`). An
    update for which nothing was found is told what there is `instead`.
    """

    question: Question
    entries: tuple[Entry, ...] = ()
    more: bool = False
    past: Mapping[str, tuple[Past, ...]] = field(default_factory=dict)
    instead: tuple[Entry, ...] = ()
