"""The road under test, on each of the databases it may run on."""

from __future__ import annotations

import pytest
from builders import HOST, a_mail, a_reply

from flow.road import Road
from flow.talk import OUTSIDER, ours


@pytest.fixture
def road_on_file(tmp_path, knowledge):
    road = Road(f"sqlite:///{tmp_path / 'road.db'}", knowledge)
    yield road
    road.close()


@pytest.fixture
def road_on_postgres(postgres_url, knowledge):
    road = Road(postgres_url, knowledge)
    yield road
    road.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.stack("postgres"))])
def road(request):
    """On both. Where the database matters to one or two tests only, a module says so with a `road` of its own."""
    return request.getfixturevalue("road_on_file" if request.param == "sqlite" else "road_on_postgres")


@pytest.fixture
def met(road):
    """A recap has gone out to Mara, who sent the notes, to Dana, who owns A1, and to Sam."""
    road.deliver(a_mail())
    road.run()
    return road


@pytest.fixture
def shared(met):
    """Somebody outside has the recap, since the host put them into Cc."""
    reply = a_reply(ours(met, HOST)[0], f"share with {OUTSIDER}", sender=HOST)
    met.deliver(reply.replace(b"\r\nSubject:", f"\r\nCc: {OUTSIDER}\r\nSubject:".encode(), 1))
    met.run()
    return met
