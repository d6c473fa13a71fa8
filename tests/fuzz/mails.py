"""Mails of any shape, as strategies: trees of parts, charsets, headers, forwards, replies, reports, broken or not."""

from __future__ import annotations

import base64
import functools
import quopri

from builders import NOTES_ADDRESS, OTHER, OWNER, a_policy, plain_text, read_letter
from fuzz.pieces import (
    BREAKS,
    CHARSETS,
    CONTAINERS,
    DATES,
    ENCODINGS,
    EXTRAS,
    KINDS,
    KNOWN,
    LINES,
    MAGIC,
    NAMES,
    SENDERS,
    SUBJECTS,
)
from hypothesis import strategies as st
from mail_builders import mail_words
from recap_builders import a_recap
from report_builders import a_prose_report, a_report

from pipeline.knowledge import Knowledge
from pipeline.outcome import View
from pipeline.recap.letters import recap_letters

some_text = st.text(max_size=60)


def mostly(usual: st.SearchStrategy, otherwise: st.SearchStrategy) -> st.SearchStrategy:
    """The one nine times in ten: a mail that is broken at every place is read at none."""
    return st.sampled_from((True,) * 9 + (False,)).flatmap(lambda is_usual: usual if is_usual else otherwise)


def header_value(*known: str) -> st.SearchStrategy[str]:
    """Mostly one that means something; else anything, which may break its line."""
    return mostly(st.sampled_from(known), some_text)


body_text = st.lists(mostly(st.sampled_from(LINES), some_text), min_size=1, max_size=14).map("\n".join)
a_line = mostly(st.sampled_from(LINES), some_text).map(lambda text: " ".join(text.split()))


@functools.cache
def words_of(field: str) -> tuple[str, ...]:
    found = tuple(word for word in getattr(mail_words(), field) if word)
    assert found, field
    return found


@st.composite
def encoded(draw: st.DrawFn, text: str) -> tuple[str, bytes]:
    """Header lines that claim an encoding, and bytes that may be in it."""
    is_plain = draw(st.booleans())
    kind = "text/plain" if is_plain else draw(st.sampled_from(KINDS))
    charset = "utf-8" if is_plain else draw(st.sampled_from(CHARSETS))
    encoding = "8bit" if is_plain else draw(st.sampled_from(ENCODINGS))
    try:
        content = text.encode(charset or "utf-8")
    except (LookupError, UnicodeError):
        content = text.encode("utf-8", "surrogatepass")
    content = content if is_plain else draw(st.sampled_from(MAGIC)) + content
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    lines = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}"
    if not is_plain and draw(st.booleans()):
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
    lines = [
        f"From: {draw(mostly(st.sampled_from(KNOWN), header_value(*SENDERS)))}",
        f"To: {draw(header_value(NOTES_ADDRESS, *SENDERS))}",
        f"Subject: {draw(header_value(*subjects))}",
        f"Date: {draw(header_value(*DATES))}",
        f"Message-ID: {draw(header_value('<me@acme.example>', '<', 'x'))}",
        *draw(mostly(st.just([]), st.lists(st.sampled_from(EXTRAS), max_size=4))),
    ]
    tree, content = draw(parts)
    head = "\n".join([*draw(st.permutations(lines)), tree]) + "\n\n"
    return draw(broken(head.encode("utf-8", "surrogatepass") + content))


@st.composite
def broken(draw: st.DrawFn, raw: bytes) -> bytes:
    """The same bytes, now and then cut short, cut out of, sown with others or with other line ends."""
    how = draw(mostly(st.just(-1), st.integers(0, 3)))
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
    if draw(st.booleans()):
        return draw(broken(a_prose_report(letter, draw(body_text))))
    status = draw(header_value("5.1.1", "4.2.2", "5.0.0", "2.0.0", "5.7.1 (really)", ""))
    action = draw(header_value("failed", "failed", "delayed", "FAILED (fatal)", ""))
    recipient = draw(header_value(OWNER, OWNER.upper(), f"rfc822; <{OWNER}>", OTHER, "@"))
    returned = draw(st.sampled_from(("message/rfc822", "text/rfc822-headers", "text/plain", "message/delivery-status")))
    fields = f"Diagnostic-Code: {draw(a_line)}\n\n{draw(body_text)}\n"
    return draw(
        broken(a_report(letter, status=status, action=action, recipient=recipient, fields=fields, returned=returned))
    )
