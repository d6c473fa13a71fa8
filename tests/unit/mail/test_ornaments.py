"""The logos and icons of a page are no files that somebody sent; a pasted photo of a board is one."""

from __future__ import annotations

import base64

import pytest
from mail_builders import parsed, raw

HEAD = """\
From: Mara Lindt <mara@acme.example>
To: notes@acme.example
Subject: Weekly sync
Content-Type: multipart/related; boundary=b"""


def with_picture(*, size, head):
    picture = base64.encodebytes(b"x" * size).decode()
    body = (
        '--b\nContent-Type: text/html\n\n<p>Dana sends it.</p><img src="cid:logo">\n'
        f"--b\nContent-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n{head}\n\n{picture}\n--b--"
    )
    return parsed(raw(HEAD, body))


@pytest.mark.parametrize("place", ["Content-Disposition: inline; filename=logo.png\n", ""])
def test_a_small_picture_in_the_page_is_no_file(place):
    mail = with_picture(size=9_000, head=f"{place}Content-ID: <logo>")
    assert mail.text.strip() == "Dana sends it."
    assert mail.attachments == ()


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (90_000, "Content-Disposition: inline; filename=board.png\nContent-ID: <board>"),
        (9_000, "Content-Disposition: Attachment; filename=board.png\nContent-ID: <board>"),
        (9_000, "Content-Disposition: inline; filename=board.png"),
    ],
)
def test_a_picture_that_was_sent_to_be_looked_at_is_a_file(size, head):
    assert [one.content_type for one in with_picture(size=size, head=head).attachments] == ["image/png"]
