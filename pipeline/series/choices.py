"""When a decision takes the place of an earlier one, or says otherwise.

It takes its place where it says so: by the other's code and tag, or by words
such as "instead of" before what the earlier one chose. Where two decisions
only differ in one word, nobody but the host knows which one holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.languages.load import Language
from pipeline.log.folding import cut_ending, fold_words
from pipeline.model import Entry, Item, State, Tie
from pipeline.notes.tokens import read_tokens
from pipeline.series.alike import Gist, find_change, find_gist

# So many words behind "instead of" name what holds no longer.
REACH = 4
# So much of an earlier decision has to be spoken of.
SHARED, PART = 2, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An earlier decision, and how the new one stands to it."""

    entry: Entry
    tie: Tie


def find_choice(item: Item, earlier: Sequence[Entry], language: Language) -> Choice | None:
    """The earlier decision that a new one is about; None where there is none, or where it could be several."""
    held = [entry for entry in earlier if _holds(entry.item)]
    named = [entry for entry in held if _names(item, entry)]
    if named:
        return Choice(entry=named[0], tie=Tie.REPLACES) if len(named) == 1 else None
    gist = find_gist(item, language)
    gone = frozenset(_find_gone(item, language))
    replaced = [entry for entry in held if _is_gone(find_gist(entry.item, language), gist, gone)]
    if replaced:
        return Choice(entry=replaced[0], tie=Tie.REPLACES) if len(replaced) == 1 else None
    against = [entry for entry in held if _is_against(item, entry.item, language)]
    return Choice(entry=against[0], tie=Tie.AGAINST) if len(against) == 1 else None


def _holds(item: Item) -> bool:
    replaced = any(link.tie is Tie.REPLACED for link in item.links)
    return item.kind == "decision" and item.firm and item.state is not State.DROPPED and not replaced


def _names(item: Item, entry: Entry) -> bool:
    """Whether the new decision names the earlier one by its code and its meeting's tag."""
    said = set(fold_words(f"{item.text} {item.reason} {item.evidence.quote}"))
    return {*fold_words(entry.item.code), *fold_words(entry.recap.tag)} <= said


def _find_gone(item: Item, language: Language) -> Iterator[str]:
    """The beginnings of the words that stand behind "instead of" and the like."""
    tokens = [token for token in read_tokens(f"{item.text} . {item.reason}") if not token.is_mark]
    for at in range(len(tokens)):
        found = language.series.instead.find_at(tokens, at)
        for token in tokens[found[1] : found[1] + REACH] if found else ():
            yield from (cut_ending(word, language.questions.endings) for word in fold_words(token.text))


def _is_gone(old: Gist, new: Gist, gone: frozenset[str]) -> bool:
    """Whether what the earlier decision chose is what holds no longer."""
    if not old.words & gone:
        return False
    spoken_of = old.words & (new.words | gone)
    return old.words <= gone or (len(spoken_of) >= SHARED and len(spoken_of) >= PART * len(old.words))


def _is_against(new: Item, old: Item, language: Language) -> bool:
    """Whether two decisions differ in one word of the same row, or in a "not"."""
    ours, theirs = find_gist(new, language), find_gist(old, language)
    turned = frozenset(
        cut_ending(word, language.questions.endings) for row in language.series.never.table for word in row
    )
    one, other = ours.words - turned, theirs.words - turned
    if one == other:
        return len(one) >= SHARED and _is_turned(new, language) is not _is_turned(old, language)
    odd, odd_other, shared = one - other, other - one, one & other
    if (
        find_change(new, old) is not None
        and odd | odd_other <= ours.names | theirs.names | ours.figures | theirs.figures
    ):
        # "Use Postgres for billing", "use MySQL for billing": all but the name is the same.
        return bool(shared)
    return len(odd) == len(odd_other) == 1 and len(shared) >= SHARED and ours.first not in odd | odd_other


def _is_turned(item: Item, language: Language) -> bool:
    tokens = read_tokens(item.text)
    return any(language.series.never.find_at(tokens, at) is not None for at in range(len(tokens)))
