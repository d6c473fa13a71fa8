"""The page's server: loopback only, in a thread of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from zoneinfo import ZoneInfo

import uvicorn

from pipeline.languages.load import load_languages
from pipeline.outcome import Reason
from workers.app import build_app
from workers.demo.clock import DemoClock, TimeLapse
from workers.demo.doings import Chronicle
from workers.demo.mailboxes import Mailboxes
from workers.demo.page import House, build_page
from workers.desk import Desk
from workers.settings import Settings
from workers.store.store import Store
from workers.sweep import Sweeping
from workers.tasks import Bell

HOST = "127.0.0.1"


@contextmanager
def open_house(desk: Desk, settings: Settings, clock: DemoClock) -> Iterator[House]:
    """The tables of the running program, opened a second time, and its doorbell."""
    store = Store(settings.database_url)
    texts = load_languages()["en"].texts
    reasons = {reason.value: texts(f"reasons.{reason}.what") for reason in Reason}
    mailboxes = Mailboxes(desk)
    sweeping = Sweeping(
        store=store, clock=clock, bell=Bell(build_app(settings.broker_url, team=settings.policy().address.key))
    )
    try:
        yield House(
            desk=desk,
            clock=clock,
            lapse=TimeLapse(clock=clock, store=store, sweeping=sweeping),
            mailboxes=mailboxes,
            chronicle=Chronicle(store=store, mailboxes=mailboxes, reasons=reasons),
            zone=ZoneInfo(settings.timezone),
        )
    finally:
        store.close()


def bind(port: int) -> socket.socket:
    """A place on loopback; 0 takes a free one. Raises OSError when the port is taken."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.close()
        raise
    return door


@contextmanager
def serving(house: House, door: socket.socket) -> Iterator[str]:
    """The page at this door until the end of the block; yields its address."""
    port = door.getsockname()[1]
    page = build_page(house, hosts=frozenset({f"{HOST}:{port}", f"localhost:{port}"}))
    # No log of its own: what people write stands in the addresses of prefilled answers.
    config = uvicorn.Config(page, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False)
    server = uvicorn.Server(config)
    # A connection that is made before the server is ready waits at the door.
    door.listen(64)
    thread = Thread(target=server.run, kwargs={"sockets": [door]}, name="demo-page", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}/"
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()
