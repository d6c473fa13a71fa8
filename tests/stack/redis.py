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
    with tempfile.TemporaryDirectory(prefix="followthrough-redis-") as folder:
        port = free_port()
        with running(redis_command(Path(folder), port), ports=[port], log=Path(folder, "log")):
            yield f"redis://127.0.0.1:{port}/0"


def redis_command(folder: Path, port: int) -> list[str]:
    """What serves Redis there, keeping nothing."""
    program = need("redis-server", server="redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    return [*command, "--save", "", "--appendonly", "no"]


@pytest.fixture(scope="session")
def redis_url():
    with run_redis() as url:
        yield url
