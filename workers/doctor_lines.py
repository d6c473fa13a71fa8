"""What to do when a line to a server does not come about: the error's sort tells, its text is shown."""

from __future__ import annotations

import socket
import ssl
from smtplib import SMTPNotSupportedError, SMTPServerDisconnected

from workers.ports import UnreachableError

# The first class that fits; subclasses stand before what they are made from.
CURES: tuple[tuple[type[BaseException], str, str], ...] = (
    (ConnectionRefusedError, "nothing listens there", "check host and port in {setting}, and that the server runs"),
    (socket.gaierror, "there is no such host", "check the host in {setting}, and that this machine can look up names"),
    (
        TimeoutError,
        "no answer",
        "check host and port in {setting}; a firewall may stand between, and TLS needs its own port",
    ),
    (
        ssl.SSLError,
        "the server does not speak TLS on this port",
        "check scheme and port in {setting}: TLS from the first byte is imaps on 993 and smtps on 465",
    ),
    (
        SMTPNotSupportedError,
        "the server lacks what the scheme asks for",
        "write smtps:// in {setting} when it speaks TLS from the first byte (port 465); letters never go in clear text",
    ),
    (
        SMTPServerDisconnected,
        "the server hung up",
        "check scheme and port in {setting}: smtps is 465, smtp+starttls is 587",
    ),
    (ConnectionError, "the server hung up", "check scheme and port in {setting}"),
)
OTHERWISE = "check {setting}: host, port, user, password and, for a mailbox, the folder at its end"


def find_cure(trouble: BaseException, *, setting: str) -> tuple[str, str]:
    """What happened and what to do. Texts that bring their own cure after a colon keep it."""
    said = _one_line(trouble)
    if isinstance(trouble, UnreachableError) and trouble.cure:
        return said.replace(": check user and password", ""), trouble.cure
    if " in SSL_CERT_FILE" in said:
        wrong, _, cure = said.partition(": ")
        return wrong, cure
    for error in _chain(trouble):
        for sort, meaning, cure in CURES:
            if isinstance(error, sort):
                return f"{meaning} ({said})", cure.format(setting=setting)
    return said, OTHERWISE.format(setting=setting)


def _one_line(trouble: BaseException) -> str:
    return " ".join(str(trouble).split())[:300] or type(trouble).__name__


def _chain(trouble: BaseException) -> list[BaseException]:
    """The error and what caused it, innermost first: the innermost knows best."""
    found: list[BaseException] = []
    error: BaseException | None = trouble
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found[::-1]
