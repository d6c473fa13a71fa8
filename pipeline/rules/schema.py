"""Read a `rules.toml` into a `RuleBook`, or say what is wrong with it and what to write instead.

Everything is checked while it is read: unknown keys, kinds, refiners and
word lists, ids that stand twice, rules without examples. What needs the
language model (do the examples hold?) is `check.check_rules`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.kinds import KINDS
from pipeline.rules.book import (
    STRENGTHS,
    At,
    Column,
    Effect,
    Example,
    Marker,
    Modifier,
    Reach,
    Role,
    Rule,
    RuleBook,
    Section,
    Side,
)
from pipeline.rules.refiners import REFINERS
from pipeline.rules.wording import bare_words

__all__ = ["Rule", "RuleBook", "RuleError", "load_rules", "read_rules"]

Choice = TypeVar("Choice", bound=StrEnum)

TABLES = ("words", "lists", "rule", "modifier", "section", "marker", "column")
RULE_KEYS = ("id", "kind", "strength", "at", "phrases", "tokens", "refine", "examples", "counterexamples")
MODIFIER_KEYS = ("id", "sense", "effect", "kinds", "phrases", "side", "reach", "doubt", "explicit", *RULE_KEYS[-2:])
LISTS = (
    "reasons",
    "abbreviations",
    "openers",
    "dones",
    "nothings",
    "labels",
    "answers",
    "selves",
    "accepts",
    "agrees",
    "takings",
    "limits",
    "unknowns",
    "pointers",
)
COLUMN_ROLES = ("task", "owner", "due", "status", "kind", *KINDS)
SLOTS = ("owner", "self", "task", "what")
PATTERNS = ("phrases", "tokens")
# The Matcher writes "{0,20}" out as twenty optional tokens and follows every subset of them: one line took 160 MB.
REPEATED = re.compile(r"\{\d*,(\d+)\}")
MOST_REPEATED = 7


class RuleError(ValueError):
    """A rule file is wrong. The text says where, and what to write instead."""


def load_rules(path: Path | Traversable) -> RuleBook:
    """The rule file of one language; its folder names the language."""
    file = "/".join(str(path).replace("\\", "/").split("/")[-2:])
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{file}: {error}") from error
    return read_rules(table, file=file)


def read_rules(table: Mapping[str, Any], *, file: str) -> RuleBook:
    """The same from a table that is read already; `file` stands in every error."""
    _only(table, TABLES, place=file)
    words = {name: _strings(value, place=f"{file}: words.{name}") for name, value in table.get("words", {}).items()}
    lists = table.get("lists", {})
    _only(lists, LISTS, place=f"{file}: [lists]")
    named = {name: _strings(lists.get(name, []), place=f"{file}: lists.{name}") for name in LISTS}
    rules = tuple(_read_rule(entry, words=words, file=file) for entry in table.get("rule", ()))
    modifiers = tuple(_read_modifier(entry, words=words, file=file) for entry in table.get("modifier", ()))
    _each_once([rule.id for rule in rules] + [modifier.id for modifier in modifiers], file=file)
    sections = tuple(_read_section(entry, file=file) for entry in table.get("section", ()))
    return RuleBook(
        language=file.split("/", maxsplit=1)[0],
        rules=rules,
        modifiers=modifiers,
        sections=sections,
        headings=frozenset(phrase for section in sections for phrase in section.phrases),
        markers=tuple(_read_marker(entry, file=file) for entry in table.get("marker", ())),
        columns=tuple(_read_column(entry, file=file) for entry in table.get("column", ())),
        reasons=named["reasons"],
        **{name: frozenset(word.casefold() for word in named[name]) for name in LISTS if name != "reasons"},
    )


def _read_rule(entry: Mapping[str, Any], *, words: Mapping[str, Sequence[str]], file: str) -> Rule:
    place = f"{file}: rule {entry.get('id', '(without an id)')}"
    _only(entry, RULE_KEYS, place=place)
    for key in ("id", "kind", "strength"):
        if key not in entry:
            raise RuleError(f'{place}: {key} is missing; write {key} = "…"')
    given = [key for key in PATTERNS if key in entry]
    if len(given) != 1 or not entry[given[0]]:
        raise RuleError(f"{place}: write exactly one of {', '.join(PATTERNS)}")
    for name in entry.get("refine", ()):
        _known(name, REFINERS, what="refiner", place=place)
    return Rule(
        id=entry["id"],
        kind=_known(entry["kind"], KINDS, what="kind", place=place),
        strength=_known(entry["strength"], STRENGTHS, what="strength", place=place),
        at=_choice(At, entry.get("at", At.ANYWHERE), place=place),
        phrases=_phrases(entry.get("phrases", ()), words=words, place=place),
        tokens=tuple(_read_token(token, words=words, place=place) for token in entry.get("tokens", ())),
        refine=_strings(entry.get("refine", []), place=f"{place}: refine"),
        examples=tuple(_read_example(example, place=place) for example in _tests(entry, "examples", place=place)),
        counterexamples=_strings(_tests(entry, "counterexamples", place=place), place=f"{place}: counterexamples"),
    )


def _read_modifier(entry: Mapping[str, Any], *, words: Mapping[str, Sequence[str]], file: str) -> Modifier:
    place = f"{file}: modifier {entry.get('id', '(without an id)')}"
    _only(entry, MODIFIER_KEYS, place=place)
    for key in ("id", "sense", "effect", "side", "reach", "phrases"):
        if key not in entry:
            raise RuleError(f'{place}: {key} is missing; write {key} = "…"')
    effect = _choice(Effect, entry["effect"], place=place)
    if (effect is Effect.ASK) != bool(entry.get("doubt")):
        raise RuleError(f'{place}: effect "ask" needs a doubt (the question in texts.toml), "drop" has none')
    kinds = _strings(entry.get("kinds", list(KINDS)), place=f"{place}: kinds")
    return Modifier(
        id=entry["id"],
        sense=entry["sense"],
        effect=effect,
        kinds=frozenset(_known(kind, KINDS, what="kind", place=place) for kind in kinds),
        phrases=_phrases(entry["phrases"], words=words, place=place),
        side=_choice(Side, entry["side"], place=place),
        reach=_choice(Reach, entry["reach"], place=place),
        doubt=entry.get("doubt", ""),
        explicit=bool(entry.get("explicit", False)),
        examples=_strings(_tests(entry, "examples", place=place), place=f"{place}: examples"),
        counterexamples=_strings(_tests(entry, "counterexamples", place=place), place=f"{place}: counterexamples"),
    )


def _read_token(token: Mapping[str, Any], *, words: Mapping[str, Sequence[str]], place: str) -> Mapping[str, Any]:
    """A token pattern of the Matcher; `slot` is ours, `"$name"` stands for a list of `[words]`."""
    if slot := token.get("slot"):
        _known(slot, SLOTS, what="slot", place=place)
    most = REPEATED.fullmatch(str(token.get("OP", "")))
    if most is not None and int(most[1]) > MOST_REPEATED:
        raise RuleError(
            f'{place}: OP = "{token["OP"]}" repeats too often; write "*" or "+" for more than {MOST_REPEATED}'
        )
    return {key: _filled(value, words=words, place=place) for key, value in token.items()}


def _filled(value: Any, *, words: Mapping[str, Sequence[str]], place: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, words=words, place=place) for key, inner in value.items()}
    if isinstance(value, list):
        return [part for inner in value for part in _listed(inner, words=words, place=place)]
    if isinstance(value, str) and value.startswith("$"):
        return list(_listed(value, words=words, place=place))
    return value


def _listed(value: Any, *, words: Mapping[str, Sequence[str]], place: str) -> Sequence[Any]:
    """One entry of a list: itself, or the whole list that `$name` stands for."""
    if isinstance(value, str) and value.startswith("$"):
        return words[_known(value[1:], words, what="word list", place=place)]
    return [value]


def _phrases(value: Any, *, words: Mapping[str, Sequence[str]], place: str) -> tuple[str, ...]:
    return tuple(part for entry in _strings(value, place=place) for part in _listed(entry, words=words, place=place))


def _read_example(value: Any, *, place: str) -> Example:
    if isinstance(value, str):
        return Example(text=value)
    if not isinstance(value, dict) or "text" not in value:
        raise RuleError(f'{place}: an example is a sentence or {{ text = "…", owner = "…" }}, not {value!r}')
    _only(value, ("text", *SLOTS), place=f"{place}: example {value['text']!r}")
    return Example(text=value["text"], slots={key: slot for key, slot in value.items() if key != "text"})


def _tests(entry: Mapping[str, Any], key: str, *, place: str) -> Sequence[Any]:
    """A rule brings its own tests, both ways."""
    if not entry.get(key):
        raise RuleError(f"{place}: add {key}; they are its test")
    tests: Sequence[Any] = entry[key]
    return tests


def _read_section(entry: Mapping[str, Any], *, file: str) -> Section:
    place = f"{file}: section {entry.get('means', '(without means)')}"
    _only(entry, ("means", "phrases", "whole"), place=place)
    means = _known(entry.get("means", ""), [*KINDS, *Role], what="kind or role", place=place)
    phrases = tuple(map(bare_words, _lowered(entry, place=place)))
    return Section(means=means, phrases=phrases, whole=bool(entry.get("whole", False)))


def _read_marker(entry: Mapping[str, Any], *, file: str) -> Marker:
    place = f"{file}: marker {entry.get('kind', '(without a kind)')}"
    _only(entry, ("kind", "phrases"), place=place)
    kind = _known(entry.get("kind", ""), KINDS, what="kind", place=place)
    return Marker(kind=kind, words=_lowered(entry, place=place))


def _read_column(entry: Mapping[str, Any], *, file: str) -> Column:
    place = f"{file}: column {entry.get('role', '(without a role)')}"
    _only(entry, ("role", "phrases"), place=place)
    role = _known(entry.get("role", ""), COLUMN_ROLES, what="role", place=place)
    return Column(role=role, phrases=_lowered(entry, place=place))


def _lowered(entry: Mapping[str, Any], *, place: str) -> tuple[str, ...]:
    return tuple(phrase.casefold() for phrase in _strings(entry.get("phrases", []), place=f"{place}: phrases"))


def _only(table: Mapping[str, Any], keys: Sequence[str], *, place: str) -> None:
    for key in table:
        _known(key, keys, what="key", place=place)


def _known(name: Any, names: Iterable[str], *, what: str, place: str) -> str:
    choices = [str(choice) for choice in names]
    if isinstance(name, str) and name in choices:
        return name
    near = get_close_matches(str(name), choices, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(sorted(choices))}"
    raise RuleError(f"{place}: unknown {what} {name!r}; {hint}")


def _choice(choices: type[Choice], value: Any, *, place: str) -> Choice:
    return choices(_known(value, list(choices), what=choices.__name__.lower(), place=place))


def _strings(value: Any, *, place: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) and part for part in value):
        raise RuleError(f'{place}: write a list of words, ["…", "…"], not {value!r}')
    return tuple(value)


def _each_once(ids: Iterable[str], *, file: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise RuleError(f"{file}: rule {name}: the id stands twice; give each rule its own")
        seen.add(name)
