"""Measure and print: extraction beside the bare model, the road end to end, the memory of each role."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

# The servers and processes that are measured are those of the stack tests, and the mails those of their teams.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import extraction
import road


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the mails: does it run, rather than how fast")
    quick = parser.parse_args().quick
    console = Console()
    console.print(extraction.measure(rounds=3 if quick else 15))
    for table in road.measure(singles=3 if quick else 30, at_once=20):
        console.print(table)


if __name__ == "__main__":
    main()
