"""The way out over SMTP (RFC 5321); what went wrong on it is judged by `smtp_judge.py`.

Three schemes: `smtps://`, `smtp+starttls://` that gives up when the server
refuses STARTTLS, and `smtp://` on this machine only. A letter is never sent
over a line that is less guarded than the operator asked for.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from threading import Lock

from workers.endpoint import SMTP_SCHEMES, Endpoint, Guard, parse_endpoint
from workers.oauth.tokens import Tokens
from workers.ports import Fate, UnreachableError, Verdict
from workers.smtp_judge import (
    SIGN_IN_CODES,
    Reply,
    as_bytes,
    cure_for,
    describe,
    fate_of,
    find_trouble,
    judge,
    needs_operator,
    one_line,
)
from workers.smtp_sign_in import sign_in

_SECONDS = 30.0
_LINE_END = re.compile(rb"\r\n|\r|\n")
_NOT_REACHED: Reply = (421, b"the server hung up before this recipient")


class SmtpOutlet:
    """Connections are kept for the letters that follow; threads that send at the same time have one each."""

    def __init__(self, url: str, *, sender: str, tokens: Tokens | None = None, seconds: float = _SECONDS) -> None:
        self._endpoint = parse_endpoint(url, schemes=SMTP_SCHEMES)
        # A user without a password signs in with tokens.
        self._tokens = tokens if self._endpoint.user and not self._endpoint.password else None
        self._sender = sender
        self._seconds = seconds
        self._resting: list[smtplib.SMTP] = []
        self._lock = Lock()

    @property
    def place(self) -> str:
        """Where letters go out, fit for logs and letters."""
        return self._endpoint.place

    def send(self, raw: bytes, *, to: Sequence[str]) -> Mapping[str, Fate]:
        """Hand the letter over; trouble with the line is every recipient's fate, a refusal only its own's."""
        try:
            return self._try(raw, to)
        # Whatever it is goes through `judge`, which raises what is no trouble of the wire.
        except Exception as error:  # noqa: BLE001
            fate = Fate(
                verdict=judge(error),
                detail=describe(error, self._endpoint),
                ours=needs_operator(error),
                trouble=find_trouble(error, by_token=self._tokens is not None),
            )
            return dict.fromkeys(to, fate)

    def check(self) -> None:
        """Connect, sign in, say goodbye; raises `UnreachableError` with the cure where we know it."""
        try:
            _quit(self._dial())
        except (SMTPException, OSError) as error:
            by_token = self._tokens is not None
            raise UnreachableError(
                describe(error, self._endpoint),
                trouble=find_trouble(error, by_token=by_token),
                place=self._endpoint.place,
                cure=cure_for(error, by_token=by_token),
            ) from error

    def close(self) -> None:
        """End the connections that rest; the next letter opens a new one."""
        with self._lock:
            resting, self._resting = self._resting, []
        for line in resting:
            _quit(line)

    def _try(self, raw: bytes, to: Sequence[str]) -> Mapping[str, Fate]:
        try:
            with self._borrow() as line:
                return self._send(line, raw, to)
        except SMTPSenderRefused as error:
            # Asked for a sign-in although we did: the token ended while its line was resting. Nothing was sent yet.
            if self._tokens is None or error.smtp_code not in SIGN_IN_CODES:
                raise
            self.close()
        with self._borrow() as line:
            return self._send(line, raw, to)

    def _dial(self) -> smtplib.SMTP:
        """A new connection. A token that the server takes no more is replaced by a new one, once."""
        opening = partial(_open, self._endpoint, seconds=self._seconds)
        if self._tokens is None:
            return opening(token=None)
        token = self._tokens.token()
        try:
            return opening(token=token)
        except SMTPAuthenticationError as error:
            if not needs_operator(error):
                raise
            self._tokens.refuse(token)
        return opening(token=self._tokens.token())

    @contextmanager
    def _borrow(self) -> Iterator[smtplib.SMTP]:
        """A connection that works, for one thread; after trouble it is not used again."""
        line = self._find_resting() or self._dial()
        try:
            yield line
        except BaseException:
            _hang_up(line)
            raise
        with self._lock:
            self._resting.append(line)

    def _find_resting(self) -> smtplib.SMTP | None:
        while True:
            with self._lock:
                if not self._resting:
                    return None
                line = self._resting.pop()
            if _is_alive(line):
                return line
            _hang_up(line)

    def _send(self, line: smtplib.SMTP, raw: bytes, to: Sequence[str]) -> Mapping[str, Fate]:
        line.ehlo_or_helo_if_needed()
        written = {address: _written(address, smtputf8=line.has_extn("smtputf8")) for address in to}
        unsayable = Fate(verdict=Verdict.NEVER, detail="the server cannot take an address with letters beyond ASCII")
        fates = {address: unsayable for address, form in written.items() if form is None}
        forms = {address: form for address, form in written.items() if form is not None}
        if not forms:
            return fates
        options = [] if all(form.isascii() for form in forms.values()) else ["SMTPUTF8"]
        try:
            # Bare line ends are refused by servers that guard against smuggled mail (RFC 5321, 2.3.8).
            letter = _LINE_END.sub(b"\r\n", raw)
            refused = line.sendmail(self._sender, list(forms.values()), letter, mail_options=options)
        except SMTPRecipientsRefused as error:
            # Raised when nobody is left. After a 421 its list ends there, and who stands behind it got nothing either.
            refused = dict.fromkeys(forms.values(), _NOT_REACHED) | error.recipients
        return fates | {address: fate_of(refused.get(form)) for address, form in forms.items()}


def _open(endpoint: Endpoint, *, seconds: float, token: str | None) -> smtplib.SMTP:
    """Connect, guard the line as the URL says, sign in: with the token where there is one."""
    line = _dial(endpoint, seconds=seconds)
    try:
        if endpoint.guard is Guard.STARTTLS:
            # Raises when it is not offered or refused; we never go on in clear text.
            _start_tls(line)
        if endpoint.user is not None:
            sign_in(line, endpoint, token)
    except BaseException:
        _hang_up(line)
        raise
    return line


def _quit(line: smtplib.SMTP) -> None:
    with suppress(SMTPException, OSError):
        line.quit()
    _hang_up(line)


def _hang_up(line: smtplib.SMTP) -> None:
    with suppress(SMTPException, OSError):
        line.close()


def _dial(endpoint: Endpoint, *, seconds: float) -> smtplib.SMTP:
    if endpoint.guard is Guard.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(endpoint.host, endpoint.port, timeout=seconds, context=context)
    # On this machine we are localhost; asking DNS for a better name can take seconds.
    own_name = "localhost" if endpoint.guard is Guard.LOOPBACK else None
    return smtplib.SMTP(endpoint.host, endpoint.port, own_name, timeout=seconds)


def _start_tls(line: smtplib.SMTP) -> None:
    try:
        line.starttls(context=ssl.create_default_context())
    except SMTPResponseException as refusal:
        raise SMTPNotSupportedError(
            f"STARTTLS refused: {one_line(refusal.smtp_code, as_bytes(refusal.smtp_error))}"
        ) from refusal


def _is_alive(line: smtplib.SMTP) -> bool:
    """Whether a kept connection still answers; asked before a letter goes out, so that nothing is sent twice."""
    try:
        return line.noop()[0] == 250
    except (SMTPException, OSError):
        return False


def _written(address: str, *, smtputf8: bool) -> str | None:
    """The address as this server can take it: the domain in its ASCII form (RFC 5891), else SMTPUTF8 (RFC 6531)."""
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    written = f"{local}@{domain}"
    return written if smtputf8 or written.isascii() else None
