"""Where in a line the names of its owners stand: before the task, behind it, in brackets, behind an arrow.

Every place is looked at in the order of trust; the first that holds names
decides. Who they are is asked of `Owners`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Person
from pipeline.notes.owners import NAME, WHOLE_NAME, Owners
from pipeline.notes.people import Found, split_names
from pipeline.notes.tokens import Phrases, Token, read_tokens

NAMES = rf"{NAME}(?:\s?(?:,|&|/|\+)\s?{NAME}){{0,5}}"
ONLY_NAMES = re.compile(NAMES)
# "Ana, Bo: …", "[Ana] …", "(Ana) …", "Ana - …"
LEADING = re.compile(rf"(?:[\[(](?P<boxed>{NAMES})[\])]|(?P<named>{NAMES}))(?P<end>\s?[:：]|\s[-–—]+)?\s+(?=\S)")
# "Ana + Bo -> …", "me → …"
POINTING = re.compile(r"(?P<names>[^:：\n>→⇒]{1,60}?)\s?(?:->|=>|→|⇒)\s?(?=\S)")
# "Marketing team: …", "Business team, …"
HEADED = re.compile(r"(?P<names>[^:：,;.!?()\n]{2,50}?)(?:\s?[:：]|,|\s[-–—]+)\s+(?=\S)")
# "… (Ana)", "… - ANA", "… -> Ana", "… / Ana", "…, SC.", "… @ana"
TRAILING = re.compile(
    rf"(?:\s[(\[](?P<boxed>[^()\[\]]{{1,60}})[)\]]|\s?(?P<sign>->|=>|→|[-–—/|]|[,.;](?=\s))\s?(?P<named>{NAMES})|\s(?P<handles>@[\w.-]{{1,39}}"
    rf"(?:,?\s@[\w.-]{{1,39}}){{0,4}}))[\s.]{{0,3}}$"
)
HANDLE = re.compile(r"(?<![\w./])@[A-Za-z][\w-]{1,38}")
SURE_SIGNS = frozenset({"->", "=>", "→"})
# Signs before a name that stand before other things as well, where people are known and the name is none of theirs.
FAIR_SIGNS = frozenset("-–—/|")
KNOWN_PEOPLE = 2
MAX_NAME_WORDS = 3
MAX_LED = 8
LED_MARKS = frozenset(":-–—")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A task without the names that stood before or behind it."""

    names: str
    task: str


def find_leading(text: str, owners: Owners, *, strict: bool) -> Told | None:
    """The names a task begins with, behind which a mark stands."""
    if told := _find_pointing(text, owners) or (None if strict else _find_led(text, owners)):
        return told
    found = LEADING.match(text[:200])
    if found is None:
        return _find_body(text, owners) or (None if strict else _find_known(text, owners))
    names = found.group("boxed") or found.group("named")
    handle = names.startswith("@")
    # "@Ana Ruiz file the tickets": programs write whole names behind an @.
    if handle and (whole := _find_known(text, owners, lengths=(2,))):
        return whole
    if not (found.group("boxed") or found.group("end") or handle):
        return _find_body(text, owners) or (None if strict else _find_known(text, owners))
    if not _are_people(list(split_parts(names, owners)), owners, strict=strict):
        return None
    return Told(names=names, task=text[found.end() :])


def _are_people(names: Sequence[str], owners: Owners, *, strict: bool) -> bool:
    """Whether each of them is a name; beside somebody we know or a first name, a large word is one, too."""
    if all(owners.is_name(name, strict=strict) for name in names):
        return True
    sure = not strict and any(is_first_name(name, owners) for name in names)
    return sure and all(WHOLE_NAME.fullmatch(name) for name in names)


def _find_pointing(text: str, owners: Owners) -> Told | None:
    """Names with an arrow to the task: "me -> send the deck"."""
    found = POINTING.match(text[:200])
    if found is None:
        return None
    names = found.group("names").strip()
    parts = list(split_parts(names, owners))
    is_known = all(owners.is_name(name, strict=False) or name in owners.words.speaker for name in parts)
    return Told(names=names, task=text[found.end() :]) if parts and is_known else None


