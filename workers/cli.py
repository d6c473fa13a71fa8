"""The command line: `followthrough …`. This file only names the commands; what they do stands in `cli_*.py`.

A command imports what it needs when it runs, so that `--help` is quick and
nothing that does not think ever loads the language model.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated, Any

import typer

from workers import (
    cli_ask,
    cli_check,
    cli_explain,
    cli_feedback,
    cli_log,
    cli_people,
    cli_restore,
    cli_rows,
    cli_run,
    cli_token,
)
from workers.cli_say import Code, complain, say

Commands = Mapping[str, Callable[..., None]]

COMMANDS: Commands = MappingProxyType(
    {
        "demo": cli_run.demo,
        "run": cli_run.run,
        "worker": cli_run.worker,
        "beat": cli_run.beat,
        "explain": cli_explain.explain,
        "recap": cli_explain.recap,
        "map": cli_ask.map_,
        "update": cli_ask.update,
        "doctor": cli_check.doctor,
        "health": cli_check.health,
        "migrate": cli_run.migrate,
        "backup": cli_restore.backup,
        "restored": cli_restore.restored,
        "erase": cli_people.erase,
    }
)
GROUPS: Mapping[str, tuple[str, Commands]] = MappingProxyType(
    {
        "inbox": (
            "What became of the mails that came in.",
            {"list": cli_rows.list_mails, "show": cli_rows.show_mail, "retry": cli_rows.retry_mails},
        ),
        "outbox": (
            "What became of the letters that go out.",
            {"list": cli_rows.list_letters, "show": cli_rows.show_letter, "retry": cli_rows.retry_letters},
        ),
        "log": (
            "What was decided, promised, asked and assumed.",
            {"search": cli_log.search, "export": cli_log.export, "rebuild": cli_log.rebuild},
        ),
        "feedback": (
            "Drafts of feedback, and moments that are worth one.",
            {"check": cli_feedback.check, "moments": cli_feedback.moments},
        ),
        "people": (
            "Whom the house knows, and how they want to be written to.",
            {
                "list": cli_people.list_people,
                "show": cli_people.show_person,
                "merge": cli_people.merge_people,
                "set": cli_people.set_person,
            },
        ),
        "token": (
            "Signing in without a password: Google and Microsoft 365.",
            {"get": cli_token.get, "test": cli_token.test},
        ),
        "rules": ("The rules of the language packs.", {"check": cli_check.check_rules}),
    }
)


def main() -> None:
    """Run one command. A bug ends with one line that says where it is, and nothing of what was read."""
    try:
        build_cli()()
    except Exception as error:  # noqa: BLE001 - the last door; the text of an error may quote a mail
        sys.exit(_tell_bug(error))


def build_cli() -> typer.Typer:
    """Every command under its name."""
    cli = _typer("Forward your meeting notes; everyone gets a recap, and owners answer in plain words.")
    cli.callback()(_options)
    for name, command in COMMANDS.items():
        cli.command(name)(command)
    for name, (about, commands) in GROUPS.items():
        group = _typer(about)
        for sub_name, command in commands.items():
            group.command(sub_name)(command)
        cli.add_typer(group, name=name)
    return cli


def _typer(about: str) -> typer.Typer:
    # Typer's own tracebacks would show the values of variables, which are people's mails.
    settings: dict[str, Any] = {"no_args_is_help": True, "add_completion": False, "pretty_exceptions_enable": False}
    return typer.Typer(help=about, context_settings={"help_option_names": ["-h", "--help"]}, **settings)


def _show_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"followthrough {version('followthrough')}\n")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
]


def _options(_version: Version = False) -> None:
    """Options that come before a command."""


def _tell_bug(error: Exception) -> int:
    from workers.log import describe, redact  # noqa: PLC0415 - wanted by the unlucky only

    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] not in ("pipeline", "workers"):
        complain(
            f"the package {error.name} is not installed", "install what requirements.lock pins; in a checkout: make"
        )
        return Code.FAULT
    complain(
        f"a bug of ours: {describe(error)}", "please report this line; FOLLOWTHROUGH_LOG=debug shows the way there"
    )
    if os.environ.get("FOLLOWTHROUGH_LOG") == "debug":
        import traceback  # noqa: PLC0415

        say(redact("".join(traceback.format_exception(error))))
    return Code.FAULT
