"""An SMTP server with moods, in front of Dovecot's LMTP, and the mailboxes behind it."""

# ruff: noqa: N802 - aiosmtpd gives the names and the arguments

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager

from builders import NOTES_ADDRESS
from chaos.line import Line
from stack.dovecot import Dovecot, run_dovecot
from stack.posts import DovecotPost
from stack.servers import free_port
from stack.smtpd import SmtpServer, relay_to

# What each mood does, told in the timeline.
MOODS = {
    "421": "SMTP answers 421 at MAIL",
    "451": "SMTP answers 451 after DATA",
    "552": "SMTP answers 552 at RCPT",
    "552 after": "SMTP answers 552 after DATA",
    "hangs": "SMTP hangs before it takes a letter",
    "hangs after": "SMTP hangs after it took a letter",
    "drops": "SMTP drops the line before it takes a letter",
    "drops after": "SMTP drops the line after it took a letter",
}
# Longer than the program waits.
_HANG_SECONDS = 60.0
# In a mood, every so many letters are hit: a server that says nothing but no is no hard case.
_EVERY = 3


class MoodySmtp(SmtpServer):
    """Counts what it did in `hits`."""

    mood = ""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.hits: Counter[str] = Counter()
        self.asked = 0

    def is_hit(self, *moods: str) -> bool:
        if self.mood not in moods:
            return False
        self.asked += 1
        if self.asked % _EVERY:
            return False
        self.hits[self.mood] += 1
        return True

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.is_hit("421"):
            return "421 4.3.2 closing for a while"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.is_hit("552"):
            return "552 5.2.2 mailbox full"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):
        if self.is_hit("451"):
            return "451 4.3.0 try again"
        if self.is_hit("552 after"):
            return "552 5.2.2 mailbox full"
        if self.is_hit("hangs"):
            await asyncio.sleep(_HANG_SECONDS)
            return "451 4.3.0 too late"
        if self.is_hit("drops"):
            server.transport.abort()
            return "451 4.3.0 nobody hears this"
        # Chosen before the letter is handed on, so that a mood that ends meanwhile still hits it.
        hangs, drops = self.is_hit("hangs after"), self.is_hit("drops after")
        said = await super().handle_DATA(server, session, envelope)
        if hangs:
            await asyncio.sleep(_HANG_SECONDS)
        if drops:
            server.transport.abort()
        return said


class ChaosPost(DovecotPost):
    """The program dials `line` instead of Dovecot."""

    def __init__(self, dovecot: Dovecot, smtpd: MoodySmtp, line: Line) -> None:
        super().__init__(dovecot, smtpd)
        self.smtpd = smtpd
        self.line = line
        self.imap_url = self.imap_url.replace(f":{dovecot.imap_port}/", f":{line.port}/")

    def unfiled(self) -> int:
        """How many mails lie in the inbox of the program, read or not."""
        return len(self.dovecot.mail_files(NOTES_ADDRESS))


@contextmanager
def run_post():
    """Yields a `ChaosPost`."""
    with run_dovecot() as dovecot:
        line = Line(dovecot.imap_port)
        smtpd = MoodySmtp(relay=relay_to(dovecot), port=free_port())
        smtpd.start()
        try:
            yield ChaosPost(dovecot, smtpd, line)
        finally:
            smtpd.stop()
            line.close()
