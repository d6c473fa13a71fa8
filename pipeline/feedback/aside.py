"""What a line tells of somebody beside what was done: the reason, the absence, the second sentence.

"Ines took the shift while Dan sees to something" thanks Ines and tells of Dan.
The words for what is private have no end, the words for work nearly do: a part
of a line that turns to a person has to name something of work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.feedback.phrases import Phrases, build_phrases
from pipeline.feedback.rows import PERSON, Row, fold, read_row

_STOPS = frozenset(",?")
_END = re.compile(r"[.!;:|?](?=\s|$)")
# How far behind a mere comma a part turns to a person, if it does.
_TURN = 2
# Kinds that say nothing of what was done, only between whom.
_BETWEEN = frozenset({"owned-mistake", "credit", "left-waiting"})
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """The table `[aside]`: words that open a reason, that join, that mean a person; those of work; private sections."""

    opens: frozenset[str]
    joins: frozenset[str]
    people: frozenset[str]
    work: Phrases
    sections: Phrases

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Aside:
        """The lists of the table; a phrase that cannot be read is a ValueError."""
        opens, joins, people = (
            frozenset(fold(word) for word in table.get(name, ())) for name in ("opens", "joins", "people")
        )
        return cls(
            opens=opens,
            joins=joins,
            people=people,
            work=build_phrases(table.get("work", ()), sets={}),
            sections=build_phrases(table.get("sections", ()), sets={}),
        )

    def tells_of_somebody(self, text: str) -> bool:
        """Whether a part of this line, names in it marked, turns to a person and names nothing of work."""
        row = read_row(_END.sub(" ?", text))
        return any(self._turns(by, part) and not self._works(part) for by, part in self._parts(row))

    def stays_between(self, kind: str, row: Row) -> bool:
        """Whether a moment of this kind is only between people, with nothing of work in the line."""
        named = {word for word in row.row.split() if word.startswith(PERSON)}
        if kind == "interrupted":
            # A third name is what the talk was about: a party, a country, somebody absent.
            return len(named) > _TWO
        return kind in _BETWEEN and len(named) >= _TWO and not self.work.stand_in(row)

    def _parts(self, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each part behind the first, and the word or mark before it."""
        by, part = "", list[str]()
        for word in (*row.row.split(), ","):
            if word not in _STOPS and word not in self.opens and word not in self.joins:
                part.append(word)
                continue
            if part:
                if by:
                    yield by, tuple(part)
                by, part = word, []
            elif word in self.opens or not by:
                by = word

    def _turns(self, by: str, part: tuple[str, ...]) -> bool:
        if by in self.opens:
            return any(word in self.people or word.startswith(PERSON) for word in part)
        said = part[:_TURN] if len(part) > 1 else ()
        named = by != "?" and len(part) > _TURN
        return any(word in self.people or (named and word.startswith(PERSON)) for word in said)

    def _works(self, part: tuple[str, ...]) -> bool:
        row = " " + " ".join(part) + " "
        return self.work.stand_in(Row(text=row, row=row, starts=(), spans=()))
