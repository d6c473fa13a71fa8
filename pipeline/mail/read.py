"""What a mail is to us, and the text in it that matters: notes of a meeting, or a reply."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.mail.attachments import AttachedMail, NotesFile, read_attachments
from pipeline.mail.forward import find_forwarded, is_answer
from pipeline.mail.guard import find_automatic
from pipeline.mail.parse import parse_mail
from pipeline.mail.quote import read_reply, read_typed
from pipeline.mail.unwrap import is_encrypted
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
    if mail.content_type in ENCRYPTED or is_encrypted(mail.text):
        return MailReading(mail_class=MailClass.REFUSED, reason=Reason.UNREADABLE)
    files, uses = read_attachments(mail.attachments)
    if is_reply:
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=uses)
    attached = _read_attached(mail, files, words)
    forwarded = attached[0] if attached else find_forwarded(mail, words)
    if forwarded is None and is_answer(mail, words):
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=uses)
    sources = attached or (() if forwarded is None else (forwarded,))
    notes, more = _find_notes(mail, sources, files, words)
    uses += tuple(use for use in more if use not in uses)
    if notes:
        return MailReading(mail_class=MailClass.NOTES, forwarded=forwarded, notes=notes, attachments=uses)
    reason = Reason.UNREADABLE if uses and not any(use.used for use in uses) else Reason.EMPTY
    return MailReading(mail_class=MailClass.EMPTY, reason=reason, forwarded=forwarded, attachments=uses)


def _read_attached(mail: Mail, files: tuple[NotesFile | AttachedMail, ...], words: MailWords) -> tuple[Forwarded, ...]:
    """The originals that came as attachments; what the mail itself says is a word to us."""
    found: list[Forwarded] = []
    for file in files:
        inner = parse_mail(file.raw) if isinstance(file, AttachedMail) else None
        if isinstance(inner, Mail):
            found.append(_as_forwarded(inner, note="" if found else read_reply(mail.text, words).visible))
    return tuple(found)


def _as_forwarded(inner: Mail, note: str = "") -> Forwarded:
    return Forwarded(
        body=inner.text,
        sender=inner.sender,
        sender_name=inner.sender.name if inner.sender else "",
        to=inner.to,
        cc=inner.cc,
        subject=inner.subject,
        sent_at=inner.sent_at,
        date_text=inner.header("date") or "",
        note=note,
        attachments=inner.attachments,
    )


def _find_notes(
    mail: Mail, sources: tuple[Forwarded, ...], files: tuple[NotesFile | AttachedMail, ...], words: MailWords
) -> tuple[tuple[Notes, ...], tuple[AttachmentUse, ...]]:
    """The texts that hold notes: the forwarded mails, or what the sender wrote, and attached files before short words.

    Also what became of the attachments of forwarded mails.
    """
    people = _people_of(mail, sources)
    texts = [file for file in files if isinstance(file, NotesFile)]
    bodies: list[Notes] = []
    uses: list[AttachmentUse] = []
    for source in sources:
        inner = _innermost(source, words)
        more, used = read_attachments(inner.attachments)
        texts += [file for file in more if isinstance(file, NotesFile) and file not in texts]
        uses += used
        bodies.append(
            Notes(
                text=inner.body,
                title=inner.subject or mail.subject,
                author=_as_person(inner.sender) or _as_person(mail.sender),
                people=people,
                sent_at=inner.sent_at or mail.sent_at,
            )
        )
    if not sources:
        author = _as_person(mail.sender)
        typed = read_typed(mail.text, words)
        bodies.append(Notes(text=typed, title=mail.subject, author=author, people=people, sent_at=mail.sent_at))
    found = [notes for notes in bodies if notes.text.strip() and (not texts or _is_long(notes.text))]
    first = bodies[0]
    found += [
        Notes(
            text=file.text, form=file.form, title=file.name, author=first.author, people=people, sent_at=first.sent_at
        )
        for file in texts
    ]
    return tuple(found), tuple(uses)


def _is_long(text: str) -> bool:
    return len([line for line in text.splitlines() if line.strip()]) > SHORT_NOTE_LINES


def _innermost(forwarded: Forwarded, words: MailWords) -> Forwarded:
    """The mail that the notes stand in: forwards of forwards are opened, attached ones where little else is said."""
    for _ in range(MOST_DEPTH):
        inner = find_forwarded(Mail(text=forwarded.body, subject=forwarded.subject), words)
        if inner is None and not _is_long(forwarded.body):
            inner = _first_attached(forwarded)
        if inner is None:
            break
        forwarded = inner
    return forwarded


def _first_attached(forwarded: Forwarded) -> Forwarded | None:
    files, _ = read_attachments(forwarded.attachments)
    mails = (parse_mail(file.raw) for file in files if isinstance(file, AttachedMail))
    return next((_as_forwarded(inner) for inner in mails if isinstance(inner, Mail)), None)


def _people_of(mail: Mail, sources: tuple[Forwarded, ...]) -> tuple[Person, ...]:
    """Everybody the headers name, outside and inside, each once."""
    addresses = [mail.sender, *mail.to, *mail.cc]
    for source in sources:
        addresses += [source.sender, *source.to, *source.cc]
    people = [person for address in addresses if (person := _as_person(address)) is not None]
    return tuple({person.key: person for person in reversed(people)}.values())[::-1]


def _as_person(address: Address | None) -> Person | None:
    if address is None:
        return None
    return Person(name=address.name or address.address.partition("@")[0], address=address.address)
