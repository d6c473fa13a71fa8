"""The real inbox against Dovecot: guarded lines, servers that lack extensions, odd folder trees, mails gone bad."""

from __future__ import annotations

import time
from contextlib import closing
from threading import Event

import pytest
from imapclient import IMAPClient
from stack.dovecot import PASSWORD, run_dovecot

from workers import imap
from workers.ports import Folder, UnreachableError

pytestmark = pytest.mark.stack("dovecot")

ANA = "ana@acme.example"
MAIL = b"Subject: Weekly\r\n\r\nDana will send the budget.\r\n"
BARE = "IMAP4rev1 LITERAL+"


@pytest.fixture(scope="module")
def dovecot():
    with run_dovecot() as server:
        yield server


def deliver(server, count: int = 1) -> None:
    for _ in range(count):
        server.deliver(MAIL, sender="bo@acme.example", to=[ANA])


def folders(server) -> dict[str, int]:
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client:
        client.login(ANA, PASSWORD)
        names = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names}


def test_a_mailbox_is_read_over_tls(dovecot, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.cert))
    with closing(imap.connect(dovecot.imaps_url("tls@acme.example"))) as inbox:
        assert inbox.look().uidnext == 1


def test_a_certificate_nobody_vouches_for_is_refused(dovecot):
    with pytest.raises(UnreachableError, match="SSL_CERT_FILE"):
        imap.connect(dovecot.imaps_url(ANA))


def test_a_certificate_for_another_name_is_refused(dovecot, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.cert))
    with pytest.raises(UnreachableError, match="certificate is made for"):
        imap.connect(dovecot.imaps_url(ANA, host="127.0.0.1"))


@pytest.mark.parametrize("password", ["wrong", "fálsch"])
def test_a_wrong_password_is_told_with_its_cure(dovecot, password):
    with pytest.raises(UnreachableError, match="check user and password") as caught:
        imap.connect(dovecot.imap_url(ANA, password=password))
    assert password not in str(caught.value)
    assert "(b'" not in str(caught.value)


def test_a_folder_that_does_not_exist_is_unreachable(dovecot):
    with pytest.raises(UnreachableError):
        imap.connect(dovecot.imap_url(ANA).replace("/INBOX", "/Nowhere"))


def test_without_move_mail_is_put_away_by_copy_and_expunge_of_just_that_mail():
    with run_dovecot(capability=f"{BARE} UIDPLUS NAMESPACE") as server:
        deliver(server, count=3)
        with closing(imap.connect(server.imap_url(ANA))) as inbox:
            first, second, third = inbox.find_new(after=0)
            with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as somebody:
                somebody.login(ANA, PASSWORD)
                somebody.select_folder("INBOX")
                somebody.delete_messages([third])  # marked only; expunging it is up to them
                assert inbox.move([first], Folder.DONE)
                assert inbox.find_new(after=0) == [second, third]
        assert folders(server) == {"INBOX": 2, "Followthrough/Done": 1}


def test_without_move_and_uidplus_mail_stays_where_it_is():
    with run_dovecot(capability=BARE) as server:
        deliver(server)
        with closing(imap.connect(server.imap_url(ANA))) as inbox:
            assert not inbox.move(inbox.find_new(after=0), Folder.DONE)
        assert folders(server) == {"INBOX": 1}


def test_without_idle_waiting_lasts_one_polling_interval():
    with (
        run_dovecot(capability=BARE) as server,
        closing(imap.connect(server.imap_url(ANA), poll_seconds=0.05)) as inbox,
    ):
        began = time.monotonic()
        inbox.wait(60, Event())
        assert time.monotonic() - began < 20
        deliver(server)
        assert len(inbox.find_new(after=0)) == 1


def test_folders_are_made_where_the_server_keeps_personal_folders():
    with run_dovecot(separator=".", prefix="INBOX.") as server:
        deliver(server)
        with closing(imap.connect(server.imap_url(ANA))) as inbox:
            assert inbox.move(inbox.find_new(after=0), Folder.DONE)
        assert folders(server)["INBOX.Followthrough.Done"] == 1


def test_dovecot_hangs_up_over_a_mail_that_it_cannot_read(dovecot):
    # Which is why a line that breaks is counted against the mail that was being fetched (see workers.receive).
    broken = "broken@acme.example"
    dovecot.deliver(MAIL, sender="bo@acme.example", to=[broken])
    with closing(imap.connect(dovecot.imap_url(broken))) as inbox:
        (uid,) = inbox.find_new(after=0)
        dovecot.mail_files(broken)[0].chmod(0)
        with pytest.raises(UnreachableError):
            inbox.fetch(uid)
