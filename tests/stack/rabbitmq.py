"""A real RabbitMQ on a free port. Its nodes find each other by a daemon of Erlang's, which is ours alone, too."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from stack.servers import free_port, need, running, wait_until

from workers.app import build_app

# The script that a packaged one calls as the user of its own, which could write nothing here.
SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


@contextmanager
def run_rabbitmq():
    """Yields the broker's URL."""
    packaged, epmd = need("rabbitmq-server", server="rabbitmq"), need("epmd", server="rabbitmq")
    with tempfile.TemporaryDirectory(prefix="followthrough-rabbitmq-") as name:
        folder = Path(name)
        port, names, peers = free_port(), free_port(), free_port()
        (folder / "plugins").write_text("[].\n")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": name,
            "ERL_EPMD_PORT": str(names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "followthrough@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(peers),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            # One scheduler is plenty for a few bells.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        options = {"log": folder / "out", "env": environment, "cwd": name}
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        server = str(SCRIPT) if SCRIPT.exists() else packaged
        with (
            running([epmd, "-port", str(names)], ports=[names], **options),
            running([server], ports=[port], **options) as process,
        ):
            # It listens a moment before it lets anybody in.
            wait_until(lambda: _sign_in(url), process=process, log=folder / "out")
            yield url


def _sign_in(url: str) -> None:
    with build_app(url, team="").connection_for_write() as connection:
        connection.ensure_connection(max_retries=1)


@pytest.fixture(scope="session")
def rabbitmq_url():
    with run_rabbitmq() as url:
        yield url
