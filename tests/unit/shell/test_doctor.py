"""The doctor looks at everything, waits for nothing that is wrong already, and names a cure for each fault."""

from __future__ import annotations

import base64
import json
import socket
import ssl
from datetime import date
from smtplib import SMTPServerDisconnected

import pytest

from workers.doctor import LOOKS, examine, find_missing_file, look_at_database
from workers.doctor_disk import look_at_disk
from workers.doctor_findings import Health
from workers.doctor_lines import find_cure
from workers.doctor_sign_in import find_end, find_missing_roles
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
    assert waiting == {"sign-in", "mailbox", "sending", "database", "disk", "broker", "clock"}
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


def test_a_disk_without_room_is_a_fault_that_names_the_folder(folder):
    finding = look_at_disk("disk", {"database_url": f"sqlite:///{folder}/ours.db"}, free=lambda _: 3_000_000)
    assert finding.health is Health.FAULT
    assert f"3 MB are left in {folder}" in finding.said
    assert "make room" in finding.cure


def test_a_disk_with_room_is_fine(folder):
    values = {"database_url": f"sqlite:///{folder}/ours.db"}
    assert look_at_disk("disk", values, free=lambda _: 10**11).health is Health.FINE


def a_token(**claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{part}.signature"


@pytest.mark.parametrize(
    ("token", "missing"),
    [
        (a_token(roles=["IMAP.AccessAsApp", "SMTP.SendAsApp"]), ()),
        (a_token(roles=["IMAP.AccessAsApp"]), ("SMTP.SendAsApp",)),
        (a_token(), ("IMAP.AccessAsApp", "SMTP.SendAsApp")),
        ("opaque", ()),
        ("a.!.c", ()),
    ],
)
def test_what_an_application_may_not_do_is_read_from_its_token(token, missing):
    assert find_missing_roles(token) == missing


@pytest.mark.parametrize(("ends", "said"), [("2026-12-01", "ends in 7 days"), ("2026-11-01", "has ended")])
def test_a_sign_in_that_ends_soon_is_a_fault(ends, said):
    finding = find_end("sign-in", {"oauth_ends": ends}, today=date(2026, 11, 24))
    assert finding is not None
    assert said in finding.said
    assert "FOLLOWTHROUGH_OAUTH_ENDS" in finding.cure


def test_a_sign_in_that_ends_in_a_year_is_not_spoken_of():
    assert find_end("sign-in", {"oauth_ends": "2027-11-24"}, today=date(2026, 11, 24)) is None
