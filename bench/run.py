"""Measure and print: extraction beside the bare model, the road, its cost and its width, memory, the log."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

# The servers and processes that are measured are those of the stack tests, and the mails those of their teams.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import cost
import extraction
import log
import road
import width


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the mails: does it run, rather than how fast")
    quick = parser.parse_args().quick
    console = Console()
    console.print(extraction.measure(rounds=3 if quick else 15))
    for table in road.measure(singles=3 if quick else 30, at_once=20):
        console.print(table)
    console.print(cost.measure(mails=6 if quick else 18, rounds=1 if quick else 5))
    console.print(width.measure(mails=9 if quick else 15, rounds=1 if quick else 2))
    small, large = (2_000, 20_000) if quick else (10_000, 1_000_000)
    console.print(log.measure(small=small, large=large, rounds=3 if quick else 9))


if __name__ == "__main__":
    main()
