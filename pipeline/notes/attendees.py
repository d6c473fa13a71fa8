"""Who was there, out of the shapes in which notes list it: a line, bullets, plain lines, a table.

Who sent regrets is left out, and so is who only has a part ("Scribe: Ana")
and stands in no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Person
from pipeline.notes.entries import Entry
from pipeline.notes.lines import LineKind
from pipeline.notes.names import ADDRESS, ASIDE, clean_name, fold_name, part_handles
from pipeline.notes.people import MAX_PEOPLE
from pipeline.notes.words import MeetingWords, PeopleWords

_MAX_WORDS = 5
_NEAR = 3  # lines between a list and one that adds to it
# A lower-case word of at most so many letters is part of a name ("van der", "bin"), a longer one is prose.
_PARTICLE = 3
_SPLIT = re.compile(r"\s*(?:[,;|·•]|\s&\s|\s\+\s|\s/\s)\s*")
_AFFILIATION = re.compile(r"\s+(?:-{1,2}|[–—]|//|@)(?:\s+.*|$)")
_STRUCK = re.compile(r"~~.{0,120}?~~")
_INNER = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]")


@dataclass(slots=True, kw_only=True)
class _Listing:
    """The list being read: which label it stands under, and its lines so far."""

    meeting: MeetingWords
    people: PeopleWords
    role: str = ""
    label: Entry | None = None
    lines: list[Entry] = field(default_factory=list)
    seen: bool = False
    last_line: int = 0


def read_attendees(entries: Sequence[Entry], *, words: MeetingWords, people: PeopleWords) -> tuple[Person, ...]:
    """Those listed as present, in the order of the notes, each once."""
    listing = _Listing(meeting=words, people=people)
    found: list[Person] = []
    for entry in entries:
        found += _read_line(listing, _undash(entry, words))
    found += _close(listing)
    merged: dict[str, Person] = {}
    for person in found:
        merged.setdefault(fold_name(person.name) or person.key, person)
    return tuple(merged.values())[:MAX_PEOPLE] or _from_presence_table(entries, words=words, people=people)


def read_person(text: str, *, words: MeetingWords, people: PeopleWords) -> Person | None:
    """One listed person: the name, an address, handle or initials beside it; None where nobody is named."""
    address = ADDRESS.search(text)
    asides = [part.strip() for inner in _INNER.findall(text) for part in inner.split(",")]
    plain = ASIDE.sub(" ", text.replace(address.group(), " ") if address else text)
    name, affiliation = _cut_affiliation(plain)
    if any(part in words.absent for part in (*asides, affiliation) if part):
        return None
    shown = clean_name(name, people)
    # A handle is one word; programs write whole names behind an @, too.
    if name.strip().startswith("@") and " " not in shown:
        shown = f"@{shown}"
    if address and not shown:
        return Person(name="", address=address.group())
    if not shown.strip("@") or shown in words.nobody or not _is_namelike(shown):
        return None
    handles = re.findall(r"@[\w-]{2,39}(?![\w.]*\.\w)", " ".join([*asides, affiliation]))
    initials = [inner for inner in asides if _fits_initials(inner, shown)]
    return Person(
        name=shown, address=address.group() if address else "", aliases=tuple(dict.fromkeys(handles + initials))
    )


def _read_line(listing: _Listing, entry: Entry) -> list[Person]:
    role = _role_of(entry, listing.meeting)
    if role:
        found = _close(listing)
        # Another list of those present is that of another meeting.
        role = "other" if role == "first" and listing.seen else role
        # "Others:" further down adds to something else.
        role = "other" if role == "more" and entry.number > listing.last_line + _NEAR else role
        listing.role, listing.label = role, entry
        if entry.value:
            listing.lines.append(entry)
        return found
    if listing.label is None:
        return []
    if entry.is_heading or not _continues(listing, entry):
        return _close(listing)
    listing.lines.append(entry)
    return []


def _undash(entry: Entry, words: MeetingWords) -> Entry:
    """A label that a dash or nothing parts from its names: "Attendees - Ana, Bo"."""
    label, dash, names = entry.text.replace("–", "-").partition(" - ")
    if dash and label in words.attendees:
        return replace(entry, label=label.strip(), value=names.strip())
    # "Invited Ana Ruiz, Bo Lind": programs write the label without any mark.
    label, _, names = entry.text.partition(" ")
    bare = not entry.label and not entry.is_heading and label in words.attendees and "," in names
    if bare and all(_is_namelike(part.strip()) and part.strip()[:1].isupper() for part in names.split(",")):
        return replace(entry, label=label, value=names)
    return entry


def _role_of(entry: Entry, words: MeetingWords) -> str:
    """What kind of label a line carries: the first list, more of it, or one that ends it."""
    if not entry.label or entry.kind is LineKind.TABLE:
        return ""
    if entry.label in words.absent:
        return "absent"
    if entry.label in words.attendees:
        return "first"
    if entry.label in words.more_attendees:
        return "more"
    tables = (words.roles, words.date, words.title, words.purpose, words.outcome, words.sections, words.next_meeting)
    return "other" if any(entry.label in table for table in tables) else ""


def _continues(listing: _Listing, entry: Entry) -> bool:
    """Whether a line still belongs to the list: a bullet, a row, or a plain line of names."""
    label = listing.label
    if label is None:
        return False
    if entry.kind in (LineKind.BULLET, LineKind.TABLE):
        same = label.kind is LineKind.BULLET and entry.indent <= label.indent
        return not same and not _is_full(listing, label, entry)
    last = listing.lines[-1] if listing.lines else None
    if last and last.kind in (LineKind.BULLET, LineKind.TABLE):
        return False
    if last and last is label:
        return label.value.endswith((",", ";"))
    if last and last.text.endswith((",", ";")):
        return True
    apart = last is not None and entry.number > last.number + 1
    return not label.value and not apart and all(_named_or_not(entry.text, listing))


def _is_full(listing: _Listing, label: Entry, entry: Entry) -> bool:
    """Whether the list is over: the label's own line names them all, or a gap parts the bullets from the last one."""
    close, last = listing.lines[-2:-1], listing.lines[-1:]
    if close and close[0].number + 1 == last[0].number < entry.number - 1 and entry.kind is LineKind.BULLET:
        # A gap in a list that had none begins another one.
        return True
    if not label.value or label.value.endswith((",", ";", ":")):
        return False
    named = sum(person is not None for person in _named_or_not(label.value, listing))
    return named > 1 or (named == 1 and entry.number > label.number + 1 and len(listing.lines) == 1)


