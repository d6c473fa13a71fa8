"""The stamp that programs put into the names of their recordings: "Weekly-20261124_100012-Meeting Recording".

What follows the stamp says what sort of file it is, in the program's words.
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.notes.days import make_day

STAMP = re.compile(
    r"(?:^|[-_\s–—.]{1,4})(?:GMT|UTC)?(?P<year>20\d{2})[-_]?(?P<month>\d{2})[-_]?(?P<day>\d{2})[-_T\s]{1,2}"
    r"\d{2}[-_:h]?\d{2}(?:[-_:]?\d{2})?(?!\d)"
)


def cut_stamp(name: str) -> tuple[str, date | None]:
    """The name before its stamp, and the day that the stamp tells; None without one."""
    found = STAMP.search(name[:300])
    if found is None:
        return name, None
    day = make_day(int(found["year"]), int(found["month"]), int(found["day"]))
    return (name[: found.start()].strip(), day) if day is not None else (name, None)
