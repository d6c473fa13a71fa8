"""What Gmail, Outlook for Windows and Apple Mail make of what our letters are built with.

`letter_support.toml` says it for each property, at-rule, element and
attribute we use; tests need no network and no node. What the programs do is
the data of caniemail.com (MIT); to bring it up to date:

    npm pack caniemail && tar -xf caniemail-*.tgz
    .venv/bin/python tests/letter_support.py package/data/caniemail.json

`feature` is a name of that data, empty where it has none; most of these are
as old as mail with markup. What happens where something is missing is ours
to say, in `without`.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

TABLE = Path(__file__).with_name("letter_support.toml")
# Family and platform of the data; None for all of them.
PROGRAMS = {"gmail": ("gmail", None), "outlook": ("outlook", "windows"), "apple": ("apple-mail", None)}
# From bad to good: no, unknown, partly, yes.
VERDICTS = "nuay"
KEYS = ("feature", *PROGRAMS, "without")


def read_support() -> dict[str, dict[str, Mapping[str, str]]]:
    """The table: `css`, `rule`, `element` and `attribute`, each with its rows by name."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def _judge(stats: Mapping[str, Mapping[str, Mapping[str, str]]], program: str) -> str:
    """The newest version of each platform; the worst of them counts."""
    family, platform = PROGRAMS[program]
    platforms = stats.get(family, {})
    newest = [list(versions.values())[-1] for name, versions in platforms.items() if platform in {None, name}]
    return min((one[0] for one in newest), key=VERDICTS.index, default="u")


def _main(data: Path) -> None:
    found = {one["slug"]: one["stats"] for one in json.loads(data.read_text("utf-8"))["data"]}
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    for sort, rows in read_support().items():
        lines += ["", f"[{sort}]"]
        for name, row in rows.items():
            told = {key: _judge(found[row["feature"]], key) for key in PROGRAMS} if row["feature"] else {}
            values = ", ".join(f"{key} = {json.dumps((dict(row) | told)[key], ensure_ascii=False)}" for key in KEYS)
            lines.append(f"{json.dumps(name)} = {{ {values} }}")
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
