"""What somebody tells us of themselves: "I am away until 12 Dec", "my time zone is Lisbon", "write to me in German".

Read sentence by sentence beside the orders of a reply. What cannot be told is
no wish; nothing here ever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

from pipeline.languages.load import Language
from pipeline.model import Preferences
from pipeline.model.preferences import Rhythm
from pipeline.notes.dates import read_day
from pipeline.notes.names import ADDRESS
from pipeline.notes.tokens import read_tokens
from pipeline.people.words import WishWords, fold

MOST_LINES = 60
LONGEST_SENTENCE = 240
# A sentence ends at its mark, but not behind a number: "12. Dez."
SENTENCE = re.compile(r"(?<=[^\d\s][.!?])\s+(?=[^a-zà-ÿ])|\n+")
WORD = re.compile(r"\w+(?:[/'-]\w+)*")
LONGEST_ZONE = 3
# Days are told near the word "until"; what stands further on is something else.
NEAR = 40
DASHES = ("-", "–", "—")
# Zones without a city that people do write; the others of the database read as words ("EST" is French).
PLAIN_ZONES = ("UTC", "GMT", "CET")
EVERY_DAY = frozenset(range(1, 8))


class About(StrEnum):
    """What a wish is about; each has its sentence in `wishes` of every `texts.toml`."""

    TIMEZONE = "timezone"
    LANGUAGE = "language"
    WORKDAYS = "workdays"
    AWAY = "away"
    BACK = "back"
    SAME = "same"  # another address of the same person
    PROMPTS = "prompts"  # whether to be asked for feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing somebody told of themselves. `value` is a zone, a code, digits of weekdays, an ISO day, an address."""

    about: About
    value: str = ""
    said: str = ""


def read_wishes(text: str, *, today: date, language: Language) -> tuple[Wish, ...]:
    """Everything these words tell of their writer, each thing once, the last word counting."""
    found: dict[About, Wish] = {}
    for sentence in _sentences(text):
        for wish in _read_sentence(sentence, today=today, language=language):
            found[wish.about] = wish
    return tuple(found.values())


def without_wishes(text: str, *, today: date, language: Language) -> str:
    """The words that are no wish, for whoever reads orders in them. An absence stays: it may explain something."""
    for sentence in _sentences(text):
        wishes = _read_sentence(sentence, today=today, language=language)
        if any(wish.about not in (About.AWAY, About.BACK) for wish in wishes):
            text = text.replace(sentence, "", 1)
    return text


def prefer(preferences: Preferences, wishes: Sequence[Wish]) -> Preferences:
    """The preferences after these wishes."""
    for wish in wishes:
        match wish.about:
            case About.TIMEZONE:
                preferences = replace(preferences, timezone=wish.value)
            case About.LANGUAGE:
                preferences = replace(preferences, language=wish.value)
            case About.WORKDAYS:
                preferences = replace(preferences, workdays=frozenset(map(int, wish.value)))
            case About.AWAY:
                preferences = replace(preferences, away_until=date.fromisoformat(wish.value))
            case About.BACK:
                preferences = replace(preferences, away_until=None)
            case About.PROMPTS:
                preferences = replace(preferences, prompts=Rhythm(wish.value))
            case About.SAME:
                continue
    return preferences


