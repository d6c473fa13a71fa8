"""Which items the words of a reply are about: by code, by number, by their own words, by the quoted line above.

What could be two items names none; whoever asks then gets both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pipeline.kinds import KINDS
from pipeline.model import Item, Passage, Recap
from pipeline.notes.names import fold_name
from pipeline.notes.tokens import Token, read_tokens
from pipeline.notes.words import DateWords
from pipeline.recap.build import CLOSED, is_theirs
from pipeline.replies.patterns import read_spoken
from pipeline.replies.words import ReplyWords

_SHORT = 3  # letters below which a word names nothing
_STEM = 4  # letters that two forms of one word share at least
_ENDING = 3  # letters by which they may differ
_LEAST_QUOTE = 12  # letters of an item's text that a quoted line has to hold


def own_items(recap: Recap, address: str) -> tuple[Item, ...]:
    """The items of one person in the order of their codes, open or not."""
    return tuple(item for item in recap.items if is_theirs(item, address) and KINDS[item.kind].owned)


def open_items(recap: Recap, address: str) -> tuple[Item, ...]:
    """What is still to be done by one person."""
    return tuple(item for item in own_items(recap, address) if item.state not in CLOSED)


def find_under(passage: Passage, recap: Recap) -> tuple[Item, bool] | None:
    """The item of the nearest quoted line above the passage that carries a code or an item's text.

    With it goes whether that line, or one below it, asks something.
    """
    codes = {item.code: item for item in recap.items}
    texts = [(fold_name(item.text), item) for item in recap.items]
    asks = False
    for line in reversed(passage.under):
        asks = asks or line.rstrip().endswith("?")
        spoken = read_spoken(line, codes)
        if spoken.codes:
            return codes[spoken.codes[0]], asks
        folded = fold_name(line)
        held = [item for text, item in texts if len(text) >= _LEAST_QUOTE and text in folded]
        if len(held) == 1:
            return held[0], asks
    return None


def find_number(tokens: Sequence[Token], recap: Recap, address: str, *, dates: DateWords) -> Item | None:
    """The writer's own item that "1", "#2" or "the second" begins with; None where code and order differ."""
    own = own_items(recap, address)
    at = 0
    while at < len(tokens) and at < 2 and dates.article.find_at(tokens, at):
        at += 1
    if at >= len(tokens):
        return None
    number = tokens[at].number
    if number is None:
        found = dates.ordinals.find_at(tokens, at)
        number = found[0] if found else None
    if number is None or not 1 <= number <= len(own):
        return None
    counted = own[number - 1]
    coded = next((item for item in own if item.code[1:] == str(number) and item.kind == counted.kind), counted)
    return counted if coded == counted else None


def find_named(
    words_said: Iterable[str], items: Collection[Item], *, prefer: Collection[str], words: ReplyWords
) -> tuple[Item, ...]:
    """The items whose own words stand there: one, or those between which it cannot be told. `prefer` breaks a tie."""
    said = {word for word in map(fold_name, words_said) if tells(word, words)}
    if not said:
        return ()
    texts = {item.code: {word for word in fold_name(item.text).split() if tells(word, words)} for item in items}
    scores = {code: sum(is_one_of(word, text, words) for word in said) for code, text in texts.items()}
    if not any(scores.values()):
        scores = {code: sum(_is_clipped(word, text) for word in said) for code, text in texts.items()}
    best = max(scores.values(), default=0)
    if not best:
        return ()
    found = tuple(item for item in items if scores[item.code] == best)
    if len(found) > 1:
        preferred = tuple(item for item in found if item.code in prefer)
        found = preferred or found
    return found


def _is_clipped(word: str, others: Iterable[str]) -> bool:
    """Whether it is the beginning of a longer word, as people shorten them: "cert" for "certificate"."""
    return len(word) >= _STEM and any(other.startswith(word) for other in others)


def find_verbs(task: str, *, words: ReplyWords) -> Collection[str]:
    """The verb of a task: the words whose past the pack knows, else the first one, as people write to-dos."""
    said = [token.word for token in read_tokens(task)]
    # "Boten laten keuren": where words are written as one, the verb of a task comes last.
    last = set(said[-1:]) if words.has_compounds else set()
    return {word for word in said if word in words.past} | last or set(said[:1])


def tells(word: str, words: ReplyWords) -> bool:
    """Whether a word can name an item."""
    return len(word) >= _SHORT and not word.isdigit() and word not in words.small


def is_one_of(word: str, others: Iterable[str], words: ReplyWords) -> bool:
    """Whether a word is a form of one of others, or a part of it where words are written as one: "Bus", "Reisebus"."""
    return any(is_form(word, other) or (words.has_compounds and _is_part(word, other)) for other in others)


def is_form(one: str, other: str) -> bool:
    """Whether two words are forms of one: "note" and "notes", "translate" and "translation"."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    shared = 0
    for left, right in zip(short, long, strict=False):
        if left != right:
            break
        shared += 1
    if shared == len(short):
        return len(short) >= _STEM and len(long) - len(short) <= _ENDING
    return shared >= _STEM + 1 and len(long) - shared <= _ENDING


def _is_part(one: str, other: str) -> bool:
    """Whether the longer word ends with the shorter, or begins with nearly all of it."""
    short, long = sorted((one, other), key=len)
    left = len(long) - len(short)
    if left < _SHORT or len(short) < _SHORT:
        return False
    return long.endswith(short) or (len(short) > _STEM and long.startswith(short[: max(_STEM + 1, len(short) - 1)]))
