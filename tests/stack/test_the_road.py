"""The whole road over real servers, with the program as its real processes."""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest
import redis
import sqlalchemy as sa
from builders import a_reply, plain_text, read_letter
from stack.conftest import EVERYTHING
from stack.home import ROLES
from stack.servers import need

from pipeline.mail.parse import content_key
from workers.store import signs
from workers.store.tables import EVENTS, INBOX, ITEMS, LEASES, OUTBOX, RECAPS

AT_ONCE = 20


def assert_each_reader_has_one_recap(home, team):
    """The right people, in the right thread, once."""
    for reader in team.readers:
        (raw,) = home.letters(reader.address)
        letter = read_letter(raw)
        assert reader.address in letter["To"]
        assert team.title in letter["Subject"]
        assert letter["In-Reply-To"] == team.message_id
        assert team.message_id in letter["References"].split()
        assert f"{team.owner.name}" in plain_text(raw)


def assert_nobody_got_another_letter(home, teams):
    # A kill between the server's yes and our commit sends the same letter again, and never another one.
    for team in teams:
        for reader in team.readers:
            assert len({content_key(raw) for raw in home.letters(reader.address)}) == 1


def item_states(home, team):
    with home.store.begin() as tx:
        query = sa.select(ITEMS.c.code, ITEMS.c.owner, ITEMS.c.state).join(RECAPS).where(RECAPS.c.host == team.host.key)
        return {(row.code, row.owner): row.state for row in tx.execute(query)}


def test_twenty_mails_at_once_bring_twenty_recaps_to_the_right_people(home):
    teams = [home.team() for _ in range(AT_ONCE)]
    for team in teams:
        home.deliver(team.mail())
    for team in teams:
        for reader in team.readers:
            home.await_letter(reader.address)
    home.settle()
    for team in teams:
        assert_each_reader_has_one_recap(home, team)


def test_an_ok_from_the_owner_changes_that_item_and_brings_a_receipt(home):
    team = home.team()
    home.deliver(team.mail())
    recap = home.await_letter(team.owner.address)
    before = item_states(home, team)
    reply = a_reply(recap, "ok", sender=team.owner)
    home.deliver(reply, to=read_letter(recap)["Reply-To"].addresses[0].addr_spec)
    receipt = read_letter(home.await_letter(team.owner.address, kind="receipt"))
    after = item_states(home, team)
    changed = {key: state for key, state in after.items() if before[key] != state}
    assert changed == {("A1", team.owner.address): "accepted"}
    assert receipt["In-Reply-To"] == read_letter(reply)["Message-ID"]
    assert read_letter(recap)["Message-ID"] in receipt["References"].split()


def test_a_mail_delivered_twice_brings_one_recap(home):
    team = home.team()
    home.deliver(team.mail())
    home.deliver(b"Received: by relay.example; Mon, 23 Nov 2026 09:00:00 +0000\r\n" + team.mail())
    later = home.team()
    home.deliver(later.mail())
    home.await_letter(later.owner.address)
    home.settle()
    assert_each_reader_has_one_recap(home, team)


def test_old_mail_under_new_numbers_brings_no_second_recap(home):
    team = home.team()
    home.deliver(team.mail())
    home.await_letter(team.owner.address)
    home.settle()
    assert set(home.stop().values()) == {0}
    home.post.renumber()
    home.start()
    later = home.team()
    home.deliver(later.mail())
    home.await_letter(later.owner.address)
    home.settle()
    assert_each_reader_has_one_recap(home, team)


@pytest.mark.parametrize("hit", ["think", "io"])
def test_a_process_killed_in_the_middle_loses_no_mail_and_sends_no_other_letter(home, hit):
    teams = [home.team() for _ in range(8)]
    done = home.count(INBOX, "done")
    sent = home.count(OUTBOX, "sent")
    for team in teams:
        home.deliver(team.mail())
    if hit == "think":
        home.wait_for(lambda: home.count(INBOX, "done") > done, "the first mail that is thought about")
    else:
        home.wait_for(lambda: home.count(OUTBOX, "sent") > sent, "the first letter that is sent")
    home.kill("run" if "run" in home.processes else hit)
    assert home.count(OUTBOX, "sent") < sent + 3 * len(teams), "it was over before it was hit"
    home.let_leases_run_out()
    home.start()
    for team in teams:
        for reader in team.readers:
            home.await_letter(reader.address)
    home.settle()
    assert_nobody_got_another_letter(home, teams)


def test_whoever_asks_for_its_health_hears_that_the_work_is_done(home):
    def is_known():
        with home.store.begin() as tx:
            return signs.find(tx, signs.LOOKED) and signs.find(tx, signs.SWEPT)

    home.wait_for(is_known, "the first look and the first sweep")
    home.call("health")


@EVERYTHING
def test_a_broker_that_forgets_everything_loses_nothing(roles, redis_url):
    team = roles.team()
    roles.kill("think")
    roles.deliver(team.mail())
    roles.wait_for(lambda: roles.count(INBOX, "due"), "the mail in the ledger")
    redis.Redis.from_url(redis_url).flushall()
    roles.start()
    roles.await_letter(team.owner.address)
    roles.settle()
    assert_each_reader_has_one_recap(roles, team)


@EVERYTHING
def test_a_broker_that_hangs_up_is_called_again(roles, redis_url):
    redis.Redis.from_url(redis_url).client_kill_filter(_type="normal", skipme=True)
    team = roles.team()
    roles.deliver(team.mail())
    roles.await_letter(team.owner.address)
    roles.settle()
    assert_each_reader_has_one_recap(roles, team)


