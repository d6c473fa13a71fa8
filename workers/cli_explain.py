"""`explain` and `recap`: how one file is read, on the screen or as JSON, and the letter it would become."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli_say import Code, complain, plain, screen, stop, stop_for_settings, working

if TYPE_CHECKING:
    from pipeline.knowledge import Knowledge
    from pipeline.model import Address, Recap
    from pipeline.outcome import Policy
    from workers.explain import Asked

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Mails (.eml) or notes.", show_default=False)]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A mail (.eml) or notes.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="The day it was sent: 2026-11-24.", show_default=False)
]
From = Annotated[str, typer.Option("--from", metavar="ADDRESS", help="Who sent it.", show_default=False)]
In = Annotated[
    str,
    typer.Option(
        "--language", metavar="CODE", help="The language of the text; without it the text tells.", show_default=False
    ),
]
Against = Annotated[
    Path | None,
    typer.Option("--recap", metavar="RECAP.json", help="Read the files as replies to this recap.", show_default=False),
]
AsEml = Annotated[bool, typer.Option("--eml", help="The whole mail, to be kept or opened in a mail program.")]

# Why a file was not read: an operator's mistake where they can do something about it.
MISTAKES = {
    "not-found": ("there is no file {file}", "check the name"),
    "not-a-file": ("{file} is no file", "name files, not folders"),
    "no-access": ("{file} may not be read", "give this user the right to read it"),
}
UNREAD = {
    "not-readable": (
        "{file}: this sort of file cannot be read",
        "save it as .docx, .pdf, .txt, .md, .vtt, .html or .eml",
    ),
    "broken": ("{file} is damaged and cannot be opened", "save it again, or paste its text into a text file"),
    "locked": ("{file} is locked with a password", "save it without one"),
    "picture": ("{file} is a picture", "type what matters into a text file"),
    "too-large": ("{file} is too large", "cut the text out"),
    "not-a-mail": ("{file} is no mail, or it is broken", "save the mail as .eml from a mail program"),
    "no-notes": ("{file}: nothing to remember was found", "`followthrough explain FILE` shows how it was read"),
}


def explain(
    paths: Files,
    *,
    as_json: AsJson = False,
    as_of: AsOf = "",
    sender: From = "",
    language: In = "",
    recap: Against = None,
) -> None:
    """Show how files are read: every item with its rule, its quote and its score."""
    day, address, against = _day(as_of), _address(sender), _recap(recap)
    missed = False
    with working("loading the language model") as status:
        asked, knowledge = _prepare(day, address, language, against)
        from workers.cli_explained import show  # noqa: PLC0415 - what thinks is loaded under the eyes of the waiting
        from workers.explain import explain_file  # noqa: PLC0415
        from workers.explain_json import as_json as to_json  # noqa: PLC0415

        for number, path in enumerate(paths, 1):
            status.update(plain(f"reading {number} of {len(paths)}: {path.name}"))
            explained = explain_file(path, asked, knowledge=knowledge)
            if as_json:
                _print_line(to_json(explained, asked))
            elif not explained.refused:
                show(explained, asked)
            if explained.refused and (not as_json or explained.refused in MISTAKES):
                _complain(explained.refused, path)
                missed = True
    if missed:
        raise typer.Exit(Code.FAULT)


def recap(path: File, *, as_eml: AsEml = False, as_of: AsOf = "", sender: From = "", language: In = "") -> None:
    """The recap letter that a file would become, as its sender would get it."""
    day, address = _day(as_of), _address(sender)
    with working("reading"):
        asked, knowledge = _prepare(day, address, language, None)
        from workers.explain_letter import write_recap  # noqa: PLC0415

        letter = write_recap(path, asked, knowledge=knowledge, now=datetime.now(UTC))
    if isinstance(letter, str):
        _complain(letter, path)
        raise typer.Exit(Code.FAULT)
    if as_eml:
        sys.stdout.buffer.write(letter.raw)
        sys.stdout.buffer.flush()
        return
    mail = message_from_bytes(letter.raw, policy=policy.default)
    body = mail.get_body(("plain",))
    screen().print(plain(f"Subject: {mail['Subject']}\n", "dim"))
    text = str(body.get_content()) if body is not None else ""
    screen().print(plain(text.replace("\r\n", "\n")))


def _prepare(day: date | None, sender: Address | None, language: str, against: Recap | None) -> tuple[Asked, Knowledge]:
    """What is asked, and the constants to answer it with."""
    from pipeline.knowledge import load_knowledge  # noqa: PLC0415 - loads spaCy
    from workers.explain import Asked  # noqa: PLC0415
    from workers.log import set_up_logging  # noqa: PLC0415

    set_up_logging("warning")
    knowledge = load_knowledge()
    if language and language not in knowledge.languages:
        codes = ", ".join(sorted(knowledge.languages))
        stop(f"there is no language {language!r}", f"write --language with one of {codes}", code=Code.MISUSE)
    return Asked(policy=_policy(), as_of=day, sender=sender, language=language, recap=against), knowledge


def _policy() -> Policy:
    """What of the settings matters for reading, where there are settings: our address and the time zone."""
    from pipeline.model import Address  # noqa: PLC0415
    from pipeline.outcome import Policy  # noqa: PLC0415
    from workers.settings import SettingsFaults, load_one, read_written  # noqa: PLC0415
    from workers.settings_checks import split_address  # noqa: PLC0415

    zone = load_one("timezone")
    if isinstance(zone, SettingsFaults):
        stop_for_settings(zone)
    written = read_written()
    known = written.is_fine("address")
    ours = split_address(written.values["address"]) if known else Address(address="notes@followthrough.invalid")
    name = ours.name or "Followthrough"
    # Signs nothing that anybody could answer to.
    return Policy(address=Address(address=ours.address, name=name), secret="explain", timezone=zone)  # noqa: S106


def _day(as_of: str) -> date | None:
    try:
        return date.fromisoformat(as_of) if as_of else None
    except ValueError:
        stop(f"--as-of is {as_of!r}, which is no day", "write it like 2026-11-24", code=Code.MISUSE)


def _address(sender: str) -> Address | None:
    from workers.settings_checks import split_address  # noqa: PLC0415

    try:
        return split_address(sender) if sender else None
    except ValueError:
        stop(f"--from is {sender!r}, which is no address", "write it like ana@acme.example", code=Code.MISUSE)


def _recap(path: Path | None) -> Recap | None:
    from workers.explain_recap import NotARecap, parse_recap  # noqa: PLC0415

    if path is None:
        return None
    try:
        found = parse_recap(path.read_bytes())
    except OSError as trouble:
        stop(f"{path} cannot be read ({trouble.strerror})", "name a RECAP.json with --recap", code=Code.MISUSE)
    if isinstance(found, NotARecap):
        stop(f"{path}: {found.wrong}", "put this right in the file", code=Code.MISUSE)
    return found


def _print_line(found: dict[str, Any]) -> None:
    # Escaped: half a surrogate, which broken mails hold, cannot be written to a pipe; and a line stays one line.
    sys.stdout.write(json.dumps(found, ensure_ascii=True) + "\n")


def _complain(reason: str, path: Path) -> None:
    wrong, cure = (MISTAKES | UNREAD).get(reason, ("{file}: " + reason, ""))
    complain(wrong.format(file=path), cure)
