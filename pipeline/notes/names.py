"""What names look like, and when a short form can stand for a person.

The shapes are those people write in notes: "Ana", "Ruiz", "Ana R.",
"A. Ruiz", "AR", "@ana", "aruiz", "Ruiz, Ana", "Dr. Ruiz". Accents and case
never tell two people apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.model import Person
from pipeline.notes.words import PeopleWords

MAX_NAME = 120  # nobody's name is longer; what is longer is a sentence
ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
ASIDE = re.compile(r"\([^()]{0,80}\)|(?<!\])\[[^\[\]]{0,80}\](?!\()")
LINK = re.compile(r"\[([^\[\]]{1,80})\]\([^()\s]{0,300}\)")
_HANDLES = re.compile(r"(@[\w-]{1,39})\s+(?=@\w)")
_EDGE = " \t\n*_`~\"'“”‘’.,;:!?<>()[]{}|/\\-–—"
_POSSESSIVE = re.compile(r"['’]s?$")
_INITIALS = 4  # at most so many letters are initials


def clean_name(name: str, words: PeopleWords) -> str:
    """The name alone: without markup, "@", asides in brackets and titles such as "Dr."."""
    plain = ASIDE.sub(" ", LINK.sub(r"\1", name[: 3 * MAX_NAME]))
    plain = _POSSESSIVE.sub("", " ".join(plain.split()).strip(_EDGE + "@")).strip(_EDGE)
    parts = plain.split(" ")
    # "Professor B" is known by the title alone.
    while len(parts) > 1 and parts[0] in words.titles and len(parts[-1]) > 1:
        parts = parts[1:]
    return " ".join(parts)[:MAX_NAME]


def part_handles(text: str) -> str:
    """Handles that only a blank parts, with a comma between them: "@ana @bo"."""
    return _HANDLES.sub(r"\1, ", text)


def fold_name(name: str) -> str:
    """The form in which two names are compared: no accents, case or punctuation."""
    return _fold_short(name) if len(name) <= MAX_NAME else _fold(name)


@lru_cache(maxsize=4_096)
def _fold_short(name: str) -> str:
    return _fold(name)


def _fold(name: str) -> str:
    plain = name.replace("_", " ")
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w\s]", " ", plain.casefold()).split())


def is_full_name(name: str, person: Person) -> bool:
    """The whole name or an alias, in either order ("Ruiz, Ana"), with or without its blanks ("@anaruiz")."""
    family, comma, given = name.partition(",")
    wanted = {fold_name(name)} | ({fold_name(f"{given} {family}")} if comma else set())
    wanted |= {_joined(name) for name in wanted}
    known = {fold_name(form) for form in (name_of(person), *person.aliases)}
    return not wanted.isdisjoint(known | {_joined(form) for form in known} - {""})


def is_name_part(name: str, person: Person) -> bool:
    """The first or last name, of one word or more, or one with the other's initial: "Ana", "van Dijk", "A. Ruiz"."""
    asked, known = fold_name(name).split(), fold_name(name_of(person)).split()
    if not asked or not known:
        return False
    if len(asked) == 1:
        return len(asked[0]) > 1 and asked[0] in {known[0], known[-1]}
    if len(asked) > len(known):
        # "Ana Maria Ruiz" is Ana Ruiz, but "Ana Ruiz" is not everybody called Ana.
        return len(known) > 1 and (asked[0], asked[-1]) == (known[0], known[-1])
    if asked in (known[: len(asked)], known[-len(asked) :]):
        return True
    first, last = asked[0], asked[-1]
    whole = len(first) > 1 or len(last) > 1
    return whole and _begins(known[0], first) and _begins(known[-1], last)


def is_local_part(name: str, person: Person) -> bool:
    """What stands before the @ of the person's address: "aruiz", "ana.ruiz"."""
    local = person.address.partition("@")[0].partition("+")[0]
    return bool(local) and _joined(fold_name(local)) == _joined(fold_name(name))


def is_initials(name: str, person: Person) -> bool:
    """Capitals that begin the person's names: "AR", "A.R."."""
    letters = name.replace(".", "").replace(" ", "")
    if not (letters.isalpha() and letters.isupper() and 1 < len(letters) <= _INITIALS):
        return False
    parts = fold_name(name_of(person)).split()
    wanted = fold_name(letters)
    initials = "".join(part[0] for part in parts)
    return len(parts) > 1 and wanted in {initials, initials[0] + initials[-1]}


def name_of(person: Person) -> str:
    """The person's name; where only the address is known, the name that it spells ("ana.ruiz")."""
    if person.name.strip():
        return person.name
    local = person.address.partition("@")[0].partition("+")[0]
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", local) if part)


def _begins(whole: str, short: str) -> bool:
    return whole == short or (len(short) == 1 and whole.startswith(short))


def _joined(name: str) -> str:
    return name.replace(" ", "")
