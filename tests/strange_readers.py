"""The child of `workers.apart` with readers that do what the worst files make libraries do; run by its path."""

from __future__ import annotations

import os
import socket
import sys
import tempfile

from workers.apart_child import bind, serve


def hang(payload, *, part=1):
    while True:
        pass


def eat(payload, *, part=1):
    return str(len(bytearray(8_000_000_000))), ""


def die(payload, *, part=1):
    os._exit(139)


def write(payload, *, part=1):
    with tempfile.TemporaryFile() as file:
        file.write(b"a" * 100_000)
    return "written", ""


def call(payload, *, part=1):
    with socket.create_connection(("127.0.0.1", int(payload)), timeout=2):
        return "reached", ""


def tell(payload, *, part=1):
    return " ".join(sorted(os.environ)), ""


def echo(payload, *, part=1):
    return payload.decode() * part, ""


READERS = {"hang": hang, "eat": eat, "die": die, "write": write, "call": call, "tell": tell, "echo": echo}

if __name__ == "__main__":
    bind()
    serve(READERS, sys.stdin.buffer, sys.stdout.buffer)
