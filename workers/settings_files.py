"""Secrets in files of their own, as containers and systemd hand them out: `FOLLOWTHROUGH_SECRET_FILE=…`.

No complaint repeats what stands in such a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from workers.settings_faults import Fault, variable

FILE = "_file"
# A key of a service account has about 2,400 bytes.
MOST_BYTES = 65_536


def read_files(written: Mapping[str, str], names: Iterable[str]) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """What stands in the files that are named for these settings, and the fault of each that cannot be used."""
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for name in names:
        path = written.get(name + FILE, "")
        if not path:
            continue
        found = _both(name) if written.get(name) else _read(name, path)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            values[name] = found
    return values, tuple(faults)


def _both(name: str) -> Fault:
    cure = f"leave out one of {variable(name)} and {variable(name + FILE)}"
    return Fault(name=variable(name), wrong="is written twice, once in a file", cure=cure)


def _read(name: str, path: str) -> str | Fault:
    place = variable(name + FILE)
    try:
        with Path(path).open("rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) <= MOST_BYTES and text.strip():
            return text.decode("utf-8").strip()
    except (OSError, ValueError) as trouble:
        cure = "name a text file that this user may read, and nobody else"
        return Fault(name=place, wrong=f"names a file that cannot be read ({type(trouble).__name__})", cure=cure)
    wrong = "names a file that is empty" if not text.strip() else "names a file that is too large to be a secret"
    return Fault(name=place, wrong=wrong, cure=f"put into it what {variable(name)} would hold")
