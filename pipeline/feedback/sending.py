"""The word that passes a draft on, and whom it is for; the word that does not.

Nothing that is sent comes back, so only a line that is nothing but an order
is one, and words that could be new ones or none are read again, never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.decide_question import is_frame
from pipeline.knowledge import Knowledge
from pipeline.model import Address, Person
from pipeline.notes.names import ADDRESS, fold_name
from pipeline.people.words import WishWords, fold

TO = "{to}"
MOST_LINES = 80
LONGEST_ORDER = 160
MOST_NAMES = 4
# Fewer words are a remark on the way to the order, more are the words to be sent.
FEWEST_WORDS = 6
# So many may stand below the order: a name, an office, a telephone.
MOST_BELOW = 20
GREETING = 50
AROUND = " .,!?;:-–—\"'“”«»"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An order to pass words on. `to` is whom it names, `words` what takes the draft's place; both may be empty.

    `sure` is False where other words stand beside it that could be meant instead.
    """

    to: str = ""
    words: str = ""
    sure: bool = True


def read_sending(text: str, *, writer: Address, knowledge: Knowledge) -> Sending | None:
    """The order in an answer to one of our letters; None where there is none."""
    lines = text.splitlines()[:MOST_LINES]
    packs = [pack.wishes for pack in knowledge.languages.values()]
    found = [(at, to) for at, line in enumerate(lines) if (to := _read_order(line, packs)) is not None]
    if not found:
        return None
    at, to = found[-1]
    above, below = (_Beside.read(part, writer, knowledge, packs) for part in (lines[:at], lines[at + 1 :]))
    if not above.count and below.count <= MOST_BELOW:
        return Sending(to=to)
    sure = above.count >= FEWEST_WORDS and below.count <= MOST_BELOW
    return Sending(to=to, words=(above if above.count else below).text, sure=sure)


def find_receiver(said: str, people: Sequence[Person], *, writer: Address, same: Iterable[str] = ()) -> Person | None:
    """The one person whom these words name, by address or by name; None where they name nobody, or several."""
    address = ADDRESS.search(said)
    if address is not None:
        known = (one for one in people if one.address.casefold() == address.group().casefold())
        return next(known, Person(name="", address=address.group()))
    words = fold_name(said).split()
    mine = {writer.key, *same}
    others = {one.address.casefold(): one for one in people if one.address and one.address.casefold() not in mine}
    for forms in (_whole_names, _parts):
        fitting = [one for one in others.values() if any(_stands(form, words) for form in forms(one))]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def find_greeted(text: str) -> str:
    """Where a draft greets somebody: its first line, as far as the comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return re.split(r"[,:!.–—]", first[:GREETING])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What stands above or below an order, and how many words of it are more than a greeting."""

    text: str
    count: int

    @classmethod
    def read(cls, lines: Sequence[str], writer: Address, knowledge: Knowledge, packs: Sequence[WishWords]) -> _Beside:
        said = [
            line
            for line in lines
            if line.strip() and _without_kindness(fold(line), packs) and not is_frame(line, writer, knowledge)
        ]
        return cls(text="\n".join(lines).strip(), count=sum(len(line.split()) for line in said))


def is_put_off(text: str, *, writer: Address, knowledge: Knowledge) -> bool:
    """Whether an answer to one of our letters says "no", "not now" or "not useful" and nothing else."""
    packs = [pack.wishes for pack in knowledge.languages.values()]
    said = [line for line in text.splitlines()[:MOST_LINES] if line.strip()]
    said = [line for line in said if not is_frame(line, writer, knowledge) or len(said) == 1]
    if len(said) != 1 or len(said[0]) > LONGEST_ORDER:
        return False
    # "Now" alone is a kindness and part of "not now": both sides go without.
    told = {_without_kindness(phrase, packs) for words in packs for phrase in (*words.put_off, *words.useless)}
    return _without_kindness(fold(said[0]), packs) in told - {""}


def _read_order(line: str, packs: Sequence[WishWords]) -> str | None:
    """Whom the order names, empty where it names nobody; None where the line is no order."""
    if not line.strip() or len(line) > LONGEST_ORDER:
        return None
    said = _without_kindness(fold(line), packs)
    for phrase in (phrase for words in packs for phrase in words.send):
        before, slot, behind = phrase.partition(TO)
        if not slot:
            if said == phrase:
                return ""
        elif said.startswith(before) and said.endswith(behind) and len(said) > len(before) + len(behind):
            to = said[len(before) : len(said) - len(behind)].strip(AROUND)
            if to and (ADDRESS.fullmatch(to.strip("<>()")) or (len(to.split()) <= MOST_NAMES and "@" not in to)):
                return to
    return None


def _without_kindness(said: str, packs: Sequence[WishWords]) -> str:
    """The folded words without "please", "yes", "thanks" before and behind."""
    kind = sorted({phrase for words in packs for phrase in words.kindly}, key=len, reverse=True)
    said = said.strip(AROUND)
    for _ in range(MOST_NAMES):
        before = said
        for phrase in kind:
            if said == phrase:
                return ""
            if said.startswith(phrase) and not said[len(phrase)].isalnum():
                said = said[len(phrase) :].strip(AROUND)
            elif said.endswith(phrase) and not said[-len(phrase) - 1].isalnum():
                said = said[: -len(phrase)].strip(AROUND)
        if said == before:
            break
    return said


def _whole_names(person: Person) -> list[str]:
    return [form for form in (fold_name(person.name), *map(fold_name, person.aliases)) if " " in form]


def _parts(person: Person) -> list[str]:
    short = [form for form in map(fold_name, person.aliases) if form]
    return [*fold_name(person.name).split(), *short]


def _stands(form: str, words: Sequence[str]) -> bool:
    return f" {form} " in f" {' '.join(words)} "
