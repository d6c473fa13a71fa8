"""The way out over SMTP (RFC 5321), and the judgement on what went wrong.

Three schemes: `smtps://`, `smtp+starttls://` that gives up when the server
refuses STARTTLS, and `smtp://` on this machine only. A letter is never sent
over a line that is less guarded than the operator asked for.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from threading import Lock

from workers.endpoint import SMTP_SCHEMES, Endpoint, Guard, parse_endpoint
from workers.ports import Fate, UnreachableError, Verdict

_SECONDS = 30.0
_LINE_END = re.compile(rb"\r\n|\r|\n")
# RFC 3463: what a 552 means is told by its enhanced status; these two speak of the letter's own size.
_TOO_BIG = re.compile(rb"\b5\.(?:3\.4|2\.3)\b")
# RFC 4954: sign-in needed, too weak, wrong, or only over TLS. Said at any step, it is about our settings.
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})
_DETAIL_CHARACTERS = 300

Reply = tuple[int, bytes]
_NOT_REACHED: Reply = (421, b"the server hung up before this recipient")


def judge(error: Exception | None) -> Verdict:
    """What one error means for the letter as a whole. An error that is no trouble of the wire is raised again."""
    match error:
        case None:
            return Verdict.SENT
        case SMTPRecipientsRefused(recipients=refused):
            # It carries a dict of replies and is no response error: without its own case a 550 is retried for a day.
            verdicts = {judge_reply(code, text) for code, text in refused.values()}
            return Verdict.NEVER if verdicts == {Verdict.NEVER} else Verdict.LATER
        case _ if needs_operator(error):
            return Verdict.LATER
        case SMTPResponseException(smtp_code=code, smtp_error=text):
            return judge_reply(code, _bytes(text))
        case SMTPException() | OSError() | UnreachableError():
            return Verdict.LATER
        case _:
            raise error  # a bug is not the weather


def judge_reply(code: int, text: bytes) -> Verdict:
    """What one refusal means for the recipient it was said about."""
    if code in _SIGN_IN_CODES:
        return Verdict.LATER
    if code == 552:
        # Permanent by its digits. But RFC 5321, 4.5.3.1.10 has clients treat it as temporary after RCPT, and many
        # servers say it for a full mailbox, which its owner empties. Only "your letter is too big" stays true.
        return Verdict.NEVER if _TOO_BIG.search(text) else Verdict.LATER
    return Verdict.NEVER if code >= 500 else Verdict.LATER


def needs_operator(error: Exception | None) -> bool:
    """Whether the error speaks of our settings or standing, which trying again does not cure and no letter caused."""
    match error:
        case SMTPNotSupportedError() | ssl.SSLCertVerificationError() | UnreachableError():
            return True
        case SMTPAuthenticationError(smtp_code=code) | SMTPConnectError(smtp_code=code) | SMTPHeloError(smtp_code=code):
            # 454 and 421: the server itself is unwell.
            return bool(code >= 500)
        case SMTPSenderRefused(smtp_code=code, smtp_error=text):
            return bool(code >= 500) and not _TOO_BIG.search(_bytes(text))
        case SMTPResponseException(smtp_code=code):
            return code in _SIGN_IN_CODES
        case _:
            return False


class SmtpOutlet:
    """Connections are kept for the letters that follow; threads that send at the same time have one each."""

    def __init__(self, url: str, *, sender: str, seconds: float = _SECONDS) -> None:
        self._endpoint = parse_endpoint(url, schemes=SMTP_SCHEMES)
        self._sender = sender
        self._seconds = seconds
        self._resting: list[smtplib.SMTP] = []
        self._lock = Lock()

    def send(self, raw: bytes, *, to: Sequence[str]) -> Mapping[str, Fate]:
        """Hand the letter over; trouble with the line is every recipient's fate, a refusal only its own's."""
        try:
            with self._borrow() as line:
                return self._send(line, raw, to)
        # Whatever it is goes through `judge`, which raises what is no trouble of the wire.
        except Exception as error:  # noqa: BLE001
            fate = Fate(verdict=judge(error), detail=_describe(error, self._endpoint), ours=needs_operator(error))
            return dict.fromkeys(to, fate)

    def check(self) -> None:
        """Connect, sign in, say goodbye; raises `UnreachableError` with the cure where we know it."""
        try:
            _quit(_open(self._endpoint, seconds=self._seconds))
        except (SMTPException, OSError) as error:
            raise UnreachableError(_describe(error, self._endpoint)) from error

    def close(self) -> None:
        """End the connections that rest; the next letter opens a new one."""
        with self._lock:
            resting, self._resting = self._resting, []
        for line in resting:
            _quit(line)

    @contextmanager
    def _borrow(self) -> Iterator[smtplib.SMTP]:
        """A connection that works, for one thread; after trouble it is not used again."""
        line = self._find_resting() or _open(self._endpoint, seconds=self._seconds)
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
        return fates | {address: _fate(refused.get(form)) for address, form in forms.items()}


def _open(endpoint: Endpoint, *, seconds: float) -> smtplib.SMTP:
    """Connect, guard the line as the URL says, sign in."""
    line = _dial(endpoint, seconds=seconds)
    try:
        if endpoint.guard is Guard.STARTTLS:
            # Raises when it is not offered or refused; we never go on in clear text.
            _start_tls(line)
        if endpoint.user is not None:
            _sign_in(line, endpoint.user, endpoint.password)
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
            f"STARTTLS refused: {_one_line(refusal.smtp_code, _bytes(refusal.smtp_error))}"
        ) from refusal


def _sign_in(line: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        line.login(user, password)
        return
    # smtplib signs in with ASCII only; PLAIN carries UTF-8 (RFC 4616).
    line.ehlo_or_helo_if_needed()
    token = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, text = line.docmd("AUTH", f"PLAIN {token}")
    if code != 235:
        raise SMTPAuthenticationError(code, text)


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


def _fate(refusal: Reply | None) -> Fate:
    if refusal is None:
        return Fate(verdict=Verdict.SENT)
    code, text = refusal
    return Fate(verdict=judge_reply(code, text), detail=_one_line(code, text), ours=code in _SIGN_IN_CODES)


def _describe(error: Exception, endpoint: Endpoint) -> str:
    place = endpoint.place
    match error:
        case SMTPAuthenticationError(smtp_code=code, smtp_error=text) if code >= 500:
            reply = _one_line(code, _bytes(text))
            return f"{place} refuses the sign-in of FOLLOWTHROUGH_SMTP_URL: check user and password ({reply})"
        case ssl.SSLCertVerificationError(verify_message=said):
            return (
                f"{place} shows a certificate we cannot trust ({said}): "
                f"use the name the certificate is made for, or name your authority in SSL_CERT_FILE"
            )
        case SMTPNotSupportedError():
            return f"{place} does not offer what FOLLOWTHROUGH_SMTP_URL asks for: {error}"
        case SMTPResponseException(smtp_code=code, smtp_error=text):
            return f"{place}: {_one_line(code, _bytes(text))}"
        case _:
            return f"{place}: {str(error) or type(error).__name__}"[:_DETAIL_CHARACTERS]


def _one_line(code: int, text: bytes) -> str:
    return " ".join(f"{code} {text.decode('utf-8', 'replace')}".split())[:_DETAIL_CHARACTERS]


def _bytes(text: bytes | str) -> bytes:
    return text.encode("utf-8", "replace") if isinstance(text, str) else text
