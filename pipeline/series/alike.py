"""When two items of two meetings are one promise, or two decisions speak of one thing.

A false join is worse than a missed one: a promise that is shown twice is read
twice, one that was joined wrongly moves somebody's day. So nearly every word
has to agree, and the owner has to be known to be the same person.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.languages.load import Language
from pipeline.log.folding import cut_ending, fold_words
from pipeline.model import Item, Person
from pipeline.notes.names import fold_name

# One word makes no promise of its own; where another stands beside, three have to agree.
FEWEST, FEWEST_BESIDE = 2, 3
# Shorter words of everyday bind others and say nothing.
BINDING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What a text says, without the words that only bind others and without its day; `first` is its first word."""

    words: frozenset[str]
    names: frozenset[str]
    first: str

    @property
    def figures(self) -> frozenset[str]:
        """The words that hold a digit: they tell apart what else reads alike."""
        return frozenset(word for word in self.words if any(sign.isdigit() for sign in word))


def find_gist(item: Item, language: Language) -> Gist:
    """The gist of an item's text."""
    phrase = item.due.phrase if item.due is not None else ""
    text = item.text.replace(phrase, " ") if phrase else item.text
    words = language.questions
    said = [word for word in fold_words(text) if not (len(word) <= BINDING and word in words.small)]
    said = [
        word for word in said if not any((word,) in table.table for table in (words.about, words.since, words.whom))
    ]
    stems = [cut_ending(word, words.endings) for word in said]
    written = {word for one in text.split()[1:] if one[:1].isupper() for word in fold_words(one)}
    names = {cut_ending(word, words.endings) for word in written}
    return Gist(words=frozenset(stems), names=frozenset(names), first=stems[0] if stems else "")


def is_same_promise(one: Gist, other: Gist) -> bool:
    """Whether two tasks of one person are the same task."""
    if one.words == other.words:
        return len(one.words) >= FEWEST
    odd = one.words ^ other.words
    if len(odd) > 1 or len(one.words & other.words) < FEWEST_BESIDE:
        return False
    # One more word may stand beside: no figure, no name, and not what is to be done.
    return not odd & (one.figures | other.figures | one.names | other.names | {one.first, other.first})


def find_change(one: Item, other: Item) -> tuple[str, str] | None:
    """The one word in which two texts differ, with the other's; None where they differ in more, or in none."""
    said, said_other = fold_words(one.text), fold_words(other.text)
    if len(said) != len(said_other):
        return None
    odd = [pair for pair in zip(said, said_other, strict=True) if pair[0] != pair[1]]
    return odd[0] if len(odd) == 1 else None


def is_same_person(one: Person | None, other: Person | None) -> bool:
    """Whether two owners are known to be one: by address, or by a whole name where no address is known."""
    if one is None or other is None:
        return False
    if one.address and other.address:
        return one.address.casefold() == other.address.casefold()
    names = fold_name(one.name), fold_name(other.name)
    return names[0] == names[1] and len(names[0].split()) > 1