@EVERYTHING
def test_a_database_that_hangs_up_in_the_middle_loses_nothing(roles, postgres):
    teams = [roles.team() for _ in range(8)]
    done = roles.count(INBOX, "done")
    for team in teams:
        roles.deliver(team.mail())
    roles.wait_for(lambda: roles.count(INBOX, "done") > done, "the first mail that is thought about")
    postgres.hang_up(roles.database_url)
    roles.wait_for(lambda: roles.count(INBOX, "due", "done") >= done + len(teams), "every mail in the ledger")
    roles.settle_at_once()
    for team in teams:
        for reader in team.readers:
            roles.await_letter(reader.address)
    assert_nobody_got_another_letter(roles, teams)


@EVERYTHING
def test_two_of_each_role_do_the_work_of_one(roles, redis_url):
    broker = redis.Redis.from_url(redis_url)
    listening = broker.info("clients")["blocked_clients"]
    one_of_each = dict(roles.commands)
    roles.commands |= {"second io": ROLES["io"], "second think": ROLES["think"]}
    roles.start()
    roles.wait_for(lambda: broker.info("clients")["blocked_clients"] >= listening + 2, "the second of each role")
    teams = [roles.team() for _ in range(AT_ONCE)]
    for team in teams:
        roles.deliver(team.mail())
    for team in teams:
        for reader in team.readers:
            roles.await_letter(reader.address)
    roles.settle()
    for name in roles.commands.keys() - one_of_each.keys():
        roles.kill(name)
    roles.commands = one_of_each
    for team in teams:
        assert_each_reader_has_one_recap(roles, team)


def all_letters(home, teams):
    """Reader and Message-ID of every letter that ever arrived."""
    return Counter(
        (reader.address, read_letter(raw)["Message-ID"])
        for team in teams
        for reader in team.readers
        for raw in home.post.letters(reader.address)
    )


def said(home):
    """Items and what was done to them, without the numbers of rows."""
    with home.store.begin() as tx:
        items = sa.select(RECAPS.c.tag, ITEMS.c.code, ITEMS.c.text, ITEMS.c.owner, ITEMS.c.state, ITEMS.c.due_on)
        events = sa.select(RECAPS.c.tag, EVENTS.c.by, EVENTS.c.verb, EVENTS.c.code)
        return [sorted(map(tuple, tx.execute(query.join(RECAPS))), key=str) for query in (items, events)]


def answer(home, team, words):
    recap = home.letters(team.owner.address)[0]
    to = read_letter(recap)["Reply-To"].addresses[0].addr_spec
    home.deliver(a_reply(recap, words, sender=team.owner), to=to)
    home.await_letter(team.owner.address, kind="receipt")


def of(home):
    """What PostgreSQL's programs call the database."""
    return [f"--dbname={home.database_url.replace('+psycopg', '')}"]


@EVERYTHING
def test_a_database_from_a_dump_goes_on_without_a_loss_or_a_second_letter(roles, postgres):
    earlier, later, while_down = teams = [roles.team() for _ in range(3)]
    roles.deliver(earlier.mail())
    roles.await_letter(earlier.other.address)
    roles.settle()
    words = [need("pg_dump", server="postgres"), "--format=custom", *of(roles)]
    dump = subprocess.run(words, check=True, capture_output=True).stdout

    roles.deliver(later.mail())
    for reader in later.readers:
        roles.await_letter(reader.address)
    answer(roles, earlier, "ok")
    answer(roles, later, "done")
    roles.settle()
    before, had = said(roles), all_letters(roles, teams)
    assert set(roles.stop().values()) == {0}

    roles.store.close()
    postgres.empty(roles.database_url)
    words = [need("pg_restore", server="postgres"), "--exit-on-error", *of(roles)]
    subprocess.run(words, input=dump, check=True, capture_output=True)
    roles.let_leases_run_out()
    roles.migrate()
    roles.deliver(while_down.mail())
    told = roles.call("restored")
    assert "3 mails were read again" in told
    assert said(roles) == before

    roles.start()
    for reader in while_down.readers:
        roles.await_letter(reader.address)
    roles.settle()
    assert all_letters(roles, [earlier, later]) == had
    assert set(all_letters(roles, teams).values()) == {1}
    answer(roles, while_down, "ok")


def senders(home):
    with home.store.begin() as tx:
        return set(tx.execute(sa.select(INBOX.c.sender)).scalars())


@EVERYTHING
def test_two_houses_on_one_broker_and_one_server_have_nothing_in_common(roles, lab):
    ours, theirs = ([roles.team() for _ in range(4)] for _ in range(2))
    for one, other in zip(ours, theirs, strict=True):
        roles.deliver(one.mail())
        lab.deliver(other.mail(notes=lab.post.address))
    for home, teams in ((roles, ours), (lab, theirs)):
        for team in teams:
            for reader in team.readers:
                assert home.post.address in read_letter(home.await_letter(reader.address))["From"]
        home.settle()
        for team in teams:
            assert_each_reader_has_one_recap(home, team)
    answer(lab, theirs[0], "ok")
    assert senders(lab) == {*(team.host.address for team in theirs), theirs[0].owner.address}
    assert senders(lab).isdisjoint(senders(roles))


@EVERYTHING
def test_when_the_reader_of_a_mailbox_dies_the_next_one_takes_over(lab):
    def find_holder():
        with lab.store.begin() as tx:
            owner = tx.execute(sa.select(LEASES.c.owner).where(LEASES.c.name.startswith("poll:"))).scalar_one()
        return next((name for name, one in lab.processes.items() if owner.endswith(f":{one.pid}")), None)

    holder = find_holder()
    lab.kill(holder)
    team = lab.team()
    lab.deliver(team.mail(notes=lab.post.address))
    assert find_holder() is None
    lab.let_leases_run_out()
    lab.await_letter(team.owner.address)
    assert find_holder() == ({"io", "second io"} - {holder}).pop()
