"""The road under test, on each of the databases it may run on."""

from __future__ import annotations

import pytest

from flow.road import Road


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.stack("postgres"))])
def road(request, tmp_path, knowledge):
    on_file = request.param == "sqlite"
    road = Road(f"sqlite:///{tmp_path / 'road.db'}" if on_file else request.getfixturevalue("postgres_url"), knowledge)
    yield road
    road.close()
