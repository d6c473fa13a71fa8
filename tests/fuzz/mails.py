"""Mails of any shape, as strategies: trees of parts, charsets, headers, forwards, replies, reports, broken or not."""

from __future__ import annotations

import base64
import functools
import quopri

from builders import A_MEETING, HOST, NOTES_ADDRESS, OTHER, OWNER, a_policy, plain_text, read_letter
from hypothesis import strategies as st
from mail_builders import mail_words
from recap_builders import a_recap
from report_builders import a_prose_report, a_report

from pipeline.knowledge import Knowledge
from pipeline.outcome import View
from pipeline.recap.letters import recap_letters

LINES = (
    *A_MEETING.splitlines(),
    *(
        "Actions",
        "## Entscheidungen",
        "Risiken:",
        "- [ ] @dana: call the bank",
        "TODO Sam: Zelte bestellen bis Freitag",
    ),
    *(
        "| Who | What | Due |",
        "| --- | --- | --- |",
        "| Dana | send the deck | 31.2.2026 |",
        "|||||",
        "* * *",
        "1.",
        "-",
        "--",
    ),
    *(
        "[00:01:02] Dana Wolff: I will send it by tomorrow.",
        "Dana Wolff  10:02",
        "00:00:01.000 --> 00:00:02.000",
        "WEBVTT",
    ),
    *("Ana se encarga del presupuesto antes del viernes.", "Wir haben beschlossen, zu warten."),
    *("Léa envoie le devis.",),
    *(
        "ok",
        "A1: done",
        "A1 A3 ok, D2 no",
        "give A1 to",
        "A1 → sam@acme.example",
        "by 32.13.99999",
        "not me, because A9",
    ),
    *(
        "Sam should take this",
        "Tuesday instead",
        "Priya = priya@acme.example",
        "undo",
        "stop",
        "👍",
        "ça va",
        "gracias",
    ),
    *(
        "-- ",
        "Sent from my phone",
        "________________________________",
        "> > >",
        ">",
        "\t",
        "\u200b",
        "\ufeff",
        "\u202eabc",
    ),
    *("https://acme.example/" + "x" * 300, "a" * 500, "( " * 400, "*" * 500),
    *("=" * 500, "\x00\x07\x1b[31m", "\ud800"),
    *("-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP MESSAGE-----", "begin 644 notes.txt", "BEGIN:VCALENDAR"),
    '{"segments": [{"speaker": "Dana", "text": "I will send it."}]}',
)
CHARSETS = (
    *(
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1252",
        "windows-1251",
        "koi8-r",
        "iso-2022-jp",
        "gb2312",
    ),
    *(
        "gb18030",
        "big5",
        "shift_jis",
        "euc-kr",
        "ks_c_5601-1987",
        "utf-16",
        "utf-32",
        "utf-7",
        "hz",
        "x-unknown",
        "none",
        "",
    ),
    *("%invalid", "X-GBK", "punycode", "idna", "base64"),
    *("rot13", "undefined", "unicode_escape", "cp65001", "a" * 300),
)
ENCODINGS = ("7bit", "8bit", "binary", "base64", "quoted-printable", "uuencode", "x-uuencode", "none", "gzip", "")
KINDS = (
    *("text/plain", "text/html", "text/plain; format=flowed; delsp=yes"),
    *("text/markdown", "text/vtt", "text/calendar"),
    *("text/calendar; method=REQUEST", "text/rtf", "text/enriched"),
    *("text/rfc822-headers", "application/octet-stream"),
    *("application/pdf", "application/ms-tnef", "application/vnd.ms-outlook", "application/json", "application/zip"),
    *("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/pgp-encrypted"),
    *(
        "image/png",
        "message/delivery-status",
        "message/rfc822",
        "message/partial; id=x; number=1",
        "message/external-body",
    ),
    *("multipart/mixed", "text", "/", ";;;", "text/plain; charset", "application/pkcs7-mime", "audio/x-wav"),
)
CONTAINERS = ("mixed", "alternative", "related", "report", "signed", "encrypted", "digest", "parallel", "x-odd")
NAMES = (
    *(
        "notes.txt",
        "notes.md",
        "notes.html",
        "notes.docx",
        "notes.pdf",
        "invite.ics",
        "talk.vtt",
        "talk.srt",
        "talk.json",
    ),
    *(
        "mail.eml",
        "mail.msg",
        "winmail.dat",
        "notes.pdf.exe",
        "../../etc/passwd",
        "a/b\\c.txt",
        "",
        "x" * 400,
        "\u202etxt.exe",
    ),
)
MAGIC = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x78\x9f\x3e\x22",
    b"{\\rtf1 ",
    b"\xff\xfe",
)
SENDERS = (
    *(
        HOST,
        OWNER,
        OTHER,
        f"Dana Wolff <{OWNER}>",
        f'"Holt, Sam" <{OTHER}>',
        f"=?utf-8?B?RGFuYQ==?= <{OWNER}>",
        NOTES_ADDRESS,
    ),
    *(
        "someone@elsewhere.example",
        "MAILER-DAEMON <>",
        "forwarding-noreply@google.com",
        "noreply@acme.example",
        "",
        "<>",
    ),
    *(
        f"{HOST}, {OWNER}",
        "undisclosed-recipients:;",
        "(((",
        "a@b@c",
        '"',
        "@acme.example",
        "=?x?Q?=ZZ?= <a@b.example>",
    ),
)
SUBJECTS = (
    *(
        "Weekly sync",
        "Fwd: Weekly sync",
        "Re: [7K2Q] Weekly sync",
        "WG: AW: Runde",
        "TR: Re: point",
        "[draft] x",
        "",
        "Re:",
    ),
    *(
        "=?utf-8?Q?x=0D=0ABcc:_a=40b.example?=",
        "=?iso-2022-jp?B?GyRC?=",
        "=?utf-8?B?====?=",
        "(#12345678) Gmail Forwarding",
    ),
    *("Automatic reply: x", "Undeliverable: x", "failure notice"),
    *("\u202e\u0000", "x" * 3_000, "=?utf-8?Q?a?= " * 200),
)
DATES = (
    *(
        "Mon, 23 Nov 2026 09:00:00 +0100",
        "Mon, 23 Nov 99999 09:00:00 +0000",
        "1 Jan 0000 00:00:00 -0000",
        "yesterday",
        "",
    ),
    *(
        "Thu, 1 Jan 1970 00:00:00 +9999",
        "23/11/2026",
        "Mon, 32 Nov 2026 25:61:61 +0000",
        "Tue, 31 Dec 9999 23:59:59 -2359",
    ),
)
EXTRAS = (
    *(
        "Auto-Submitted: auto-replied",
        "Precedence: list",
        "List-Id: <x.example>",
        "X-Followthrough: recap",
        "Return-Path: <>",
    ),
    *(
        "Authentication-Results: mail.acme.example; dmarc=pass header.from=acme.example",
        "Authentication-Results: ;(((",
        "X",
    ),
    *(
        "In-Reply-To: <7K2Q@acme.example>",
        "References: <a@b> <a@b> <me@acme.example>",
        "Reply-To: evil@evil.example",
        ": x",
    ),
    *(
        "MIME-Version: 1.0",
        "Received: from x by y; now",
        "Thread-Topic: x",
        "Content-Language: de, en",
        "\tfolded",
        " ",
    ),
)
BREAKS = (b"\r\n", b"\n", b"\r", b"\n\r", b"\r\r\n")

