"""What the fixtures of real servers share: find them, say loudly when they are missing, start them, stop them.

Everything runs on free loopback ports in temporary folders and is ended by its
own process id; nothing that runs already is touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

# The program that shows a server is there, and what to install, by the name used in @pytest.mark.stack("…").
SERVERS = {
    "dovecot": ("dovecot", "dovecot-imapd dovecot-lmtpd"),
    "redis": ("redis-server", "redis-server"),
    "rabbitmq": ("rabbitmq-server", "rabbitmq-server"),
    "postgres": ("initdb", "postgresql"),
    "openssl": ("openssl", "openssl"),
    "chromium": ("chromium", "chromium"),
    "iproute2": ("ip", "iproute2"),
}
REQUIRE = "FOLLOWTHROUGH_REQUIRE_SERVERS"
START_SECONDS = 60.0


def need_installed(server: str) -> None:
    """Without this server the test is skipped, or fails where servers are required."""
    need(SERVERS[server][0], server=server)


def need(program: str, *, server: str) -> str:
    """The path of a program; without it the test is skipped, or fails where servers are required."""
    # Debian keeps daemons where a plain user's PATH does not look, and PostgreSQL by version.
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    folders = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *map(str, versions)]
    found = shutil.which(program, path=":".join(folders))
    if found is None:
        miss(f"{server} is not installed: apt-get install {SERVERS[server][1]}")
    return found


def miss(reason: str) -> None:
    """Skip loudly; fail where the run promised to have every server."""
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], *, ports: list[int], log: Path, kill: int = signal.SIGKILL, **options):
    """A server process, from the moment it listens on its ports until the end of the block.

    `kill` is the signal that ends it; `options` go to Popen.
    """
    with log.open("ab") as out:
        # A session of its own: what the server starts ends with it.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **options
        )
    try:
        for port in ports:
            wait_until(lambda port=port: _knock(port), process=process, log=log)
        yield process
    finally:
        end(process, kill=kill)


def end(process: subprocess.Popen[bytes], *, kill: int = signal.SIGKILL) -> None:
    """End a server and its children at once: there is nothing in its folder that anybody will want."""
    if process.poll() is None:
        os.killpg(process.pid, kill)
    process.wait(60)


def wait_until(attempt: Callable[[], object], *, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the attempt raises nothing; fails when the process ends before that, or takes too long."""
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            attempt()
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is told below
            if process.poll() is None and time.monotonic() < give_up_at:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
                continue
            said = log.read_text(errors="replace")[-2000:]
            pytest.fail(f"{process.args[0]} did not start ({trouble}); it said:\n{said}", pytrace=False)
        else:
            return


def _knock(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), 1).close()


def certificate(folder: Path, *, name: str = "DNS:localhost") -> tuple[Path, Path]:
    """A certificate for this name, signed by itself, and its key."""
    openssl = need("openssl", server="openssl")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=localhost",
            "-addext", f"subjectAltName={name}",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return cert, key
