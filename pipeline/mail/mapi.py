"""What Outlook's own files (.msg and winmail.dat) have in common: properties by number, bodies in three forms.

Numbers are those of MS-OXPROPS.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.mail.charsets import decode
from pipeline.mail.documents import MOST_RTF, read_rtf
from pipeline.mail.html import MOST_CHARACTERS, html_to_text

SUBJECT = 0x0037
HEADERS = 0x007D
SENDER_NAME = 0x0C1A
SENDER_ADDRESS = 0x0C1F
SENDER_SMTP = 0x5D01
SUBMITTED = 0x0039
BODY = 0x1000
RTF = 0x1009
HTML = 0x1013
NAME = 0x3001
ADDRESS = 0x3003
SMTP = 0x39FE
RECIPIENT_TYPE = 0x0C15
FILE = 0x3701
SHORT_FILE_NAME = 0x3704
FILE_NAME = 0x3707
FILE_TYPE = 0x370E

# Of each mail inside another; there may be many.
MOST_HTML_INSIDE = 100_000

Value = str | bytes | int
Properties = Mapping[int, Value]


def read_body(properties: Properties, *, most_html: int = MOST_CHARACTERS) -> str:
    """The text of a mail as it stands in its properties: typed text, else made from HTML, else from RTF."""
    plain = say(properties, BODY)
    if plain.strip():
        return plain.replace("\r\n", "\n").replace("\r", "\n")
    page = properties.get(HTML)
    if page:
        return html_to_text(decode(page) if isinstance(page, bytes) else str(page), most=most_html)
    packed = properties.get(RTF)
    return _unpack_rtf(packed) if isinstance(packed, bytes) else ""


def say(properties: Properties, number: int) -> str:
    """A property that is text; empty where it is missing or something else."""
    value = properties.get(number)
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _unpack_rtf(packed: bytes) -> str:
    """RTF as Exchange packs it (MS-OXRTFCP); the size that it names bounds what is unpacked."""
    if len(packed) < 16 or int.from_bytes(packed[4:8], "little") > MOST_RTF or len(packed) > MOST_RTF:
        return ""
    from compressed_rtf import decompress  # noqa: PLC0415

    try:
        rtf = bytes(decompress(packed))
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library do
        return ""
    return read_rtf(rtf)[0].strip("\n")