some_text = st.text(max_size=60)
body_text = st.lists(st.one_of(st.sampled_from(LINES), some_text), max_size=14).map("\n".join)
a_line = st.one_of(some_text, st.sampled_from(LINES)).map(lambda text: " ".join(text.split()))


@functools.cache
def words_of(field: str) -> tuple[str, ...]:
    found = tuple(word for word in getattr(mail_words(), field) if word)
    assert found, field
    return found


def header_value(*known: str) -> st.SearchStrategy[str]:
    """Mostly one that means something; else anything, which may break its line."""
    return st.one_of(st.sampled_from(known), st.sampled_from(known), some_text)


@st.composite
def encoded(draw: st.DrawFn, text: str) -> tuple[str, bytes]:
    """Header lines that claim an encoding, and bytes that may be in it."""
    kind, charset, encoding = (
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from(CHARSETS)),
        draw(st.sampled_from(ENCODINGS)),
    )
    try:
        content = text.encode(charset or "utf-8")
    except (LookupError, UnicodeError):
        content = text.encode("utf-8", "surrogatepass")
    content = draw(st.sampled_from(MAGIC)) + content if draw(st.booleans()) else content
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    lines = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}"
    if draw(st.booleans()):
        how, name = draw(st.sampled_from(("attachment", "inline", "x"))), draw(st.sampled_from(NAMES))
        lines += f'\nContent-Disposition: {how}; filename="{name}"'
    return lines, content


leaves = body_text.flatmap(encoded)