def _find_led(text: str, owners: Owners) -> Told | None:
    """People we know, or first names in small letters, and a word that leads to the task: "scott to post"."""
    said = text[:120]
    tokens = read_tokens(said)
    for at in range(1, min(len(tokens), MAX_LED)):
        lead = owners.words.leads.find_at(tokens, at)
        mark = tokens[at].text in LED_MARKS and at + 1 < len(tokens)
        if not (lead or mark):
            continue
        names = said[: tokens[at - 1].end]
        if not all(is_first_name(name, owners) for name in split_parts(names, owners)):
            return None
        return Told(names=names, task=text[tokens[lead[1] - 1 if lead else at].end :].lstrip())
    return None


def find_opening(text: str, owners: Owners) -> str:
    """Whom a line of several sentences is about by its first words, behind which a lead or a mark stands."""
    told = _find_body(text, owners) or _find_led(text, owners)
    return told.names if told else ""


def is_first_name(name: str, owners: Owners) -> bool:
    """Whether it is a first name of any language, or somebody we know."""
    return name.casefold() in owners.words.names or isinstance(owners.match(name), Found)


def _find_body(text: str, owners: Owners) -> Told | None:
    """A part of the house, or an office, before its task."""
    found = HEADED.match(text[:120])
    if found is None or not (owners.is_body(found.group("names")) or owners.holder(found.group("names"))):
        return None
    return Told(names=found.group("names"), task=text[found.end() :])


def _find_known(text: str, owners: Owners, *, lengths: Sequence[int] = (2, 1)) -> Told | None:
    """A marked task that begins with somebody we know, by so many words, and a verb: "ACTION: ana update the docs"."""
    for length in lengths:
        *words, rest = text.strip().split(" ", length)
        name = " ".join(words)
        if len(words) == length and len(name) > 1 and _is_somebody(name, owners):
            return _with_aside(Told(names=name, task=rest), owners)
    return None


def _is_somebody(name: str, owners: Owners) -> bool:
    """Somebody we know, or a first name that is written large."""
    return isinstance(owners.match(name), Found) or (name[0].isupper() and name.casefold() in owners.words.names)


def _with_aside(told: Told, owners: Owners) -> Told:
    """Who helps in brackets behind the name: "Ana (with Bo) to draft it"."""
    aside = re.match(r"\(([^()]{3,60})\)\s{0,3}", told.task)
    if aside is None or owners.words.helpers.find_at(read_tokens(aside.group(1)), 0) is None:
        return told
    task = told.task[aside.end() :]
    tokens = read_tokens(task[:40])
    lead = owners.words.leads.find_at(tokens, 0)
    return Told(names=f"{told.names} {aside.group(1)}", task=task[tokens[lead[1] - 1].end :].lstrip() if lead else task)


def find_behind_label(text: str, owners: Owners, *, strict: bool) -> Told | None:
    """The names that are all there is behind a task: "Front page: Ana, Bo"."""
    task, colon, names = text.rpartition(":")
    names = names.strip(" .")
    if not colon or not task.strip() or not ONLY_NAMES.fullmatch(names):
        return None
    parts = list(split_parts(names, owners))
    # Beside one whom we know, or a first name, the others are people as well.
    sure = any(owners.is_name(name, strict=True) or is_first_name(name, owners) for name in parts)
    if not (sure or (_nobody_is_known(owners) and not strict)):
        return None
    if not all(owners.is_name(name, strict=False) for name in parts):
        return None
    return Told(names=names, task=task)


def find_labelled(text: str, owners: Owners, *, labels: frozenset[str]) -> Told | None:
    """The names behind a label for owners: "Owner: Ana", "(assigned to: Ana)"."""
    for found in re.finditer(r"(?P<open>[(\[]?)(?P<label>[^\W\d][^:：()\[\]\n.;]{1,24}?)\s?[:：]\s?", text[-400:]):
        if found.group("label").casefold().strip() not in labels:
            continue
        start = max(0, len(text) - 400) + found.start()
        names = re.split(r"[)\];.]\s|[)\];.]$", text[max(0, len(text) - 400) + found.end() :][:120], maxsplit=1)[0]
        if names and all(owners.is_name(name, strict=False) for name in split_parts(names, owners)):
            return Told(names=names, task=text[:start].rstrip(" \t,;-–—."))
    return None


