"""Mailboxes in a header line as people see it, which is not as RFC 5322 writes it.

Names hold bare commas ("Doe, John <…>"), addresses come doubled
("a@b.c <a@b.c>"), with links ("a@b.c<mailto:a@b.c>"), in square brackets
(Outlook) or round ones. So the addresses are found first, and a name is
what stands before its address.
"""

from __future__ import annotations

import re

from pipeline.model import Address

ADDRESS = re.compile(r"[^\s<>\[\]()\"',;:：«»“”]{1,120}@[^\s<>\[\]()\"',;:：«»“”@]{1,200}")
MOST_CHARACTERS = 20_000
MOST_MAILBOXES = 500
# "Mara Lindt/Berlin/Acme@Acme": how Notes writes who sits where.
IN_A_DIRECTORY = re.compile(r"([^/@]{1,100})(?:/[^/@]{1,60}){1,6}(?:@[^@\s]{1,60})?")
AROUND_A_NAME = " \t,;<>[]()\"'«»“”„*_:："


def read_mailboxes(text: str) -> tuple[Address, ...]:
    """Every mailbox of the line that has an address, each once, in order."""
    text = re.sub(r"(?i)mailto:\s?", "", text[:MOST_CHARACTERS])
    found: dict[str, Address] = {}
    end = 0
    for match in ADDRESS.finditer(text):
        name = _read_name(text[end : match.start()])
        end = match.end()
        address = match[0].strip(".*_")
        try:
            mailbox = Address(address=address, name="" if name.casefold() == address.casefold() else name)
        except ValueError:
            continue
        found.setdefault(mailbox.key, mailbox)
    return tuple(found.values())[:MOST_MAILBOXES]


def read_sender(text: str) -> tuple[Address | None, str]:
    """The first mailbox and its name; a sender without an address has only a name."""
    found = read_mailboxes(text)
    if found:
        return found[0], found[0].name
    name = text.strip(AROUND_A_NAME)
    listed = IN_A_DIRECTORY.fullmatch(name) if name.count("/") > 1 else None
    return None, listed[1] if listed is not None else name


def _read_name(before: str) -> str:
    """The name in what stands between two addresses; Outlook parts mailboxes by semicolons, all others by commas."""
    last = before.rpartition(";")[2]
    return " ".join(last.strip(AROUND_A_NAME).split())
