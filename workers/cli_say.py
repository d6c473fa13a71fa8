"""How the commands speak: answers on standard output, everything else on standard error.

An operator's mistake is one sentence and its cure, never a traceback. What
comes out of files and mails is shown without control characters, which could
rewrite the screen.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.status import Status

    from workers.settings import SettingsFaults

# Wide enough that a row of a list stays one line for `grep`; a terminal knows its own width.
PIPED_WIDTH = 160
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Code(IntEnum):
    """How a command ends."""

    FINE = 0
    FAULT = 1  # what was looked at is not as it should be
    MISUSE = 2  # called wrongly, or the settings are wrong
    STOPPED = 130  # by a Ctrl-C, as shells have it


def screen() -> Console:
    """Where answers go."""
    return _console(stderr=False)


def aside() -> Console:
    """Where everything else goes, so that answers can be piped."""
    return _console(stderr=True)


def plain(text: str, style: str = "") -> Text:
    """Somebody's words, as they are: no markup is read in them, and no control character survives."""
    return Text("".join(mark if _is_harmless(mark) else "�" for mark in text), style=style)


def say(text: str) -> None:
    """One sentence beside the answers."""
    aside().print(plain(text))


def complain(wrong: str, cure: str = "") -> None:
    """What is wrong and what to do."""
    line = Text("✗ ", style="bold red").append_text(plain(wrong))
    aside().print(line)
    if cure:
        aside().print(Text("  → ", style="bold").append_text(plain(cure)))


def stop(wrong: str, cure: str = "", *, code: Code = Code.FAULT) -> NoReturn:
    """Complain and end."""
    complain(wrong, cure)
    raise typer.Exit(code)


def stop_for_settings(found: SettingsFaults) -> NoReturn:
    """Every fault of the settings at once, each with its cure."""
    for fault in found.faults:
        complain(f"{fault.name} {fault.wrong}", fault.cure)
    say("Settings are read from the environment and from .env in this folder; `followthrough doctor` checks them all.")
    raise typer.Exit(Code.MISUSE)


@contextmanager
def working(what: str) -> Iterator[Status]:
    """Something moves on a terminal while this takes its time; nothing is shown elsewhere."""
    with aside().status(plain(f"{what} …")) as status:
        yield status


def joined(words: Iterable[str], *, none: str = "–") -> str:
    """Words with commas between them."""
    return ", ".join(words) or none


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


def _is_harmless(mark: str) -> bool:
    # Cc holds ESC, Cs half a character; the marks that turn the direction of writing hide what stands behind them.
    return mark in "\n\t" or not (unicodedata.category(mark) in ("Cc", "Cs") or mark in TURNS)
