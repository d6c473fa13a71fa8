"""The commands that run the program: `run`, `worker`, `beat`, `migrate`, `demo`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli_say import Code, say, stop, stop_for_settings, working

if TYPE_CHECKING:
    import socket

    from workers.settings import Settings

NO_BROKER = "FOLLOWTHROUGH_BROKER_URL is empty, so nothing would ever ring here"
BROKER_CURE = "set it to redis://… or amqp://…, or let `followthrough run` do everything in one process"

RoleName = Annotated[
    str, typer.Option("--role", metavar="io|think", help="io: mail in and out. think: reads the mails.")
]
Page = Annotated[
    bool | None,
    typer.Option(
        "--page/--no-page",
        help="Go on with a page on this machine to read, answer and forward; Ctrl-C ends it. "
        "On a terminal it does by itself.",
        show_default=False,
    ),
]
Port = Annotated[
    int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where the page is; 0 takes a free one.")
]
OutDir = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the letters are written.")]


def run() -> None:
    """Everything for one machine: reads the mailbox, thinks, sends. Ctrl-C ends it."""
    settings = begin()
    from workers.cli_store import bring_up_to_date  # noqa: PLC0415 - each command loads what it needs, and no more

    bring_up_to_date(settings.database_url)
    from workers.wiring import run_all  # noqa: PLC0415

    say(f"Followthrough reads the mail of {settings.address}. Ctrl-C ends it.")
    _run(partial(run_all, settings))
    say("Ended. What was under way goes on with the next start.")


def worker(role: RoleName) -> None:
    """One role of many; start as many as you like. Needs a broker."""
    if role not in ("io", "think"):
        stop(f"there is no role {role!r}", "write --role io or --role think", code=Code.MISUSE)
    settings = begin()
    _need_broker(settings)
    from workers.cli_store import check_tables  # noqa: PLC0415

    check_tables(settings.database_url)
    from workers.wiring import Role, run_worker  # noqa: PLC0415

    say(f"The {role} role works. Ctrl-C ends it.")
    _run(partial(run_worker, settings, Role(role)))


def beat() -> None:
    """Rings every few seconds for what is due. Start it once. Needs a broker."""
    settings = begin()
    _need_broker(settings)
    from workers.wiring import run_beat  # noqa: PLC0415

    say("The beat rings. Ctrl-C ends it.")
    _run(partial(run_beat, settings))


def migrate() -> None:
    """Bring the database to the tables of this version. Doing it twice does no harm."""
    from workers.cli_store import bring_up_to_date, find_database_url  # noqa: PLC0415

    with working("bringing the tables up to date"):
        before, after = bring_up_to_date(find_database_url())
    say(f"The tables are at step {after}" + (", as they were before." if before == after else "."))


def demo(out: OutDir = Path("demo-letters"), page: Page = None, port: Port = 0) -> None:
    """A mail server of its own, three meetings, answers, recaps: the whole road, and a page to go on with."""
    from workers.demo.run import run_demo  # noqa: PLC0415
    from workers.log import set_up_logging  # noqa: PLC0415

    _check_fence()
    # The timeline tells what happens; the log speaks up when something goes wrong, or when it is asked to.
    set_up_logging(_log_level("warning"))
    _make_folder(out)
    stopped: list[int] = []

    def end(number: int, _frame: object) -> None:
        # Python drops what is raised while it tidies up an object, so what came is written down, too.
        stopped.append(number)
        signal.raise_signal(signal.SIGINT)

    # A stop from outside ends it like a Ctrl-C, so that nothing of it is left behind.
    signal.signal(signal.SIGTERM, end)
    wanted = sys.stdin.isatty() and sys.stdout.isatty() if page is None else page
    code = run_demo(out, door=_open_door(port) if wanted else None)
    raise typer.Exit(Code.STOPPED if stopped else code)


def begin() -> Settings:
    """What every role does first: are our names ours, can the settings be used, where does the log go."""
    _check_fence()
    from workers.log import set_up_logging  # noqa: PLC0415
    from workers.settings import SettingsFaults, load_settings  # noqa: PLC0415

    settings = load_settings()
    if isinstance(settings, SettingsFaults):
        stop_for_settings(settings)
    set_up_logging(settings.log)
    return settings


def _open_door(port: int) -> socket.socket:
    """Before the demo begins: who watched it to its end wants its page."""
    from workers.demo.serve import bind  # noqa: PLC0415

    try:
        return bind(port)
    except OSError as trouble:
        stop(f"the page cannot be at port {port} ({trouble.strerror})", "name another with --port", code=Code.MISUSE)


def _make_folder(out: Path) -> None:
    """Before the demo begins: who watched it to its end wants its letters."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        stop(f"{out} is a file", "name a folder with --out", code=Code.MISUSE)
    except OSError as trouble:
        stop(f"the folder {out} cannot be made ({trouble.strerror})", "name another with --out", code=Code.MISUSE)
    if not os.access(out, os.W_OK):
        stop(f"{out} may not be written by this user", "name another folder with --out", code=Code.MISUSE)


def _run(role: Callable[[], None]) -> None:
    """Until somebody ends it. A bad end has an exit code of its own, by which systemd knows to start it again."""
    from workers.roles import PartEndedError  # noqa: PLC0415

    try:
        role()
    except PartEndedError:
        stop("a part of the program ended by itself", "the log above says which; start it again")


def _log_level(otherwise: str) -> str:
    from workers.settings import SettingsFaults, load_one  # noqa: PLC0415

    if not os.environ.get("FOLLOWTHROUGH_LOG"):
        return otherwise
    level = load_one("log")
    if isinstance(level, SettingsFaults):
        stop_for_settings(level)
    return level


def _check_fence() -> None:
    from workers.fence import CURE, find_intruders  # noqa: PLC0415

    intruders = find_intruders()
    if intruders:
        stop("; ".join(intruders), CURE, code=Code.MISUSE)


def _need_broker(settings: Settings) -> None:
    if not settings.broker_url:
        stop(NO_BROKER, BROKER_CURE, code=Code.MISUSE)
