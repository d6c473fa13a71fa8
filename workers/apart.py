"""Files that strangers send are opened in a process of their own, which may hang or die without harm.

One child is started with the first such file and kept for the next ones: a
mail without files pays nothing, one with files a pipe. The child has nothing
of ours: no settings, no database, no network where the system lets it give
that up, bounded memory and processor time, and no file it could write. It
answers in JSON, so that whatever takes hold of it can say nothing but a text.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import IO

from pipeline.mail.reasons import GAVE_UP

LOG = logging.getLogger(__name__)

CHILD = (sys.executable, "-I", "-m", "workers.apart_child")
# The slowest file within the bounds of `pipeline.mail.documents` takes two seconds.
SECONDS = 20.0
# A first answer waits for the libraries of the child, too, on a machine that may be busy.
START_SECONDS = 60.0
MOST_ANSWER = 64_000_000
LENGTH = 8


class _LostError(Exception):
    """The child gave no answer: it hung, died, or said what is no answer."""


@dataclass(slots=True, kw_only=True)
class Apart:
    """Opens files in a child; a child that fails is replaced with the next file."""

    command: Sequence[str] = CHILD
    seconds: float = SECONDS
    _child: subprocess.Popen[bytes] | None = None
    _lock: Lock = field(default_factory=Lock)

    def read(self, form: str, payload: bytes, *, part: int = 1) -> tuple[str, str]:
        """The text, or empty and the reason."""
        with self._lock:
            try:
                return self._ask(form, payload, part)
            except (_LostError, OSError, ValueError) as trouble:
                LOG.warning("file given up form=%s bytes=%d trouble=%s", form, len(payload), type(trouble).__name__)
                self._end()
                return "", GAVE_UP

    def try_out(self, form: str, payload: bytes) -> str:
        """The reason not to read this file in here; empty where it went well in the child."""
        return self.read(form, payload)[1]

    def close(self) -> None:
        """End the child; the next file starts another."""
        with self._lock:
            self._end()

    def _ask(self, form: str, payload: bytes, part: int) -> tuple[str, str]:
        child = self._find_child()
        if child.stdin is None or child.stdout is None:
            raise _LostError
        until = time.monotonic() + self.seconds
        head = json.dumps({"form": form, "part": part, "size": len(payload)}).encode()
        _write(child.stdin, len(head).to_bytes(LENGTH, "big") + head + payload, until=until)
        size = int.from_bytes(_read(child.stdout, LENGTH, until=until), "big")
        if size > MOST_ANSWER:
            raise _LostError
        answer = json.loads(_read(child.stdout, size, until=until))
        text, reason = answer["text"], answer["reason"]
        if not isinstance(text, str) or not isinstance(reason, str):
            raise _LostError
        return text, reason

    def _find_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            # An empty environment: ours holds passwords. The words are fixed.
            child = subprocess.Popen(self.command, env={}, bufsize=0, **pipes)  # type: ignore[call-overload]  # noqa: S603
            self._child = child
            for pipe in (child.stdin, child.stdout):
                os.set_blocking(pipe.fileno(), False)
            # It says one byte when its libraries are loaded and its bounds are set.
            _read(child.stdout, 1, until=time.monotonic() + START_SECONDS)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _write(pipe: IO[bytes], sent: bytes, *, until: float) -> None:
    left = memoryview(sent)
    while left:
        _wait(pipe, selectors.EVENT_WRITE, until=until)
        with suppress(BlockingIOError):
            left = left[os.write(pipe.fileno(), left) :]


def _read(pipe: IO[bytes], size: int, *, until: float) -> bytes:
    found = bytearray()
    while len(found) < size:
        _wait(pipe, selectors.EVENT_READ, until=until)
        with suppress(BlockingIOError):
            piece = os.read(pipe.fileno(), min(size - len(found), 1 << 20))
            if not piece:
                raise _LostError
            found += piece
    return bytes(found)


def _wait(pipe: IO[bytes], event: int, *, until: float) -> None:
    left = until - time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if left <= 0 or not selector.select(left):
            raise _LostError
