"""The child of `workers.apart`: opens one file after another, within bounds that the system holds it to.

Never imports settings, tables or anything of the wire.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import BinaryIO

from pipeline.mail.files import READERS
from pipeline.mail.reasons import GAVE_UP

LENGTH = 8
# What a file may take on top of what the libraries do.
MEMORY_BYTES = 512_000_000
PROCESSOR_SECONDS = 15
# Linux: a network and users of its own (unshare(2)); both, since only the second makes the first free for everybody.
OWN_NETWORK = 0x40000000 | 0x10000000

Readers = Mapping[str, Callable[..., tuple[str, str]]]


def serve(readers: Readers, asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    answered.write(b"!")
    answered.flush()
    while head := asked.read(LENGTH):
        question = json.loads(asked.read(int.from_bytes(head, "big")))
        payload = asked.read(question["size"])
        _allow_seconds()
        answer = json.dumps(_open(readers, question["form"], payload, question["part"])).encode()
        answered.write(len(answer).to_bytes(LENGTH, "big") + answer)
        answered.flush()


def _open(readers: Readers, form: str, payload: bytes, part: int) -> dict[str, str]:
    try:
        text, reason = readers[form](payload, part=part)
    except (MemoryError, RecursionError):
        text, reason = "", GAVE_UP
    return {"text": text, "reason": reason}


def bind() -> None:
    """Give up what opening files does not need. What a system does not know, it cannot refuse."""
    used = _used_bytes()
    bounds = [
        (resource.RLIMIT_AS, used + MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ]
    for name, most in bounds:
        with suppress(OSError, ValueError):
            resource.setrlimit(name, (most, most))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(OWN_NETWORK)


def load_libraries() -> None:
    """Everything the readers load when they first run: afterwards there may be no memory for it."""
    import mammoth  # noqa: F401, PLC0415
    import olefile  # noqa: F401, PLC0415
    import oxmsg  # noqa: F401, PLC0415
    import pypdf  # noqa: F401, PLC0415


def _allow_seconds() -> None:
    """The soft bound counts from now; the kernel ends who passes it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + PROCESSOR_SECONDS
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _used_bytes() -> int:
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - no path of anybody's
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return MEMORY_BYTES


if __name__ == "__main__":
    load_libraries()
    bind()
    serve(READERS, sys.stdin.buffer, sys.stdout.buffer)
