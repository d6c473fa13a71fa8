"""The command line in a folder of its own, with no settings but those a test gives it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from builders import MONDAY
from typer.testing import CliRunner

from pipeline.model import Letter
from workers.cli import build_cli
from workers.ports import Verdict
from workers.store import inbox, outbox
from workers.store.errors import PAUSES
from workers.store.migrate import migrate
from workers.store.store import Store

SETTINGS = {
    "ADDRESS": "notes@acme.example",
    "IMAP_URL": "imaps://notes:imap-password@mail.acme.example/INBOX",
    "SMTP_URL": "smtps://notes:smtp-password@mail.acme.example",
    "ALLOWED_DOMAINS": "acme.example",
    "TRUSTED_AUTHSERV_ID": "mail.acme.example",
    "SECRET": "a-secret-of-more-than-sixteen",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    for name in [name for name in os.environ if name.startswith("FOLLOWTHROUGH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def followthrough():
    """Run one command; the result has `exit_code`, `stdout` and `stderr`."""
    cli = build_cli()

    def call(*words: str):
        found = CliRunner().invoke(cli, list(words))
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found

    return call


@pytest.fixture
def write_env(folder):
    """Write `.env`: settings that are right, but for those a test names."""

    def write(**other: str) -> None:
        lines = [f"FOLLOWTHROUGH_{name}={value}" for name, value in (SETTINGS | other).items()]
        (folder / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write


class Ledger:
    """The operator's database, with mails in whatever state."""

    def __init__(self, url: str) -> None:
        migrate(url)
        self.store = Store(url)
        self._uid = 0

    def add_mail(self, *, state: str = "due", reason: str | None = None, sender: str = "mara@acme.example") -> int:
        self._uid += 1
        with self.store.begin() as tx:
            number = inbox.add(
                tx,
                mailbox="notes@mail/INBOX",
                uidvalidity=1,
                uid=self._uid,
                raw=b"Subject: the salary of Ana\r\n\r\nnobody may read this\r\n",
                content_key=f"key {self._uid}",
                arrived_at=MONDAY,
            )
            assert number is not None
            row = inbox.claim(tx, number, now=MONDAY, lease=timedelta(minutes=1))
            assert row is not None
            inbox.name_sender(tx, row, sender)
            if state == "due":
                inbox.release(tx, row, now=MONDAY)
            else:
                inbox.close(tx, row, state=state, reason=reason)
        return number

    def fail_mail(self, error: str) -> int:
        number = self.add_mail()
        now = MONDAY
        with self.store.begin() as tx:
            for pause in (*PAUSES, timedelta()):
                row = inbox.claim(tx, number, now=now, lease=timedelta(seconds=1))
                assert row is not None
                inbox.fail(tx, row, error=error, now=now)
                now += pause
        return number

    def add_letter(self, *, of: int, to: str = "dana@acme.example", refused: str = "") -> int:
        letter = Letter(
            kind="recap",
            key=f"recap:{of}:{to}",
            to=to,
            message_id=f"<{of}@acme.example>",
            raw=b"Subject: [7K2Q] the salary of Ana\r\n\r\nnobody may read this\r\n",
        )
        with self.store.begin() as tx:
            (number,) = outbox.add(tx, [letter], inbox_id=of, now=MONDAY, recap_tag="7K2Q")
            row = outbox.find_to_send(tx, number, now=MONDAY)
            assert row is not None
            outbox.claim(tx, row, now=MONDAY, lease=timedelta(minutes=1))
            if refused:
                outbox.failed(tx, row, verdict=Verdict.NEVER, error=refused, now=MONDAY)
            else:
                outbox.sent(tx, row, now=MONDAY)
        return number

    def state_of(self, number: int) -> str:
        with self.store.begin() as tx:
            row = inbox.show(tx, number)
        assert row is not None
        return str(row.state)

    def state_of_letter(self, number: int) -> str:
        with self.store.begin() as tx:
            row = outbox.show(tx, number)
        assert row is not None
        return str(row.state)


@pytest.fixture
def ledger(folder):
    ledger = Ledger(f"sqlite:///{folder / 'followthrough.db'}")
    yield ledger
    ledger.store.close()