def find_trailing(text: str, owners: Owners, *, strict: bool) -> Told | None:
    """The names a task ends with."""
    found = TRAILING.search(text, max(0, len(text) - 200))
    if found is None:
        return None
    names = found.group("boxed") or found.group("named") or found.group("handles")
    sign = found.group("sign")
    sure = found.group("handles") or found.group("boxed") or sign in SURE_SIGNS
    parts = list(split_parts(names, owners))
    fair = _nobody_is_known(owners) or all(is_first_name(name, owners) for name in parts)
    sure = sure or (sign in FAIR_SIGNS and fair)
    if not all(owners.is_name(name, strict=strict or not sure) for name in parts):
        return None
    return Told(names=names, task=text[: found.start()].rstrip(" \t,;-–—"))


def are_names(text: str, owners: Owners) -> bool:
    """Whether the text is nothing but names of people we know."""
    return bool(ONLY_NAMES.fullmatch(text)) and all(
        owners.is_name(name, strict=True) for name in split_parts(text, owners)
    )


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


def find_handed(text: str, owners: Owners) -> Told | None:
    """Who takes the task over from the one named first: "Ana will send it … actually Bo takes that"."""
    taking = _named_before(text, owners, owners.words.takes_over)
    last = [(name, at) for name, at, end, tokens in taking if _is_over(tokens, end)]
    if not last:
        return None
    name, at = last[-1]
    # What stands between the task and the name is said to the listener: "no, sorry, …".
    task = re.sub(r"\s{0,3}(?:\.{2,}|…|[.,;:]|\s[-–—])\s[^.,;:…]{0,40}$", "", text[:at])
    first = find_leading(task, owners, strict=False)
    return Told(names=name, task=first.task if first else task)


def find_helping(text: str, owners: Owners) -> tuple[Person, ...]:
    """Who helps with the task by a word of their own: "Ana writes it, Bo reviews"."""
    helpers: list[Person] = []
    for name, *_ in _named_before(text, owners, owners.words.helping):
        owned = owners.resolve(name, speaker=None)
        helpers += [owned.owner or Person(name=owned.as_written)] if owned else []
    return tuple(helpers)


def _named_before(
    text: str, owners: Owners, phrases: Phrases[bool]
) -> Iterator[tuple[str, int, int, tuple[Token, ...]]]:
    """Each name right before one of the phrases, where it begins, and where the phrase ends in the words."""
    said = text[:600]
    tokens = read_tokens(said)
    for at in range(1, len(tokens)):
        found = phrases.find_at(tokens, at)
        if found is None:
            continue
        behind = said[: tokens[at - 1].end]
        name = _find_last_name(behind, owners)
        if name:
            yield name, len(behind) - len(name), found[1], tokens


def _find_last_name(text: str, owners: Owners) -> str:
    """The name a text ends with and does not begin with: somebody we know by their last words, else the last word."""
    words = text.split()
    runs = [" ".join(words[-count:]) for count in range(1, MAX_NAME_WORDS + 1) if len(words) > count]
    known = next((run for run in reversed(runs) if isinstance(owners.match(run), Found)), "")
    last = runs[0] if runs else ""
    is_new = bool(WHOLE_NAME.fullmatch(last)) and owners.is_name(last, strict=False) and last not in owners.words.group
    return known or (last if is_new else "")


def _is_over(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].is_mark


def _nobody_is_known(owners: Owners) -> bool:
    """Whether the notes come without anybody a name could be compared with."""
    return len(owners.people) < KNOWN_PEOPLE


def split_parts(names: str, owners: Owners) -> Iterator[str]:
    """Each name in a row of names."""
    split = split_names(names, owners.words)
    yield from split.owners
    yield from split.helpers
