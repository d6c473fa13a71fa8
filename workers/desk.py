"""A small mail server of our own, for `followthrough demo` and for tests: real IMAP, real SMTP, loopback only.

Every address has a mailbox from its first use on; the login is the address,
the password the one given to the desk. Mail lives in memory and is gone with
the desk. pymap speaks IMAP, aiosmtpd speaks SMTP; both run on one asyncio loop
in a thread of their own.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from email.utils import format_datetime
from functools import partial
from itertools import count
from threading import Condition, Event, Thread
from typing import Self, TypeVar
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Identity, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

from workers.ports import Clock, SystemClock

_HOST = "127.0.0.1"
_START_SECONDS = 10.0
# Above what the program takes, so that "too large" is decided by it and not by the desk.
_MAX_BYTES = 100_000_000

Result = TypeVar("Result")


class Desk:
    """The server. `with Desk(password="…") as desk:` starts it and stops it; port 0 takes a free one."""

    def __init__(
        self,
        *,
        password: str,
        separator: str = "+",
        imap_port: int = 0,
        smtp_port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self._password = password
        self._clock = clock or SystemClock()
        self._separator = separator
        self._ports = {"imap": imap_port, "smtp": smtp_port}
        self._refusals: dict[str, str] = {}
        self._delivered: dict[str, list[bytes]] = defaultdict(list)
        self._news = Condition()
        self._numbers = count(1)
        self._ready = Event()
        self._faults: list[BaseException] = []
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._login: _OpenLogin | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; raises OSError when a wanted port is taken."""
        self._ready.clear()
        self._faults.clear()
        self._thread = Thread(target=self._run, name="followthrough-desk", daemon=True)
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise TimeoutError("the embedded mail server did not start")
        if self._faults:
            self.stop()
            raise self._faults[0]

    def stop(self) -> None:
        """Close every connection and forget every mail."""
        if self._loop is not None and self._over is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._over.set)
        if self._thread is not None:
            self._thread.join()
        self._thread = None

    def imap_url(self, address: str) -> str:
        """Where a mail program reads the mailbox of `address`."""
        return f"imap://{quote(address, safe='')}:{quote(self._password, safe='')}@{_HOST}:{self._ports['imap']}/INBOX"

    @property
    def smtp_url(self) -> str:
        """Where a mail program sends; nobody signs in."""
        return f"smtp://{_HOST}:{self._ports['smtp']}"

    def submit(self, raw: bytes, *, sender: str, to: Sequence[str]) -> None:
        """Put a mail into mailboxes as SMTP would have, whatever its bytes are."""
        for recipient in to:
            self._wait(self._deliver(raw, sender=sender, recipient=recipient))

    def refuse(self, address: str, reply: str) -> None:
        """From now on SMTP answers RCPT for this address with `reply`, such as "550 5.1.1 no such user"."""
        self._refusals[address.casefold()] = reply

    def letters(self, address: str) -> list[bytes]:
        """Everything ever delivered to this address, oldest first, wherever its reader put it since."""
        with self._news:
            return list(self._delivered[self._mailbox(address)])

    def wait_for_letters(self, address: str, *, at_least: int, seconds: float) -> list[bytes]:
        """The letters of this address, as soon as there are so many, or when the time is over."""
        mailbox = self._mailbox(address)
        with self._news:
            self._news.wait_for(lambda: len(self._delivered[mailbox]) >= at_least, timeout=seconds)
            return list(self._delivered[mailbox])

    # --- the thread of the servers ---

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        # Handed to whoever called start().
        except BaseException as fault:  # noqa: BLE001
            self._faults.append(fault)
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        config = _config()
        config.apply_context()
        self._login = _OpenLogin(config, password=self._password)
        imap = _ImapDoor(IMAPServer(self._login, config))
        imap_server = await asyncio.start_server(imap.serve, _HOST, self._ports["imap"])
        smtp_server = await self._loop.create_server(partial(_smtp, self, self._loop), _HOST, self._ports["smtp"])
        for name, server in (("imap", imap_server), ("smtp", smtp_server)):
            self._ports[name] = server.sockets[0].getsockname()[1]
        async with imap_server, smtp_server:
            self._ready.set()
            await self._over.wait()
            await imap.close()

    async def _deliver(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Add the trace headers of a final delivery (RFC 5321, 4.4) and put the mail into the mailbox."""
        if self._login is None:
            raise RuntimeError("the desk is not running")
        mailbox = self._mailbox(recipient)
        now = self._clock.now()
        trace = (
            f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
            f"Received: by desk.localhost id {next(self._numbers)}; {format_datetime(now)}\r\n"
        )
        delivered = trace.encode() + raw
        identity = await self._login.open(mailbox)
        async with identity.new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
            await inbox.append(AppendMessage(delivered, now, frozenset()), recent=True)
        with self._news:
            self._delivered[mailbox].append(delivered)
            self._news.notify_all()

    def _mailbox(self, address: str) -> str:
        """The mailbox of an address: what stands behind the separator is a detail (RFC 5233)."""
        local, _, domain = address.casefold().rpartition("@")
        return f"{local.partition(self._separator)[0]}@{domain}"

    def _wait(self, work: Awaitable[Result]) -> Result:
        if self._loop is None:
            raise RuntimeError("the desk is not running")
        return asyncio.run_coroutine_threadsafe(_as_coroutine(work), self._loop).result(_START_SECONDS)

    # --- what aiosmtpd calls ---

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take every recipient but those refused by name."""
        refusal = self._refusals.get(address.casefold())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Deliver to each recipient before saying yes."""
        raw = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            await self._deliver(raw, sender=envelope.mail_from or "", recipient=recipient)
        return "250 2.0.0 delivered"


class _OpenLogin(Login):
    """Knows one password, and every address that asks."""

    def __init__(self, config: Config, *, password: str) -> None:
        super().__init__(config)
        self._password = password

    async def open(self, address: str) -> Identity:
        """The identity of an address, made on its first use."""
        name = address.casefold()
        if name not in self.users_dict:
            self.users_dict[name] = UserMetadata(self.config, name, password=self._password)
        return Identity(name, self, None, frozenset())

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        """Check the password of an address that may be new."""
        await self.open(credentials.authcid)
        return await super().authenticate(credentials)


class _ImapDoor:
    """Lets connections in and remembers them, so that all of them can be closed."""

    def __init__(self, server: IMAPServer) -> None:
        self._server = server
        self._open: set[asyncio.Task[None]] = set()

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection in a task of its own."""
        number = writer.get_extra_info("peername")[1].to_bytes(2, "big")
        info = SocketInfoLocal(writer, unique_id=number, dnsbl=None)
        task = asyncio.create_task(self._server(reader, writer, info))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def close(self) -> None:
        """Say BYE on every connection."""
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _config() -> Config:
    return Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=_HOST,
        port=0,
        demo_data=False,
        demo_user="",
        demo_password="",
        tls_enabled=False,
        # Passwords of a loopback demo need no slow hashes, and without them pymap needs no threads.
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        max_append_len=_MAX_BYTES,
    )


def _smtp(desk: Desk, loop: asyncio.AbstractEventLoop) -> SMTP:
    return SMTP(desk, hostname="desk.localhost", data_size_limit=_MAX_BYTES, enable_SMTPUTF8=True, loop=loop)


async def _as_coroutine(work: Awaitable[Result]) -> Result:
    return await work
