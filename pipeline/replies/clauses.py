"""Cut the typed words of a reply into clauses: the unit in which a person says one thing.

Greetings, names under a letter and what follows them are no part of it.
Nothing here knows what a clause means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Passage, Person
from pipeline.notes.names import is_full_name, is_initials, is_name_part, name_of
from pipeline.notes.tokens import Token
from pipeline.notes.words import DateWords
from pipeline.replies.patterns import ADDRESSED, CODE, Spoken, read_spoken
from pipeline.replies.words import Guard, ReplyWords

MOST_LINES = 60  # REPLIES.md: what is longer is no answer
MOST_CLAUSES = 200
# A line that is shorter was ended by its writer, not wrapped by a program.
_WRAPPED = 50
_SIGNED_WORDS = 4
_WHOLE = (Guard.PARTIAL, Guard.CONDITION)  # phrases in which no word begins a new clause
_END = re.compile(r"(?<!\.)[.!?]+[)\"'”’]*(?=\s|$)|[…\n]")
_JOINT = re.compile(r"(?:[,;:](?=\s)|\s/(?=\s)|\.{3}|\s[-–—]{1,2}(?=\s)|\n)")
_BULLET = re.compile(r"^\s{0,8}(?:[-*•·]|\(?\d{1,2}[.)])\s+(?=\S)")
_LABEL = re.compile(r"^\s{0,3}([^\W\d_][\w .-]{0,30}?)\s{0,2}:\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A few words that say one thing; `start:end` count in the passage.

    `paragraph` and `sentence` number the passage's; `asks` says that its sentence ends with a question mark,
    `alone` that its sentence holds nothing else, `last` that nothing of its sentence stands behind it.
    """

    text: str
    start: int
    end: int
    line: int
    paragraph: int
    sentence: int
    spoken: Spoken
    asks: bool = False
    alone: bool = False
    last: bool = False


def cut_clauses(
    passage: Passage, *, codes: Collection[str], writer: Person, words: ReplyWords, dates: DateWords
) -> tuple[Clause, ...]:
    """The clauses of one passage in order."""
    found: list[Clause] = []
    sentence = 0
    for paragraph, (start, unit) in enumerate(_find_units(passage.text, writer=writer, words=words)):
        for begin, end in _find_sentences(unit, words=words, dates=dates):
            question = "?" in unit[max(begin, end - 3) : end]
            spans = _find_clauses(unit, begin, end, codes=codes, words=words, dates=dates)
            for first, last in spans:
                text = unit[first:last]
                spoken = read_spoken(text, codes, words.same)
                if not spoken.tokens:
                    continue
                # "Ok, which room?": the answer stands before the question.
                asks = question and (last == spans[-1][1] or words.queries.find_at(spoken.tokens, 0) is not None)
                at = start + first
                found.append(
                    Clause(
                        text=text,
                        start=at,
                        end=start + last,
                        line=passage.line + passage.text.count("\n", 0, at),
                        paragraph=paragraph,
                        sentence=sentence,
                        spoken=spoken,
                        asks=asks,
                        alone=len(spans) == 1,
                        last=last == spans[-1][1],
                    )
                )
            sentence += 1
    return tuple(found[:MOST_CLAUSES])


def _find_units(text: str, *, writer: Person, words: ReplyWords) -> Iterator[tuple[int, str]]:
    """Paragraphs as one string each, offsets kept; lines that their writer ended stay apart by a line feed."""
    at = 0
    unit: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        if number >= MOST_LINES or (number and _is_farewell(line, writer=writer, words=words)):
            break
        begin, at = at, at + len(line) + 1
        shown = _without_lead(line, writer=writer, words=words)
        if not shown.strip():
            if unit:
                yield start, "".join(unit)
            unit = []
            continue
        if not unit:
            start = begin
        else:
            previous = unit[-1]
            # A line that ends a sentence was ended, too, however long it is.
            whole = previous.rstrip().endswith((".", "!", "?")) and line.lstrip()[:1].isupper()
            ended = len(previous) < _WRAPPED or whole or _BULLET.match(line) or _starts_with_code(line)
            unit.append("\n" if ended else " ")
        unit.append(shown)
    if unit:
        yield start, "".join(unit)


