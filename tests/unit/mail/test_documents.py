"""Word, PDF and RTF become text with their headings, lists and tables; what is damaged, locked or huge says so."""

from __future__ import annotations

import io
import zipfile

import pytest
from file_builders import a_docx, a_pdf, a_stream, a_zip, box, objects_as_pdf, paragraph, run, table

from pipeline.mail.documents import MOST_PAGES, MOST_RTF, read_docx, read_pdf, read_rtf
from pipeline.mail.reasons import BROKEN, LOCKED, TOO_LARGE

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
LOCK = (
    b"/Encrypt << /Filter /Standard /V 2 /R 3 /O (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) "
    b"/U (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) /P -4 /Length 128 >> /ID [<00><00>]"
)


def lines(read: tuple[str, str]) -> list[str]:
    assert read[1] == ""
    return [line.strip() for line in read[0].splitlines() if line.strip()]


def test_headings_lists_tables_and_boxes_of_word_are_lines():
    file = a_docx(
        paragraph("Weekly", heading=1),
        paragraph("Budget", bullet=0),
        paragraph("Travel", bullet=1),
        box("Ana sends it", checked=False),
        box("Bo called", checked=True),
        table(("Task", "Owner"), ("Send it", "Ana")),
    )
    assert lines(read_docx(file)) == [
        *("# Weekly", "* Budget", "+ Travel", "[ ] Ana sends it", "[x] Bo called"),
        *("| Task | Owner |", "| Send it | Ana |"),
    ]


def test_a_line_break_of_word_ends_the_line():
    file = a_docx(paragraph(runs=run("Ana Ruiz", bold=True) + run("   0:03\nHello")))
    assert lines(read_docx(file)) == ["Ana Ruiz 0:03", "Hello"]


@pytest.mark.parametrize("cut", [0, 4, 200, -30])
def test_half_a_word_file_is_damaged(cut):
    assert read_docx(a_docx(paragraph("Budget"))[:cut]) == ("", BROKEN)


def test_another_archive_is_no_word_file():
    assert read_docx(a_zip({"notes.txt": b"Ana sends it."})) == ("", BROKEN)


def test_a_word_file_in_the_old_coat_is_locked():
    assert read_docx(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == ("", LOCKED)


def test_a_word_file_that_would_unpack_to_a_hundred_megabytes_is_not_unpacked():
    bomb = a_zip({"word/document.xml": b"<w:t>" + b"a" * 100_000_000})
    assert len(bomb) < 200_000
    assert read_docx(bomb) == ("", TOO_LARGE)


def test_a_word_file_of_a_hundred_thousand_elements_is_not_read():
    assert read_docx(a_docx("<w:p/>" * 100_000)) == ("", TOO_LARGE)


def test_xml_that_grows_by_itself_is_not_read():
    growing = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document>&b;</w:document>'
    assert read_docx(a_zip({"word/document.xml": growing})) == ("", BROKEN)


def test_tables_in_tables_without_end_are_damage():
    deep = "<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400
    assert read_docx(a_docx(deep)) == ("", BROKEN)


def test_what_an_archive_says_of_its_sizes_is_never_exceeded():
    file = bytearray(a_docx(paragraph("a" * 5_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(file))) as archive:
        true = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    lying = bytes(file).replace(true, (10).to_bytes(4, "little"))
    assert read_docx(lying) == ("", BROKEN)


def test_the_lines_of_all_pages_of_a_pdf_are_read():
    assert lines(read_pdf(a_pdf(["Budget", "- Ana sends it"], ["Travel"]))) == ["Budget", "- Ana sends it", "Travel"]


@pytest.mark.parametrize("file", [b"", b"%PDF-1.4", b"%PDF-1.4\n" + b"<<" * 100_000, b"%PDF-1.4\n" + b"[" * 100_000])
def test_a_damaged_pdf_says_so(file):
    assert read_pdf(file) == ("", BROKEN)


def test_a_pdf_with_a_password_is_locked():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    assert read_pdf(objects_as_pdf([CATALOGUE, ONE_PAGE, page], trailer=LOCK)) == ("", LOCKED)


def test_a_pdf_of_a_thousand_pages_is_not_read():
    assert read_pdf(a_pdf(*[["a"]] * MOST_PAGES))[1] == ""
    assert read_pdf(a_pdf(*[["a"]] * 1_000)) == ("", TOO_LARGE)


@pytest.mark.parametrize("page", [["a" * 30_000_000], ["a"] * 50_000])
def test_a_page_with_more_on_it_than_anybody_prints_is_not_read(page):
    assert read_pdf(a_pdf(page)) == ("", TOO_LARGE)


def test_forms_within_forms_end():
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>"
    )
    twice = b"/X Do /X Do"
    told = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
    forms = [a_stream(twice, told % number) for number in (*range(6, 36), 35)]
    assert read_pdf(objects_as_pdf([CATALOGUE, ONE_PAGE, page, a_stream(twice), *forms]))[0].strip() == ""


def test_a_pdf_whose_pages_hold_themselves_is_damaged():
    assert read_pdf(objects_as_pdf([CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1 >>"]))[0] == ""


def test_the_text_of_rtf_is_read():
    file = (
        rb"{\rtf1\ansi Budget\par{\b Dana} will send \'e9t\'e9 {\field{\*\fldinst{HYPERLINK \"x\"}}{\fldrslt it}}\par}"
    )
    assert lines(read_rtf(file)) == ["Budget", "Dana will send été it"]


def test_what_is_no_rtf_says_so():
    assert read_rtf(b"Budget") == ("", BROKEN)
    assert read_rtf(b"{\\rtf1 " + b"a" * MOST_RTF) == ("", TOO_LARGE)


def test_an_rtf_of_nothing_but_links_is_read_in_time():
    assert read_rtf(b"{\\rtf1 " + b"{\\field{\\*\\fldinst{" * 20_000)[0] == ""
