"""The Celery application: how bells are rung. Nothing of value ever lives in the broker.

A task carries the numbers of rows and may be lost or doubled: the tables are the
truth, and the sweep rings again for what is due. So results are ignored,
nothing is scheduled ahead (Celery repeats eta jobs on Redis,
celery/celery#3270), and a broker that is down delays work but loses none.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from celery import Celery
from celery.schedules import schedule

PROCESS = "followthrough.process"
DELIVER = "followthrough.deliver"
FOLLOW = "followthrough.follow"
SWEEP = "followthrough.sweep"

THINK_QUEUE = "think"
IO_QUEUE = "io"

QUEUES = {PROCESS: THINK_QUEUE, FOLLOW: THINK_QUEUE, DELIVER: IO_QUEUE, SWEEP: IO_QUEUE}

# With a host, or Kombu warns that it has to make one up.
EMBEDDED_BROKER = "memory://localhost/"

REDIS = ("redis", "rediss")
# Bells are kept in their queue only; and a server that went away without a word is given up after some seconds, where
# its client would wait for ever.
REDIS_OPTIONS = {"ack_emulation": False, "socket_connect_timeout": 10, "socket_timeout": 20, "socket_keepalive": True}

# How often the sweep looks for due rows. A lost bell costs this long and no more.
SWEEP_SECONDS = 5.0


def build_app(broker_url: str, *, team: str) -> Any:
    """An application on that broker; an empty URL means the embedded one, in this process only.

    A bell is a number of a row, which means something else in another database: each `team` has queues of its own, so
    that several may share a broker. It is known by the address that notes are forwarded to.
    """
    # Celery ships no types, so its objects are Any from here on.
    app = Celery(f"followthrough.{team}", broker=broker_url or EMBEDDED_BROKER, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_routes={task: {"queue": name_queue(app, queue)} for task, queue in QUEUES.items()},
        task_create_missing_queues=True,
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # however long the broker is away
        timezone="UTC",
        beat_schedule={
            "sweep": {
                "task": SWEEP,
                # Were it counted by the clock, one that is set back by an hour would silence the beat for an hour.
                "schedule": schedule(SWEEP_SECONDS, nowfun=_since_start, app=app),
                "options": {"expires": SWEEP_SECONDS},
            }
        },
    )
    if broker_url.partition(":")[0].casefold() in REDIS:
        _put_nothing_back()
        app.conf.broker_transport_options = REDIS_OPTIONS
    if not broker_url:
        # Kombu's in-memory transport polls; its default of one second would be most of a recap's way.
        app.conf.broker_transport_options = {"polling_interval": 0.05}
    return app


def _put_nothing_back() -> None:
    """Whoever takes a bell off Redis has it.

    Kombu would put it back when its line breaks. Where it is Redis that went away it cannot, and stumbles over that so
    badly (5.7) that Celery's worker ends. The sweep rings again anyway.
    """
    from kombu.transport.redis import Channel  # noqa: PLC0415 - who rings in one process needs no client of Redis

    Channel.do_restore = False


def name_queue(app: Any, queue: str) -> str:
    """What a queue of this application is called in the broker."""
    return f"{app.main}.{queue}"


def _since_start() -> datetime:
    """A moment that only ever moves forward, whoever sets the clock: how long ago, never when."""
    return datetime.fromtimestamp(time.monotonic(), UTC)