def _is_farewell(line: str, *, writer: Person, words: ReplyWords) -> bool:
    """Whether the letter is over here: "Best regards,", or the writer's name alone on a line."""
    plain = line.strip(" \t,.;!-–—*_")
    if not plain or len(plain) > 60:
        return False
    return plain in words.closings or is_own_name(plain, writer)


def is_own_name(text: str, writer: Person) -> bool:
    """Whether this is how the writer signs: the name, a part of it, its first letters."""
    if not text or len(text.split()) > _SIGNED_WORDS or not any(letter.isalpha() for letter in text):
        return False
    named = is_full_name(text, writer) or is_name_part(text, writer) or is_initials(text.upper(), writer)
    letters = text.replace(".", "").strip()
    return named or (len(letters) == 1 and name_of(writer).casefold().startswith(letters.casefold()))


def _without_lead(line: str, *, writer: Person, words: ReplyWords) -> str:
    """The line with its bullet, greeting and "RK:" before the words blanked out; the offsets stay."""
    bullet = _BULLET.match(line)
    if bullet and not any(letter.isdigit() for letter in bullet.group()):
        line = " " * bullet.end() + line[bullet.end() :]
    label = _LABEL.match(line)
    if label and is_own_name(label[1], writer):
        line = " " * label.end() + line[label.end() :]
    spoken = read_spoken(line)
    greeting = words.greetings.find_at(spoken.tokens, 0)
    if greeting is None:
        return line
    end = spoken.tokens[greeting[1] - 1].end
    # The name behind a greeting is nobody who should do something: "Hi Ana," or "Hello everybody".
    comma = re.match(r"[^.!?,\n]{0,40}?[,!]", line[end:])
    if comma and len(comma.group().split()) <= _SIGNED_WORDS:
        end += comma.end()
    elif len(line[end:].split()) <= 3 and not any(token.word == CODE for token in spoken.tokens):
        end = len(line)
    return " " * end + line[end:]


def _starts_with_code(line: str) -> bool:
    return re.match(r"\s{0,8}[(\[]?#?[A-Za-z] ?\d{1,3}\b", line) is not None


