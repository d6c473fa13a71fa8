"""The log: every item by its words, its day and whose eyes it is for.

An entry's number sorts by day, so that the newest are found first without
looking at the others. Words and marks stand in one text: SQLite looks it up
by FTS5 from the newest day backwards, PostgreSQL by a GIN index over the same
words, the newest months first; both touch little more than what they bring.
What was said stands in the recap alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text

from pipeline.log.sight import OPEN, is_logged, is_settled, owners_of, readers_of, words_of
from pipeline.model import Entry, Item, Looked, Question, Recap
from workers.store.payload import load
from workers.store.store import Transaction
from workers.store.tables import ENTRIES, RECAPS

# A day, a recap and a place in it make one number that a database can count in: 8 digits, 8 digits, 4 digits less.
PER_DAY, PER_RECAP = 10**12, 10**4
# No word of a text has this sign, so no text can pretend to be for somebody's eyes.
MARK = "="
MARK_LENGTH = 16

# Built once: to build a statement costs more than to run it.
_ADD = insert(ENTRIES)
_DROP = delete(ENTRIES).where(ENTRIES.c.recap_id == bindparam("recap"))
_NEWEST = select(func.max(ENTRIES.c.id)).where(ENTRIES.c.id < bindparam("end"))
_PAYLOADS = select(RECAPS.c.id, RECAPS.c.payload).where(RECAPS.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or mark that an entry has to hold; `begins` where the beginning of one is enough."""

    word: str
    begins: bool = False


def write_entries(tx: Transaction, recap_id: int, recap: Recap, *, otherwise: date) -> None:
    """Everything the log holds of this recap, instead of what it held before. `otherwise` is the day without one."""
    delete_entries(tx, recap_id)
    add_entries(tx, recap_id, recap, otherwise=otherwise)


def add_entries(tx: Transaction, recap_id: int, recap: Recap, *, otherwise: date) -> None:
    """Everything the log holds of a new recap. `otherwise` is the day without one."""
    day = recap.meeting.held_on or otherwise
    first = day.toordinal() * PER_DAY + recap_id * PER_RECAP
    rows = [
        {"id": first + place, "recap_id": recap_id, "code": item.code, "words": " ".join(index(recap, item, day=day))}
        for place, item in enumerate(recap.items[:PER_RECAP])
        if is_logged(recap)
    ]
    if rows:
        tx.execute(_ADD, rows)


def delete_entries(tx: Transaction, recap_id: int) -> None:
    """Nothing of this recap can be found any more."""
    tx.execute(_DROP, {"recap": recap_id})


def rebuild(tx: Transaction) -> int:
    """Write every recap's entries anew; how many recaps there were."""
    rows = tx.execute(select(RECAPS.c.id, RECAPS.c.created_at, RECAPS.c.payload)).all()
    for row in rows:
        write_entries(tx, row.id, load(Recap, row.payload), otherwise=row.created_at.date())
    return len(rows)


def find(tx: Transaction, question: Question, *, viewers: Collection[str] | None, most: int) -> Looked:
    """The newest entries for a question. `viewers` are the addresses of one person; None is who runs the server.

    All words have to stand in an entry; where that finds nothing, any of them.
    """
    words = [[Term(word=stem, begins=True)] for stem in question.stems]
    wanted = list(_wanted(question, viewers))
    found = _find_places(tx, question, [*wanted, *words], most=most + 1)
    if not found and len(words) > 1:
        found = _find_places(tx, question, [*wanted, [term for (term,) in words]], most=most + 1)
    entries = tuple(_read_entries(tx, found[:most]))
    return Looked(question=question, entries=entries, more=len(found) > most)


def find_marks(address: str) -> tuple[str, ...]:
    """The marks by which entries are found that are for this person's eyes, or theirs to do."""
    return _mark("reader", address), _mark("owner", address)


def index(recap: Recap, item: Item, *, day: date) -> Iterator[str]:
    """The words and marks that one entry is found by."""
    yield from words_of(recap, item)
    yield _month(_count_months(day))
    yield _mark("kind", item.kind)
    yield from (_mark("reader", address) for address in sorted(readers_of(recap, item)))
    yield from (_mark("owner", address) for address in sorted(owners_of(recap, item)))
    yield from (_mark("part", address) for address in sorted(_present(recap)))
    if item.state in OPEN:
        yield _mark("open", "")
    if is_settled(item):
        yield _mark("settled", "")


def _present(recap: Recap) -> set[str]:
    """Everybody of the meeting whose address is known."""
    people = (*recap.meeting.attendees, *recap.people)
    return {recap.host.key, *(person.address.casefold() for person in people if person.address)}


