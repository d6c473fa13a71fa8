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


def test_a_house_hears_its_own_bells_and_its_beat_alone(url):
    heard: Queue[tuple[int, ...]] = Queue()
    swept: Queue[str] = Queue()

    def hear(*rows: int) -> None:
        heard.put(rows)

    def sweep() -> None:
        swept.put("sweep")

    sales, lab = (build_app(url, team=f"{name}@acme.example") for name in ("sales", "lab"))
    lab.conf.beat_schedule["sweep"]["schedule"] = 0.2
    add_tasks(lab, {PROCESS: hear, SWEEP: sweep})
    worker = run_worker_thread(lab, queues=(IO_QUEUE, THINK_QUEUE), threads=1, failed=lambda: None)
    # The worker is the first to end: a worker of RabbitMQ looks up when a bell rings, or after some seconds.
    with run_beat_thread(lab, failed=lambda: None), worker:
        Bell(sales).ring_process(1)
        Bell(lab).ring_process(2)
        assert heard.get(timeout=MINUTE) == (2,)
        assert swept.get(timeout=MINUTE) == "sweep"
    assert heard.empty()


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
