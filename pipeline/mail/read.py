"""What a mail is to us, and the text in it that matters: notes of a meeting, or a reply."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.mail.attachments import AttachedMail, NotesFile, read_attachments
from pipeline.mail.forward import find_forwarded, is_answer
from pipeline.mail.guard import find_automatic
from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.mail.quote import read_reply, read_typed
from pipeline.mail.words import MailWords
from pipeline.model import Address, AttachmentUse, Forwarded, Mail, MailClass, Notes, Person, ReplyText
from pipeline.outcome import Policy, Reason

# A forward of a forward of a forward; deeper ones are somebody's archive.
MOST_DEPTH = 4
# A line or two beside an attachment is a word to us, not the notes.
SHORT_NOTE_LINES = 6
ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReading:
    """A mail as we understand it. `reply` is None for notes; `reason` says why nothing could be used."""

    mail_class: MailClass
    reason: Reason | None = None
    forwarded: Forwarded | None = None
    reply: ReplyText | None = None
    notes: tuple[Notes, ...] = ()
    attachments: tuple[AttachmentUse, ...] = ()


def read_mail(mail: Mail, *, policy: Policy, words: MailWords, is_reply: bool) -> MailReading:
    """What this mail is. `is_reply` holds when it was found to answer one of our letters."""
    automatic = find_automatic(mail, our_address=policy.address.address, words=words)
    if automatic is not None:
        return MailReading(mail_class=automatic[0], reason=automatic[1], reply=read_reply(mail.text, words))
    if mail.content_type in ENCRYPTED:
        return MailReading(mail_class=MailClass.REFUSED, reason=Reason.UNREADABLE)
    files, uses = read_attachments(mail.attachments)
    if is_reply:
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=uses)
    forwarded = _find_attached(files) or find_forwarded(mail, words)
    if forwarded is None and is_answer(mail, words):
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=uses)
    notes = _find_notes(mail, forwarded, files, words)
    if notes:
        return MailReading(mail_class=MailClass.NOTES, forwarded=forwarded, notes=notes, attachments=uses)
    reason = Reason.UNREADABLE if uses and not any(use.used for use in uses) else Reason.EMPTY
    return MailReading(mail_class=MailClass.EMPTY, reason=reason, forwarded=forwarded, attachments=uses)


def _find_attached(files: tuple[NotesFile | AttachedMail, ...]) -> Forwarded | None:
    """The original that came as an attachment; inside it, the innermost forward is the meeting's mail."""
    for file in files:
        if not isinstance(file, AttachedMail):
            continue
        inner = parse_mail(file.raw)
        if isinstance(inner, NotAMail):
            continue
        return Forwarded(
            body=inner.text,
            sender=inner.sender,
            sender_name=inner.sender.name if inner.sender else "",
            to=inner.to,
            cc=inner.cc,
            subject=inner.subject,
            sent_at=inner.sent_at,
            date_text=inner.header("date") or "",
            attachments=inner.attachments,
        )
    return None


def _find_notes(
    mail: Mail, forwarded: Forwarded | None, files: tuple[NotesFile | AttachedMail, ...], words: MailWords
) -> tuple[Notes, ...]:
    """The texts that hold notes: attached files, else the forwarded mail, else what the sender wrote."""
    people = _people_of(mail, forwarded)
    host = _as_person(mail.sender)
    texts = [file for file in files if isinstance(file, NotesFile)]
    if forwarded is not None:
        more, _ = read_attachments(forwarded.attachments)
        texts += [file for file in more if isinstance(file, NotesFile) and file not in texts]
    sent_at = (forwarded.sent_at if forwarded else None) or mail.sent_at
    author = (_as_person(forwarded.sender) if forwarded else None) or host
    subject = (forwarded.subject if forwarded else "") or mail.subject
    found = [
        Notes(text=file.text, form=file.form, title=file.name, author=author, people=people, sent_at=sent_at)
        for file in texts
    ]
    body = _innermost(forwarded, words).body if forwarded else read_typed(mail.text, words)
    long_enough = len([line for line in body.splitlines() if line.strip()]) > SHORT_NOTE_LINES
    if body.strip() and (not found or long_enough):
        found.insert(0, Notes(text=body, title=subject, author=author, people=people, sent_at=sent_at))
    return tuple(found)


def _innermost(forwarded: Forwarded, words: MailWords) -> Forwarded:
    for _ in range(MOST_DEPTH):
        inner = find_forwarded(Mail(text=forwarded.body, subject=forwarded.subject), words)
        if inner is None:
            break
        forwarded = inner
    return forwarded


def _people_of(mail: Mail, forwarded: Forwarded | None) -> tuple[Person, ...]:
    """Everybody the headers name, outside and inside, each once."""
    addresses = [mail.sender, *mail.to, *mail.cc]
    if forwarded is not None:
        addresses += [forwarded.sender, *forwarded.to, *forwarded.cc]
    people = [person for address in addresses if (person := _as_person(address)) is not None]
    return tuple({person.key: person for person in reversed(people)}.values())[::-1]


def _as_person(address: Address | None) -> Person | None:
    if address is None:
        return None
    return Person(name=address.name or address.address.partition("@")[0], address=address.address)
