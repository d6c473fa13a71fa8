"""Whose an item is: the name in a pattern, a label, a trailing bracket, a column, the speaker, the heading.

Every place a name can stand is looked at in the order of trust; the first
that holds a name decides. Nobody is guessed: a name that fits nobody we know
stays as it was written, and the host is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Block, BlockKind, Notes, Person
from pipeline.notes.frames import Frame
from pipeline.notes.people import Found, Group, Nobody, Tie, Unknown, match_person, split_names
from pipeline.notes.speakers import find_label
from pipeline.notes.words import PeopleWords

NAME = r"(?:@[\w.-]{1,39}|[^\W\d_a-z][\w'’.-]{0,24}(?:\s[^\W\d_a-z][\w'’.-]{0,24}){0,2})"
NAMES = rf"{NAME}(?:\s?(?:,|&|/|\+)\s?{NAME}){{0,5}}"
ONLY_NAMES = re.compile(NAMES)
# "Ana, Bo: …", "[Ana] …", "(Ana) …", "Ana - …"
LEADING = re.compile(rf"(?:[\[(](?P<boxed>{NAMES})[\])]|(?P<named>{NAMES}))(?P<end>\s?[:：]|\s[-–—]+)?\s+(?=\S)")
# "… (Ana)", "… - ANA", "… -> Ana", "… / Ana", "…, SC.", "… @ana"
TRAILING = re.compile(
    rf"(?:\s[(\[](?P<boxed>[^()\[\]]{{1,60}})[)\]]|\s?(?P<sign>->|=>|→|[-–—/|]|[,.;](?=\s))\s?(?P<named>{NAMES})|\s(?P<handles>@[\w.-]{{1,39}}"
    rf"(?:,?\s@[\w.-]{{1,39}}){{0,4}}))[\s.]{{0,3}}$"
)
HANDLE = re.compile(r"(?<![\w./])@[A-Za-z][\w-]{1,38}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Who is accountable and who helps; `as_written` is a name nobody could place. Empty: nobody is named."""

    owner: Person | None = None
    as_written: str = ""
    helpers: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        return self.owner is not None or bool(self.as_written)


NOBODY = Owned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A task without the names that stood before or behind it."""

    names: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Everything that is needed to say who is meant in these notes."""

    notes: Notes
    people: Sequence[Person]
    words: PeopleWords

    def resolve(self, written: str, *, speaker: Person | None) -> Owned | None:
        """Who is meant by the words of an owner; None where they name nobody, empty where they name everybody."""
        names = split_names(written, self.words)
        found: list[tuple[Person | None, str]] = []
        for name in (*names.owners, *names.helpers):
            match match_person(name, self.people, self.words, speaker=speaker):
                case Found(person=person):
                    found.append((person, ""))
                case Tie():
                    found.append((None, name.strip(" @.,:;*_()[]")))
                case Unknown(name=plain):
                    found.append((None, plain))
                case Group():
                    return NOBODY
                case Nobody():
                    continue
        if not found:
            return None
        (owner, as_written), *others = found
        helpers = tuple(person or Person(name=name) for person, name in others)
        return Owned(owner=owner, as_written=as_written, helpers=helpers)

    def speaker(self, block: Block, frame: Frame) -> Person | None:
        """Who "I" is in this block: the speaker, the one it is headed by, else the author; None where none is known.

        A label that stands only once makes no speaker ("Budget: I will ask"), but what is said behind one is no
        promise of the author: it is the known person's of that name, else nobody's.
        """
        name = block.speaker or frame.whose
        label = find_label(block.text) if not name else None
        if label is not None:
            labelled = match_person(label.name, self.people, self.words)
            return labelled.person if isinstance(labelled, Found) else None
        if not name or name in self.words.speaker:
            # Some programs write "Me" for the one whose notes these are.
            return self.notes.author
        found = match_person(name, self.people, self.words)
        return found.person if isinstance(found, Found) else Person(name=name.lstrip("@"))

    def is_name(self, name: str, *, strict: bool) -> bool:
        """Whether these words name somebody: one we know, a handle, or (not `strict`) one never written in small."""
        if name.startswith("@"):
            return True
        match match_person(name, self.people, self.words):
            case Found() | Tie() | Group():
                return True
            case Unknown(name=plain):
                return not strict and self._is_always_large(plain)
            case _:
                return False

    def _is_always_large(self, name: str) -> bool:
        words = name.split()
        return bool(words) and not any(
            re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", self.notes.text[:200_000]) for word in words[:3]
        )


