"""The road under test."""

from __future__ import annotations

import pytest

from flow.road import Road


@pytest.fixture
def road(tmp_path, knowledge):
    road = Road(f"sqlite:///{tmp_path / 'road.db'}", knowledge)
    yield road
    road.close()