def _close(listing: _Listing) -> list[Person]:
    """The people of the list that ends here."""
    found = _people_of(listing) if listing.label and listing.role in ("first", "more") else []
    # "Attendance: 11" is no list.
    listing.seen = listing.seen or (listing.role == "first" and bool(found))
    if found:
        listing.last_line = max(line.number for line in listing.lines)
    listing.lines, listing.label, listing.role = [], None, ""
    return found


def _people_of(listing: _Listing) -> list[Person]:
    rows = [line for line in listing.lines if line.kind is LineKind.TABLE]
    if rows:
        return _read_table(rows, words=listing.meeting, people=listing.people)
    boxed = any(line.checked for line in listing.lines)
    kept = [line for line in listing.lines if not line.struck and not (boxed and line.checked is False)]
    return list(_read_list(kept, listing))


def _is_sublabel(entry: Entry) -> bool:
    """A line inside a list that names its part: "Team members: Ana, Bo"."""
    return bool(entry.label and entry.value and entry.label != entry.text)


def _read_list(lines: Sequence[Entry], listing: _Listing) -> Iterator[Person]:
    texts = [line.value if line is listing.label or _is_sublabel(line) else line.text for line in lines]
    if any(text.endswith(",") for text in texts):
        yield from _people_in(" ".join(texts), listing)
        return
    for line, text in zip(lines, texts, strict=True):
        alone = line.kind is LineKind.BULLET and len(lines) > 1 and text == line.text
        yield from _people_in(_without_origin(text) if alone else text, listing)


def _without_origin(text: str) -> str:
    """One person on a line of their own, without where they are from: "Bo Larsen, Dev"."""
    name, comma, origin = text.partition(",")
    words = origin.split()
    is_origin = comma and len(name.split()) > 1 and (len(words) <= 1 or any(word[0].islower() for word in words))
    return name if is_origin else text