def find_leading(text: str, owners: Owners, *, strict: bool) -> Told | None:
    """The names a task begins with, behind which a mark stands."""
    found = LEADING.match(text[:200])
    if found is None:
        return None if strict else _find_known(text, owners)
    names = found.group("boxed") or found.group("named")
    handle = names.startswith("@")
    # "@Ana Ruiz file the tickets": programs write whole names behind an @.
    if handle and (whole := _find_known(text, owners, lengths=(2,))):
        return whole
    if not (found.group("boxed") or found.group("end") or handle):
        return None if strict else _find_known(text, owners)
    if not all(owners.is_name(name, strict=strict) for name in _parts(names, owners)):
        return None
    return Told(names=names, task=text[found.end() :])


def _find_known(text: str, owners: Owners, *, lengths: Sequence[int] = (2, 1)) -> Told | None:
    """A marked task that begins with somebody we know, by so many words, and a verb: "ACTION: ana update the docs"."""
    for length in lengths:
        *words, rest = text.strip().split(" ", length)
        name = " ".join(words)
        if (
            len(words) == length
            and len(name) > 1
            and isinstance(match_person(name, owners.people, owners.words), Found)
        ):
            return Told(names=name, task=rest)
    return None


def find_behind_label(text: str, owners: Owners, *, strict: bool) -> Told | None:  # noqa: ARG001 - asked as the others
    """The names that are all there is behind a task: "Front page: Ana, Bo"."""
    task, colon, names = text.rpartition(":")
    if not colon or not task.strip() or not are_names(names.strip(" ."), owners):
        return None
    return Told(names=names, task=task)


def find_trailing(text: str, owners: Owners, *, strict: bool) -> Told | None:
    """The names a task ends with."""
    found = TRAILING.search(text, max(0, len(text) - 200))
    if found is None:
        return None
    names = found.group("boxed") or found.group("named") or found.group("handles")
    sure = found.group("handles") or found.group("boxed") or found.group("sign") in {"->", "=>", "→"}
    if not all(owners.is_name(name, strict=strict or not sure) for name in _parts(names, owners)):
        return None
    return Told(names=names, task=text[: found.start()].rstrip(" \t,;-–—"))


def are_names(text: str, owners: Owners) -> bool:
    """Whether the text is nothing but names of people we know."""
    return bool(ONLY_NAMES.fullmatch(text)) and all(owners.is_name(name, strict=True) for name in _parts(text, owners))


def find_closing(text: str, owners: Owners) -> str:
    """The names in a last sentence behind a task: all of it ("Ana, Bo."), or its end."""
    bare = text.strip(" .()[]-–—")
    if are_names(bare, owners):
        return bare
    told = find_trailing(text, owners, strict=True)
    return told.names if told else ""


def find_handles(text: str) -> str:
    """Every @handle in the text, joined as names are."""
    return ", ".join(dict.fromkeys(HANDLE.findall(text[:2_000])))


def _parts(names: str, owners: Owners) -> Iterator[str]:
    split = split_names(names, owners.words)
    yield from split.owners
    yield from split.helpers


def speaks_for_themselves(block: Block) -> bool:
    """Whether the name before the line is that of the one who is to do it: a label in a list, not a turn in a talk."""
    return bool(block.speaker) and block.kind is not BlockKind.TURN
