"""What big mail servers mean when they refuse a sign-in, and what to do about it; the first line that fits counts.

A server's words are compared in small letters. Where none fits, the plain
reading holds: a wrong password, or a token that is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.ports import Trouble

GOOGLE_WAY = (
    "Google takes no account's password here: sign in with FOLLOWTHROUGH_SIGN_IN=google (deploy/SIGN-IN.md), "
    "or make an app password for the mailbox"
)
TOKEN_CURE = "run `followthrough token test`; the user in {setting} has to be the mailbox that the token was given for"  # noqa: S105
NO_SMTP = "allow SMTP for the mailbox: Set-CASMailbox -SmtpClientAuthenticationDisabled $false (deploy/SIGN-IN.md)"
PASSWORD_CURE = "check user and password in {setting}"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One known refusal: a piece of its words in small letters, which trouble it is, and the cure."""

    words: str
    trouble: Trouble
    cure: str


KNOWN = (
    # Microsoft 365, IMAP: the application has its permission, and the mailbox does not know it.
    Known(
        words="authenticated but not connected",
        trouble=Trouble.APP,
        cure="give the application the mailbox: New-ServicePrincipal and Add-MailboxPermission, see deploy/SIGN-IN.md",
    ),
    Known(
        words="5.7.139",
        trouble=Trouble.APP,
        cure=NO_SMTP,
    ),
    Known(
        words="smtpclientauthentication is disabled",
        trouble=Trouble.APP,
        cure=NO_SMTP,
    ),
    Known(words="application-specific password required", trouble=Trouble.PASSWORD, cure=GOOGLE_WAY),
    Known(words="username and password not accepted", trouble=Trouble.PASSWORD, cure=GOOGLE_WAY),
    Known(
        words="not enabled for imap",
        trouble=Trouble.APP,
        cure="switch IMAP on in the settings of the mailbox, or let its administrator allow it",
    ),
)
# RFC 5530 and RFC 4954: the server cannot tell now whether the sign-in is right.
PASSING = ("[unavailable]", "[inuse]", "[limit]", "temporary authentication failure", "too many simultaneous")


def find_sign_in_trouble(said: str, *, by_token: bool) -> tuple[Trouble | None, str]:
    """Which trouble a refusal is, and its cure with a place for `{setting}`; None and no cure where it will pass."""
    small = said.casefold()
    if any(words in small for words in PASSING):
        return None, ""
    for known in KNOWN:
        if known.words in small:
            return known.trouble, known.cure
    return (Trouble.TOKEN, TOKEN_CURE) if by_token else (Trouble.PASSWORD, PASSWORD_CURE)