@st.composite
def containers(draw: st.DrawFn, inside: st.SearchStrategy[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Parts in a part, whose boundary may be none, another's, or left open; or a mail in a part."""
    if draw(st.integers(0, 4)) == 0:
        lines, content = draw(inside)
        head = f"From: {draw(st.sampled_from(SENDERS))}\nSubject: {draw(st.sampled_from(SUBJECTS))}\n{lines}\n\n"
        return "Content-Type: message/rfc822", head.encode("utf-8", "surrogatepass") + content
    boundary = draw(st.sampled_from(("b", "c", "=_1", "", "b ", "b" * 90)))
    named = boundary if draw(st.integers(0, 5)) else "elsewhere"
    parts = draw(st.lists(inside, max_size=4))
    content = b"".join(
        f"--{boundary}\n{lines}\n\n".encode("utf-8", "surrogatepass") + part + b"\n" for lines, part in parts
    )
    closed = f"--{boundary}--\n".encode() if draw(st.integers(0, 3)) else b""
    return f'Content-Type: multipart/{draw(st.sampled_from(CONTAINERS))}; boundary="{named}"', content + closed


trees = st.recursive(leaves, containers, max_leaves=6)


@st.composite
def mails(draw: st.DrawFn, parts: st.SearchStrategy[tuple[str, bytes]] = trees, *, subjects=SUBJECTS) -> bytes:
    """A whole mail around these parts."""
    known = draw(st.integers(0, 3)) > 0
    lines = [
        f"From: {draw(st.sampled_from(SENDERS[:5]) if known else header_value(*SENDERS))}",
        f"To: {draw(header_value(NOTES_ADDRESS, *SENDERS))}",
        f"Subject: {draw(header_value(*subjects))}",
        f"Date: {draw(header_value(*DATES))}",
        f"Message-ID: {draw(header_value('<me@acme.example>', '<', 'x'))}",
        *draw(st.lists(st.sampled_from(EXTRAS), max_size=1 if known else 4)),
    ]
    tree, content = draw(parts)
    head = "\n".join([*draw(st.permutations(lines)), tree]) + "\n\n"
    return draw(broken(head.encode("utf-8", "surrogatepass") + content))


@st.composite
def broken(draw: st.DrawFn, raw: bytes) -> bytes:
    """The same bytes, one time in four cut short, cut out of, sown with others or with other line ends."""
    how = draw(st.integers(0, 15))
    at, until = sorted(draw(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw)))))
    if how == 0:
        return raw[:at]
    if how == 1:
        return raw[:at] + raw[until:]
    if how == 2:
        return raw[:at] + draw(st.binary(max_size=40)) + raw[at:]
    return raw.replace(b"\n", draw(st.sampled_from(BREAKS))) if how == 3 else raw


@st.composite
def forwards(draw: st.DrawFn) -> bytes:
    """Notes below the header block of any program's forward, in the words of any language, quoted or not."""
    fields = ("from_labels", "date_labels", "to_labels", "cc_labels", "subject_labels")
    values = (st.sampled_from(SENDERS), st.sampled_from(DATES), st.sampled_from(SENDERS), a_line, a_line)
    block = [
        f"{draw(st.sampled_from(words_of(field)))}{draw(st.sampled_from((':', ' :', '：', '')))} {draw(value)}"
        for field, value in zip(fields, values, strict=True)
        if draw(st.integers(0, 4))
    ]
    separator = draw(st.sampled_from((*words_of("forward_lines"), *words_of("original_lines"), "")))
    inner = "\n".join([separator, *draw(st.permutations(block)), "", draw(body_text)])
    for _ in range(draw(st.integers(0, 2))):
        inner = "\n".join(f"> {line}" for line in inner.splitlines())
    text = f"{draw(body_text) if draw(st.booleans()) else ''}\n{inner}"
    return draw(mails(encoded(text), subjects=("Fwd: x", "WG: x", "TR: x", "Re: x", "x")))


def our_letter(knowledge: Knowledge, view: View) -> bytes:
    """A recap as Dana has it."""
    letters, _ = recap_letters(a_recap(), policy=a_policy(), view=view, knowledge=knowledge)
    return next(letter.raw for letter in letters if letter.to == OWNER)


@st.composite
def replies(draw: st.DrawFn, letter: bytes) -> bytes:
    """Words above, between and below the quoted lines of our letter, below the attribution of any language."""
    quoted = [f"> {line}" for line in plain_text(letter).splitlines()]
    for at, said in draw(st.dictionaries(st.integers(0, len(quoted)), body_text, max_size=3)).items():
        quoted.insert(at, said)
    verb = draw(st.sampled_from(words_of("attribution_verbs")))
    above = f"{draw(a_line)} {verb} {draw(st.sampled_from(SENDERS))}:"
    text = "\n".join([draw(body_text), "", above, "", *quoted[: draw(st.integers(0, len(quoted)))], draw(body_text)])
    return draw(mails(encoded(text), subjects=(f"Re: {read_letter(letter)['Subject']}", "Re:", "AW: x")))


@st.composite
def reports(draw: st.DrawFn, letter: bytes) -> bytes:
    """What a server writes about our letter, true or not, whole or not."""
    word = header_value("failed", "delayed", "5.1.1", "4.2.2", "5.0.0", "rfc822; dana@acme.example", "")
    if draw(st.booleans()):
        return draw(broken(a_prose_report(letter, draw(body_text))))
    status, action, recipient = (draw(word) for _ in range(3))
    returned = draw(st.sampled_from(("message/rfc822", "text/rfc822-headers", "text/plain", "message/delivery-status")))
    fields = f"Diagnostic-Code: {draw(a_line)}\n\n{draw(body_text)}\n"
    return draw(
        broken(a_report(letter, status=status, action=action, recipient=recipient, fields=fields, returned=returned))
    )
