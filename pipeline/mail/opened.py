"""What the attachments of one mail hold, sorted by what they are to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.mail.attachments import Allowance, AttachedMail, NotesFile, read_attachments
from pipeline.mail.invite import Invite
from pipeline.model import Attachment, AttachmentUse, Forwarded, Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Texts, mails and invitations, and what became of each attachment."""

    files: tuple[NotesFile, ...] = ()
    mails: tuple[Mail, ...] = ()
    invites: tuple[Invite, ...] = ()
    uses: tuple[AttachmentUse, ...] = ()

    def joined(self, other: Opened) -> Opened:
        """Both, one after the other; the same file twice is one."""
        return Opened(
            files=tuple(dict.fromkeys((*self.files, *other.files))),
            mails=self.mails,
            invites=(*self.invites, *other.invites),
            uses=(*self.uses, *other.uses),
        )


def open_attachments(
    attachments: Sequence[Attachment],
    *,
    near: datetime | None,
    timezone: str,
    allowance: Allowance,
    mails: bool = True,
) -> Opened:
    """What can be read. `mails` is False where the mail around has notes of its own, so that older ones stay shut."""
    found, uses = read_attachments(attachments, near=near, timezone=timezone, allowance=allowance, mails=mails)
    return Opened(
        files=tuple(one for one in found if isinstance(one, NotesFile)),
        mails=tuple(one.mail for one in found if isinstance(one, AttachedMail)),
        invites=tuple(one for one in found if isinstance(one, Invite)),
        uses=uses,
    )


def as_forwarded(inner: Mail, note: str = "") -> Forwarded:
    """An attached mail as the mail that was forwarded."""
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
