"""Who is meant by the words of an owner: somebody we know, an office, a body, a name nobody could place.

Nobody is guessed: a name that fits nobody we know stays as it was written,
and the host is asked. Where in a line names stand is read in `naming`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, BlockKind, Notes, Person
from pipeline.notes.frames import Frame
from pipeline.notes.offices import read_offices
from pipeline.notes.people import Found, Group, Nobody, PersonMatch, Tie, Unknown, match_person, split_names
from pipeline.notes.speakers import find_label
from pipeline.notes.tokens import read_tokens
from pipeline.notes.words import PeopleWords

NAME = r"(?:@[\w.-]{1,39}|[^\W\d_a-z][\w'’.-]{0,24}(?:\s[^\W\d_a-z][\w'’.-]{0,24}){0,2})"
WHOLE_NAME = re.compile(NAME)
# With so many people known, the notes are told to name them.
LISTED = 2
# A body's word may end a longer one ("Finanzausschuss") where it is no short word itself.
MIN_ENDING = 6
MAX_BODY_WORDS = 5


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
class Owners:
    """Everything that is needed to say who is meant in these notes.

    `offices` are the people the notes name by their part ("Chair: Ana"); `is_word` is the dictionary of the language,
    which knows no word where the language has none.
    """

    notes: Notes
    people: Sequence[Person]
    words: PeopleWords
    offices: Mapping[str, Person] = field(default_factory=dict)
    is_word: Callable[[str], bool] = bool

    @classmethod
    def of(
        cls, notes: Notes, people: Sequence[Person], *, words: PeopleWords, is_word: Callable[[str], bool]
    ) -> Owners:
        """With the offices the notes tell."""
        offices = read_offices(notes.text, people=people, words=words)
        return cls(notes=notes, people=people, words=words, offices=offices, is_word=is_word)

    def resolve(self, written: str, *, speaker: Person | None) -> Owned | None:
        """Who is meant by the words of an owner; None where they name nobody, empty where they name everybody."""
        names = split_names(written, self.words)
        found: list[tuple[Person | None, str]] = []
        for name in (*names.owners, *names.helpers):
            match self.match(name, speaker=speaker):
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

    def match(self, name: str, *, speaker: Person | None = None) -> PersonMatch:
        """Who is meant by one name, or by the office somebody holds."""
        known = match_person(name, self.people, self.words, speaker=speaker)
        holder = self.holder(known.name) if isinstance(known, Unknown) else None
        return Found(person=holder) if holder else known

    def holder(self, office: str) -> Person | None:
        """Who holds an office in these notes, with or without an article before it; None where nobody is told to."""
        name = office.casefold()
        return self.offices.get(name) or self.offices.get(name.partition(" ")[2])

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
        """Whether these words name somebody: one we know, a handle, a body, or (not `strict`) a name unknown to us."""
        if name.startswith("@"):
            return True
        match self.match(name):
            case Found() | Tie() | Group():
                return True
            case Unknown(name=plain):
                return self.is_body(plain) or (not strict and self._may_be_name(plain))
            case _:
                return False

    def is_body(self, name: str) -> bool:
        """Whether the words name a part of a house, such as "Marketing team"; "team" alone is everybody."""
        tokens = read_tokens(name)
        if not 0 < len(tokens) <= MAX_BODY_WORDS or not name[:1].isupper() or name in self.words.group:
            return False
        endings = tuple(" ".join(body) for body in self.words.bodies.table if len(body) == 1)
        return any(
            self.words.bodies.find_at(tokens, at)
            or token.word.endswith(tuple(body for body in endings if len(body) >= MIN_ENDING))
            for at, token in enumerate(tokens)
        )

    def _may_be_name(self, name: str) -> bool:
        """Whether a name of nobody we know looks like one: written large throughout, and no topic of the notes."""
        words = [word.casefold() for word in name.split()]
        if not WHOLE_NAME.fullmatch(name) or any(self._is_small_somewhere(word) for word in words[:3]):
            return False
        # Where people are listed, one more large word is rather what a task is about.
        return len(words) > 1 or words[0] in self.words.names or len(self.people) < LISTED

    def _is_small_somewhere(self, word: str) -> bool:
        # "ana.ruiz@…" tells of an address, not of a word.
        return re.search(rf"(?<![\w.@]){re.escape(word)}(?![\w@]|\.\w)", self.notes.text[:200_000]) is not None


def speaks_for_themselves(block: Block) -> bool:
    """Whether the name before the line is that of the one who is to do it: a label in a list, not a turn in a talk."""
    return bool(block.speaker) and block.kind is not BlockKind.TURN
