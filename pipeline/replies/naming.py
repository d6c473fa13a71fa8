"""Who is meant by a name in an answer, as it was written; whether we know them is asked in `verbs.py`."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.notes.names import fold_name
from pipeline.notes.people import Found, Tie, match_person
from pipeline.replies.desk import Desk
from pipeline.replies.patterns import ADDRESSED, Hit, Spoken
from pipeline.replies.targets import is_one_of, tells

_LONGEST = 3  # words of a name


def read_name(spoken: Spoken, hit: Hit, desk: Desk, *, known: bool) -> str:
    """The name in a phrase: an address, somebody we know, else (unless `known`) words with capitals. Empty: nobody."""
    address = next((token for token in spoken.tokens[hit.start : hit.end] if token.word == ADDRESSED), None)
    behind = spoken.tokens[hit.end : hit.end + 1]
    if address is None and hit.who is not None and behind and behind[0].word == ADDRESSED:
        address = behind[0]
    if address is not None:
        return address.text
    if hit.who is None:
        return ""
    start, end = hit.who
    # "Der Kevin", "a Inês": where people say so, an article is no part of the name.
    articled = spoken.tokens[start].word in desk.words.articles and start + 1 < len(spoken.tokens)
    start += articled
    end = max(end, start + 1)
    # "The records department" is nobody's name.
    known = known or (articled and spoken.tokens[start].text.islower())
    if spoken.tokens[start].word in desk.language.people.speaker:
        # "give it to me", not "I can take it", "up to my ears", nor "kann ich nicht machen" where the verb comes last.
        owns = any(tells(token.word, desk.words) for token in spoken.tokens[end : end + 1])
        return desk.writer.address if hit.start < start and hit.end == end and not (known or owns) else ""
    # Where the phrase goes on behind the name, it ends there; else the name may be longer than its first word.
    if hit.end > end:
        return find_whole(spoken, start, end, desk) or ("" if known else _find_capitals(spoken, start, end, desk))
    end = min(len(spoken.tokens), start + _LONGEST)
    return _find_known(spoken, start, end, desk) or ("" if known else _find_unknown(spoken, start, end, desk))


def is_other(spoken: Spoken, hit: Hit, desk: Desk) -> bool:
    """Whether the name is a word for somebody named before: "move it to her"."""
    return hit.who is not None and spoken.tokens[hit.who[0]].word in desk.words.others


def find_other(texts: Iterable[Spoken], desk: Desk) -> str:
    """Who is meant by "her": the one person these words name."""
    found = {name for spoken in texts for name in _names_in(spoken, desk)} - {desk.writer.address}
    return found.pop() if len(found) == 1 else ""


def find_whole(spoken: Spoken, start: int, end: int, desk: Desk) -> str:
    """Somebody we know, or several of one name, where the words `start:end` are the name and nothing else."""
    name = _text(spoken, start, end)
    match match_person(name, desk.recap.people, desk.language.people):
        case Found(person=person):
            return person.address or person.name
        case Tie():
            return name
        case _:
            return ""


def _find_known(spoken: Spoken, start: int, end: int, desk: Desk) -> str:
    """The longest run of words from `start` that fits one or several people; empty where none does."""
    for stop in range(end, start, -1):
        name = _text(spoken, start, stop)
        match match_person(name, desk.recap.people, desk.language.people):
            case Found(person=person):
                return person.address or person.name
            case Tie():
                return name
            case _:
                continue
    return ""


def _find_unknown(spoken: Spoken, start: int, end: int, desk: Desk) -> str:
    """A name that nobody of the meeting has: its words with capitals, else one word."""
    tokens = spoken.tokens
    stop = start
    while stop < end and tokens[stop].text[:1].isupper() and tokens[stop].text.isalpha():
        stop += 1
    stop = max(stop, start + 1)
    first = tokens[start]
    people = desk.language.people
    nobody = (
        first.word in desk.words.small
        or _is_of_item(first.word, desk)
        or any(first.word in words for words in (people.group, people.nobody))
    )
    if nobody or not first.text.isalpha() or desk.day(_text(spoken, start, end), None):
        return ""
    # Where anything has a capital, a name has one.
    if first.text.islower() and any(letter.isupper() for letter in spoken.text):
        return ""
    return _text(spoken, start, stop)


def _is_of_item(word: str, desk: Desk) -> bool:
    """Whether it is a word of an item, with a capital because a sentence begins or the language writes it so."""
    said = fold_name(word)
    texts = (fold_name(item.text).split() for item in desk.recap.items)
    return tells(said, desk.words) and any(is_one_of(said, text, desk.words) for text in texts)


def _find_capitals(spoken: Spoken, start: int, end: int, desk: Desk) -> str:
    """A name that nobody of the meeting has and that stands between other words: all of it has capitals."""
    name = _find_unknown(spoken, start, end, desk)
    # "can nadia do it": who writes without capitals writes names so too.
    small = start > 0 and end == start + 1 and spoken.tokens[start - 1].word in desk.words.asking
    whole = small or all(token.text[:1].isupper() for token in spoken.tokens[start:end])
    return name if whole and name == _text(spoken, start, end) else ""


def _names_in(spoken: Spoken, desk: Desk) -> Iterable[str]:
    for at, token in enumerate(spoken.tokens):
        known = known_at(spoken, at, desk) if token.text[:1].isupper() else ""
        if known:
            yield known


def known_at(spoken: Spoken, at: int, desk: Desk) -> str:
    """Somebody of the meeting whose name begins at this word; empty where nobody's does."""
    for stop in range(min(len(spoken.tokens), at + _LONGEST), at, -1):
        found = match_person(_text(spoken, at, stop), desk.recap.people, desk.language.people)
        if isinstance(found, Found):
            return found.person.address or found.person.name
    return ""


def _text(spoken: Spoken, start: int, end: int) -> str:
    return spoken.text[spoken.tokens[start].start : spoken.tokens[end - 1].end]
