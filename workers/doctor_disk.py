"""The doctor's look at the disk: is there room where everything is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from workers.doctor_findings import Finding, Values, fault, fine
from workers.watch import LEAST_BYTES


def look_at_disk(
    what: str, values: Values, *, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
) -> Finding:
    """Whether the disk has room; a database server's own is not ours to see."""
    from sqlalchemy import make_url  # noqa: PLC0415 - a fifth of a second

    url = make_url(values["database_url"])
    if url.get_backend_name() != "sqlite":
        return fine(what, "the database server's own; watch it there")
    folder = Path(str(url.database)).resolve().parent
    try:
        left = free(folder)
    except OSError as trouble:
        return fault(what, f"{folder} cannot be looked at ({trouble.strerror})", "see the line on the database")
    if left < LEAST_BYTES:
        cure = (
            "make room there, move the database to a larger disk, or keep things for a shorter time "
            "(FOLLOWTHROUGH_KEEP_MAILS, FOLLOWTHROUGH_KEEP_LETTERS)"
        )
        return fault(what, f"{left // 1_000_000} MB are left in {folder}, so that soon nothing can be written", cure)
    return fine(what, f"{left / 1_000_000_000:.0f} GB are left in {folder}")
