"""The same notes a second time: a correction of a meeting we know brings a difference, not a second recap.

It is the same meeting where host, title and day are the same and most of what
it says is. Notes that tell no day have that of their sending: within days of
each other they are the same where nearly every line of them is, word for word.
What people answered since stays: notes that are sent again say what was
written then, and take nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.kinds import KINDS
from pipeline.languages.load import Language
from pipeline.log.folding import fold_words
from pipeline.model import Address, Item, Recap, State
from pipeline.replies.effects import forget_address
from pipeline.series.alike import find_gist

# So much of the shorter of two texts has to say the same.
MOSTLY = 0.6
# So many of the lines, of the longer of two notes without a day, have to be the same; and within less than a week,
# since the meeting of the next one may well begin with what is left of this one.
NEARLY = 0.75
WITHIN = timedelta(days=5)
# So much of a line has to be the same for another wording of it.
REWORDED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A meeting that was told of before, after its notes came again; `codes` are the items that changed or are new."""

    before: Recap
    after: Recap
    codes: tuple[str, ...] = ()

    @property
    def readers(self) -> tuple[Address, ...]:
        """Who gets it for the first time."""
        had = {reader.key for reader in self.before.audience}
        return tuple(reader for reader in self.after.audience if reader.key not in had)


def find_again(recap: Recap, series: Sequence[Recap], language: Language) -> Again | None:
    """The meeting this recap tells of a second time; None where it is a meeting of its own."""
    for known in series:
        if not _is_same_meeting(recap, known):
            continue
        pairs = _pair(recap.items, known.items, language)
        if len(pairs) >= MOSTLY * min(len(recap.items), len(known.items)):
            return _merge(recap, known, pairs)
    return None


def _is_same_meeting(recap: Recap, known: Recap) -> bool:
    """Whether host, day and title are the same; a meeting without a day is never known again."""
    if known.restricted or known.host.key != recap.host.key or recap.meeting.held_on is None:
        return False
    titles = [fold_words(one.meeting.title or one.subject) for one in (recap, known)]
    if titles[0] != titles[1] or titles[0] == ():
        return False
    return recap.meeting.held_on == known.meeting.held_on or _is_sent_again(recap, known)


def _is_sent_again(recap: Recap, known: Recap) -> bool:
    """Whether these are the lines of notes that told no day either, and were sent a few days ago."""
    new, old = recap.meeting, known.meeting
    if new.dated or old.dated or new.held_on is None or old.held_on is None:
        return False
    if not timedelta() <= new.held_on - old.held_on <= WITHIN:
        return False
    lines = [{fold_words(item.evidence.quote) for item in one.items} for one in (recap, known)]
    return len(lines[0] & lines[1]) >= NEARLY * max(len(lines[0]), len(lines[1]))


def _pair(items: Sequence[Item], known: Sequence[Item], language: Language) -> dict[str, Item]:
    """Which known item each of the new ones is, by the code of the new one: the surest pairs first."""
    pairs: dict[str, Item] = {}
    for is_same in (_says_the_same, _stands_in_the_same_line, _is_reworded):
        taken = {item.code for item in pairs.values()}
        for item in items:
            if item.code in pairs:
                continue
            match = next(
                (
                    one
                    for one in known
                    if one.code not in taken and one.kind == item.kind and is_same(item, one, language)
                ),
                None,
            )
            if match is not None:
                pairs[item.code] = match
                taken.add(match.code)
    return pairs


def _says_the_same(one: Item, other: Item, language: Language) -> bool:
    gists = find_gist(one, language), find_gist(other, language)
    return gists[0].words == gists[1].words != frozenset()


def _stands_in_the_same_line(one: Item, other: Item, _language: Language) -> bool:
    return fold_words(one.evidence.quote) == fold_words(other.evidence.quote) != ()


def _is_reworded(one: Item, other: Item, language: Language) -> bool:
    ours, theirs = find_gist(one, language).words, find_gist(other, language).words
    return bool(ours | theirs) and len(ours & theirs) > REWORDED * len(ours | theirs)


def _merge(recap: Recap, known: Recap, pairs: dict[str, Item]) -> Again:
    corrected = {old.code: _correct(old, item) for item in recap.items if (old := pairs.get(item.code)) is not None}
    items = [corrected.get(item.code, item) for item in known.items]
    codes = [item.code for item, old in zip(items, known.items, strict=True) if item != old]
    for item in recap.items:
        if item.code not in pairs:
            items.append(replace(item, code=_next_code(items, item.kind)))
            codes.append(items[-1].code)
    people = {person.key: person for person in (*known.people, *recap.people)}
    had = {reader.key for reader in known.audience}
    audience = (*known.audience, *(reader for reader in recap.audience if reader.key not in had))
    after = replace(known, items=tuple(items), people=tuple(people.values()), audience=audience)
    for address in known.left:
        # Who wanted no letter of it gets none because it is sent again.
        after = forget_address(after, address)
    return Again(before=known, after=after, codes=tuple(codes))


def _correct(old: Item, new: Item) -> Item:
    """The known item with what is written otherwise now; what its people answered since stays."""
    other_words = fold_words(old.text) != fold_words(new.text)
    item = replace(old, text=new.text, evidence=new.evidence) if other_words else old
    if item.kind == "decision":
        # Other words have their own why: the old one would explain what nobody decided for it.
        item = replace(item, reason=new.reason or item.reason if other_words else item.reason or new.reason)
    if old.state is not State.ASKED or old.proposed_owner is not None:
        return item
    if new.owner is not None and (old.owner is None or old.owner.key != new.owner.key):
        item = replace(item, owner=new.owner, owner_as_written=new.owner_as_written, helpers=new.helpers)
    if new.due is not None and new.due.day is not None and not _was_said(new.due.phrase, old):
        item = replace(item, due=new.due)
    return replace(item, firm=True, doubt="") if new.firm and not old.firm else item


def _was_said(phrase: str, old: Item) -> bool:
    """Whether the day stood in the notes already, and was moved by an answer since, if at all."""
    return " ".join(fold_words(phrase)) in " ".join(fold_words(old.evidence.quote))


def _next_code(items: Iterable[Item], kind: str) -> str:
    prefix = KINDS[kind].prefix
    numbers = [int(item.code[1:]) for item in items if item.code[:1] == prefix and item.code[1:].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"
