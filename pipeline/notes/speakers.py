"""Who says a line, by the name written before it: "SC: …", "<ana> …", "[10:02] Ana Ruiz: …".

A colon alone makes no speaker ("Budget: parked"). A label counts when it is a
handle, when it stands before two lines or more, or when the mail knows a
person by it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.model import Person
from pipeline.notes.strand import Strand

STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?[\])]?\s+)?"
NAME = r"[^\W\d_a-z][\w'’.-]{0,25}"
LABEL = re.compile(
    rf"""{STAMP}(?:
      <\s?[@+]?(?P<nick>[^<>\s]{{1,30}})>(?:\s|$)
    | \(?(?P<handle>@[\w.-]{{1,39}})\)?\s?(?::|\s[-–—]\s)
    | (?P<name>{NAME}(?:\s(?:{NAME}|d[aeiu]|de[lnr]?|v[ao]n|la|le|al|bin)){{0,3}})\s?(?:\([^()]{{1,40}}\)\s?)?:(?=\s|$)
    | (?P<lower>[a-z][\w-]{{1,20}}):(?=\s)
    )\s*""",
    re.VERBOSE,
)
# How often a written name has to stand before a line to be a speaker; a lower-case word more often.
TIMES = 2
TIMES_LOWER = 4


@dataclass(frozen=True, slots=True)
class Label:
    """A name before a line, and where the words begin; `nick` where it stands in the brackets of a chat."""

    name: str
    rest: int
    nick: bool = False


def find_label(text: str) -> Label | None:
    """What could be a speaker's name at the start of a line."""
    found = LABEL.match(text[:200])
    if found is None:
        return None
    name = next(group for group in found.group("nick", "handle", "name", "lower") if group)
    return Label(name, found.end(), nick=bool(found.group("nick")))


def find_speakers(lines: Iterable[str], *, people: Iterable[Person], never: Collection[str]) -> frozenset[str]:
    """The labels that are names of speakers. `never` are label words of the language ("date", "agenda", "action")."""
    labels = [label for line in lines if (label := find_label(line))]
    count = Counter(label.name for label in labels)
    # What a chat program writes before lines is no word of the writer's.
    nicks = [label.name for label in labels if label.nick]
    chat = frozenset(nicks) if len(nicks) >= TIMES else frozenset()
    known = {name.casefold() for person in people for name in (person.name, *person.aliases)}
    known |= {name.split()[0] for name in known if name.split()}
    return frozenset(
        name
        for name, times in count.items()
        if not is_label(name, never)
        and (
            name.startswith("@")
            or name in chat
            or name.casefold() in known
            or times >= (TIMES_LOWER if name[0].islower() else TIMES)
        )
    )


def is_label(name: str, never: Collection[str]) -> bool:
    """Whether a name is one of these words, or one of them with a number ("ACTION-45")."""
    return name.casefold() in never or name.casefold().rstrip("0123456789-#. ") in never


def split_label(strand: Strand, speakers: Collection[str]) -> tuple[Label | None, Strand]:
    """The speaker, None where there is none, and the words."""
    label = find_label(strand.text)
    if label is None or label.name not in speakers:
        return None, strand
    return label, strand.cut(label.rest)