def _find_sentences(unit: str, *, words: ReplyWords, dates: DateWords) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end; neither an initial nor "no." nor "12." before a month ends one."""
    start = 0
    for match in _END.finditer(unit):
        if _goes_on(unit[start : match.start()], match.group(), unit[match.end() :], words=words, dates=dates):
            continue
        if unit[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if unit[start:].strip():
        yield start, len(unit)


def _goes_on(before: str, mark: str, after: str, *, words: ReplyWords, dates: DateWords) -> bool:
    following = read_spoken(after[:40]).tokens
    # "Friday … sorry, Monday" is one saying with a change of mind; "Undo that. I meant the other" are two.
    mends = dates.correction.find_at(following, 0) if following else None
    if mends and (mark == "…" or "..." in mark or _begins_date(following[mends[1] :], dates)):
        return True
    if mark == "…":
        return True
    if mark != ".":
        return False
    last = before.rsplit(maxsplit=1)[-1] if before.split() else ""
    if len(last) == 1 and last.isalpha():
        return last.isupper() or not following
    if last[-1:].isdigit() and after.lstrip()[:1].islower():
        # "he can on the 2.4. at the earliest": where a sentence begins stands a capital.
        return True
    if last.isdigit():
        return before.strip() == last or (bool(following) and following[0].word in dates.months)
    return bool(last) and last in words.abbreviations


def _find_clauses(
    unit: str, start: int, end: int, *, codes: Collection[str], words: ReplyWords, dates: DateWords
) -> Sequence[tuple[int, int]]:
    """The clauses of one sentence, joined again where the cut would part what belongs together."""
    cuts = sorted({start, *_find_cuts(unit, start, end, codes=codes, words=words, dates=dates), end})
    spans = [(first, last) for first, last in pairwise(cuts) if unit[first:last].strip(" ,;:-–—\n")]
    return _join_codes(unit, spans, codes=codes, words=words)


def _find_cuts(
    unit: str, start: int, end: int, *, codes: Collection[str], words: ReplyWords, dates: DateWords
) -> Iterator[int]:
    sentence = unit[start:end]
    for match in _JOINT.finditer(sentence):
        before, after = (
            read_spoken(sentence[: match.start()][-40:]).tokens,
            read_spoken(sentence[match.end() :][:40]).tokens,
        )
        if after and (dates.correction.find_at(after, 0) or dates.correction.ends_before(before, len(before))):
            continue
        # "Friday, 12 December" is one day.
        if dates.weekdays.ends_before(before, len(before)) and _begins_date(after, dates):
            continue
        # "Share it with the committee: committee@example.org".
        if after and after[0].word == ADDRESSED:
            continue
        # "Priya, can you do it" asks Priya.
        if after and 0 < len(before) <= 2 and after[0].word in words.asking and _is_name(sentence[: match.start()]):
            continue
        yield start + match.end()
    tokens = read_spoken(sentence).tokens
    whole = _find_whole(sentence, words=words)
    for at in range(1, len(tokens)):
        joint = words.joints.find_at(tokens, at)
        if joint is None or words.joints.find_at(tokens, at - 1) or tokens[at].start in whole:
            continue
        following = tokens[joint[1]].text if joint[1] < len(tokens) else ""
        # "Ben and Priya will do it" is about two people.
        if following[:1].isupper() and at <= 2 and _is_name(sentence[: tokens[at].start]):
            continue
        yield start + tokens[at].start
    yield from _find_code_cuts(sentence, start, codes=codes, words=words)


def _begins_date(tokens: Sequence[Token], dates: DateWords) -> bool:
    """Whether the words go on with a day of the month or a month: "12 December", "dia 12"."""
    named = (dates.weekdays, dates.months, dates.day_leads)
    return bool(tokens) and (tokens[0].number is not None or any(words.find_at(tokens, 0) for words in named))


def _find_whole(sentence: str, *, words: ReplyWords) -> Collection[int]:
    """Where words stand inside a phrase for a part or an if: "all but two" is no news and a "but"."""
    spoken = read_spoken(sentence)
    hits = [hit for cue in words.cues if cue.means in _WHOLE for hit in cue.phrase.find_in(spoken)]
    return {token.start for hit in hits for token in spoken.tokens[hit.start + 1 : hit.end]}


def _find_code_cuts(sentence: str, start: int, *, codes: Collection[str], words: ReplyWords) -> Iterator[int]:
    """Before a second code that has words of its own behind it: "A1 done A2 by Friday"."""
    tokens = read_spoken(sentence, codes).tokens
    places = [at for at, token in enumerate(tokens) if token.word == CODE]
    for one, other in pairwise(places):
        between = [token for token in tokens[one + 1 : other] if token.word not in words.joints]
        behind = tokens[other + 1 : other + 2]
        if between and places[0] == 0 and behind and behind[0].word != CODE:
            yield start + tokens[other].start


def _is_name(text: str) -> bool:
    """Whether there is nothing but words with capitals."""
    return all(word[:1].isupper() for word in text.replace("@", "").split())


def _join_codes(
    unit: str, spans: Sequence[tuple[int, int]], *, codes: Collection[str], words: ReplyWords
) -> list[tuple[int, int]]:
    """Codes in a row are one thing to talk about: "A1, A2 and A3 ok"; so is "A1: done"."""
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for first, last in spans:
        begin = first if waiting is None else waiting
        waiting = None
        bare = _is_bare(unit[first:last], codes, words)
        if not bare:
            joined.append((begin, last))
            continue
        labelled = unit[first:last].rstrip().endswith((":", "-", "–", "—"))
        previous = unit[joined[-1][0] : joined[-1][1]] if joined and begin == first else ""
        if previous and not labelled and _ends_with_code(previous, codes):
            joined[-1] = (joined[-1][0], last)
        else:
            waiting = begin
    if waiting is not None:
        joined.append((waiting, spans[-1][1]))
    return joined


def _is_bare(text: str, codes: Collection[str], words: ReplyWords) -> bool:
    """Whether nothing but codes and a joint stands there."""
    tokens = read_spoken(text, codes).tokens
    others = [token for token in tokens if token.word != CODE]
    return len(others) < len(tokens) and all(token.word in words.joints for token in others)


def _ends_with_code(text: str, codes: Collection[str]) -> bool:
    tokens = read_spoken(text, codes).tokens
    return bool(tokens) and tokens[-1].word == CODE and len(tokens) > 1
