"""What the row of a table names: by the headings of its columns, or by a cell that says which kind of thing it is.

"Action | Owner | Due" needs no more; minutes of building sites and projects
have one table for everything, with a letter for the kind in each row and a
line that says what the letters mean: "A = action, D = decision".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.kinds import KINDS
from pipeline.model import Block, Match
from pipeline.notes.sections import find_meaning
from pipeline.rules.book import STRENGTHS, RuleBook

SCORE = STRENGTHS["certain"]
BESIDE_A_TASK = ("owner", "due", "status")
# Columns that say something about an item, and are none.
ABOUT = frozenset({"owner", "due", "status", "kind"})
PAIR = re.compile(r"(?<!\w)(?P<letter>[A-Z]{1,2})\s?[=:]\s?(?P<word>[^\W\d_][\w -]{2,30})(?=[,;.|)]|\s*$)")
MIN_PAIRS = 2
MAX_LEGEND = 300
# A code in a cell is no longer; what is, names no kind of ours and leaves the row what it is.
MAX_CODE = 2


def read_legend(text: str, book: RuleBook) -> dict[str, str]:
    """The kinds that letters stand for, "" for one that is none of ours; empty where a line tells no letters."""
    pairs = [found.groups() for found in PAIR.finditer(text[:MAX_LEGEND])]
    kinds = {letter: _find_kind(word, book) for letter, word in pairs}
    return kinds if len(kinds) >= MIN_PAIRS and any(kinds.values()) else {}


def read_row(block: Block, means: str, number: int, book: RuleBook, *, legend: Mapping[str, str]) -> Iterator[Match]:
    """The items of one row, below a heading that means `means`. What is done is none."""
    roles = {phrase: column.role for column in book.columns for phrase in column.phrases}
    named = {roles.get(name.casefold().strip(" :")) for name in block.cells}
    cells: dict[str, str] = {}
    for name, cell in block.cells.items():
        # A dash says that there is nothing.
        if (role := roles.get(name.casefold().strip(" :"))) and any(map(str.isalnum, cell)):
            cells.setdefault(role, cell)
    if any(_is_done(cells.get(role, ""), book) for role in ("status", "due")):
        return
    if not named - {None, "kind"}:
        if means in KINDS and block.text:
            yield _match(means, number, block, {"task": block.text})
        return
    code = cells.get("kind", "").strip(" .")
    kind = legend.get(code, _find_kind(code, book)) if code else ""
    if kind:
        yield _match(kind, number, block, _slots_of(_tell(block, roles), cells))
    elif len(code) > MAX_CODE or not code:
        yield from _read_cells(block, means, number, cells, named=named)


def _find_kind(word: str, book: RuleBook) -> str:
    """The kind a word names as a mark, as a column or as a heading, empty where it names none."""
    small = word.strip().casefold()
    marked = next((marker.kind for marker in book.markers if small in marker.words), "")
    column = next((column.role for column in book.columns if small in column.phrases and column.role in KINDS), "")
    meaning = find_meaning(small, book) if len(small) > MAX_CODE else ""
    return marked or column or (meaning if meaning in KINDS else "")


def _is_done(cell: str, book: RuleBook) -> bool:
    """Whether a cell says so, with or without a day behind it: "closed 8 April"."""
    words = cell.casefold().strip(" .!")
    first, _, rest = words.partition(" ")
    return words in book.dones or (first.strip(",:") in book.dones and rest[:1].isdigit())


def _tell(block: Block, roles: Mapping[str, str]) -> str:
    """The longest cell that is not about the item."""
    told = [cell for name, cell in block.cells.items() if roles.get(name.casefold().strip(" :")) not in ABOUT]
    return max(told, key=len, default="") or block.text


def _slots_of(task: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {"task": task} | {role: cells[role] for role in ("owner", "due") if role in cells}


def _read_cells(
    block: Block, means: str, number: int, cells: Mapping[str, str], *, named: set[str | None]
) -> Iterator[Match]:
    # Beside a column of actions the other cells only say what was talked about: "Item | Discussion | Action".
    task = cells.get("action", "") if "action" in named else cells.get("task", "")
    tasks = "action" in named or means == "action" or not named.isdisjoint(BESIDE_A_TASK)
    # A topic that was decided and has been given to nobody is done with.
    decided = "action" not in named and "decision" in cells and not ("owner" in cells or "due" in cells)
    if task and tasks and not decided:
        yield _match("action", number, block, _slots_of(task, cells))
    for kind in KINDS:
        if kind in cells and kind != "action":
            slots = {"task": cells[kind]} | ({"owner": cells["owner"]} if "owner" in cells else {})
            yield _match(kind, number, block, slots)


def _match(kind: str, number: int, block: Block, slots: Mapping[str, str]) -> Match:
    end = max(len(block.text), 1)
    return Match(rule="table", kind=kind, block=number, start=0, end=end, score=SCORE, slots=slots, explicit=True)
