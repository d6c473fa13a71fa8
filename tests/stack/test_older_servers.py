"""Mail servers that lack what newer ones have: recaps come all the same, and no mail is touched that is not ours."""

from __future__ import annotations

from contextlib import closing

import pytest
import redis
from builders import NOTES_ADDRESS
from stack.home import running_home
from stack.posts import dovecot_post

from workers.imap import connect

# What Dovecot 2.3 can do, without IDLE, MOVE and UIDPLUS.
OLD = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE LITERAL+ NAMESPACE CHILDREN UNSELECT"


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=pytest.mark.stack("dovecot")),
        pytest.param("roles", marks=pytest.mark.stack("dovecot", "redis", "postgres")),
    ]
)
def home(request, tmp_path):
    where = {"database_url": f"sqlite:///{tmp_path / 'followthrough.db'}"}
    if request.param == "roles":
        where = {"database_url": request.getfixturevalue("postgres_url")}
        where["broker_url"] = request.getfixturevalue("redis_url")
        redis.Redis.from_url(where["broker_url"]).flushall()
    with dovecot_post(capability=OLD) as post, running_home(post, tmp_path, **where) as running:
        yield running


@pytest.mark.stack("dovecot")
def test_the_server_is_as_old_as_it_says():
    with dovecot_post(capability=OLD) as post, closing(connect(post.imap_url)) as inbox:
        can = inbox._client.capabilities()
    assert not {b"IDLE", b"MOVE", b"UIDPLUS"} & set(can)


def test_without_idle_and_move_each_mail_brings_its_recap_once_and_stays_in_its_place(home):
    teams = [home.team() for _ in range(2)]
    for team in teams:
        home.deliver(team.mail())
        home.await_letter(team.owner.address)
    home.settle()
    for team in teams:
        assert [len(home.letters(reader.address)) for reader in team.readers] == [1, 1, 1]
    assert len(home.post.letters(NOTES_ADDRESS)) == len(teams)
