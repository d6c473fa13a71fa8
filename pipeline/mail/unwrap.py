"""Text as its writer typed it: without the line breaks of RFC 3676 and the armour of a signature (RFC 9580).

With soft breaks taken out a sentence is one line again, which readers of notes
and of attribution lines need. Quoted lines stay as they are wrapped: they are
compared, never shown.
"""

from __future__ import annotations

import re

DELIMITER = "-- "
MOST_COLUMNS = 20_000
SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
ARMOUR_HEADER = re.compile(r"[A-Za-z]{1,20}: ")


def unflow(text: str) -> str:
    """The text with soft breaks taken out of what was typed."""
    flowing: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        bare = line.removeprefix(" ")
        soft = bare.endswith(" ") and bare != DELIMITER and not quoted
        if open_line and not quoted and bare.strip() and bare != DELIMITER and len(flowing[-1]) < MOST_COLUMNS:
            flowing[-1] += bare
        else:
            flowing.append(bare)
        open_line = soft and bool(bare.strip())
    return "\n".join(flowing)


def unsign(text: str) -> str:
    """The text inside a clear signature; any other text as it is."""
    before, mark, rest = text.partition(SIGNED)
    if not mark:
        return text
    lines = rest.partition(SIGNATURE)[0].replace("\r\n", "\n").lstrip("\n").split("\n")
    while lines and ARMOUR_HEADER.match(lines[0]):
        lines.pop(0)
    return before + "\n".join(line.removeprefix("- ") for line in lines).strip("\n")


def is_encrypted(text: str) -> bool:
    """Whether some of it can be read by the holder of a key only."""
    return any(line.startswith(ENCRYPTED) for line in text.splitlines())
