"""The two homes of the program. Servers and processes are started once; every test has teams of its own."""

from __future__ import annotations

import pytest
import redis
from stack.home import ROLES, running_home
from stack.posts import desk_post, dovecot_post

EVERYTHING = pytest.mark.stack("dovecot", "redis", "postgres")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the processes run: a folder with nothing of ours in it."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def embedded(folder):
    """`followthrough run` on SQLite, with the embedded mail server."""
    with (
        desk_post() as post,
        running_home(post, folder, database_url=f"sqlite:///{folder / 'followthrough.db'}") as home,
    ):
        yield home


@pytest.fixture(scope="module")
def roles(folder, postgres, redis_url):
    """The roles as processes, on PostgreSQL and Redis, with Dovecot."""
    redis.Redis.from_url(redis_url).flushall()
    with (
        dovecot_post() as post,
        postgres.database() as database_url,
        running_home(post, folder, database_url=database_url, broker_url=redis_url) as home,
    ):
        yield home


@pytest.fixture(scope="module")
def lab(roles, tmp_path_factory, postgres, redis_url):
    """Another house on the same servers, with its own mailbox. It has no beat, so that it lives by its bells alone."""
    commands = {"io": ROLES["io"], "second io": ROLES["io"], "think": ROLES["think"]}
    servers = {"broker_url": redis_url, "commands": commands}
    folder = tmp_path_factory.mktemp("lab")
    with (
        postgres.database() as url,
        running_home(roles.post.beside("lab@acme.example"), folder, database_url=url, **servers) as home,
    ):
        home.unused_teams = roles.unused_teams
        yield home


@pytest.fixture(scope="module", params=["embedded", pytest.param("roles", marks=EVERYTHING)])
def home(request):
    return request.getfixturevalue(request.param)
