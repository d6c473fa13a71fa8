"""The words of `replies.toml`: what people of one language answer with.

What each verb does stands in `verbs.py`, what a guard holds back in
`tasks.py` and `orders.py`; here the tables are only read and checked. How a phrase is written
stands in `patterns.py`. Every fault is a ValueError that names the file, the
key and the cure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.notes.names import fold_name
from pipeline.notes.tokens import Phrases, build_phrases, read_tokens
from pipeline.replies.patterns import Phrase, build_choice, build_phrase

# The contract of `explain --json`: these words are also keys of `receipt.verbs` in every texts.toml.
VERB_NAMES = (
    "accept",
    "decline",
    "handover",
    "reschedule",
    "done",
    "blocked",
    "drop",
    "correct",
    "agree",
    "object",
    "answer",
    "name",
    "later",
    "share",
    "undo",
    "stop",
    "forget",
    "ask",
    "courtesy",
)


class Guard(StrEnum):
    """What words around an order make of it."""

    NEGATION = "negation"  # what stands behind it is not so
    CONDITION = "condition"  # only if
    POLITE = "polite"  # looks like a condition or an order and is neither: "if that's ok"
    HEDGE = "hedge"  # maybe
    HALF = "half"  # a yes that is none: "I will try"
    LIMIT = "limit"  # a no only until then: "not before"
    PARTIAL = "partial"  # some of it, not yet, nearly
    FUTURE = "future"  # will be
    PROMISE = "promise"  # somebody will do it: "I will"
    REFER = "refer"  # whose it is, said beside a no
    HOLD = "hold"  # change nothing yet
    OPEN = "open"  # the answer is not known
    TENTATIVE = "tentative"  # a day that is none: "soon"
    ELSEWHEN = "elsewhen"  # the day beside it is another's: "I am away until"
    LOOKALIKE = "lookalike"  # a code that is none: "A4 paper"
    MISSING = "missing"  # something that is not in the recap at all
    REASON = "reason"  # begins the reason of what was said
    EVERY = "every"  # all of them


class ReplyWordsError(ValueError):
    """A `replies.toml` is wrong. The text says where, and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A phrase and what it means: a verb or a guard. A weak one counts beside a named item only."""

    means: str
    phrase: Phrase
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWords:
    """Everything a language says in replies.

    `cues` are the verbs and guards, `same` the words that are typed for others. `joints` begin a new clause;
    `greetings` and `closings` are no part of an answer; `small` words name no item, `articles` begin a thing. `asking`
    begin a question about somebody ("can Kim do it"), `queries` any question. `others` stand for a person named before
    ("her"), `self_words` before a verb that is over ("I cut it"). `pronouns` stand for an item ("this"). `selves` are
    the writer where they act, `strangers` somebody else, who may be `saying` something. `buts` begin what is set
    against it. `steps` are pasts that end only a task of that very verb, `counting` begins a question that a number
    answers. `openers` say nothing before an answer ("well, no"), `nothings` that no harm came of it ("nothing broke"),
    `alsos` that the same holds for another thing ("the quote too"). `past` are the forms of a task's verb once it is
    done, `endings` those of the regular ones. A pack that says `accents_are_optional` knows its words without them too;
    one that `has_compounds` writes several as one, "Reisebus"; where `negation_follows` the `nots` stand behind the
    verb, and where `present_promises` "I book it" says that one will.
    """

    cues: tuple[Cue, ...]
    same: Phrases[str]
    joints: Phrases[bool]
    greetings: Phrases[bool]
    closings: Phrases[bool]
    abbreviations: Phrases[bool]
    small: Phrases[bool]
    articles: Phrases[bool]
    others: Phrases[bool]
    asking: Phrases[bool]
    queries: Phrases[bool]
    self_words: Phrases[bool]
    selves: Phrases[bool]
    strangers: Phrases[bool]
    saying: Phrases[bool]
    nots: Phrases[bool]
    buts: Phrases[bool]
    steps: Phrases[bool]
    counting: Phrases[bool]
    openers: Phrases[bool]
    nothings: Phrases[bool]
    alsos: Phrases[bool]
    pronouns: Phrases[bool]
    past: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]
    has_compounds: bool = False
    negation_follows: bool = False
    present_promises: bool = False

    @property
    def conditions(self) -> frozenset[str]:
        """The single words that begin a condition: "if"."""
        return frozenset(
            cue.phrase.written for cue in self.cues if cue.means == Guard.CONDITION and cue.phrase.written.isalpha()
        )

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> ReplyWords:
        """The words of one file, checked."""
        _only(table, _TABLES, place=file)
        lists = _lists(table, "lists", _LISTS, file=file)
        lead = [*lists["joints"], *lists["openers"]]
        small = {"pronouns": build_choice(lists["pronouns"]), "joints": build_choice(lead) if lead else ""}
        same = _free_lists(table, "same", file=file)
        verbs = _lists(table, "verbs", VERB_NAMES, file=file)
        for name, phrases in verbs.items():
            if not phrases:
                raise ReplyWordsError(f"{file}: [verbs] {name}: a verb without words; write at least one phrase")
        weak = _free_lists(table, "beside", file=file)
        _only(weak, VERB_NAMES, place=f"{file}: [beside]")
        guards = _lists(table, "guards", tuple(Guard), file=file)
        _refuse_shared((verbs, weak, guards), file=file)
        past = _free_lists(table, "past", file=file)
        if table.get("accents_are_optional"):
            same |= _without_accents((verbs, weak, guards, lists, past), same)
        unify = _unifier(same)
        # Item words are compared without accents, so small words are known without them too.
        lists["small"] += [fold_name(text) for text in lists["small"]]
        return cls(
            same=build_phrases((text, word) for word, texts in same.items() for text in texts),
            cues=(
                *_cues(verbs, small, unify, place=f"{file}: [verbs]"),
                *_cues(weak, small, unify, place=f"{file}: [beside]", weak=True),
                *_cues(guards, small, unify, place=f"{file}: [guards]"),
            ),
            endings=tuple(past.pop("endings", ())),
            past={verb.casefold(): tuple(forms) for verb, forms in past.items()},
            has_compounds=bool(table.get("has_compounds")),
            negation_follows=bool(table.get("negation_follows")),
            present_promises=bool(table.get("present_promises")),
            **{name: build_phrases((text, True) for text in lists[name]) for name in _LISTS},
        )


_TABLES = (
    "accents_are_optional",
    "has_compounds",
    "negation_follows",
    "present_promises",
    "verbs",
    "beside",
    "guards",
    "same",
    "lists",
    "past",
    "questions",
    "wishes",
)
_LISTS = (
    "pronouns",
    "joints",
    "greetings",
    "closings",
    "abbreviations",
    "small",
    "articles",
    "others",
    "asking",
    "queries",
    "self_words",
    "selves",
    "strangers",
    "saying",
    "nots",
    "buts",
    "steps",
    "counting",
    "openers",
    "nothings",
    "alsos",
)


def _lists(table: Mapping[str, Any], key: str, names: Iterable[str], *, file: str) -> dict[str, list[str]]:
    """A table in which each of the names has a list."""
    place = f"{file}: [{key}]"
    value = table.get(key)
    if not isinstance(value, dict):
        raise ReplyWordsError(f"{place} is missing; copy it from en/replies.toml and translate it")
    names = tuple(names)
    _only(value, names, place=place)
    for name in names:
        if name not in value:
            raise ReplyWordsError(f"{place} {name}: no words; write {name} = [ … ]")
    return {name: _texts(value[name], place=f"{place} {name}") for name in names}


def _free_lists(table: Mapping[str, Any], key: str, *, file: str) -> dict[str, list[str]]:
    """A table whose names are the language's own; it may be missing."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ReplyWordsError(f"{file}: [{key}]: write a table of lists")
    return {name: _texts(texts, place=f"{file}: [{key}] {name}") for name, texts in value.items()}


