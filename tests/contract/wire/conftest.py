"""The same tests against three mail servers: the fake, the embedded desk, and Dovecot behind an SMTP relay.

Each is a "post": it delivers, opens inboxes, hands out an outlet, and shows
from outside what became of the mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from fakes import FakeOutlet, FakePost
from imapclient import IMAPClient
from stack.dovecot import PASSWORD, run_dovecot
from stack.smtpd import relay_to, run_smtpd

from workers import imap
from workers.desk import Desk
from workers.ports import Folder, Inbox, Outlet
from workers.smtp import SmtpOutlet
from workers.store.migrate import migrate
from workers.store.store import Store

SENDER = "notes@acme.example"


class FakeSide:
    """The fakes, seen as a post."""

    def __init__(self) -> None:
        self.post = FakePost()

    def deliver(self, raw: bytes, *, to: str) -> None:
        self.post.deliver(raw, to=to)

    def connect(self, address: str, *, max_bytes: int = 25_000_000) -> Inbox:
        return self.post.connect(address, max_bytes=max_bytes)

    def outlet(self) -> Outlet:
        return FakeOutlet(self.post)

    def refuse(self, address: str, reply: str) -> None:
        self.post.refusals[address.casefold()] = reply

    def letters(self, address: str) -> Sequence[bytes]:
        return self.post.letters(address)

    def seen(self, address: str) -> Sequence[int]:  # noqa: ARG002 - the fake has no flags
        return ()

    def put_away(self, address: str, folder: Folder) -> int:
        return len(self.post.box(address).folders[folder].mails)

    def take_away(self, address: str, uid: int) -> None:
        del self.post.box(address).mails[uid]

    def renumber(self, address: str) -> None:
        self.post.renumber(address)

    def stop(self) -> None:
        self.post.down = True


class ImapSide:
    """What can be seen of any real server from a second connection."""

    def url(self, address: str) -> str:
        raise NotImplementedError

    def connect(self, address: str, *, max_bytes: int = 25_000_000) -> Inbox:
        return imap.connect(self.url(address), max_bytes=max_bytes)

    def letters(self, address: str) -> Sequence[bytes]:
        with self._client(address) as client:
            client.select_folder("INBOX", readonly=True)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def seen(self, address: str) -> Sequence[int]:
        with self._client(address) as client:
            client.select_folder("INBOX", readonly=True)
            return client.search("SEEN")

    def put_away(self, address: str, folder: Folder) -> int:
        with self._client(address) as client:
            return client.select_folder(f"Followthrough/{folder.value}", readonly=True)[b"EXISTS"]

    def take_away(self, address: str, uid: int) -> None:
        with self._client(address) as client:
            client.select_folder("INBOX")
            client.delete_messages([uid])
            client.expunge()

    def _client(self, address: str) -> IMAPClient:
        client = IMAPClient("127.0.0.1", urlsplit(self.url(address)).port, ssl=False, timeout=60)
        client.login(address, PASSWORD)
        return client


class DeskSide(ImapSide):
    """The embedded desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.url = desk.imap_url
        self.refuse = desk.refuse
        self.stop = desk.stop

    def deliver(self, raw: bytes, *, to: str) -> None:
        self.desk.submit(raw, sender=SENDER, to=[to])

    def outlet(self) -> Outlet:
        return SmtpOutlet(self.desk.smtp_url, sender=SENDER)

    def renumber(self, address: str) -> None:
        # Renaming INBOX makes a new one (RFC 3501, 6.3.5), which has other numbers.
        with self._client(address) as client:
            client.rename_folder("INBOX", "Before")
            client.select_folder("Before")
            if mails := client.search("ALL"):
                client.copy(mails, "INBOX")


class DovecotSide(ImapSide):
    """Dovecot, reached over an SMTP server that relays to its LMTP."""

    def __init__(self, dovecot, smtpd) -> None:
        self.dovecot = dovecot
        self.smtpd = smtpd
        self.url = dovecot.imap_url
        self.renumber = dovecot.renumber

    def stop(self) -> None:
        self.smtpd.stop()
        self.dovecot.stop()

    def deliver(self, raw: bytes, *, to: str) -> None:
        self.dovecot.deliver(raw, sender=SENDER, to=[to])

    def outlet(self) -> Outlet:
        return SmtpOutlet(self.smtpd.url, sender=SENDER)

    def refuse(self, address: str, reply: str) -> None:
        self.smtpd.refusals[address.casefold()] = reply


@pytest.fixture(params=["fake", "desk", pytest.param("dovecot", marks=pytest.mark.stack("dovecot"))])
def post(request):
    if request.param == "fake":
        yield FakeSide()
    elif request.param == "desk":
        with Desk(password=PASSWORD) as desk:
            yield DeskSide(desk)
    else:
        with run_dovecot() as dovecot, run_smtpd(relay=relay_to(dovecot)) as smtpd:
            yield DovecotSide(dovecot, smtpd)


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    migrate(url)
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def outlet(post):
    with closing(post.outlet()) as outlet:
        yield outlet


@pytest.fixture
def open_inbox(post):
    """Opens mailboxes and closes them after the test."""
    opened = []

    def connect(address: str, **options) -> Inbox:
        opened.append(post.connect(address, **options))
        return opened[-1]

    yield connect
    for inbox in opened:
        inbox.close()
