"""Who is named in a line of notes, and who speaks it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.feedback.phrases import Phrases
from pipeline.feedback.rows import fold, read_row
from pipeline.feedback.words import Introduced

_LABEL = re.compile(
    r"^[\s>*+•–-]{0,8}(?:\d{1,3}[.)]\s+)?(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?\)?\]?\s+)?"
    r"(?P<name>[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,2})\s?:\s+(?=\S)"
)
_BULLET = re.compile(r"^[\s>*+•–#-]{0,8}(?:\d{1,3}[.)]\s+)?(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?\)?\]?\s+)?")
_NAME = re.compile(r"[^\W\d_][\w-]{0,30}")
_LEAST_TURNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the notes: who speaks it (empty: nobody is told) and what is said behind the label."""

    number: int
    speaker: str
    said: str
    start: int


def read_lines(text: str, *, people: Collection[str], first: Phrases, common: Collection[str]) -> tuple[Line, ...]:
    """Every line with words. A label is a speaker where it is a person's name, speaks more than once, or says "I"."""
    lines = text.splitlines()
    labels = [match["name"] if (match := _LABEL.match(line)) else "" for line in lines]
    counted = {label: labels.count(label) for label in set(labels) if label}
    known = {fold(name) for name in people}
    things = {fold(word) for word in common}
    read = []
    for number, (line, label) in enumerate(zip(lines, labels, strict=True), 1):
        labelled = _LABEL.match(line)
        spoken = label and (counted[label] >= _LEAST_TURNS or fold(label) in known)
        if label and labelled and not spoken and fold(label) not in things and label[:1].isupper():
            spoken = first.stand_in(read_row(line[labelled.end() :]))
        match = labelled if spoken else _BULLET.match(line)
        start = match.end() if match else 0
        if line[start:].strip():
            read.append(Line(number=number, speaker=label if spoken else "", said=line[start:], start=start))
    return tuple(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The people of some notes, to be found in a line: `known` maps a folded name to the name as written.

    `capitals` says that a capital inside a sentence marks a name in this
    language; `common` are small words that are none even with a capital.
    """

    known: dict[str, str]
    titles: frozenset[str]
    common: frozenset[str]
    capitals: bool

    def find(self, said: str) -> tuple[tuple[int, int, str], ...]:
        """Each name with its place, longest first where two overlap."""
        places = list(_NAME.finditer(said))
        words = [match.group() for match in places]
        folded = [fold(word) for word in words]
        found: list[tuple[int, int, str]] = []
        at = 0
        while at < len(words):
            size, name = self._name_at(words, folded, at)
            if size:
                found.append((places[at].start(), places[at + size - 1].end(), name))
            at += size or 1
        return tuple(found)

    def knows(self, name: str) -> bool:
        """Whether it is the name of one of these people, and not only a word with a capital."""
        return fold(name) in self.known

    def _name_at(self, words: Sequence[str], folded: Sequence[str], at: int) -> tuple[int, str]:
        for size in (3, 2, 1):
            key = " ".join(folded[at : at + size])
            if at + size <= len(words) and key in self.known:
                return size, self.known[key]
        word, said = words[at], folded[at]
        if not self.capitals and said.removesuffix("s") in self.known:
            return 1, self.known[said.removesuffix("s")]
        if said in self.titles and at + 1 < len(words) and words[at + 1][:1].isupper():
            return 2, f"{word} {words[at + 1]}"
        if self.capitals and word[:1].isupper() and word[1:].islower() and said not in self.common:
            return 1, word
        return 0, ""


def build_names(
    people: Iterable[str], lines: Iterable[Line], *, titles: Collection[str], common: Collection[str], capitals: bool
) -> Names:
    """The names of these people and of whoever speaks, each also by its first part."""
    known: dict[str, str] = {}
    for name in (*people, *(line.speaker for line in lines if line.speaker)):
        clean = name.strip()
        if not clean or "@" in clean:
            continue
        known.setdefault(fold(clean), clean)
        first = clean.split()[0]
        if fold(first) not in titles and len(first) > 1:
            known.setdefault(fold(first), first)
    return Names(
        known=known,
        titles=frozenset(fold(title) for title in titles),
        common=frozenset(fold(word) for word in common),
        capitals=capitals,
    )


def find_introduced(
    lines: Iterable[Line], *, introduced: Introduced, common: Collection[str], people: Collection[str] = ()
) -> tuple[str, ...]:
    """Names that only their place in a sentence tells: "Yasemin hat …", "von Yasemin"."""
    nouns = {fold(word) for word in common}
    found: dict[str, None] = {}
    for line in lines:
        words = _NAME.findall(line.said)
        for at, word in enumerate(words):
            first = (
                at == 0 and at + 1 < len(words) and words[at + 1].islower() and fold(words[at + 1]) in introduced.behind
            )
            led = at > 0 and fold(words[at - 1]) in introduced.before
            if (first or led) and _like_a_name(word, nouns, introduced):
                found[word] = None
    # "Auf Yasemins Plan" names Yasemin, where she is known without the ending.
    known = {*found, *(part for name in people for part in name.split())}
    return tuple(name for name in found if not name.endswith("s") or name.removesuffix("s") not in known)


def _like_a_name(word: str, nouns: Collection[str], introduced: Introduced) -> bool:
    folded = fold(word)
    return word[:1].isupper() and word[1:].islower() and folded not in nouns and not folded.endswith(introduced.endings)
