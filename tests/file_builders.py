"""Files as word processors, Outlook and calendars write them, small enough to be made in a test."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = f'<w:styles xmlns:w="{WORD}">' + "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in (1, 2, 3)
)
NUMBERING = (
    f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/></w:lvl>' for level in (0, 1))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text: str, *, bold: bool = False) -> str:
    """A run of Word; a line break in it is one inside the paragraph."""
    marks = "<w:rPr><w:b/></w:rPr>" if bold else ""
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{marks}{inner}</w:r>"


def paragraph(text: str = "", *, heading: int = 0, bullet: int | None = None, runs: str = "") -> str:
    """A paragraph of Word."""
    style = f'<w:pStyle w:val="Heading{heading}"/>' if heading else ""
    if bullet is not None:
        style += f'<w:numPr><w:ilvl w:val="{bullet}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{style}</w:pPr>{runs or run(text)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of Word."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def box(text: str, *, checked: bool) -> str:
    """A paragraph with a checkbox, as Word and Google Docs write it."""
    mark = "☒" if checked else "☐"
    control = (
        '<w:sdt xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
        f'<w14:checked w14:val="{int(checked)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(mark)}</w:sdtContent></w:sdt>"
    )
    return paragraph(runs=control + run(f" {text}"))


def a_docx(*body: str) -> bytes:
    """A Word file of these paragraphs and tables."""
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/numbering" Target="numbering.xml"/></Relationships>',
        "word/styles.xml": f"{STYLES}</w:styles>",
        "word/numbering.xml": NUMBERING,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}</w:body></w:document>',
    }
    return a_zip({name: text.encode() for name, text in files.items()})


def a_zip(files: dict[str, bytes]) -> bytes:
    """An archive with these files; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def a_stream(content: bytes, told: bytes = b"") -> bytes:
    """A stream object of PDF, packed."""
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (told, len(packed), packed)