def _people_in(text: str, listing: _Listing) -> Iterator[Person]:
    yield from (person for person in _named_or_not(text, listing) if person)


def _named_or_not(text: str, listing: _Listing) -> Iterator[Person | None]:
    """A person for each part of the text, or None where a part is no name."""
    for part in _split(_STRUCK.sub(" ", part_handles(text)), listing):
        yield read_person(part, words=listing.meeting, people=listing.people)


def _split(text: str, listing: _Listing) -> Iterator[str]:
    """The names of one line. What stands in brackets is not cut; with semicolons, "Ruiz, Ana" is one name."""
    asides: list[str] = []

    def hide(aside: re.Match[str]) -> str:
        asides.append(aside.group())
        return f"\0{len(asides) - 1}\0"

    stretches = ASIDE.sub(hide, text.replace("\0", " ")).split(";")
    for stretch in stretches:
        label, colon, rest = stretch.partition(":")
        if colon and label.strip() in listing.meeting.absent:
            continue
        names = rest if colon and label.strip() in listing.meeting.more_attendees else stretch
        turned = _turn(names) if len(stretches) > 1 else names
        for part in _SPLIT.split(turned):
            for name in _split_words(part, listing.people):
                if name.strip():
                    yield re.sub(r"\0(\d+)\0", lambda mark: asides[int(mark.group(1))], name)


def _split_words(text: str, words: PeopleWords) -> list[str]:
    """The names between the joiners of the language: "Ana and Bo"."""
    names, part = [], list[str]()
    for word in text.split():
        if word in words.joiners:
            names.append(" ".join(part))
            part = []
        else:
            part.append(word)
    return [*names, " ".join(part)]


def _turn(name: str) -> str:
    family, comma, given = name.partition(",")
    is_turned = comma and len(family.split()) == 1 and "," not in given
    return f"{given.strip()} {family.strip()}" if is_turned else name


def _cut_affiliation(text: str) -> tuple[str, str]:
    cut = _AFFILIATION.search(text)
    return (text[: cut.start()], cut.group().strip(" -–—/")) if cut else (text, "")


def _is_namelike(name: str) -> bool:
    parts = name.split()
    if not 0 < len(parts) <= _MAX_WORDS or len(name) > 60 or "://" in name or not any(map(str.isalpha, name)):
        return False
    small = [part for part in parts if part[0].islower() and len(part) > _PARTICLE]
    return len(parts) == 1 or (len(small) <= 1 and any(part[0].isupper() or part[0] == "@" for part in parts))


def _fits_initials(aside: str, name: str) -> bool:
    plain = fold_name(aside)
    return aside.isupper() and aside.isalpha() and len(aside) <= 4 and fold_name(name).startswith(plain[0])


def _from_presence_table(entries: Sequence[Entry], *, words: MeetingWords, people: PeopleWords) -> tuple[Person, ...]:
    """A table that says for each name whether it was there needs no heading."""
    rows = [entry for entry in entries if entry.kind is LineKind.TABLE]
    for place, row in enumerate(rows):
        cells = _cells(row)
        if any(cell in words.name_columns for cell in cells) and any(cell in words.presence_columns for cell in cells):
            return tuple(_read_table(rows[place:], words=words, people=people))
    return ()


def _read_table(rows: Sequence[Entry], *, words: MeetingWords, people: PeopleWords) -> list[Person]:
    head = _cells(rows[0])
    names = next((at for at, cell in enumerate(head) if cell in words.name_columns), None)
    presence = next((at for at, cell in enumerate(head) if cell in words.presence_columns and at != names), None)
    found = []
    for row in rows if names is None else rows[1:]:
        cells = _cells(row)
        at = names or 0
        if at >= len(cells) or set(cells[at]) <= set("-: "):
            continue
        if presence is not None and (presence >= len(cells) or cells[presence] not in words.present):
            continue
        person = read_person(cells[at], words=words, people=people)
        found += [person] if person else []
    return found


def _cells(row: Entry) -> list[str]:
    return [cell.strip() for cell in row.text.strip().strip("|").split("|")]
