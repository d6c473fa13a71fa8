"""`make chaos`: hundreds of mails and replies while everything around the program breaks, and what came of it.

CHAOS_MAILS is how many meetings there are, each with one reply; CHAOS_SEED
decides what breaks when. CHAOS_FAULTS names the faults to play, where not all
of them are wanted; CHAOS_LOGS a folder for what the roles said.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from chaos.faults import FAULTS, KILLS, draw_plan
from chaos.house import run_house
from chaos.judge import Judgement
from chaos.run import run_chaos
from rich.console import Console
from rich.table import Table

MAILS = 500
MOST_SHOWN = 10


def main() -> int:
    # Whoever ends it early ends it as Ctrl-C does, or every server would stay behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    mails = int(os.environ.get("CHAOS_MAILS") or MAILS)
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10_000))
    wanted = [name.strip() for name in os.environ.get("CHAOS_FAULTS", "").split(",") if name.strip()]
    if unknown := set(wanted) - (FAULTS | KILLS).keys():
        _write(f"there is no fault {', '.join(sorted(unknown))}; there are: {', '.join(FAULTS | KILLS)}")
        return 2
    plan = wanted or draw_plan(random.Random(f"{seed} plan"))
    _write(f"seed {seed}: {mails} meetings with a reply each, {len(plan)} faults, and roles killed all the while")
    try:
        judgement = _run(plan, mails=mails, seed=seed)
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:
        _write(str(missing))
        return 2
    _show(judgement, seed)
    return 0 if judgement.kept else 1


def _run(plan: list[str], *, mails: int, seed: int) -> Judgement:
    begun = time.monotonic()

    def say(what: str) -> None:
        _write(f"{time.monotonic() - begun:7.1f} s  {what}")

    with run_house(say) as house:
        say("every server and every role runs")
        try:
            return run_chaos(house, plan=plan, mails=mails, seed=seed, say=say)
        finally:
            _keep_logs(house.folder)


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _keep_logs(folder: Path) -> None:
    kept = os.environ.get("CHAOS_LOGS")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        for log in folder.glob("*.log"):
            shutil.copy(log, kept)


def _show(judgement: Judgement, seed: int) -> None:
    console = Console(width=min(140, shutil.get_terminal_size((120, 40)).columns))
    figures = Table("figure", "", title=f"chaos, seed {seed}")
    for name, figure in judgement.figures.items():
        figures.add_row(name, figure)
    promises = Table("promise", "kept?", "what breaks it")
    for promise, against in judgement.promises.items():
        shown = "\n".join(
            [*against[:MOST_SHOWN], *([f"... {len(against)} in all"] if len(against) > MOST_SHOWN else [])]
        )
        promises.add_row(promise, "BROKEN" if against else "yes", shown)
    console.print(figures, promises)


if __name__ == "__main__":
    sys.exit(main())
