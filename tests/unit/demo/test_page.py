"""The page shows what came as it is, trusts none of it, and sends only what was asked for here."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from demo_letters import a_letter, put

from workers.demo.guard import MOST_BYTES

HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x" onerror="alert(2)">'
ANSWER = "/people/ana/mails/1"
FORWARD = "/people/mara/forward"


@pytest.mark.parametrize("path", ["/", "/people/ana", ANSWER])
def test_what_a_mail_says_is_never_part_of_our_page(visitor, path):
    put(visitor, a_letter(subject=HOSTILE, sender=f'"{HOSTILE.replace(chr(34), "")}" <x@acme.example>', text=HOSTILE))
    page = visitor.get(path).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_page_loads_nothing_and_runs_nothing_but_its_own(visitor):
    policy = visitor.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_letter_stands_in_a_frame_where_no_script_runs(visitor):
    put(visitor, a_letter(page=HOSTILE))
    assert 'sandbox="allow-same-origin allow-top-navigation-by-user-activation"' in visitor.get(ANSWER).text
    policy = visitor.get(f"{ANSWER}/letter").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_a_colleagues_page_cannot_even_lead_elsewhere(visitor):
    put(visitor, a_letter(page=HOSTILE, kind=""))
    assert 'sandbox=""' in visitor.get(ANSWER).text


def test_the_answers_of_a_letter_lead_to_the_answer_box(visitor):
    put(visitor, a_letter(page='<a href="mailto:notes%2Bt0k3n@acme.example?subject=Re&amp;body=A1%3A%20ok">Yes</a>'))
    assert 'href="/people/ana/mails/1?answer=A1%3A%20ok#answer"' in visitor.get(f"{ANSWER}/letter").text
    assert 'data-words="A1: ok"' in visitor.get(ANSWER).text


def test_a_link_cannot_break_out_of_its_place(visitor):
    put(visitor, a_letter(page='<a href="mailto:a@b?body=&quot;&gt;<b>\'">x</a>'))
    assert "<b>" not in visitor.get(f"{ANSWER}?answer=%22%3E%3Cb%3E").text


def test_an_answer_goes_as_a_reply_to_the_letter(visitor):
    put(visitor, a_letter())
    assert visitor.post(ANSWER, {"words": "ok"}).headers["Location"] == "/people/ana?sent=answer"
    sent = visitor.sent()
    assert sent["In-Reply-To"] == "<1@acme.example>"
    assert sent.get_content().splitlines()[0] == "ok"


@pytest.mark.parametrize("words", ["", "  \n "])
def test_an_answer_without_words_is_asked_for_them(visitor, words):
    put(visitor, a_letter())
    told = visitor.post(ANSWER, {"words": words})
    assert told.status_code == 400
    assert "nothing in it yet" in told.text


def test_a_colleagues_mail_is_not_answered_here(visitor):
    put(visitor, a_letter(kind=""))
    assert visitor.post(ANSWER, {"words": "ok"}).status_code == 404


def test_pasted_notes_go_to_the_readers_who_are_ticked(visitor):
    told = visitor.post(FORWARD, {"text": "Ana will send it.", "readers": ["ana@acme.example", "eve@evil.example"]})
    assert told.headers["Location"] == "/people/mara?sent=notes"
    assert visitor.sent()["To"] == "Followthrough <notes@acme.example>, Ana Ruiz <ana@acme.example>"


def test_notes_without_a_subject_are_called_by_their_first_line(visitor):
    visitor.post(FORWARD, {"text": "\r\nJour fixe Vertrieb\r\n- Ben schickt es."})
    assert visitor.sent()["Subject"] == "Jour fixe Vertrieb"


def test_a_file_goes_as_an_attachment(visitor):
    visitor.post(FORWARD, files={"file": ("Jour fixe.md", b"- Ana: x", "text/markdown")})
    (part,) = visitor.sent().iter_attachments()
    assert part.get_filename() == "Jour fixe.md"
    assert visitor.sent()["Subject"] == "Jour fixe"


def test_a_saved_mail_goes_byte_by_byte(visitor):
    saved = b"From: a@b\r\nSubject: \xff broken\r\n\r\nhello"
    visitor.post(FORWARD, files={"file": ("old.eml", saved, "message/rfc822")})
    (part,) = visitor.sent().iter_attachments()
    assert part.get_content() == saved


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\notes.docx", "notes.docx"),
        ("..", "notes.txt"),
        ("a\r\nBcc: eve@evil.example", "a Bcc: eve@evil.example"),
        ("n" * 400 + ".md", "n" * 117 + ".md"),
    ],
)
def test_the_name_of_a_file_is_a_name_and_no_place(visitor, given, kept):
    from workers.demo.forward import clean_name  # noqa: PLC0415

    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("said", "files", "words"),
    [
        ({"text": " "}, None, "Paste the notes or choose a file"),
        ({"text": "x"}, {"file": ("a.txt", b"", "text/plain")}, "That file is empty"),
    ],
)
def test_nothing_to_send_is_said_before_it_is_sent(visitor, said, files, words):
    told = visitor.post(FORWARD, said, files=files)
    assert told.status_code == 400
    assert words in told.text
    assert visitor.shelf.boxes == {}


def test_what_was_typed_is_still_there_after_a_fault(visitor):
    told = visitor.post(FORWARD, {"text": "x <b>", "subject": "Jour"}, files={"file": ("a.txt", b"", "text/plain")})
    assert "x &lt;b&gt;</textarea>" in told.text
    assert 'value="Jour"' in told.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:8026", ""])
def test_another_host_is_refused(visitor, host):
    told = visitor.get("/", Host=host)
    assert told.status_code == 421
    assert "token" not in told.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
@pytest.mark.parametrize("path", [FORWARD, ANSWER, "/clock"])
def test_a_form_of_another_site_is_refused(visitor, path, headers):
    put(visitor, a_letter())
    assert visitor.post(path, {"text": "x", "words": "ok", "days": "1"}, headers=headers).status_code == 403
    assert "notes@acme.example" not in visitor.shelf.boxes


@pytest.mark.parametrize("token", ["", "guess", "é"])
@pytest.mark.parametrize("path", [FORWARD, ANSWER, "/clock"])
def test_a_form_without_our_token_is_refused(visitor, path, token):
    put(visitor, a_letter())
    assert visitor.post(path, {"token": token, "text": "x", "words": "ok", "days": "1"}).status_code == 403
    assert "notes@acme.example" not in visitor.shelf.boxes


def test_what_no_mail_server_takes_is_refused_unread(visitor):
    told = visitor.client.post(
        FORWARD, content=b"", headers={"Origin": "http://127.0.0.1:8025", "Content-Length": str(MOST_BYTES + 1)}
    )
    assert told.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/people/zoe",
        "/people/ana/mails/1",
        "/people/ana/mails/0",
        "/page.html",
        "/..%2f..%2fpage.py",
        "/people/ana/mails/9/letter",
    ],
)
def test_what_is_not_there_is_said_so(visitor, path):
    assert visitor.get(path).status_code == 404


def test_a_mail_in_an_unknown_alphabet_is_shown_all_the_same(visitor):
    raw = a_letter().as_bytes().replace(b'charset="utf-8"', b'charset="klingon"', 1)
    visitor.shelf.boxes["ana@acme.example"] = [raw]
    assert "hello" in visitor.get(ANSWER).text


def test_a_picture_of_a_letter_is_shown_without_being_fetched(visitor):
    letter = a_letter(page='<img src="cid:map">')
    picture = EmailMessage()
    picture.set_content(b"PNG", maintype="image", subtype="png", cid="<map>")
    letter.make_mixed()
    letter.attach(picture)
    put(visitor, letter)
    assert '<img src="data:image/png;base64,UE5H">' in visitor.get(f"{ANSWER}/letter").text
