"""What the map shows, in words and as a picture, before any template arranges it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.log.influence import Influence, Part
from pipeline.log.page import build_log_entry
from pipeline.log.picture import MOST_DOTS, Dot, draw_map
from pipeline.model import Attachment
from pipeline.recap.page import Entry, begin, join, say_name
from pipeline.recap.texts import Texts

PICTURE = "map.png"
# The columns of numbers, as the texts name them; those of the picture's marks are the last three.
COLUMNS = ("meetings", "decided", "asked", "unblocked")
MARKED = COLUMNS[1:]
# A table that is longer is read by nobody.
MOST_ROWS = 20
MOST_THANKS = 10
MOST_LABELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person: the numbers stand under the columns."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """Everything a map says; what there is nothing of is empty."""

    nothing: str = ""
    span: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    more: str = ""
    means: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    thanks: tuple[Entry, ...] = ()
    care: tuple[str, ...] = ()


def build_map_page(found: Influence, *, more: bool, texts: Texts) -> MapPage:
    """The numbers of each person, who met whom, and thanks. `more` holds where the log has more than was counted."""
    if not found.meetings:
        return MapPage(nothing=texts("map.nothing"))
    shown = found.parts[:MOST_ROWS]
    left = len(found.parts) - len(shown)
    spoken = [texts("map.spoken", spoken=found.spoken, all=found.decisions)] if found.decisions else []
    return MapPage(
        span=_say_span(found, texts=texts),
        columns=tuple(texts(f"map.columns.{name}") for name in COLUMNS),
        rows=tuple(Row(name=_say_part(part, found, texts=texts), numbers=_numbers(part)) for part in shown),
        more=" ".join(
            [texts.count("map.more", left)] * (left > 0) + [texts("map.most")] * more,
        ),
        means=(*(texts(f"map.means.{name}") for name in MARKED), *spoken),
        met=tuple(_say_met(find_drawn(found), texts=texts)),
        thanks=tuple(
            replace(build_log_entry(entry, texts=texts), notes=(), quote="") for _, entry in found.thanks[:MOST_THANKS]
        ),
        care=tuple(_say_care(found, texts=texts)),
    )


def draw_picture(found: Influence, *, texts: Texts) -> Attachment | None:
    """The picture of the asker and whom they met most; None where they met nobody."""
    parts = find_drawn(found)
    if len(parts) < 2:
        return None
    names = _short_names(parts)
    dots = [
        Dot(name=names[part.key], address=part.person.address, counts=(part.decided, part.asked, part.unblocked))
        for part in parts
    ]
    payload = draw_map(
        dots,
        lambda one, other: len(parts[one].meetings & parts[other].meetings),
        legend=[texts(f"map.columns.{name}") for name in MARKED],
    )
    return Attachment(name=PICTURE, content_type="image/png", payload=payload)


def find_drawn(found: Influence) -> tuple[Part, ...]:
    """Those that the picture has room for: the asker, and whom they met most often, in the order of the table."""
    others = sorted(found.parts[1:], key=lambda part: -len(part.meetings))[: MOST_DOTS - 1]
    return tuple(part for part in found.parts if part is found.parts[0] or part in others)


def _numbers(part: Part) -> tuple[int, ...]:
    return len(part.meetings), part.decided, part.asked, part.unblocked


def _say_part(part: Part, found: Influence, *, texts: Texts) -> str:
    name = say_name(part.person)
    return texts("item.you", name=name) if part is found.parts[0] else name


def _say_span(found: Influence, *, texts: Texts) -> str:
    if found.first is None or found.last is None or found.first == found.last:
        day = texts.day(found.first) if found.first is not None else ""
        return " · ".join(filter(None, (texts.count("map.count", found.meetings), day)))
    days = texts("map.days", first=texts.day(found.first), last=texts.day(found.last))
    return " · ".join((texts.count("map.count", found.meetings), days))


def _say_met(parts: Sequence[Part], *, texts: Texts) -> list[str]:
    """A line for each of those drawn, with whom of the others they shared meetings; each two stand once."""
    lines: dict[str, list[str]] = {}
    for one, other in combinations(parts[1:], 2):
        times = len(one.meetings & other.meetings)
        if times:
            said = texts("map.times", name=say_name(other.person), number=times)
            lines.setdefault(say_name(one.person), []).append(said)
    return [f"{texts('item.who', who=name)} {join(others, texts=texts)}" for name, others in lines.items()]


def _say_care(found: Influence, *, texts: Texts) -> Iterator[str]:
    """Who led meetings and wrote them down, under the labels of the notes, and who sent the notes."""
    for label, names in list(found.care.items())[:MOST_LABELS]:
        said = [texts("map.times", name=name, number=number) for name, number in sorted(names.items())]
        yield f"{texts('item.who', who=begin(label))} {join(said, texts=texts)}"
    sent = [texts("map.times", name=say_name(part.person), number=part.notes) for part in found.parts if part.notes]
    if sent:
        yield texts("map.notes", names=join(sent, texts=texts))


def _short_names(parts: Sequence[Part]) -> dict[str, str]:
    """First names, and whole ones where two share the first."""
    firsts = {part.key: next(iter(say_name(part.person).split()), "") for part in parts}
    taken = list(firsts.values())
    return {
        part.key: firsts[part.key] if taken.count(firsts[part.key]) == 1 else say_name(part.person) for part in parts
    }
