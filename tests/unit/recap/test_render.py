"""Templates: three files a letter, strict names, plain text that wraps."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from pipeline.recap.render import COLUMNS, fold, load_templates, render, tidy


def a_letter(root, **parts):
    folder = root / "note"
    folder.mkdir()
    for name, text in {"subject.txt": "s", "body.txt": "b", "body.html": "h", **parts}.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return root


def test_a_letter_that_lacks_a_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"note: missing body\.html"):
        load_templates(a_letter(tmp_path, **{"body.html": None}))


def test_an_undefined_name_is_an_error(tmp_path, words):
    templates = load_templates(a_letter(tmp_path, **{"body.txt": "{{ nobody }}"}))
    with pytest.raises(UndefinedError):
        render(templates, "note", texts=words.language("en").texts)


def test_html_is_escaped_and_plain_text_is_not(tmp_path, words):
    templates = load_templates(a_letter(tmp_path, **{"body.txt": "{{ said }}", "body.html": "{{ said }}"}))
    rendered = render(templates, "note", texts=words.language("en").texts, said="<b>&")
    assert rendered.text == "<b>&\n"
    assert rendered.html == "&lt;b&gt;&amp;\n"


def test_a_subject_is_one_line(tmp_path, words):
    templates = load_templates(a_letter(tmp_path, **{"subject.txt": "Re: {{ said }}\n"}))
    assert render(templates, "note", texts=words.language("en").texts, said="a\r\nb").subject == "Re: a b"


def test_long_text_wraps_under_its_code():
    lines = fold("word " * 60, "A1  ").splitlines()
    assert len(lines) > 1
    assert lines[0].startswith("A1  word")
    assert all(line.startswith("    word") for line in lines[1:])
    assert max(map(len, lines)) <= COLUMNS


def test_an_address_is_never_broken():
    address = f"notes+r.{'a' * 90}@acme.example"
    assert address in fold(f"Write to {address} please").splitlines()


@pytest.mark.parametrize("words", ["quoi ?", "oui !", "à savoir :", "un ; deux", "le mot « merci » dit"])
@pytest.mark.parametrize("before", range(60, 80))
def test_a_mark_that_stands_apart_does_not_begin_a_line(before, words):
    text = f"{'x' * before} {words} {'y' * 20}"
    lines = fold(text).splitlines()
    assert " ".join(lines) == text
    assert not [line for line in lines if line[0] in "?!:;»" or line[-1] == "«"]


def test_empty_lines_do_not_pile_up():
    assert tidy("\n\na  \n\n\n\nb\n\n") == "a\n\nb\n"