def says(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of these phrases stands in the text as whole words."""
    folded = fold(text[:LONGEST_SENTENCE])
    return any(_find(folded, phrase) is not None for phrase in phrases)


def is_only(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text is one of these phrases and nothing else."""
    return len(text) <= LONGEST_SENTENCE and fold(text).strip(" .,!?;:-") in phrases


def begins_with(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text begins with one of these phrases."""
    folded = fold(text[:LONGEST_SENTENCE]).lstrip(" .,!-")
    return any((place := _find(folded, phrase)) is not None and place[0] == 0 for phrase in phrases)


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines()[:MOST_LINES]:
        yield from (part for part in SENTENCE.split(line) if part.strip() and len(part) <= LONGEST_SENTENCE)


def _read_sentence(sentence: str, *, today: date, language: Language) -> Iterator[Wish]:
    words, folded = language.wishes, fold(sentence)
    if "?" in sentence:
        return
    alone = _find_alone(sentence, words)
    if alone is not None:
        yield alone
        return
    for about, cues, find in (
        (About.TIMEZONE, words.timezone, _find_zone),
        (About.LANGUAGE, words.language, _find_language),
    ):
        place = _find_any(folded, cues)
        value = find(folded, place, words) if place is not None else ""
        if value:
            yield Wish(about=about, value=value, said=sentence.strip())
    if _find_any(folded, words.workdays) is not None:
        days = _find_workdays(folded, language)
        if days:
            yield Wish(about=About.WORKDAYS, value="".join(map(str, sorted(days))), said=sentence.strip())
    if begins_with(sentence, words.back):
        yield Wish(about=About.BACK, said=sentence.strip())
    elif _find_any(folded, words.away) is not None:
        day = _find_last_day(sentence, today=today, language=language)
        if day is not None and day >= today:
            yield Wish(about=About.AWAY, value=day.isoformat(), said=sentence.strip())


def _find_alone(sentence: str, words: WishWords) -> Wish | None:
    """A wish beside which nothing else is looked for in its sentence."""
    for rhythm, cues in ((Rhythm.NEVER, words.no_prompts), (Rhythm.WEEKLY, words.prompts)):
        if says(sentence, cues):
            return Wish(about=About.PROMPTS, value=rhythm, said=sentence.strip())
    same = _find_same(sentence, words)
    return Wish(about=About.SAME, value=same, said=sentence.strip()) if same else None


def _find_same(sentence: str, words: WishWords) -> str:
    """The address in "anna@private.example = me"."""
    left, equals, right = sentence.partition("=")
    for address, other in ((left, right), (right, left)):
        found = ADDRESS.search(address)
        if equals and found is not None and is_only(other, words.me):
            return found.group()
    return ""


def _find_zone(folded: str, place: tuple[int, int], words: WishWords) -> str:
    """The zone whose name, or whose city's name, is the longest behind the cue."""
    tokens = [match.group() for match in WORD.finditer(folded[place[1] :])]
    for size in range(LONGEST_ZONE, 0, -1):
        for at in range(len(tokens) - size + 1):
            name = " ".join(tokens[at : at + size])
            zone = words.zones.get(name) or _zones().get(name)
            if zone is not None:
                return zone
    return ""


def _find_language(folded: str, _place: tuple[int, int], words: WishWords) -> str:
    named = [code for name, code in words.languages.items() if _find(folded, name) is not None]
    return named[0] if len(named) == 1 else ""


def _find_workdays(folded: str, language: Language) -> frozenset[int]:
    """The weekdays of the sentence; those of "I do not work on" are taken from a whole week."""
    if _find_any(folded, language.wishes.every) is not None:
        return EVERY_DAY
    tokens = read_tokens(folded)
    places: list[tuple[int, int, int]] = []
    for at, token in enumerate(tokens):
        found = language.dates.weekdays.find_at(tokens, at)
        if found is not None:
            places.append((token.start, tokens[found[1] - 1].end, found[0]))
        elif (once := language.dates.weekdays.find_at(read_tokens(token.text.removesuffix("s")), 0)) is not None:
            places.append((token.start, token.end, once[0]))  # "on Fridays", "freitags"
    days: set[int] = set()
    for number, (start, _, day) in enumerate(places):
        before = places[number - 1] if number else None
        between = folded[before[1] : start].strip(" .,") if before is not None else ""
        if before is not None and between in (*DASHES, *language.wishes.range):
            length = (day - before[2]) % 7
            days |= {(before[2] + step) % 7 for step in range(length + 1)}
        else:
            days.add(day)
    iso = frozenset(day + 1 for day in days)
    if not iso:
        return frozenset()
    never = _find_any(folded, language.wishes.never)
    return frozenset({1, 2, 3, 4, 5}) - iso if never is not None else iso


def _find_last_day(sentence: str, *, today: date, language: Language) -> date | None:
    """The day behind "until"; none where the words behind it name no single one."""
    lowered = sentence.casefold()
    for word in language.wishes.until:
        at = _find(fold(sentence), word)
        if at is None:
            continue
        # Folding may move places a little, so the word is looked for in the words as written where it stands there.
        written = _find(lowered, word)
        behind = (sentence[written[1] :] if written is not None else fold(sentence)[at[1] :])[:NEAR]
        for cut in _beginnings(behind):
            due = read_day(cut, today=today, words=language.dates)
            if due is not None and due.day is not None:
                return due.day
    return None


def _beginnings(text: str) -> Iterator[str]:
    """The text, then without its last words, one after the other."""
    words = text.split()
    for count in range(min(len(words), 6), 0, -1):
        yield " ".join(words[:count]).strip(" ,;:!")


def _find_any(folded: str, phrases: Sequence[str]) -> tuple[int, int] | None:
    return next((place for phrase in phrases if (place := _find(folded, phrase)) is not None), None)


def _find(folded: str, phrase: str) -> tuple[int, int] | None:
    """Where a phrase stands as whole words."""
    at = folded.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        begins = at == 0 or not folded[at - 1].isalnum()
        if begins and (end == len(folded) or not folded[end].isalnum() or phrase.endswith("'")):
            return at, end
        at = folded.find(phrase, at + 1)
    return None


@cache
def _zones() -> Mapping[str, str]:
    """Zones by their own name and by that of their city, folded. Old names of the database do not count."""
    table: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, slash, city = zone.rpartition("/")
        if slash and area.partition("/")[0] in _AREAS:
            table.setdefault(fold(city.replace("_", " ")), zone)
            table[fold(zone)] = zone
    return MappingProxyType(table | {fold(zone): zone for zone in PLAIN_ZONES})


_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
