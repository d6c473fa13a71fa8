"""The page of the demo over a desk without servers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from workers.demo.clock import DemoClock, TimeLapse
from workers.demo.doings import Chronicle
from workers.demo.mailboxes import Mailboxes
from workers.demo.page import House, build_page
from workers.store.store import Store
from workers.store.tables import METADATA

HOST = "127.0.0.1:8025"
ORIGIN = {"Origin": f"http://{HOST}"}


@dataclass
class Shelf:
    """Mailboxes in memory."""

    boxes: dict[str, list[bytes]] = field(default_factory=dict)

    def letters(self, address: str) -> list[bytes]:
        return list(self.boxes.get(address, []))

    def submit(self, raw: bytes, *, sender: str, to: list[str]) -> None:  # noqa: ARG002 - the call of a desk
        for reader in to:
            self.boxes.setdefault(reader.replace("+t0k3n", ""), []).append(raw)


@dataclass
class Visitor:
    """Somebody with a browser, and what they sent."""

    client: TestClient
    shelf: Shelf

    def get(self, path: str, **headers: str):
        return self.client.get(path, headers=headers)

    def post(self, path: str, said: dict | None = None, *, headers: dict | None = None, **more):
        form = {"token": self.token(), **(said or {})}
        return self.client.post(path, data=form, headers=ORIGIN if headers is None else headers, **more)

    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.client.get("/").text)
        assert found
        return found[1]

    def sent(self) -> EmailMessage:
        """The last mail to the notes address."""
        return message_from_bytes(self.shelf.boxes["notes@acme.example"][-1], policy=policy.default)


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'demo.db'}")
    METADATA.create_all(store.engine)
    yield store
    store.close()


@pytest.fixture
def visitor(store):
    shelf, clock = Shelf(), DemoClock()
    mailboxes = Mailboxes(shelf)
    house = House(
        desk=shelf,
        clock=clock,
        lapse=TimeLapse(clock=clock, store=store, sweeping=Quiet()),
        mailboxes=mailboxes,
        chronicle=Chronicle(store=store, mailboxes=mailboxes, reasons={"courtesy": "Thanks, and nothing to change."}),
        zone=ZoneInfo("UTC"),
    )
    page = build_page(house, hosts=frozenset({HOST}))
    return Visitor(client=TestClient(page, base_url=f"http://{HOST}", follow_redirects=False), shelf=shelf)


class Quiet:
    """A sweep of a program that has nothing to do."""

    def sweep(self) -> None:
        return
