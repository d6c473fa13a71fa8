"""The judgement on what went wrong over SMTP (RFC 5321): for the letter, for a recipient, for whoever runs this."""

from __future__ import annotations

import re
import socket
import ssl
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from workers.endpoint import Endpoint
from workers.ports import Fate, Trouble, UnreachableError, Verdict
from workers.sign_in_words import find_sign_in_trouble

# RFC 3463: what a 552 means is told by its enhanced status; these two speak of the letter's own size.
_TOO_BIG = re.compile(rb"\b5\.(?:3\.4|2\.3)\b")
# RFC 4954: sign-in needed, too weak, wrong, or only over TLS. Said at any step, it is about our settings.
SIGN_IN_CODES = frozenset({530, 534, 535, 538})
_DETAIL_CHARACTERS = 300


Reply = tuple[int, bytes]


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
            return judge_reply(code, as_bytes(text))
        case SMTPException() | OSError() | UnreachableError():
            return Verdict.LATER
        case _:
            raise error  # a bug is not the weather


def judge_reply(code: int, text: bytes) -> Verdict:
    """What one refusal means for the recipient it was said about."""
    if code in SIGN_IN_CODES:
        return Verdict.LATER
    if code == 552:
        # Permanent by its digits. But RFC 5321, 4.5.3.1.10 has clients treat it as temporary after RCPT, and many
        # servers say it for a full mailbox, which its owner empties. Only "your letter is too big" stays true.
        return Verdict.NEVER if _TOO_BIG.search(text) else Verdict.LATER
    return Verdict.NEVER if code >= 500 else Verdict.LATER


def needs_operator(error: Exception | None) -> bool:
    """Whether the error speaks of our settings or standing, which trying again does not cure and no letter caused."""
    match error:
        case SMTPNotSupportedError() | ssl.SSLCertVerificationError():
            return True
        case UnreachableError(trouble=trouble):
            return trouble is not None
        case SMTPAuthenticationError(smtp_code=code) | SMTPConnectError(smtp_code=code) | SMTPHeloError(smtp_code=code):
            # 454 and 421: the server itself is unwell.
            return bool(code >= 500)
        case SMTPSenderRefused(smtp_code=code, smtp_error=text):
            return bool(code >= 500) and not _TOO_BIG.search(as_bytes(text))
        case SMTPResponseException(smtp_code=code):
            return code in SIGN_IN_CODES
        case _:
            return False


def find_trouble(error: Exception, *, by_token: bool) -> Trouble | None:
    """Which trouble a person has to hear of; None for what passes, or is about one letter only."""
    match error:
        case UnreachableError(trouble=trouble):
            return trouble or Trouble.UNREACHABLE
        case ssl.SSLCertVerificationError():
            return Trouble.CERTIFICATE
        case SMTPAuthenticationError(smtp_error=text) if needs_operator(error):
            return find_sign_in_trouble(as_bytes(text).decode("utf-8", "replace"), by_token=by_token)[0]
        case _ if needs_operator(error):
            return Trouble.REFUSED
        case SMTPConnectError() | SMTPServerDisconnected() | TimeoutError() | ConnectionError() | socket.gaierror():
            return Trouble.UNREACHABLE
        case _:
            return None


def fate_of(refusal: Reply | None) -> Fate:
    """What became of one recipient; no refusal means that the server took the letter."""
    if refusal is None:
        return Fate(verdict=Verdict.SENT)
    code, text = refusal
    ours = code in SIGN_IN_CODES
    return Fate(
        verdict=judge_reply(code, text),
        detail=one_line(code, text),
        ours=ours,
        trouble=Trouble.REFUSED if ours else None,
    )


def describe(error: Exception, endpoint: Endpoint) -> str:
    """The error in one line: where, what, and the cure where we know it."""
    place = endpoint.place
    match error:
        case UnreachableError():
            return str(error)
        case SMTPAuthenticationError(smtp_code=code, smtp_error=text) if code >= 500:
            reply = one_line(code, as_bytes(text))
            return f"{place} refuses the sign-in of FOLLOWTHROUGH_SMTP_URL: check user and password ({reply})"
        case ssl.SSLCertVerificationError(verify_message=said):
            return (
                f"{place} shows a certificate we cannot trust ({said}): "
                f"use the name the certificate is made for, or name your authority in SSL_CERT_FILE"
            )
        case SMTPNotSupportedError():
            return f"{place} does not offer what FOLLOWTHROUGH_SMTP_URL asks for: {error}"
        case SMTPResponseException(smtp_code=code, smtp_error=text):
            return f"{place}: {one_line(code, as_bytes(text))}"
        case _:
            return f"{place}: {str(error) or type(error).__name__}"[:_DETAIL_CHARACTERS]


def cure_for(error: Exception, *, by_token: bool) -> str:
    """What to do about a refused sign-in; empty for other errors."""
    match error:
        case SMTPAuthenticationError(smtp_error=text):
            said = as_bytes(text).decode("utf-8", "replace")
            return find_sign_in_trouble(said, by_token=by_token)[1].format(setting="FOLLOWTHROUGH_SMTP_URL")
        case _:
            return ""


def one_line(code: int, text: bytes) -> str:
    """A server's reply, short and on one line."""
    return " ".join(f"{code} {text.decode('utf-8', 'replace')}".split())[:_DETAIL_CHARACTERS]


def as_bytes(text: bytes | str) -> bytes:
    """Smtplib gives some replies as text."""
    return text.encode("utf-8", "replace") if isinstance(text, str) else text
