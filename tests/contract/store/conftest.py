"""The same tests over SQLite and over PostgreSQL: what holds on one must hold on the other."""

from __future__ import annotations

import shutil

import pytest
from fakes import FakeClock

from workers.store.migrate import migrate
from workers.store.store import Store

HOMES = ["sqlite", pytest.param("postgres", marks=pytest.mark.stack("postgres"))]


@pytest.fixture(params=HOMES)
def empty_url(request, tmp_path):
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=HOMES)
def url(request, tmp_path, migrated_file):
    """A database with every table and nothing in them."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'store.db')}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def clock():
    return FakeClock()
