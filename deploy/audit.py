"""Look up known weaknesses of everything that is pinned.

Ends with 0 where none is known, 1 where one is, 3 where nobody could be asked:
without an advisory source there is no answer, and that is said.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
FINE, FOUND, NOT_ASKED = 0, 1, 3
COUNTED = re.compile(r"Found [0-9]+ known vulnerabilit")
# In a place of its own, so that none of its libraries are among ours.
AUDIT = (sys.executable, "-m", "uv", "tool", "run", "pip-audit==2.9.0")


def judge(code: int, said: str) -> int:
    """What an exit code of pip-audit means beside its words: it has one for a weakness and for no answer."""
    if code == 0:
        return FINE
    return FOUND if COUNTED.search(said) else NOT_ASKED


def main() -> int:
    """The worst of both lock files."""
    worst = FINE
    for lock in LOCKS:
        command = [*AUDIT, "--strict", "--disable-pip", "--require-hashes"]
        asked = subprocess.run(  # noqa: S603 - fixed words
            [*command, "--requirement", lock], cwd=ROOT, capture_output=True, text=True, check=False
        )
        found = judge(asked.returncode, asked.stdout + asked.stderr)
        if found == NOT_ASKED:
            sys.stderr.write(f"{lock}: NOT AUDITED, no advisory source could be reached\n")
        else:
            sys.stdout.write(f"{lock}: {asked.stdout.strip() or 'no known weakness'}\n")
        worst = max(worst, found, key=(FINE, NOT_ASKED, FOUND).index)
    return worst


if __name__ == "__main__":
    sys.exit(main())
