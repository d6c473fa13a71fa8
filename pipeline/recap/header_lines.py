"""Header fields as bytes (RFC 5322, RFC 2047), folded and encoded by us.

Written here and not left to the library because its folding encodes long
Message-IDs as words (python/cpython#79986), and because nothing a stranger
wrote may end a line: every value passes `clean` first, and what is not plain
ASCII is encoded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.charset import QP, Charset
from email.header import Header

from pipeline.model import Address

WIDTH = 76
MAX_SUBJECT = 250
MAX_NAME = 100
# A longer name is encoded, since encoded words can be cut anywhere.
MAX_PHRASE = 60
# RFC 5322 allows 998 octets a line; ours are identifiers, which nobody makes longer than this.
MAX_ID = 250
MOST_REFERENCES = 20

# Controls, invisible marks that turn the direction of writing, and halves of characters that no encoding knows.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+")
DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def clean(text: str) -> str:
    """Text on one line: whatever could end a header, hide or turn round what follows is a blank."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def header_line(name: str, value: str) -> bytes:
    """A field of free words, such as a subject."""
    value = clean(value)
    folded = _fold(name, value) if value.isascii() and "=?" not in value else None
    return folded if folded is not None else _line(name, _encode(value, first=len(name) + 2))


def address_line(name: str, address: Address) -> bytes:
    """A field of one address. One that no server could read is left out of the header; the envelope still has it."""
    spec = format_spec(address.address)
    if spec is None:
        return _line(name, "undisclosed-recipients:;")
    shown = clean(address.name)[:MAX_NAME]
    if not shown:
        return _line(name, spec)
    phrase = _phrase(shown, first=len(name) + 2)
    last = phrase.rpartition("\n")[2]
    separator = " " if len(last) + len(spec) + 3 + len(name) + 2 <= WIDTH else "\r\n "
    return _line(name, f"{phrase}{separator}<{spec}>")


def ids_line(name: str, message_ids: Sequence[str]) -> bytes | None:
    """A field of Message-IDs, one to a line. What is no Message-ID is left out; None when nothing is left.

    A long thread keeps its first and its newest (RFC 5322 3.6.4 asks for the parent, RFC 1036 for both ends).
    """
    ids = [one for one in dict.fromkeys(message_ids) if len(one) <= MAX_ID and MESSAGE_ID.fullmatch(one)]
    if len(ids) > MOST_REFERENCES:
        ids = ids[:1] + ids[1 - MOST_REFERENCES :]
    return _line(name, "\r\n ".join(ids)) if ids else None


def format_spec(address: str) -> str | None:
    """An addr-spec for a header, its domain in ASCII (IDNA), an odd local part quoted; None when none can be made."""
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not local or clean(local) != local or not DOMAIN.fullmatch(domain):
        return None
    if DOT_ATOM.fullmatch(local):
        return f"{local}@{domain}"
    if local.startswith('"') and local.endswith('"') and len(local) > 1:
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    return f'"{_escape(local)}"@{domain}'


def _phrase(name: str, *, first: int) -> str:
    if not name.isascii() or "=?" in name or len(name) > MAX_PHRASE:
        return _encode(name, first=first)
    return name if PLAIN_NAME.fullmatch(name) else f'"{_escape(name)}"'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _encode(text: str, *, first: int) -> str:
    """Encoded words of RFC 2047, cut between characters."""
    charset = Charset("utf-8")
    charset.header_encoding = QP
    words = Header(text, charset, maxlinelen=WIDTH, header_name="x" * max(first - 2, 1))
    return words.encode(linesep="\r\n")


def _fold(name: str, value: str) -> bytes | None:
    """Plain words folded between words; None when a word is too long for a line."""
    lines = [f"{name}:"]
    for word in value.split(" "):
        if len(word) + 1 > WIDTH:
            return None
        if len(lines[-1]) + 1 + len(word) > WIDTH and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _line(name: str, value: str) -> bytes:
    # UTF-8 stands only where an address itself is not ASCII (RFC 6532).
    return f"{name}: {value}\r\n".encode()
