"""A real redis-server on a free port, without persistence."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from stack.servers import free_port, need, running


@contextmanager
def run_redis():
    """Yields the broker's URL."""
    program = need("redis-server", server="redis")
    with tempfile.TemporaryDirectory(prefix="followthrough-redis-") as folder:
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        with running([*command, "--appendonly", "no"], ports=[port], log=Path(folder, "log")):
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def redis_url():
    with run_redis() as url:
        yield url
