"""A role whose clock can be set: `python -m chaos.role FILE worker --role io` reads from FILE how far ahead it is.

The program asks one clock of its own, and Celery two; libfaketime, which would
set them from outside, leaves Python's waits hanging.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import celery.worker.request
from celery import Celery

from workers import cli
from workers.ports import SystemClock


def set_clocks(file: Path) -> None:
    """All that this process takes for now is so many seconds ahead."""
    own, celerys = SystemClock.now, Celery.now

    def ahead() -> timedelta:
        return timedelta(seconds=int(file.read_text()))

    class Datetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + ahead()

    SystemClock.now = lambda self: own(self) + ahead()
    Celery.now = lambda self: celerys(self) + ahead()
    celery.worker.request.datetime = Datetime


if __name__ == "__main__":
    set_clocks(Path(sys.argv[1]))
    sys.argv = ["followthrough", *sys.argv[2:]]
    cli.main()
