"""Machines with a network of their own: Linux network namespaces on one bridge, whose plugs can be pulled.

A plug that is pulled is what a line is that breaks: nobody says goodbye, no
packet comes back, and what waits on either side goes on waiting. Needs root,
and a kernel that lets root make namespaces.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from stack.servers import miss, need

# Inside namespaces only, so that it is in nobody's way.
NET = "10.231.7"
HUB = f"{NET}.1"
BRIDGE = "bridge"


@dataclass(frozen=True, kw_only=True)
class Network:
    """`hub` is the namespace of the servers. Names of machines are mapped to their namespaces."""

    hub: str
    machines: dict[str, str] = field(default_factory=dict)

    def join(self, name: str) -> None:
        """One more machine."""
        number = len(self.machines) + 2
        space, plug = f"{self.hub}-{number}", _plug(number)
        _ip("netns", "add", space)
        self.machines[name] = space
        _ip("-n", self.hub, "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("-n", self.hub, "link", "set", plug, "master", BRIDGE, "up")
        _ip("-n", space, "link", "set", "lo", "up")
        _ip("-n", space, "address", "add", f"{NET}.{number}/24", "dev", "eth0")
        _ip("-n", space, "link", "set", "eth0", "up")

    def set_plug(self, name: str, *, to: str) -> None:
        """Pull it (`down`), or put it back (`up`)."""
        _ip("-n", self.hub, "link", "set", _plug(list(self.machines).index(name) + 2), to)

    def words(self, name: str) -> list[str]:
        """What stands before a command that is to run on that machine."""
        return enter(self.machines[name])


def enter(space: str) -> list[str]:
    """What stands before a command that is to run in this namespace; the process keeps its number."""
    return [need("ip", server="iproute2"), "netns", "exec", space]


@contextmanager
def make_hub() -> Iterator[str]:
    """Yields the name of a namespace with a bridge; with it go all that were joined to it."""
    hub = f"ft{os.getpid()}"
    with ExitStack() as stack:
        try:
            _ip("netns", "add", hub)
            stack.callback(_remove, hub)
            _ip("-n", hub, "link", "set", "lo", "up")
            _ip("-n", hub, "link", "add", BRIDGE, "type", "bridge")
            _ip("-n", hub, "address", "add", f"{HUB}/24", "dev", BRIDGE)
            _ip("-n", hub, "link", "set", BRIDGE, "up")
        except subprocess.CalledProcessError as refused:
            miss(f"no network namespaces here: {refused.stderr.strip()} (they need root, and a kernel that allows it)")
        yield hub


def _remove(hub: str) -> None:
    for line in _ip("netns", "list").splitlines():
        space = line.partition(" ")[0]
        if space == hub or space.startswith(f"{hub}-"):
            _ip("netns", "delete", space)


def _plug(number: int) -> str:
    return f"plug{number}"


def _ip(*words: str) -> str:
    done = subprocess.run([need("ip", server="iproute2"), *words], capture_output=True, text=True, check=True)
    return done.stdout