def _wanted(question: Question, viewers: Collection[str] | None) -> Iterator[list[Term]]:
    """The marks of a question: one of each row has to stand in an entry."""
    if viewers is not None:
        yield [_term("owner" if question.mine else "reader", address) for address in viewers]
    if question.still_open:
        yield [_term("open", "")]
    if not question.mine:
        yield [_term("settled", "")]
    if question.kinds:
        yield [_term("kind", kind) for kind in question.kinds]
    if question.person is not None and question.person.address:
        yield [_term("part", question.person.address)]


def _term(what: str, value: str) -> Term:
    return Term(word=_mark(what, value))


def _count_months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(number: int) -> str:
    """The mark of a month by its number in the calendar."""
    return f"{MARK}m{number}"


def _mark(what: str, value: str) -> str:
    """A mark is a number made of what it says: no address stands in the index."""
    return MARK + sha256(f"{what}:{value.casefold()}".encode()).hexdigest()[:MARK_LENGTH]


SQLITE_FIND = text("""
SELECT entries.id, entries.recap_id, entries.code FROM entries_words JOIN entries ON entries.id = entries_words.rowid
WHERE entries_words MATCH :wanted AND entries_words.rowid >= :low AND entries_words.rowid < :high
ORDER BY entries_words.rowid DESC LIMIT :most
""")
# By its words and its months first, and by its day among those: walking all days, or all entries, in the hope of a
# match is what must never be planned, and the planner cannot know how few entries are for one person's eyes.
POSTGRES_FIND = text("""
WITH found AS MATERIALIZED (
  SELECT id, recap_id, code FROM entries
  WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:wanted AS tsquery)
)
SELECT id, recap_id, code FROM found WHERE id >= :low AND id < :high ORDER BY id DESC LIMIT :most
""")
POSTGRES_PLAN = text("SET LOCAL enable_seqscan = off")
# So many months are looked through before more are: whoever was part of everything finds enough in the first.
WINDOWS = (1, 4, 16)


def _find_places(
    tx: Transaction, question: Question, wanted: Sequence[Sequence[Term]], *, most: int
) -> list[tuple[int, str]]:
    """Recap and code of each entry, the newest first."""
    if not all(wanted):
        return []
    low = (question.since or date.min).toordinal() * PER_DAY
    values = {"low": low, "high": _end(question), "most": most}
    if tx.dialect.name != "postgresql":
        newest = tx.execute(SQLITE_FIND, values | {"wanted": _write_match(wanted)}).all()
        return [(row.recap_id, row.code) for row in newest]
    tx.execute(POSTGRES_PLAN)
    rows: Sequence[Any] = ()
    for months in _windows(tx, question):
        rows = tx.execute(POSTGRES_FIND, values | {"wanted": _write_tsquery([*wanted, *months])}).all()
        if len(rows) >= most:
            break
    return [(row.recap_id, row.code) for row in rows]


def _windows(tx: Transaction, question: Question) -> Iterator[list[list[Term]]]:
    """The newest months up to the question's last day, then more of them, until they reach its first day."""
    newest = tx.execute(_NEWEST, {"end": _end(question)}).scalar()
    if newest is None:
        return
    last = _count_months(date.fromordinal(newest // PER_DAY))
    first = _count_months(question.since) if question.since is not None else 0
    for size in WINDOWS:
        yield [[Term(word=_month(last - back)) for back in range(size)]]
        if last - size < first:
            return
    yield []


def _end(question: Question) -> int:
    return ((question.until or date.max).toordinal() + 1) * PER_DAY


def _write_match(wanted: Iterable[Sequence[Term]]) -> str:
    """As FTS5 reads it (words and marks hold no quotes): ("a" OR "b" *) AND ("c")."""
    return " AND ".join(
        "(" + " OR ".join(f'"{term.word}"' + (" *" if term.begins else "") for term in row) + ")" for row in wanted
    )


def _write_tsquery(wanted: Iterable[Sequence[Term]]) -> str:
    """As PostgreSQL reads it: ('a' | 'b':*) & ('c')."""
    return " & ".join(
        "(" + " | ".join(f"'{term.word}'" + (":*" if term.begins else "") for term in row) + ")" for row in wanted
    )


def _read_entries(tx: Transaction, found: Sequence[tuple[int, str]]) -> Iterator[Entry]:
    """The items behind the numbers, from the recaps they stand in."""
    ids = sorted({recap_id for recap_id, _ in found})
    recaps = {row.id: load(Recap, row.payload) for row in tx.execute(_PAYLOADS, {"ids": ids})} if ids else {}
    for recap_id, code in found:
        item = next((item for item in recaps[recap_id].items if item.code == code), None)
        if item is not None:
            yield Entry(recap=recaps[recap_id], item=item)
