"""Hop 4: the text in files that word processors write: Word, PDF and RTF.

Each reader gives text with headings, lists, tables and boxes as lines, or the
reason why there is none. What is inside is measured before it is read, since
a small file can hold a large one; the measures are bytes and parts, never a
clock, so that the same file always gives the same answer. The libraries are
loaded when the first such file comes.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from pipeline.mail.html import html_to_text
from pipeline.mail.reasons import BROKEN, LOCKED, TOO_LARGE

# A meeting of two hours, word for word, has a tenth of these. mammoth reads a tag in some 15 microseconds.
MOST_TAGS = 40_000
MOST_XML = 10_000_000
MOST_FILES = 1_000
# The old format of Office, which new programs still use to lock a file.
OLE = b"\xd0\xcf\x11\xe0"

MOST_PAGES = 100
# Marks on one page, and in the whole file; pypdf takes longer than twice as long for twice as many.
MOST_PAGE_BYTES = 400_000
MOST_PDF_BYTES = 2_000_000
MOST_OPERATIONS = 40_000
MOST_OBJECTS = 50_000
# No font, picture or page of a document of text is larger when it is unpacked.
MOST_UNPACKED = 8_000_000

MOST_RTF = 1_000_000
FIELD = re.compile(r"\{\\field\b")


class _TooMuchError(Exception):
    """Leaves a library from inside, where a file has more in it than is read."""


def read_docx(payload: bytes, *, part: int = 1) -> tuple[str, str]:
    """The text of a Word file (OOXML), or empty and the reason. It may be as large as this part of the bounds."""
    if payload.startswith(OLE):
        return "", LOCKED
    reason = _weigh_docx(payload, most_tags=MOST_TAGS // part)
    if reason:
        return "", reason
    import mammoth  # noqa: PLC0415

    try:
        page = mammoth.convert_to_html(
            io.BytesIO(payload), convert_image=lambda _: [], include_embedded_style_map=False
        ).value
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library do
        return "", BROKEN
    # Word breaks a line inside a paragraph where transcripts put the name of who speaks.
    return html_to_text(page), ""


def _weigh_docx(payload: bytes, *, most_tags: int) -> str:
    """The reason not to read it. Sizes are those the archive names; no more than that is ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            files = [one for one in archive.infolist() if one.filename.lower().endswith((".xml", ".rels"))]
            if len(files) > MOST_FILES or sum(one.file_size for one in files) > MOST_XML:
                return TOO_LARGE
            if any(one.flag_bits & 1 for one in files):
                return LOCKED
            tags = 0
            for one in files:
                xml = archive.read(one)
                tags += xml.count(b"<") if one.filename.startswith("word/") else 0
                if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                    # No program writes these; they are how XML is made to grow.
                    return BROKEN
    except Exception:  # noqa: BLE001 - see above
        return BROKEN
    return TOO_LARGE if tags > most_tags else ""


def read_pdf(payload: bytes, *, part: int = 1) -> tuple[str, str]:
    """The text of a PDF, or empty and the reason; a scanned page has none. `part` is that of `read_docx`."""
    if payload.count(b" obj") > MOST_OBJECTS:
        return "", TOO_LARGE
    import pypdf  # noqa: PLC0415

    try:
        with _bounded(pypdf):
            reader = pypdf.PdfReader(io.BytesIO(payload), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                return "", LOCKED
            if _page_count(reader) > MOST_PAGES:
                return "", TOO_LARGE
            return "\n".join(_read_pages(reader, part=part)), ""
    except (_TooMuchError, pypdf.errors.LimitReachedError):
        return "", TOO_LARGE
    except (pypdf.errors.DependencyError, pypdf.errors.WrongPasswordError):
        return "", LOCKED
    except Exception:  # noqa: BLE001 - see above
        return "", BROKEN


def _bounded(pypdf: Any) -> Any:
    """What pypdf may unpack and follow; its own bounds are for machines that do nothing else."""
    return pypdf.apply_configuration(
        zlib_maximum_output_length=MOST_UNPACKED,
        lzw_maximum_output_length=MOST_UNPACKED,
        run_length_maximum_output_length=MOST_UNPACKED,
        array_based_stream_maximum_output_length=MOST_UNPACKED,
        stream_decoding_work_maximum_length=4 * MOST_UNPACKED,
        stream_parsing_work_maximum_count=4 * MOST_OPERATIONS,
        xform_maximum_invocations_per_extraction=200,
        page_tree_maximum_entries=10 * MOST_PAGES,
    )


def _page_count(reader: Any) -> int:
    """As the file says it; counted page by page only where it says little."""
    told = reader.trailer["/Root"]["/Pages"].get("/Count", 0)
    return int(told) if int(told) > MOST_PAGES else len(reader.pages)


def _read_pages(reader: Any, *, part: int) -> list[str]:
    """The text page by page, as long as it stays within the bounds."""
    operations = 0
    size = 0

    def count(*_: object) -> None:
        nonlocal operations
        operations += 1
        if operations > MOST_OPERATIONS // part:
            raise _TooMuchError

    found = []
    for page in reader.pages:
        contents = page.get_contents()
        here = len(contents.get_data()) if contents is not None else 0
        size += here
        if here > MOST_PAGE_BYTES or size > MOST_PDF_BYTES // part:
            raise _TooMuchError
        found.append(str(page.extract_text(visitor_operand_before=count)))
    return found


def read_rtf(payload: bytes, *, part: int = 1) -> tuple[str, str]:
    """The text of an RTF file, or empty and the reason. `part` is that of `read_docx`."""
    if len(payload) > MOST_RTF // part:
        return "", TOO_LARGE
    if not payload.lstrip().startswith(b"{\\rtf"):
        return "", BROKEN
    from striprtf import striprtf  # noqa: PLC0415

    # Links are searched for with a pattern that never ends on some files; without their mark they are plain text.
    source = FIELD.sub("{", payload.decode("latin-1"))
    try:
        return str(striprtf.rtf_to_text(source, errors="replace")), ""  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - see above
        return "", BROKEN
