"""Write both lock files from pyproject.toml. Needs `uv` on the path of this interpreter; names no index.

The hashes are those of the files that every mirror of the package index
serves; `--universal` keeps the lines for all platforms.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMON = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-annotate", "--custom-compile-command", "make lock"),
]


def main() -> None:
    """Pin the program first, then the tools of its tests against the same versions."""
    run = [*COMMON, "pyproject.toml", "--group", "build", "--output-file", "requirements.lock"]
    dev = [*COMMON, "--group", "dev", "--constraints", "requirements.lock", "--output-file", "requirements-dev.lock"]
    for command in (run, dev):
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - fixed words


if __name__ == "__main__":
    main()