def a_pdf(*pages: list[str]) -> bytes:
    """A PDF with these lines on its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join("({}) Tj T*".format(line.translate({40: r"\(", 41: r"\)", 92: r"\\"})) for line in lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(a_stream(f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("cp1252", "replace")))
    return objects_as_pdf(objects)


def objects_as_pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


# TNEF (MS-OXTNEF) and MSG (MS-OXMSG): properties are told by number and value.
Told = dict[int, str | bytes | int]
SECTOR, SMALL, LEAST = 512, 64, 4096
FREE, END, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF


def tnef_properties(told: Told) -> bytes:
    """A list of properties, texts in UTF-16."""
    out = struct.pack("<I", len(told))
    for number, value in told.items():
        if isinstance(value, int):
            out += struct.pack("<HHI", 3, number, value)
            continue
        kind, raw = (0x1F, f"{value}\0".encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
        out += struct.pack("<HHII", kind, number, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)
    return out


def tnef_attribute(level: int, number: int, content: bytes) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def a_tnef(told: Told | None = None, files: tuple[Told, ...] = (), more: bytes = b"") -> bytes:
    """A winmail.dat: properties of the mail, and its files; `more` are properties written by hand."""
    out = b"\x78\x9f\x3e\x22\x01\x00" + tnef_attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    if told or more:
        raw = tnef_properties(told or {})
        count = struct.unpack_from("<I", raw)[0] + (1 if more else 0)
        out += tnef_attribute(1, 0x00069003, struct.pack("<I", count) + raw[4:] + more)
    for one in files:
        out += tnef_attribute(2, 0x00069002, b"\0" * 14)
        out += tnef_attribute(2, 0x0006800F, bytes(one[0x3701]))
        out += tnef_attribute(
            2, 0x00069005, tnef_properties({key: value for key, value in one.items() if key != 0x3701})
        )
    return out


def tnef_time(number: int, filetime: int) -> bytes:
    """A time of a meeting, a property that goes by its name."""
    guid = bytes.fromhex("0220060000000000c000000000000046")
    return struct.pack("<HH", 0x40, 0x8001) + guid + struct.pack("<IIQ", 0, number, filetime)


def msg_streams(told: Told, *, header: int) -> dict[str, bytes]:
    """The streams of one storage: a table of properties, and those whose values do not fit in it."""
    rows, streams = b"", {}
    for number, value in told.items():
        if isinstance(value, int):
            rows += struct.pack("<HHIQ", 3, number, 6, value)
            continue
        kind, raw = (0x1F, value.encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
        rows += struct.pack("<HHIQ", kind, number, 6, len(raw) + (2 if kind == 0x1F else 0))
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = raw
    return {"__properties_version1.0": b"\0" * header + rows, **streams}


def a_msg(told: Told, people: tuple[Told, ...] = (), files: tuple[Told, ...] = ()) -> bytes:
    """A .msg: properties of the mail, its recipients, its files."""
    tree: dict[str, object] = dict(msg_streams(told, header=32))
    for place, one in enumerate(people):
        tree[f"__recip_version1.0_#{place:08X}"] = msg_streams(one, header=8)
    for place, one in enumerate(files):
        tree[f"__attach_version1.0_#{place:08X}"] = msg_streams(one, header=8)
    return compound(tree)


def compound(tree: dict[str, object]) -> bytes:
    """A compound file (MS-CFB) with these storages and streams."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, END, 0]]  # name, type, next, child, start, size
    small, sectors = bytearray(), list[bytes]()
    small_chain, chain = list[int](), list[int]()

    def put(content: bytes) -> int:
        if not content:
            return END
        if len(content) < LEAST:
            first, count = len(small) // SMALL, -(-len(content) // SMALL)
            small.extend(content.ljust(count * SMALL, b"\0"))
            small_chain.extend([*range(first + 1, first + count), END])
            return first
        return put_large(content)

    def put_large(content: bytes) -> int:
        first, count = len(sectors), -(-len(content) // SECTOR)
        sectors.extend(content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, count * SECTOR, SECTOR))
        chain.extend([*range(first + 1, first + count), END])
        return first

    def add(parent: int, inner: dict[str, object]) -> None:
        last = NONE
        for name in sorted(inner, key=lambda key: (len(key), key.upper()), reverse=True):
            value = inner[name]
            here = len(entries)
            if isinstance(value, dict):
                entries.append([name, 1, last, NONE, 0, 0])
                add(here, value)
            else:
                content = bytes(value)  # type: ignore[call-overload]
                entries.append([name, 2, last, NONE, put(content), len(content)])
            last = here
        entries[parent][3] = last

    add(0, tree)
    entries[0][4], entries[0][5] = (put_large(bytes(small)) if small else END), len(small)
    raw = b"".join(map(_entry, entries))
    directory = put_large(raw.ljust(-(-len(raw) // SECTOR) * SECTOR, b"\0"))
    mini = put_large(b"".join(struct.pack("<I", one) for one in small_chain).ljust(SECTOR, b"\xff")) if small else END
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    start = len(sectors)
    chain += [0xFFFFFFFD] * fats
    table_ = b"".join(struct.pack("<I", one) for one in chain).ljust(fats * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    minis = -(-len(small_chain) * 4 // SECTOR)
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, LEAST, mini, minis, END, 0)
    head += b"".join(struct.pack("<I", start + place) for place in range(fats)).ljust(436, b"\xff")
    return head + b"".join(sectors) + table_


def _entry(entry: list[object]) -> bytes:
    name, kind, after, child, start, size = entry
    raw = f"{name}\0".encode("utf-16-le")
    left = struct.pack("<HBBIII", len(raw), int(str(kind)), 1, NONE, int(str(after)), int(str(child)))
    return raw.ljust(64, b"\0") + left + b"\0" * 36 + struct.pack("<IQ", int(str(start)), int(str(size)))
