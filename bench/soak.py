"""Hours of mail in minutes: what each role holds in memory, and whether it grows.

The roles run as processes over real servers. Mails of two hundred teams come
at an even pace: notes in six languages, some of them as files, each with words
that nobody has seen before, and answers to the letters that they brought.
Judged are the last half's slope and the last sample, so SOAK_MINUTES=20 is what
the promise is about, and 2 tells only whether it runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The servers and processes that are measured are those of the stack tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import road
from rich.console import Console
from rich.table import Table
from soak_mails import Mails
from stack.home import Home

from workers.store.tables import INBOX

MAILS_A_MINUTE = 100
EVERY_SECONDS = 10.0
A_LINE_IN = 6
ASKED_EVERY, MOST_WAITING = 20, 100
# Megabytes that a role may hold in the end.
MOST = {"io": 120.0, "think": 400.0}
# Megabytes a minute that are taken for noise: a program that is started anew each week may gain so much.
NOISE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line through samples: megabytes a minute, and the standard error of that."""

    slope: float
    error: float

    @property
    def grows(self) -> bool:
        """Whether it rises by more than noise, and that is no chance."""
        return self.slope > NOISE and self.slope > 2 * self.error


@dataclass(kw_only=True)
class Samples:
    """What each role held, with the minute of each sample."""

    minutes: list[float] = field(default_factory=list)
    resident: dict[str, list[float]] = field(default_factory=dict)
    own: dict[str, list[float]] = field(default_factory=dict)

    def take(self, home: Home, minute: float) -> None:
        """One more sample of every process."""
        self.minutes.append(minute)
        for name, process in home.processes.items():
            resident, own = read_memory(process.pid)
            self.resident.setdefault(name, []).append(resident)
            self.own.setdefault(name, []).append(own)


def main() -> None:
    minutes = float(os.environ.get("SOAK_MINUTES", "20"))
    console = Console()
    with tempfile.TemporaryDirectory(prefix="followthrough-soak-") as folder, road.roles(Path(folder)) as home:
        samples, sent = soak(home, minutes=minutes)
        read = home.count(INBOX, "done", "ignored", "refused", "quarantined")
    table, good = judge(samples)
    table.title = f"{minutes:.0f} minutes, {sent} mails delivered, {read} read"
    console.print(table)
    raise SystemExit(0 if good and read == sent else 1)


def soak(home: Home, *, minutes: float) -> tuple[Samples, int]:
    """Mails at an even pace for so long; what was held meanwhile, and how many mails they were."""
    mails, samples, sent = Mails(home), Samples(), 0
    # The model is loaded with the first mail.
    home.deliver(mails.notes())
    home.wait_for(lambda: home.count(INBOX, "done"), "the first mail read", seconds=120)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < 60 * minutes:
        if passed >= EVERY_SECONDS * len(samples.minutes):
            samples.take(home, passed / 60)
            if len(samples.minutes) % A_LINE_IN == 1:
                held = ", ".join(f"{name} {values[-1]:.1f} MB" for name, values in samples.resident.items())
                print(f"{passed / 60:5.1f} min {sent:5} mails: {held}", flush=True)
        if sent < passed / 60 * MAILS_A_MINUTE and has_room(home, sent):
            raw, to = mails.next()
            home.deliver(raw, to=to)
            sent += 1
        else:
            time.sleep(0.02)
    home.wait_for(lambda: not home.count(INBOX, "due"), "every mail read", seconds=300)
    home.settle()
    samples.take(home, (time.monotonic() - began) / 60)
    return samples, sent + 1


def has_room(home: Home, sent: int) -> bool:
    """Whether the roles keep up: on a busy machine it is the number of mails that gives way. Asked now and then."""
    return sent % ASKED_EVERY != 0 or home.count(INBOX, "due") < MOST_WAITING


def read_memory(pid: int) -> tuple[float, float]:
    """Resident megabytes of a process, and its own share of them (proc(5), smaps_rollup)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(rest.split()[0]) / 1024 for name, rest in (line.split(":", 1) for line in lines)}
    return sizes["Rss"], sizes["Pss"]


def judge(samples: Samples) -> tuple[Table, bool]:
    """A row for each role, and whether every promise was kept."""
    table = Table("role", "MB begin", "MB middle", "MB end", "own MB", "≤ MB", "MB a minute, last half", "kept")
    good, half = True, len(samples.minutes) // 2
    for name, held in samples.resident.items():
        line = fit(samples.minutes[half:], held[half:])
        most = MOST.get(name)
        kept = not line.grows and (most is None or held[-1] <= most)
        good = good and kept
        figures = (held[0], held[half], held[-1], samples.own[name][-1])
        table.add_row(
            name,
            *(f"{figure:.1f}" for figure in figures),
            "–" if most is None else f"{most:.0f}",
            f"{line.slope:+.3f} ± {line.error:.3f}",
            "yes" if kept else "NO",
        )
    return table, good


def fit(times: Sequence[float], values: Sequence[float]) -> Line:
    """Least squares. Three samples are the fewest that have an error."""
    if len(times) < 3:
        return Line(slope=0.0, error=float("inf"))
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((at - middle) ** 2 for at in times)
    slope = sum((at - middle) * (value - mean) for at, value in zip(times, values, strict=True)) / spread
    left = sum((value - mean - slope * (at - middle)) ** 2 for at, value in zip(times, values, strict=True))
    return Line(slope=slope, error=(left / (len(times) - 2) / spread) ** 0.5)


if __name__ == "__main__":
    main()
