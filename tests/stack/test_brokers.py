"""Bells over the brokers that an operator may choose."""

from __future__ import annotations

from queue import Queue

import pytest

from workers.app import IO_QUEUE, PROCESS, SWEEP, THINK_QUEUE, build_app
from workers.doctor import LOOKS
from workers.doctor_findings import Health
from workers.roles import run_beat_thread, run_worker_thread
from workers.tasks import Bell, add_tasks

MINUTE = 60


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.stack(name)) for name in ("redis", "rabbitmq")])
def url(request):
    return request.getfixturevalue(f"{request.param}_url")


def working(app, **doings):
    """A worker of this application that does these things."""
    add_tasks(app, doings)
    return run_worker_thread(app, queues=(IO_QUEUE, THINK_QUEUE), threads=1, failed=lambda: None)


def test_a_bell_is_heard_by_its_own_house_alone(url):
    heard: Queue[int] = Queue()

    def hear(*rows: int) -> None:
        heard.put(rows)

    sales, lab = (build_app(url, team=f"{name}@acme.example") for name in ("sales", "lab"))
    with working(lab, **{PROCESS: hear}):
        Bell(sales).ring_process(1)
        Bell(lab).ring_process(2)
        assert heard.get(timeout=MINUTE) == (2,)
    assert heard.empty()


def test_the_beat_is_heard(url):
    heard: Queue[str] = Queue()

    def sweep() -> None:
        heard.put("sweep")

    app = build_app(url, team="sales@acme.example")
    app.conf.beat_schedule["sweep"]["schedule"] = 0.2
    # The worker is the first to end: a worker of RabbitMQ looks up when a bell rings, or after some seconds.
    with run_beat_thread(app, failed=lambda: None), working(app, **{SWEEP: sweep}):
        assert heard.get(timeout=MINUTE) == "sweep"


def test_the_doctor_finds_that_it_answers(url):
    found = LOOKS["broker"].work("broker", {"broker_url": url})
    assert (found.health, found.said) == (Health.FINE, f"{url.partition(':')[0]} answers")


@pytest.mark.stack("rabbitmq")
@pytest.mark.parametrize(("old", "new"), [(":guest@", ":wrong@"), ("//", "/no-such-host")])
def test_the_doctor_says_what_rabbitmq_refuses(rabbitmq_url, old, new):
    head, _, tail = rabbitmq_url.rpartition(old)
    found = LOOKS["broker"].work("broker", {"broker_url": head + new + tail})
    assert found.health is Health.FAULT
    assert "check FOLLOWTHROUGH_BROKER_URL" in found.cure
    assert "wrong" not in found.said
