"""Wait for mail: IMAP IDLE (RFC 2177) where the server has it, patience where not.

IDLE alone is never trusted. RFC 2177 tells clients to start it again at least
every 29 minutes, and mail_room did exactly that: its users' mailboxes went deaf
after half an hour, because routers and servers drop a silent line after ten
minutes or less (tpitale/mail_room#10). So we re-arm in under nine minutes, look
after every arm whether or not the server said anything, and look after every
reconnect.

A second gap is smaller and harder to see: a mail that arrives between our last
look and the server's entering IDLE is announced in the same packet as the
server's "+ idling", and IMAPClient has that line in its buffer where waiting on
the socket cannot see it. Arms therefore begin short and grow: the rest of a
burst waits a second, and not a whole arm.
"""

from __future__ import annotations

import selectors
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

# Below the ten minutes after which home routers and big providers drop a silent line.
REARM_AFTER = 8 * 60.0
# What a server says to IDLE, DONE and NOOP takes no work: so long a silence is a dead line. A mail may take more.
ANSWER_SECONDS = 20.0
# How long a stop may take to be noticed.
_SLICE = 1.0
_FIRST_ARM = 1.0


def arms(*, longest: float) -> Iterator[float]:
    """The lengths of one wait after another: short right after a look that found something, then doubling."""
    longest = min(longest, REARM_AFTER)
    length = min(_FIRST_ARM, longest)
    while True:
        yield length
        length = min(2 * length, longest)


def idle(client: Any, *, seconds: float, stop: Event) -> None:
    """One arm of IDLE on the selected mailbox; returns at the server's first word. Raises what IMAPClient raises."""
    # Any: IMAPClient ships no types.
    # A server that tells news before its "+ idling" confuses IMAPClient; the reconnect that follows looks at once.
    with promptly(client):
        client.idle()
        left = min(seconds, REARM_AFTER)
        while left > 0 and not stop.is_set():
            if _is_readable(client.socket(), min(left, _SLICE)):
                break
            left -= _SLICE
        client.idle_done()


@contextmanager
def promptly(client: Any) -> Iterator[None]:
    """For what is answered at once: a line that went deaf is left within seconds, not after a slow mail's minute."""
    line = client.socket()
    patience = line.gettimeout()
    line.settimeout(ANSWER_SECONDS)
    try:
        yield
    finally:
        line.settimeout(patience)


def _is_readable(line: Any, seconds: float) -> bool:
    """Whether the server says something within so many seconds.

    Only looks, and leaves the reading to `idle_done`, which waits for whole lines: IMAPClient's own `idle_check` reads
    without waiting, and a line that comes in two packets breaks the connection.
    """
    if isinstance(line, ssl.SSLSocket) and line.pending():
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_READ)
        return bool(selector.select(seconds))