def _texts(value: Any, *, place: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise ReplyWordsError(f'{place}: write a list of phrases, such as ["will do", "on it"]')
    return value


def _only(table: Any, names: Iterable[str], *, place: str) -> None:
    if not isinstance(table, dict):
        raise ReplyWordsError(f"{place}: write a table")
    names = tuple(names)
    for name in table:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
            raise ReplyWordsError(f"{place}: words for {name!r}, which there is not; {cure}")


def _refuse_shared(tables: Iterable[Mapping[str, list[str]]], *, file: str) -> None:
    """One phrase has one meaning; what else a yes can mean depends on the item, and is said in verbs.py."""
    seen: dict[str, str] = {}
    for table in tables:
        for name, phrases in table.items():
            for phrase in phrases:
                plain = " ".join(phrase.casefold().split())
                if seen.setdefault(plain, name) != name:
                    raise ReplyWordsError(f"{file}: {phrase!r} stands under {seen[plain]} and {name}; keep one")


def _without_accents(tables: Iterable[Mapping[str, list[str]]], same: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What each word with accents is typed as without them, where that is no other word of the pack: "réunion"."""
    texts = [text for table in tables for texts in table.values() for text in texts]
    words = {token.word for text in texts for token in read_tokens(re.sub(r"[|_\[\]]", " ", text))}
    forms: dict[str, list[str]] = {}
    for word in sorted(words):
        forms.setdefault(fold_name(word), []).append(word)
    return {
        word: [*same.get(word, ()), plain]
        for plain, (word, *others) in forms.items()
        if plain and word != plain and not others
    }


def _unifier(same: Mapping[str, list[str]]) -> Callable[[str], str]:
    """Phrases of the pack get the same words as replies: "isn't|wasn't" becomes "is_not|was_not"."""
    forms = {text: words.replace(" ", "_") for words, texts in same.items() for text in texts}

    def unify(written: str) -> str:
        return re.sub(r"[^\s|\[\]_]+", lambda match: forms.get(match.group(), match.group()), written)

    return unify


def _cues(
    table: Mapping[str, list[str]],
    small: Mapping[str, str],
    unify: Callable[[str], str],
    *,
    place: str,
    weak: bool = False,
) -> Iterable[Cue]:
    for name, phrases in table.items():
        for written in phrases:
            try:
                phrase = build_phrase(unify(written), **small)
            except ValueError as error:
                raise ReplyWordsError(f"{place} {name}: {error}; see replies/patterns.py") from error
            yield Cue(means=str(name), phrase=phrase, weak=weak)
