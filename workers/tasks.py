"""The doorbells: numbers of rows in, nothing out, safe to lose, safe to ring twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kombu.exceptions import OperationalError

from workers.app import DELIVER, FOLLOW, PROCESS, SWEEP_SECONDS
from workers.log import describe

LOG = logging.getLogger(__name__)

# So many letters go over one connection, and so many people are looked at in one block, before somebody else's turn.
LETTERS_AT_ONCE = 10
MAILS_AT_ONCE = 5
LOOKS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Bell:
    """Rings for rows. `app` is a Celery application (untyped)."""

    app: Any

    def ring_process(self, inbox_id: int) -> None:
        """Somebody should think about this mail."""
        self._ring(PROCESS, inbox_id)

    def ring_deliver(self, *outbox_ids: int) -> None:
        """Somebody should send these letters."""
        self._ring_all(DELIVER, outbox_ids, at_once=LETTERS_AT_ONCE)

    def ring_again(self, *, inbox_ids: list[int], outbox_ids: list[int], look_ids: list[int]) -> None:
        """What the sweep found. These bells fall silent soon, so that a long queue does not fill with echoes."""
        expires = 2 * SWEEP_SECONDS
        # In handfuls: were it one bell each, a slow machine would only ever put away bells that fell silent long ago.
        self._ring_all(PROCESS, inbox_ids, at_once=MAILS_AT_ONCE, expires=expires)
        self._ring_all(DELIVER, outbox_ids, at_once=LETTERS_AT_ONCE, expires=expires)
        self._ring_all(FOLLOW, look_ids, at_once=LOOKS_AT_ONCE, expires=expires)

    def _ring_all(self, task: str, rows: Sequence[int], *, at_once: int, expires: float | None = None) -> None:
        for first in range(0, len(rows), at_once):
            self._ring(task, *rows[first : first + at_once], expires=expires)

    def _ring(self, task: str, *rows: int, expires: float | None = None) -> None:
        try:
            self.app.send_task(task, args=rows, expires=expires, retry=False)
        except OperationalError as error:
            # The rows are in their table; the sweep rings again when the broker is back.
            LOG.warning("bell not heard task=%s rows=%s error=%s", task, rows, type(error).__name__)


def add_tasks(app: Any, doings: dict[str, Callable[..., None]]) -> None:
    """Give the application what this process can do; `doings` maps task names to plain functions."""
    for name, doing in doings.items():
        # Untyped: Celery counts the `self` of a bound method among the arguments that a caller has to give. Not shared:
        # the next application of this process would get the doings of this one under the same name.
        app.task(name=name, ignore_result=True, typing=False, shared=False)(_quietly(name, doing))


def _quietly(name: str, doing: Callable[..., None]) -> Callable[..., None]:
    """Celery would write the text of an error into the log, and that may quote a mail. The sweep rings again anyway."""

    def do(*arguments: int) -> None:
        try:
            doing(*arguments)
        except Exception as error:  # noqa: BLE001 - a bug of one row; the next bell is answered all the same
            LOG.error("bell not answered task=%s rows=%s error=%s", name, arguments, describe(error))  # noqa: TRY400

    return do
