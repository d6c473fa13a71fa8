"""What the log may say: an event and its ids, `letter sent outbox=17 attempt=1`. No whole address, nothing of a mail.

The standard library's logging, one line per event, times in UTC. Addresses and
passwords of URLs are cut out at the last moment, whoever wrote the line: a
library's traceback may hold one too.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

OURS = ("workers", "pipeline")
# At levels below this, other people's libraries write what they read from the wire: mails, addresses, passwords.
OTHERS_LEVEL = logging.WARNING
DEFAULT_LEVEL = "info"
# They say at every level what stands in a mail or a file: headers they cannot decode, names, bytes that they met.
SILENT = ("mailparser", "pypdf", "olefile")

# Both are bounded: a line may hold anything.
ADDRESS = re.compile(r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)")
URL_USER = re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://)[^\s/]{1,400}@")
LONGEST = 8_000
MOST_PLACES = 100

LOG = logging.getLogger(__name__)


def set_up_logging(level: str = DEFAULT_LEVEL, *, stream: TextIO | None = None) -> None:
    """Send every line of this process to one stream (standard error), ours from this level on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(OTHERS_LEVEL)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)
    threading.excepthook = _tell_thread


class LineFormatter(logging.Formatter):
    """`2026-11-24T09:05:00.123Z info workers.deliver letter sent outbox=17 attempt=1`."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The line, without addresses and passwords; a traceback follows on lines of its own."""
        moment = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        text = f"{moment} {record.levelname.lower()} {record.name} {record.getMessage()}"
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return redact(text)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging looks for this name
        """The places of a traceback and the classes of its errors, never their texts: these may quote a mail."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(lines) < MOST_PLACES:
            lines += [f"  {describe_place(frame)}" for frame in traceback.extract_tb(error.__traceback__)]
            lines.append(type(error).__name__)
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _tell_thread(ended: threading.ExceptHookArgs) -> None:
    """A thread ended of a bug: one line, where Python would print the text of the error."""
    if ended.exc_value is not None:
        LOG.error("thread ended error=%s", describe(ended.exc_value))


def describe_place(frame: traceback.FrameSummary) -> str:
    """Function, file and line."""
    return f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})"


def redact(text: str) -> str:
    """The text with its addresses cut down to a first letter and the domain, and URLs without user and password."""
    text = URL_USER.sub(r"\1…@", text[:LONGEST])
    return ADDRESS.sub(lambda found: f"{found[1][0]}…@{found[2]}", text)


def describe(error: BaseException) -> str:
    """The class and the place of a bug, never its text: that may quote a mail."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {describe_place(frames[-1])}"
