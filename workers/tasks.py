"""The doorbells: one integer in, nothing out, safe to lose, safe to ring twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kombu.exceptions import OperationalError

from workers.app import DELIVER, FOLLOW, PROCESS, QUEUES, SWEEP_SECONDS
from workers.log import describe

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bell:
    """Rings for a row. `app` is a Celery application (untyped)."""

    app: Any

    def ring_process(self, inbox_id: int) -> None:
        """Somebody should think about this mail."""
        self._ring(PROCESS, inbox_id)

    def ring_deliver(self, outbox_id: int) -> None:
        """Somebody should send this letter."""
        self._ring(DELIVER, outbox_id)

    def ring_again(self, *, inbox_ids: list[int], outbox_ids: list[int], look_ids: list[int]) -> None:
        """What the sweep found. These bells fall silent soon, so that a long queue does not fill with echoes."""
        for inbox_id in inbox_ids:
            self._ring(PROCESS, inbox_id, expires=2 * SWEEP_SECONDS)
        for outbox_id in outbox_ids:
            self._ring(DELIVER, outbox_id, expires=2 * SWEEP_SECONDS)
        for look_id in look_ids:
            self._ring(FOLLOW, look_id, expires=2 * SWEEP_SECONDS)

    def _ring(self, task: str, row: int, *, expires: float | None = None) -> None:
        try:
            self.app.send_task(task, args=(row,), queue=QUEUES[task], expires=expires, retry=False)
        except OperationalError as error:
            # The row is in its table; the sweep rings again when the broker is back.
            LOG.warning("bell not heard task=%s row=%d error=%s", task, row, type(error).__name__)


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
