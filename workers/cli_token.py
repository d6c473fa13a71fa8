"""The commands for signing in without a password: `token get` and `token test`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli_say import Code, say, screen, stop, working

if TYPE_CHECKING:
    from workers.oauth.loopback import Asking, Listener
    from workers.oauth.providers import Account
    from workers.settings import Written

ANSWER_SECONDS = 600.0
WAYS_CURE = (
    "set FOLLOWTHROUGH_SIGN_IN to google, google-delegated or microsoft; deploy/SIGN-IN.md shows the steps of each"
)

OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the refresh token into this new file, not on the screen."),
]
Paste = Annotated[
    bool, typer.Option("--paste", help="The browser is on another machine: paste the address at which it ends.")
]


def get(out: OutFile = None, paste: Paste = False) -> None:
    """Get what opens the mailbox: a refresh token from Google; for the other ways, try the settings."""
    from workers.oauth.providers import GOOGLE  # noqa: PLC0415 - `--help` needs nothing of this
    from workers.settings import read_written  # noqa: PLC0415

    written = read_written()
    account = _find_account(written)
    if account.provider != GOOGLE:
        say(f"{account.provider} needs no refresh token: its settings are tried instead.")
        test()
        return
    text = _ask_google(account, paste=paste)
    if out is None:
        screen().print(f"FOLLOWTHROUGH_OAUTH_REFRESH_TOKEN={text}", soft_wrap=True)
        say("Write this line into .env, and keep it like a password. Then: followthrough token test")
        return
    _write(out, text)
    say(f"Written into {out}. Set FOLLOWTHROUGH_OAUTH_REFRESH_TOKEN_FILE to it. Then: followthrough token test")


def test() -> None:
    """Get a token, sign in to read and to send with it, and say what works and what to do about the rest."""
    from workers.cli_check import show_findings  # noqa: PLC0415
    from workers.doctor import examine  # noqa: PLC0415
    from workers.log import set_up_logging  # noqa: PLC0415
    from workers.settings import read_written  # noqa: PLC0415

    set_up_logging("error")
    written = read_written()
    _find_account(written)
    with working("signing in"):
        faults = show_findings(examine(written, only=("sign-in", "mailbox", "sending")))
    if faults:
        raise typer.Exit(Code.FAULT)


def _find_account(written: Written) -> Account:
    """Who signs in; ends with what to write where that is not set."""
    from workers.settings_sign_in import find_account  # noqa: PLC0415

    if not written.is_fine("imap_url"):
        stop("FOLLOWTHROUGH_IMAP_URL cannot be used", "write it like imaps://notes%40acme.example@imap.gmail.com/INBOX")
    account = find_account(written.values) if written.is_fine("sign_in") else None
    if account is None:
        stop("the mailbox is opened with a password", WAYS_CURE, code=Code.MISUSE)
    return account


def _ask_google(account: Account, *, paste: bool) -> str:
    from workers.oauth.ask import post_form  # noqa: PLC0415
    from workers.oauth.loopback import Asking, Listener, NotAllowedError  # noqa: PLC0415
    from workers.oauth.providers import find_token_url  # noqa: PLC0415
    from workers.ports import UnreachableError  # noqa: PLC0415

    for name, value in (("CLIENT_ID", account.client_id), ("CLIENT_SECRET", account.client_secret)):
        if not value:
            stop(f"FOLLOWTHROUGH_OAUTH_{name} is not set", "deploy/SIGN-IN.md shows where to find it", code=Code.MISUSE)
    try:
        with Listener() as listener:
            asking = Asking(account=account, port=listener.server_port)
            code = _hear(asking, None if paste else listener)
        token = post_form(find_token_url(account), asking.form(code), provider=account.provider)
    except NotAllowedError as no:
        stop(str(no), "run it again, and allow what Google asks for")
    except UnreachableError as trouble:
        stop(str(trouble), trouble.cure)
    if not token.refresh:
        stop(
            "Google gave a token for an hour and none to renew it",
            "remove the application's access there, and run it again",
        )
    return token.refresh


def _hear(asking: Asking, listener: Listener | None) -> str:
    """The answer of whoever owns the mailbox; typed in where nobody listens."""
    from workers.oauth.loopback import wait_for_answer  # noqa: PLC0415

    say(f"Open this address in a browser, and sign in as {asking.account.user}:")
    screen().print(asking.url, soft_wrap=True)
    if listener is None:
        say("The browser ends at an address on 127.0.0.1 that it cannot open. Paste that address:")
        return asking.read_answer(typer.prompt("", prompt_suffix="> ", err=True, hide_input=True))
    with working("waiting for the browser"):
        return wait_for_answer(asking, listener, seconds=ANSWER_SECONDS)


def _write(out: Path, text: str) -> None:
    try:
        # New, and nobody else's to read from its first byte on.
        with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except FileExistsError:
        stop(f"{out} is there already", "name a new file with --out", code=Code.MISUSE)
    except OSError as trouble:
        stop(f"{out} cannot be written ({trouble.strerror})", "name another file with --out", code=Code.MISUSE)
