"""Mail servers as the stack tests and the benches see them: put a mail in, look what lies in a mailbox."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Protocol

from builders import NOTES_ADDRESS
from imapclient import IMAPClient
from stack.dovecot import PASSWORD, Dovecot, run_dovecot
from stack.smtpd import SmtpServer, relay_to, run_smtpd

from workers.desk import Desk
from workers.ports import Folder


class Post(Protocol):
    """A mail server in which every address has a mailbox."""

    address: str
    imap_url: str
    smtp_url: str

    def deliver(self, raw: bytes, *, sender: str, to: str) -> None:
        """Put a mail into a mailbox as the last server on its way does."""

    def letters(self, address: str) -> list[bytes]:
        """What lies in the inbox of a reader, oldest first."""

    def renumber(self) -> None:
        """The mailbox of the program comes back from a backup: its old mail lies in it, with other numbers."""


class DeskPost:
    """The embedded desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.address = NOTES_ADDRESS
        self.imap_url = desk.imap_url(NOTES_ADDRESS)
        self.smtp_url = desk.smtp_url
        self.letters = desk.letters

    def deliver(self, raw: bytes, *, sender: str, to: str) -> None:
        self.desk.submit(raw, sender=sender, to=[to])

    def renumber(self) -> None:
        with _client(self.desk.imap_url(NOTES_ADDRESS)) as client:
            # Renaming INBOX makes a new one (RFC 3501, 6.3.5), which has other numbers.
            client.rename_folder("INBOX", "Before")
            _copy_back(client)


class DovecotPost:
    """Dovecot; what the program sends goes over an SMTP server that delivers to Dovecot's LMTP."""

    def __init__(self, dovecot: Dovecot, smtpd: SmtpServer, *, address: str = NOTES_ADDRESS) -> None:
        self.dovecot = dovecot
        self.smtpd = smtpd
        self.address = address
        self.imap_url = dovecot.imap_url(address)
        self.smtp_url = smtpd.url

    def beside(self, address: str) -> DovecotPost:
        """The same servers for a program that reads another mailbox."""
        return DovecotPost(self.dovecot, self.smtpd, address=address)

    def deliver(self, raw: bytes, *, sender: str, to: str) -> None:
        self.dovecot.deliver(raw, sender=sender, to=[to])

    def letters(self, address: str) -> list[bytes]:
        return [path.read_bytes() for path in self.dovecot.mail_files(address)]

    def renumber(self) -> None:
        with _client(self.imap_url) as client:
            _copy_back(client)
        self.dovecot.renumber(NOTES_ADDRESS)


@contextmanager
def desk_post():
    with Desk(password=PASSWORD) as desk:
        yield DeskPost(desk)


@contextmanager
def dovecot_post(**options):
    """`options` are those of `run_dovecot`."""
    with run_dovecot(**options) as dovecot, run_smtpd(relay=relay_to(dovecot)) as smtpd:
        yield DovecotPost(dovecot, smtpd)


def _copy_back(client: IMAPClient) -> None:
    client.select_folder(f"Followthrough/{Folder.DONE.value}", readonly=True)
    client.copy(client.search("ALL"), "INBOX")


def _client(url: str) -> IMAPClient:
    port = int(url.rpartition(":")[2].partition("/")[0])
    client = IMAPClient("127.0.0.1", port, ssl=False, timeout=60)
    client.login(NOTES_ADDRESS, PASSWORD)
    return client
