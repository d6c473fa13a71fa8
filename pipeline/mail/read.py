"""What a mail is to us, and the text in it that matters: notes of a meeting, or a reply."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.mail.attachments import Allowance
from pipeline.mail.files import HERE, Files
from pipeline.mail.forward import find_forwarded, is_answer
from pipeline.mail.furniture import clear_furniture
from pipeline.mail.guard import find_automatic
from pipeline.mail.invite import Invite
from pipeline.mail.opened import Opened, as_forwarded, open_attachments
from pipeline.mail.quote import read_reply, read_typed
from pipeline.mail.route import is_ours
from pipeline.mail.unwrap import is_encrypted
from pipeline.mail.words import MailWords
from pipeline.model import Address, AttachmentUse, Forwarded, Mail, MailClass, Notes, Person, ReplyText
from pipeline.model.ahead import Ahead
from pipeline.notes.stamps import cut_stamp
from pipeline.outcome import Policy, Reason

# A forward of a forward of a forward; deeper ones are somebody's archive.
MOST_DEPTH = 4
# A line or two beside an attachment is a word to us, not the notes.
SHORT_NOTE_LINES = 6
ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReading:
    """A mail as we understand it. `reply` is None for notes; `reason` says why nothing could be used.

    `ahead` is the meeting to come that it invites to, None without one.
    """

    mail_class: MailClass
    reason: Reason | None = None
    forwarded: Forwarded | None = None
    reply: ReplyText | None = None
    notes: tuple[Notes, ...] = ()
    attachments: tuple[AttachmentUse, ...] = ()
    ahead: Ahead | None = None


def read_mail(mail: Mail, *, policy: Policy, words: MailWords, is_reply: bool, opener: Files = HERE) -> MailReading:
    """What this mail is. `is_reply` holds when it was found to answer one of our letters; `opener` reads its files."""
    automatic = find_automatic(mail, our_address=policy.address.address, words=words)
    if automatic is not None:
        return MailReading(mail_class=automatic[0], reason=automatic[1], reply=read_reply(mail.text, words))
    if mail.content_type in ENCRYPTED or is_encrypted(mail.text):
        return MailReading(mail_class=MailClass.REFUSED, reason=Reason.UNREADABLE)
    allowance = Allowance(opener=opener)
    opened = open_attachments(mail.attachments, near=mail.sent_at, timezone=policy.timezone, allowance=allowance)
    if is_reply:
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=opened.uses)
    attached = _read_attached(mail, opened, words)
    forwarded = attached[0] if attached else find_forwarded(mail, words)
    if forwarded is None and is_answer(mail, words):
        return MailReading(mail_class=MailClass.REPLY, reply=read_reply(mail.text, words), attachments=opened.uses)
    sources = _Sources(words=words, timezone=policy.timezone, allowance=allowance)
    if attached:
        bodies = [sources.read(source, is_opened=False) for source in attached]
    else:
        bodies = [] if forwarded is None else [sources.read(forwarded, is_opened=True)]
    opened = opened.joined(sources.opened)
    notes = _find_notes(mail, attached or (() if forwarded is None else (forwarded,)), bodies, opened, words)
    notes = tuple(_without_us(one, policy) for one in notes)
    ahead = next((invite.ahead for invite in opened.invites if invite.ahead is not None), None)
    if notes:
        return MailReading(
            mail_class=MailClass.NOTES, forwarded=forwarded, notes=notes, attachments=opened.uses, ahead=ahead
        )
    reason = Reason.UNREADABLE if opened.uses and not any(use.used for use in opened.uses) else Reason.EMPTY
    return MailReading(
        mail_class=MailClass.EMPTY, reason=reason, forwarded=forwarded, attachments=opened.uses, ahead=ahead
    )


def _read_attached(mail: Mail, opened: Opened, words: MailWords) -> tuple[Forwarded, ...]:
    """The originals that came as attachments; what the mail itself says is a word to us."""
    note = read_reply(mail.text, words).visible if opened.mails else ""
    return tuple(as_forwarded(inner, note="" if place else note) for place, inner in enumerate(opened.mails))


@dataclass(slots=True, kw_only=True)
class _Sources:
    """Opens forwards of forwards, and collects what hangs on them."""

    words: MailWords
    timezone: str
    allowance: Allowance
    opened: Opened = field(default_factory=Opened)

    def read(self, source: Forwarded, *, is_opened: bool) -> Forwarded:
        """The mail that the notes stand in: forwards inside are opened, attached ones where little else is said.

        `is_opened` holds for an inline forward: its attachments are those of the mail around it.
        """
        for _ in range(MOST_DEPTH):
            mails: tuple[Mail, ...] = ()
            inner = find_forwarded(Mail(text=source.body, subject=source.subject), self.words)
            if not is_opened:
                mails = self._open(source, wanted=inner is None and not is_long(source.body))
            if inner is None and mails:
                source, is_opened = as_forwarded(mails[0]), False
            elif inner is not None:
                source, is_opened = inner, True
            else:
                return source
        if not is_opened:
            self._open(source, wanted=False)
        return source

    def _open(self, source: Forwarded, *, wanted: bool) -> tuple[Mail, ...]:
        more = open_attachments(
            source.attachments, near=source.sent_at, timezone=self.timezone, allowance=self.allowance, mails=wanted
        )
        self.opened = self.opened.joined(more)
        return more.mails


def _find_notes(
    mail: Mail, sources: tuple[Forwarded, ...], bodies: list[Forwarded], opened: Opened, words: MailWords
) -> tuple[Notes, ...]:
    """The texts that hold notes: the forwarded mails, or what the sender wrote, and attached files before short words.

    What an invitation says of the meeting stands before what the mail says of itself.
    """
    invite = opened.invites[0] if opened.invites else Invite()
    people = _people_of(mail, sources, invite)
    author = _as_person(mail.sender)
    if not bodies:
        typed = read_typed(mail.text, words)
        bodies = [Forwarded(body=typed, sender=mail.sender, subject=mail.subject, sent_at=mail.sent_at)]
    written = [
        Notes(
            text=_without_name(clear_furniture(body.body, words), body.sender),
            title=invite.title or body.subject or mail.subject,
            author=_as_person(body.sender) or author,
            people=people,
            sent_at=body.sent_at or mail.sent_at,
            held_on=invite.held_on,
            timezone=invite.timezone,
            invited=invite.people,
        )
        for body in bodies
    ]
    found = [notes for notes in written if notes.text.strip() and (not opened.files or is_long(notes.text))]
    first = written[0]
    files = [
        replace(
            first,
            text=clear_furniture(file.text, words),
            form=file.form,
            title=invite.title or (file.name if cut_stamp(file.name)[0] else first.title),
            held_on=invite.held_on or cut_stamp(file.name)[1],
        )
        for file in opened.files
    ]
    if not any(is_long(notes.text) for notes in found) and not files and invite.text:
        files = [replace(first, text=invite.text, form="ics")]
    return (*found, *files)


def _without_us(notes: Notes, policy: Policy) -> Notes:
    """Notes whose people are people: our own address stands in To, and takes nothing on."""
    people = tuple(
        person
        for person in notes.people
        if not is_ours(person.address, ours=policy.address, separator=policy.reply_separator)
    )
    return replace(notes, people=people)


def _without_name(text: str, sender: Address | None) -> str:
    """The text without the name under it: alone on its line, it reads as one more point of the list above."""
    above, _, last = text.rstrip().rpartition("\n")
    names = {sender.name.casefold(), *sender.name.casefold().split()[:1]} if sender is not None else set()
    return above if last.strip(" ,.-–—").casefold() in names - {""} else text


def is_long(text: str) -> bool:
    """Whether a text is more than a line or two beside something else."""
    return len([line for line in text.splitlines() if line.strip()]) > SHORT_NOTE_LINES


def _people_of(mail: Mail, sources: tuple[Forwarded, ...], invite: Invite) -> tuple[Person, ...]:
    """Everybody the headers and the invitation name, each once, and by a name where any of them has one."""
    addresses = [mail.sender, *mail.to, *mail.cc]
    for source in sources:
        addresses += [source.sender, *source.to, *source.cc]
    addresses.sort(key=lambda address: address is not None and not address.name)
    people = [person for address in addresses if (person := _as_person(address)) is not None]
    return tuple({person.key: person for person in reversed((*people, *invite.people))}.values())[::-1]


def _as_person(address: Address | None) -> Person | None:
    if address is None:
        return None
    return Person(name=address.name or address.address.partition("@")[0], address=address.address)
