"""`health` says whether the work is done, by what stands in the tables, and what to do where it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workers.store import signs


@pytest.fixture
def alive(ledger):
    """The mailbox was read and the beat heard so many seconds ago."""

    def make(*, looked: float = 1, swept: float = 1):
        now = datetime.now(UTC)
        with ledger.store.begin() as tx:
            signs.give(tx, signs.LOOKED, now=now - timedelta(seconds=looked))
            signs.give(tx, signs.SWEPT, now=now - timedelta(seconds=swept))
        return ledger

    return make


def test_all_is_well_while_everything_is_done(followthrough, alive):
    alive()
    found = followthrough("health")
    assert found.exit_code == 0
    assert [line.split()[1] for line in found.stdout.splitlines()] == ["mailbox", "thinking", "beat"]


def test_a_mailbox_that_nobody_reads_is_told_with_its_age_and_cure(followthrough, alive):
    alive(looked=600)
    found = followthrough("health")
    assert found.exit_code == 1
    assert "mailbox last read 10 min ago" in found.stdout
    assert "followthrough doctor" in found.stdout


def test_a_beat_that_nobody_hears_is_told_with_its_age_and_cure(followthrough, alive):
    alive(swept=90)
    found = followthrough("health")
    assert found.exit_code == 1
    assert "beat last heard 90 s ago" in found.stdout
    assert "start the beat" in found.stdout


def test_a_mail_that_nobody_takes_up_is_told(followthrough, alive):
    alive().add_mail()
    found = followthrough("health")
    assert found.exit_code == 1
    assert "thinking waiting mails: 1, the oldest for" in found.stdout


@pytest.mark.parametrize(("role", "code"), [("io", 1), ("think", 0), ("beat", 0)])
def test_a_role_answers_for_its_own_work_alone(followthrough, alive, role, code):
    alive(looked=600)
    assert followthrough("health", "--role", role).exit_code == code


def test_what_never_began_is_no_good_health(followthrough, ledger):
    found = followthrough("health", "--role", "io")
    assert found.exit_code == 1
    assert "was never read yet" in found.stdout


def test_a_database_that_is_not_there_is_a_fault_with_its_cure(followthrough, folder):
    found = followthrough("health")
    assert found.exit_code == 1
    assert "no database yet" in found.stderr


def test_a_role_that_is_none_is_misuse(followthrough, ledger):
    assert followthrough("health", "--role", "dance").exit_code == 2
