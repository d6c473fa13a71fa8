"""The doctor looks at everything, waits for nothing that is wrong already, and names a cure for each fault."""

from __future__ import annotations

import socket
import ssl
from smtplib import SMTPServerDisconnected

import pytest

from workers.doctor import LOOKS, Health, examine, find_missing_file, look_at_database
from workers.doctor_lines import find_cure
from workers.ports import UnreachableError
from workers.settings import Written
from workers.settings_faults import Fault
from workers.store.migrate import migrate


@pytest.mark.parametrize(
    ("cause", "meaning", "cure"),
    [
        (ConnectionRefusedError(), "nothing listens there", "check host and port in FOLLOWTHROUGH_IMAP_URL"),
        (socket.gaierror(), "no such host", "check the host in FOLLOWTHROUGH_IMAP_URL"),
        (TimeoutError(), "no answer", "firewall"),
        (ssl.SSLError(), "does not speak TLS", "imaps on 993"),
        (SMTPServerDisconnected(), "hung up", "smtps is 465"),
    ],
)
def test_the_innermost_cause_of_a_broken_line_names_the_cure(cause, meaning, cure):
    trouble = UnreachableError("mail.acme.example:993 is not reachable")
    trouble.__cause__ = cause
    said, what_to_do = find_cure(trouble, setting="FOLLOWTHROUGH_IMAP_URL")
    assert meaning in said
    assert cure in what_to_do


def test_what_needs_a_wrong_setting_waits_and_the_rest_is_looked_at():
    faults = tuple(
        Fault(name=f"FOLLOWTHROUGH_{name}", wrong="is wrong", cure="put it right")
        for name in ("IMAP_URL", "SMTP_URL", "DATABASE_URL", "BROKER_URL")
    )
    found = {finding.what: finding.health for finding in examine(Written(values={}, faults=faults))}
    waiting = {what for what, health in found.items() if health is Health.WAITS}
    assert waiting == {"mailbox", "sending", "database", "broker", "clock"}
    assert set(LOOKS) <= set(found)
    assert found["packages"] is Health.FINE


def test_a_database_that_is_not_there_yet_is_fine_and_is_not_made(folder):
    finding = look_at_database("database", {"database_url": f"sqlite:///{folder}/new.db"})
    assert finding.health is Health.FINE
    assert not (folder / "new.db").exists()


def test_a_database_with_our_tables_is_fine(folder):
    url = f"sqlite:///{folder}/ours.db"
    migrate(url)
    assert look_at_database("database", {"database_url": url}).health is Health.FINE


def test_a_server_needs_no_file():
    assert find_missing_file("database", "postgresql+psycopg://u:p@db/followthrough") is None


def test_a_folder_that_takes_no_file_is_a_fault_although_the_database_may_be_written(folder, monkeypatch):
    (folder / "ours.db").touch()
    monkeypatch.setattr("os.access", lambda path, _mode: path != folder)
    finding = find_missing_file("database", f"sqlite:///{folder}/ours.db")
    assert finding is not None
    assert str(folder) in finding.said


def test_a_missing_folder_is_a_fault_before_the_first_run(folder):
    finding = find_missing_file("database", f"sqlite:///{folder}/nowhere/new.db")
    assert finding is not None
    assert finding.health is Health.FAULT
