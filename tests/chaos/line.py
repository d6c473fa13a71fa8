"""A line to the mailbox that can break: a TCP proxy in front of Dovecot, which knows what is being said on it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from stack.servers import free_port

CUT, DEAF = "cut", "deaf"
IDLE, FETCH = "IDLE", "FETCH"
_CHUNK = 65_536
_WAIT = 1.0


@dataclass(kw_only=True)
class Strike:
    """What happens to the line that next does this. `at` is when it happened."""

    how: str
    doing: str
    at: float = 0.0
    happened: Event = field(default_factory=Event)


class _Call:
    """One client's line. A deaf one stays open, and nothing that is said on it arrives any more, as behind a router."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far = near, far
        self.doing = ""
        self.deaf = False
        self.carriers = 2

    def hear(self, said: bytes) -> None:
        words = said.upper()
        if words.rstrip().endswith(b" IDLE"):
            self.doing = IDLE
        else:
            self.doing = FETCH if b"BODY.PEEK[]" in words else ""

    def cut(self) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Line:
    """`url_port` is where the program dials. While it is `away`, everybody is hung up on at once."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.away = False
        self.calls: list[_Call] = []
        self._flows = Event()
        self._flows.set()
        self._strike: Strike | None = None
        self._lock = Lock()
        self._open = True
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._threads: list[Thread] = []
        self._begin(self._listen)

    def strike(self, how: str, doing: str, *, seconds: float = 45.0) -> Strike | None:
        """Hit the line that does this next; None when nobody did within so long."""
        strike = Strike(how=how, doing=doing)
        self._strike = strike
        if not strike.happened.wait(seconds):
            with self._lock:
                self._strike = None
        return strike if strike.happened.is_set() else None

    def cut_all(self) -> None:
        for call in list(self.calls):
            call.cut()

    def hold(self) -> None:
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def close(self) -> None:
        self._open = False
        # Who waits for a caller is not woken by a close.
        self._listener.shutdown(socket.SHUT_RDWR)
        self.let_go()
        self.cut_all()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _listen(self) -> None:
        while self._open:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.away:
                near.close()
                continue
            try:
                call = _Call(near, socket.create_connection(("127.0.0.1", self.target), _WAIT))
            except OSError:
                near.close()
                continue
            call.far.settimeout(None)
            self.calls.append(call)
            self._begin(self._carry_out, call)
            self._begin(self._carry_in, call)

    def _begin(self, work: Callable[..., None], *calls: _Call) -> None:
        thread = Thread(target=work, args=calls, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _carry_out(self, call: _Call) -> None:
        """What the program says."""
        for said in _chunks(call.near):
            call.hear(said)
            self._flows.wait()
            if not call.deaf and not _send(call.far, said):
                break
        self._end(call)
        self._leave(call)

    def _carry_in(self, call: _Call) -> None:
        """What the server says."""
        for said in _chunks(call.far):
            self._flows.wait()
            strike = self._take(call)
            if strike is not None and strike.doing == FETCH:
                # Half an answer is what a line leaves that breaks in the middle.
                _send(call.near, said[: len(said) // 2])
                call.cut()
            elif not call.deaf and not _send(call.near, said):
                break
            if strike is not None:
                call.deaf = strike.how == DEAF
                if strike.how == CUT:
                    call.cut()
                strike.at = time.monotonic()
                strike.happened.set()
        if not call.deaf:
            self._end(call)
        self._leave(call)

    def _take(self, call: _Call) -> Strike | None:
        with self._lock:
            strike = self._strike
            if strike is None or call.deaf or strike.doing != call.doing:
                return None
            self._strike = None
            return strike

    def _leave(self, call: _Call) -> None:
        """The second of the two who carry puts the phone down."""
        with self._lock:
            call.carriers -= 1
            if not call.carriers:
                call.near.close()
                call.far.close()

    def _end(self, call: _Call) -> None:
        call.cut()
        with suppress(ValueError):
            self.calls.remove(call)


def _chunks(end: socket.socket):
    while True:
        try:
            said = end.recv(_CHUNK)
        except OSError:
            return
        if not said:
            return
        yield said


def _send(end: socket.socket, said: bytes) -> bool:
    try:
        end.sendall(said)
    except OSError:
        return False
    return True
