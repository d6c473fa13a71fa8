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
from contextlib import contextmanager
from pathlib import Path

import pytest

# What to install, by the name used in @pytest.mark.stack("…").
PACKAGES = {
    "dovecot": "dovecot-imapd dovecot-lmtpd",
    "redis": "redis-server",
    "postgres": "postgresql",
    "openssl": "openssl",
}
REQUIRE = "FOLLOWTHROUGH_REQUIRE_SERVERS"
START_SECONDS = 15.0


def need(program: str, *, server: str) -> str:
    """The path of a program; without it the test is skipped, or fails where servers are required."""
    # Debian keeps daemons where a plain user's PATH does not look.
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        miss(f"{program} is not installed: apt-get install {PACKAGES[server]}  (or: make servers)")
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
def running(command: list[str], *, ports: list[int], log: Path):
    """A server process, from the moment it listens on its ports until the end of the block."""
    with log.open("ab") as out:
        # A session of its own: what the server starts ends with it.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        for port in ports:
            _wait_for(port, process, log)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and its children at once: there is nothing in its folder that anybody will want."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                if time.monotonic() < give_up_at:
                    continue
            said = log.read_text(errors="replace")[-2000:]
            pytest.fail(f"{process.args[0]} did not listen on port {port}; it said:\n{said}", pytrace=False)
        else:
            return


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself, and its key."""
    openssl = need("openssl", server="openssl")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return cert, key
