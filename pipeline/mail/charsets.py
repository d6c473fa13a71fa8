"""Bytes to text, whatever a mail says of its charset.

Names lie, are misspelt or missing; what cannot be decoded as told is read as
UTF-8 or, failing that, as what Windows programs wrote. Never raises.
"""

from __future__ import annotations

import codecs
import re
from email.errors import MessageError
from email.header import decode_header, make_header

# What a name says, and what was meant: supersets that programs use under the name of their standard.
MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-roman": "mac-roman",
    "uft-8": "utf-8",
}
ONE_BYTE = {"cp1252", "iso-8859-15", "iso-8859-2", "cp1250", "cp1251"}
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(payload: bytes, charset: str | None = None) -> str:
    """The text in these bytes; its own mark counts more than what was said of it."""
    marked = next((name for mark, name in MARKS if payload.startswith(mark)), None)
    name = marked or _known(charset)
    # Text of one byte a letter is hardly ever right UTF-8 by chance, and programs forget to change the name.
    attempts = ("utf-8", name) if name in ONE_BYTE else (name, "utf-8")
    for attempt in attempts:
        if attempt is None:
            continue
        try:
            return make_whole(payload.decode(attempt))
        except (UnicodeError, ValueError):
            continue
    return payload.decode(name if name not in {None, "utf-8", "utf-7"} else "cp1252", "replace")


def make_whole(text: str) -> str:
    """The text without halves of a letter (surrogates), which some codecs and formats let through: none can be kept."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def decode_header_line(value: str) -> str:
    """Encoded words decoded, line breaks gone: a value is one line whatever an encoded word hides in it."""
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):
        text = _decode_loosely(value)
    try:
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        text = make_whole(text)
    return re.sub(r"\s*[\r\n]+\s*", " ", text).replace("\x00", "").strip()


def _decode_loosely(value: str) -> str:
    """The value where an encoded word names a charset that nobody knows, or not the one it is in."""
    try:
        chunks = decode_header(value)
    except (ValueError, MessageError):
        return value
    return "".join(
        decode(chunk, charset) if isinstance(chunk, bytes) and charset else _as_text(chunk) for chunk, charset in chunks
    )


def _as_text(chunk: bytes | str) -> str:
    return chunk if isinstance(chunk, str) else chunk.decode("ascii", "replace")


def _known(charset: str | None) -> str | None:
    """The codec of that name; None where Python has none, or one that yields no text."""
    name = re.sub(r"^3d|[\"'\s]", "", (charset or "").lower())[:40]
    name = MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # "base64" and "rot13" are codecs too, and "undefined" always fails.
    return (
        name
        if getattr(info, "_is_text_encoding", True) and info.name not in {"undefined", "idna", "punycode"}
        else None
    )
